//! The record: the schema as plain data in the artifact, in the section [`SECTION`].
//!
//! It is [`MAGIC`], a length (`u32`, little endian), then text. The first line is JSON: who made it. Then, per dialect:
//!
//! | line | is |
//! |---|---|
//! | `D TAB sqlite` | a dialect begins |
//! | `T TAB users` | a table begins |
//! | `t c p i f x e` | see [`super::lines`] |
//! | `k TAB 0 TAB 1 TAB 0` | which of the types that follow each column has, of those since the last such line |
//! | `y TAB 2` | so many types follow, each a line: a letter that means it from now on and its slot, or a known letter |
//! | `r TAB slot` | the k-th foreign key's target |
//! | `v q n` | a view, a sequence, an extension |
//! | `h TAB …` | a hint: `table TAB old`, `column TAB new TAB old`, `backfill TAB column TAB sql` |
//! | `H TAB users` | the hints that follow are of this table |
//!
//! Where the gate is shut, a dialect's text is that of the reviewed schema, which the models are then known to be; only the
//! hints are theirs. Else all of it is.

mod objects;
mod read;
mod reviewed;
mod table;
mod write;

pub use read::read;
pub use reviewed::{add_objects, add_table};
pub use write::{Header, Recorded, fill, len};

use crate::schema::Schema;
use crate::{Dialect, Error, ErrorCode, QName, Result};

/// The section's name: at most eight characters, for PE.
pub const SECTION: &str = "migrate";

/// The section's name on Apple's systems, with its segment.
pub const SECTION_APPLE: &str = "__DATA,__migrate";

/// The first bytes of a record. The digit is the version of the layout.
pub const MAGIC: [u8; 8] = *b"MIGRATE1";

/// The version of the text.
pub const FORMAT: u32 = 4;

/// The letters that stand for types begin here …
pub(super) const FIRST_MARK: u8 = b'0';

/// … and are so many: all one byte, and none a line feed.
const MARKS: usize = 64;

/// What one `schema!` laid into an artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The static's name, such as `APP`.
    pub name: String,
    /// The package it stands in.
    pub package: String,
    /// That package's version.
    pub version: String,
    /// The folder of its revisions, from the package's own.
    pub dir: String,
    /// Whether statements take the ways that don't block others: `#[schema(online = false)]` says no.
    pub online: bool,
    /// Its dialects, in the order of [`Dialect::ALL`].
    pub dialects: Vec<Dialect>,
    /// How the gate stood: `on`, `off`, `warn-clean`, `warn-dirty`.
    pub gate: super::GateState,
    bodies: Vec<(Dialect, Body)>,
}

/// What is recorded for one dialect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Body {
    tables: Vec<table::Lines>,
    objects: objects::Objects,
}

/// What the models say beside the schema: never compared, and spent once a revision holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Tables, as (old, new).
    pub renamed_tables: Vec<(QName, QName)>,
    /// Columns, as (the table's name now, old, new).
    pub renamed_columns: Vec<(QName, String, String)>,
    /// SQL expressions for rows that are already there, as (table, column, expression).
    pub backfills: Vec<(QName, String, String)>,
}

impl Body {
    fn place_of(&self, table: &QName) -> Option<usize> {
        self.tables.iter().position(|lines| lines.is_of(table))
    }
}

impl Record {
    /// The schema on a dialect, and the hints that ride along.
    pub fn schema(&self, dialect: Dialect) -> Result<(Schema, Hints)> {
        let Some((_, body)) = self.bodies.iter().find(|(of, _)| *of == dialect) else {
            let known: Vec<_> = self.dialects.iter().map(|dialect| dialect.name()).collect();
            return Err(Error::new(
                ErrorCode::BadSchema,
                format!("the schema `{}` is not for {dialect}: it is for {}", self.name, known.join(", ")),
            ));
        };
        let mut schema = Schema::default();
        let mut hints = Hints::default();
        for lines in &body.tables {
            lines.build(&mut schema, &mut hints)?;
        }
        body.objects.build(&mut schema)?;
        schema.normalize();
        match schema.flaws().first() {
            Some(flaw) => {
                Err(Error::new(ErrorCode::BadSchema, format!("the models contradict themselves: {flaw}")))
            }
            None => Ok((schema, hints)),
        }
    }
}
