//! `schema!` and `tables!`: the one place where macros touch the file system.
//!
//! | file | is for |
//! |---|---|
//! | `parse`, `options` | what the user wrote |
//! | `state` | `MIGRATE_GATE` |
//! | `snapshot` | the reviewed schema as constants |
//! | `gate` | the checks, as errors or as warnings |
//! | `record` | the record in the artifact |
//! | `embed` | the revisions in the binary, and the files to watch |
//! | `steps` | functions that run beside a revision's SQL |
//! | `tables` | groups |

mod embed;
mod gate;
mod options;
mod parse;
mod record;
mod snapshot;
mod state;
mod steps;
mod tables;

#[cfg(test)]
pub(crate) use options::WORDS;
pub(crate) use tables::tables;

use std::path::{Path, PathBuf};

use migrate_core::Dialect;
use migrate_core::history::History;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use self::options::Options;
use self::parse::SchemaInput;
use self::state::Mode;
use crate::errors::Errors;
use crate::expand::door;

/// What a `schema!` is expanded from.
struct Plan {
    input: SchemaInput,
    options: Options,
    dialects: Vec<Dialect>,
    mode: Mode,
    /// What could be read, by dialect.
    histories: Vec<History>,
    /// What is wrong with the folder, each with what to do next.
    problems: Vec<String>,
    /// What is wrong at a step that is named.
    wrong_steps: Vec<(proc_macro2::Span, String)>,
    root: PathBuf,
}

impl Plan {
    /// Whether what was reviewed is known for each dialect.
    fn has_snapshots(&self) -> bool {
        let of = |history: &History| history.snapshot().is_ok().then(|| history.dialect());
        self.histories.iter().map(of).eq(self.dialects.iter().map(|dialect| Some(*dialect)))
    }
}

/// Expands `schema!`.
pub(crate) fn schema(input: TokenStream) -> TokenStream {
    let input: SchemaInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::default();
    let options = options::options(&input.attrs, &input.ident, &mut errors);
    let dialects = parse::dialects(&input.dialects, &mut errors);
    parse::twice(&input.elements, &mut errors);
    let mode = state::mode().unwrap_or_else(|message| {
        errors.at(input.ident.span(), message);
        Mode::On
    });
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let mut plan = Plan {
        input,
        options,
        dialects,
        mode,
        histories: Vec::new(),
        problems: Vec::new(),
        wrong_steps: Vec::new(),
        root,
    };
    if !errors.is_empty() {
        // The elements stay listed: what is wrong here is not wrong at each of them.
        plan.mode = Mode::Off;
        return expand(&plan, errors.into_tokens());
    }
    read(&mut plan);
    let (wrong, missing) = steps::disagreements(&plan);
    plan.wrong_steps = wrong;
    plan.problems.extend(missing);
    expand(&plan, TokenStream::new())
}

fn read(plan: &mut Plan) {
    let dir = plan.root.join(&plan.options.dir.value);
    for (dialect, folder) in History::layout(&dir, &plan.dialects) {
        match History::read(&folder, dialect) {
            Ok(history) => {
                for problem in history.problems() {
                    note(&mut plan.problems, &problem.to_error(), &plan.root);
                }
                plan.histories.push(history);
            }
            Err(error) => note(&mut plan.problems, &error, &plan.root),
        }
    }
}

/// One problem as text: what, where, what to do next.
fn note(problems: &mut Vec<String>, error: &migrate_core::Error, root: &Path) {
    let mut text = match error.place() {
        Some(place) => {
            let file = place.file.strip_prefix(root).unwrap_or(&place.file).display();
            match place.line {
                Some((line, column)) => format!("{file}:{line}:{column}: {}", error.message()),
                None => format!("{file}: {}", error.message()),
            }
        }
        None => error.message().to_owned(),
    };
    // That there is no such file was said.
    let known = |source: &&(dyn std::error::Error + 'static)| {
        let missing = std::io::ErrorKind::NotFound;
        source.downcast_ref::<std::io::Error>().is_none_or(|source| source.kind() != missing)
    };
    if let Some(source) = std::error::Error::source(error).filter(known) {
        text.push_str(&format!("\n{source}"));
    }
    if let Some(help) = error.help() {
        text.push_str(&format!("\n{help}"));
    }
    if !root.join("Cargo.toml").exists() || root.components().any(|part| part.as_os_str() == "registry") {
        text.push_str("\nin a published crate: add `migrations/` to `package.include`");
    }
    if !problems.contains(&text) {
        problems.push(text);
    }
}

fn expand(plan: &Plan, errors: TokenStream) -> TokenStream {
    let door = door();
    let SchemaInput { attrs, vis, ident, elements, .. } = &plan.input;
    let docs = attrs.iter().filter(|attr| !attr.path().is_ident("schema"));
    let name = ident.to_string();
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    let marker = format_ident!("__MigrateList");
    let listed = tables::listed(elements, &marker);
    let variable = state::VARIABLE;
    let gate = gate::gate(plan);
    let state = &gate.state;
    let (outside, inside) = (&gate.outside, &gate.inside);
    let group = tables::group_with(elements, &plan.options.objects);
    let record = record::record(plan, &package, state);
    let watch: TokenStream = plan.histories.iter().map(|history| embed::watch(&plan.root, history)).collect();
    let dialects = plan.histories.iter().map(|history| embed::dialect(&plan.root, history));
    let steps = steps::steps(plan);
    quote! {
        #errors
        #outside
        // A schema of thousands of tables takes its time, and that is no mistake of the user's.
        #[allow(long_running_const_eval)]
        const _: () = {
            struct #marker;
            const _: ::core::option::Option<&str> = ::core::option_env!(#variable);
            const __LISTED: #door::Tables = #group;
            #watch
            #listed
            #inside
            #record
        };
        #(#docs)*
        #vis static #ident: #door::Migrator = #door::Migrator::new(
            #name, #package, #state, ::core::cfg!(debug_assertions), &[#(#dialects),*],
        )
        .of_version(::core::env!("CARGO_PKG_VERSION"))
        #steps;
    }
}
