//! `#[schema(step("2026-11-26-071200", up = normalise_mails))]`: functions that run beside a revision's SQL.
//!
//! A revision's `metadata.toml`, which is reviewed, says that there is one and when it runs; here stands which. The gate
//! holds both together.

use migrate_core::Dialect;
use migrate_core::embed::DataSteps;
use migrate_core::history::{History, Revision};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned as _;

use super::Plan;
use crate::ast::At;
use crate::attr::meta::{Arg, Meta, Value};
use crate::attr::value;
use crate::errors::Errors;
use crate::expand::door;
use crate::suggest;

/// One `step(…)`.
pub(super) struct StepArg {
    /// The revision's id.
    revision: At<String>,
    /// Of one dialect only.
    dialect: Option<Dialect>,
    up: Option<Named>,
    down: Option<Named>,
}

/// The function of one way.
enum Named {
    Function(Expr),
    /// `up` alone: it is given to the asynchronous runner.
    Elsewhere,
}

const CURE: &str = "write `step(\"2026-11-26-071200\", up = normalise_mails)`";
const WORDS: [&str; 3] = ["up", "down", "dialect"];

/// Reads one.
pub(super) fn read(meta: &Meta, errors: &mut Errors) -> Option<StepArg> {
    let Value::List(args) = &meta.value else {
        errors.at(meta.span(), CURE);
        return None;
    };
    let mut revision = None;
    let (mut dialect, mut up, mut down) = (None, None, None);
    for arg in args {
        match arg {
            Arg::Expr(expr) if revision.is_none() && value::text(expr).is_some() => {
                revision = value::text(expr)
            }
            Arg::Meta(part) => match (part.word().as_str(), &part.value) {
                ("up", Value::Eq(function)) => up = Some(Named::Function((**function).clone())),
                ("down", Value::Eq(function)) => down = Some(Named::Function((**function).clone())),
                ("up", Value::Word) => up = Some(Named::Elsewhere),
                ("down", Value::Word) => down = Some(Named::Elsewhere),
                ("dialect", _) => {
                    let name = value::string(part, errors)?;
                    match name.value.parse::<Dialect>() {
                        Ok(found) => dialect = Some(found),
                        Err(error) => errors.at(name.span, error),
                    }
                }
                ("up" | "down", _) => errors.at(part.span(), "name a function: `up = normalise_mails`"),
                (other, _) => {
                    let hint = suggest::hint(other, WORDS);
                    errors.at(part.span(), format_args!("unknown word `{other}` of a step; {hint}"));
                }
            },
            Arg::Expr(_) => errors.at(arg.span(), CURE),
        }
    }
    let Some(revision) = revision else {
        errors.at(meta.span(), format_args!("a step wants its revision: {CURE}"));
        return None;
    };
    if up.is_none() && down.is_none() {
        errors.at(revision.span, format_args!("a step wants a function: {CURE}"));
        return None;
    }
    Some(StepArg { revision, dialect, up, down })
}

impl StepArg {
    fn is_for(&self, history: &History, revision: &Revision) -> bool {
        self.dialect.is_none_or(|dialect| dialect == history.dialect())
            && self.revision.value == revision.id.as_str()
    }

    /// What it has, as `metadata.toml` would say it.
    fn has(&self) -> [bool; 2] {
        [self.up.is_some(), self.down.is_some()]
    }
}

/// What `schema!` and the revisions say differently of steps: errors at the steps, and texts for revisions without one.
pub(super) fn disagreements(plan: &Plan) -> (Vec<(proc_macro2::Span, String)>, Vec<String>) {
    let (mut wrong, mut missing) = (Vec::new(), Vec::new());
    for step in &plan.options.steps {
        let id = &step.revision.value;
        let known = plan
            .histories
            .iter()
            .any(|history| history.revisions().iter().any(|revision| step.is_for(history, revision)));
        if !known {
            let ids = plan.histories.iter().flat_map(History::revisions).map(|revision| revision.id.as_str());
            let ids: Vec<&str> = ids.collect();
            let near = suggest::nearest(id, ids.iter().copied());
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            wrong.push((step.revision.span, format!("there is no revision `{id}`{near}")));
        }
        let twice = plan
            .options
            .steps
            .iter()
            .filter(|other| other.revision.value == *id && other.dialect == step.dialect);
        if twice.count() > 1 {
            wrong.push((step.revision.span, format!("the step of revision `{id}` is named twice")));
        }
    }
    for history in &plan.histories {
        for revision in history.revisions() {
            let says = [revision.data_steps.up.is_some(), revision.data_steps.down.is_some()];
            let id = &revision.id;
            let Some(step) = step_of(plan, history, revision) else {
                if !revision.data_steps.is_empty() {
                    missing.push(format!(
                        "revision `{id}` ({}) has a data step in Rust, which `schema!` doesn't name\n{}",
                        revision.message,
                        cure(id.as_str(), &revision.data_steps),
                    ));
                }
                continue;
            };
            for (word, says, has) in [("up", says[0], step.has()[0]), ("down", says[1], step.has()[1])] {
                let what = match (says, has) {
                    (true, false) => format!(
                        "revision `{id}` says that it has a data step `{word}`: name its function, `{word} = …`"
                    ),
                    (false, true) => format!(
                        "revision `{id}` doesn't say that it has a data step `{word}`: put `[data_step]` with \
                         `{word} = \"{}\"` into its `metadata.toml`, and review it again",
                        if word == "up" { "after" } else { "before" }
                    ),
                    (true, true) | (false, false) => continue,
                };
                wrong.push((step.revision.span, what));
            }
        }
    }
    (wrong, missing)
}

fn cure(id: &str, says: &DataSteps) -> String {
    let mut words = vec![format!("\"{id}\"")];
    words.extend(says.up.map(|_| "up = function".to_owned()));
    words.extend(says.down.map(|_| "down = function".to_owned()));
    format!("name it: `#[schema(step({}))]`", words.join(", "))
}

/// The step of a revision: one for its dialect before one for all.
fn step_of<'p>(plan: &'p Plan, history: &History, revision: &Revision) -> Option<&'p StepArg> {
    let mine = || plan.options.steps.iter().filter(|step| step.is_for(history, revision));
    mine().find(|step| step.dialect.is_some()).or_else(|| mine().next())
}

/// The functions, as constants.
pub(super) fn steps(plan: &Plan) -> TokenStream {
    let door = door();
    let mut all = Vec::new();
    for history in &plan.histories {
        let dialect = format_ident!("{}", history.dialect().word());
        let work = format_ident!("__work_{}", history.dialect().name());
        let function = |function: Option<&Named>| match function {
            None | Some(Named::Elsewhere) => quote!(::core::option::Option::None),
            Some(Named::Function(function)) => {
                let at = function.span();
                quote_spanned!(at=> ::core::option::Option::Some(::migrate_core::#work!(#function)))
            }
        };
        for revision in history.revisions() {
            let Some(step) = step_of(plan, history, revision) else { continue };
            let id = revision.id.as_str();
            let (up, down) = (function(step.up.as_ref()), function(step.down.as_ref()));
            all.push(quote! {
                #door::DataStep { revision: #id, dialect: #door::Dialect::#dialect, up: #up, down: #down }
            });
        }
    }
    if all.is_empty() { TokenStream::new() } else { quote!(.with_data_steps(&[#(#all),*])) }
}
