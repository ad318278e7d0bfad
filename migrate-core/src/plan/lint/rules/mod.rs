//! What one deed may do: the hazards of `plan/hazard`, where only the words of a statement are known.

mod columns;
mod keys;
mod objects;
mod rows;

use super::deed::{Act, Deed};
use super::seen::Seen;
use crate::dialect::Dialect;
use crate::plan::{Hazard, HazardCode};

/// The hazards of one deed. `several`: whether other statements stand beside its own.
pub(super) fn hazards(dialect: Dialect, deed: &Deed, seen: &Seen, several: bool) -> Vec<Hazard> {
    let mut found = Found { dialect, hazards: Vec::new() };
    match deed {
        Deed::Alter { table, .. } | Deed::CreateIndex { table, .. } | Deed::RenameTable { table, .. }
            if seen.is_new(table) => {}
        Deed::Alter { table, act } => match act {
            Act::AddColumn(_)
            | Act::DropColumn { .. }
            | Act::RenameColumn { .. }
            | Act::Retype { .. }
            | Act::SetNotNull { .. }
            | Act::DropNotNull { .. } => columns::check(table, act, &mut found),
            Act::AddKey { .. }
            | Act::DropKey { .. }
            | Act::DropPrimaryKey
            | Act::Validate { .. }
            | Act::AddIndex { .. }
            | Act::DropIndex { .. } => keys::check(table, act, &mut found),
            Act::Store { .. } | Act::Attach { .. } | Act::Access { .. } => {
                objects::alter(table, act, &mut found);
            }
        },
        Deed::DropTable { .. }
        | Deed::Truncate { .. }
        | Deed::Delete { .. }
        | Deed::Update { .. }
        | Deed::Replace { .. } => rows::check(deed, seen, &mut found),
        Deed::CreateIndex { table, index, unique, beside } => {
            keys::new_index(table, index, *unique, *beside, &mut found);
        }
        Deed::DropIndex { .. }
        | Deed::RenameTable { .. }
        | Deed::Gone { .. }
        | Deed::Renamed { .. }
        | Deed::AddLabel { .. }
        | Deed::Access { .. }
        | Deed::Rewrite { .. }
        | Deed::Lock { .. }
        | Deed::Apart { .. } => objects::check(deed, &mut found),
        Deed::Definition if several => found.add(
            HazardCode::NotTransactional,
            "the database commits before and after it: where a later statement fails, this one stays done",
        ),
        Deed::Begin
        | Deed::End
        | Deed::ForeignKeys { .. }
        | Deed::CreateTable { .. }
        | Deed::Fill { .. }
        | Deed::Definition => {}
    }
    found.hazards
}

/// The hazards found so far.
struct Found {
    dialect: Dialect,
    hazards: Vec<Hazard>,
}

impl Found {
    fn add(&mut self, code: HazardCode, message: impl Into<String>) {
        self.hazards.push(Hazard::new(code, message));
    }

    /// The table is written again, and others wait for it.
    fn rewrite(&mut self, message: impl Into<String>, table: &dyn std::fmt::Display) {
        self.add(HazardCode::TableRewrite, message);
        self.add(HazardCode::LongLock, format!("nobody else can use `{table}` until every row is written"));
    }
}
