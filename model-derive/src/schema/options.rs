//! `#[schema(…)]`: where the revisions are, and what stands in no table.

use migrate_core::QName;
use migrate_core::model::lines;
use migrate_core::schema::Sequence;
use syn::{Attribute, Ident};

use super::steps::{self, StepArg};
use crate::ast::At;
use crate::attr::meta::{self, Arg, Meta, Value};
use crate::attr::value;
use crate::errors::Errors;
use crate::suggest;

/// What it says.
pub(super) struct Options {
    pub(super) dir: At<String>,
    /// Whether statements take the ways that don't block others, where a database has them.
    pub(super) online: bool,
    /// PostgreSQL's extensions and sequences, as lines.
    pub(super) objects: Vec<String>,
    /// Functions that run beside a revision's SQL.
    pub(super) steps: Vec<StepArg>,
}

/// Every word of `#[schema(…)]`.
pub(crate) const WORDS: [&str; 5] = ["dir", "online", "extension", "sequence", "step"];

const OF_A_SEQUENCE: [&str; 6] = ["name", "start", "increment", "min", "max", "cycle"];

pub(super) fn options(attrs: &[Attribute], ident: &Ident, errors: &mut Errors) -> Options {
    let mut options = Options {
        dir: At::new("migrations".to_owned(), ident.span()),
        online: true,
        objects: Vec::new(),
        steps: Vec::new(),
    };
    for arg in meta::read(attrs, "schema", errors) {
        let Arg::Meta(meta) = arg else {
            errors.at(arg.span(), "write `#[schema(dir = \"migrations\")]`");
            continue;
        };
        match meta.word().as_str() {
            "dir" => {
                if let Some(dir) = value::string(&meta, errors) {
                    if dir.value.is_empty() {
                        errors
                            .at(dir.span, "the folder of the migrations wants a name, such as `migrations`");
                    }
                    options.dir = dir;
                }
            }
            "step" => options.steps.extend(steps::read(&meta, errors)),
            "online" => options.online = value::flag(&meta, errors),
            "extension" => {
                let names = crate::attr::strings(&meta, errors);
                let lines = names.iter().filter(|name| value::check_name(name, errors));
                options.objects.extend(lines.map(|name| lines::extension(&name.value)));
            }
            "sequence" => {
                options.objects.extend(sequence(&meta, errors).map(|sequence| lines::sequence(&sequence)));
            }
            other => {
                let hint = suggest::hint(other, WORDS);
                errors.at(meta.span(), format_args!("unknown attribute `{other}` of a schema; {hint}"));
            }
        }
    }
    options
}

/// `sequence = "invoice_numbers"`, `sequence(name = "…", start = 1000)`
fn sequence(meta: &Meta, errors: &mut Errors) -> Option<Sequence> {
    let mut sequence = Sequence {
        name: QName::from(""),
        start: None,
        increment: None,
        min: None,
        max: None,
        cycle: false,
        ty: None,
        cache: None,
        owned_by: None,
    };
    let Value::List(args) = &meta.value else {
        sequence.name = QName::from(value::name(meta, errors)?.value.as_str());
        return Some(sequence);
    };
    for arg in args {
        let Arg::Meta(part) = arg else {
            errors.at(arg.span(), "write `sequence(name = \"invoice_numbers\", start = 1000)`");
            continue;
        };
        let number = |errors: &mut Errors| value::number(part, errors).map(|number| number.value);
        match part.word().as_str() {
            "name" => sequence.name = QName::from(value::name(part, errors)?.value.as_str()),
            "start" => sequence.start = number(errors).filter(|start| *start != 1),
            "increment" => sequence.increment = number(errors).filter(|step| *step != 1),
            "min" => sequence.min = number(errors),
            "max" => sequence.max = number(errors),
            "cycle" => sequence.cycle = value::flag(part, errors),
            other => {
                let hint = suggest::hint(other, OF_A_SEQUENCE);
                errors.at(part.span(), format_args!("unknown word `{other}` of a sequence; {hint}"));
            }
        }
    }
    if sequence.name.name.is_empty() {
        errors.at(meta.span(), "a sequence wants a name: `sequence(name = \"invoice_numbers\")`");
        return None;
    }
    Some(sequence)
}
