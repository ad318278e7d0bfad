//! The clauses of one `ALTER TABLE`, and how many statements they had better be.
//!
//! Columns come and go in an instant, and indexes are made beside readers and writers; but both in one statement, and
//! the server writes every row again (<https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-instant-alter-algorithm/>).
//! So statements are as few as cost the least.

use super::cost::{self, Class, Classed};
use super::{Flavour, QUOTING};
use crate::schema::{Schema, Table};
use crate::{Change, Result};

/// What a clause is about, in the order in which statements of their own would run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// All that gets along with both.
    Other,
    /// A column comes.
    AddColumn,
    /// An index goes.
    DropIndex,
    /// An index comes.
    AddIndex,
    /// A column goes.
    DropColumn,
}

use Part::{AddColumn, AddIndex, DropColumn, DropIndex, Other};

/// Ways to cut, the fewest statements first. Where an index goes, it does before its columns, and not before another
/// that a foreign key needs instead.
const CUTS: [&[&[Part]]; 5] = [
    &[&[Other, AddColumn, DropIndex, AddIndex, DropColumn]],
    &[&[Other, AddColumn, DropColumn], &[AddIndex]],
    &[&[Other, DropIndex, AddIndex], &[AddColumn, DropColumn]],
    &[&[Other, AddColumn], &[DropIndex, AddIndex], &[DropColumn]],
    &[&[Other], &[AddColumn], &[DropIndex, AddIndex], &[DropColumn]],
];

/// One change, and its clauses; none where the database keeps nothing of it.
struct Said {
    part: Part,
    change: Change,
    clauses: Vec<String>,
}

/// One `ALTER TABLE` in the making.
#[derive(Default)]
pub(super) struct Step {
    said: Vec<Said>,
}

impl Step {
    pub(super) fn push(&mut self, change: Change, clauses: Vec<String>) {
        let part = match &change {
            Change::AddColumn { .. } => AddColumn,
            Change::DropColumn { .. } => DropColumn,
            Change::AddIndex { .. } => AddIndex,
            Change::DropIndex { .. } => DropIndex,
            _ => Other,
        };
        self.said.push(Said { part, change, clauses });
    }

    /// Its statements, each with its class. `table` is as the server has it, and is then as they leave it.
    pub(super) fn statements(
        &self,
        flavour: Flavour,
        table: &mut Table,
        schema: &Schema,
    ) -> Result<Vec<Classed>> {
        let mut best: Option<(Class, Vec<Classed>, Table)> = None;
        for cut in CUTS.iter().filter(|cut| self.fits(cut)) {
            let mut after = table.clone();
            let mut statements = Vec::new();
            for parts in *cut {
                statements.extend(self.statement(flavour, parts, &mut after, schema)?);
            }
            let worst = statements.iter().map(|it: &Classed| it.class).max().unwrap_or(Class::Instant);
            // Whatever doesn't touch rows is as good as an instant.
            let worst = worst.max(Class::NoCopy);
            if best.as_ref().is_none_or(|(class, _, _)| worst < *class) {
                best = Some((worst, statements, after));
            }
        }
        let Some((_, statements, after)) = best else { return Ok(Vec::new()) };
        *table = after;
        Ok(statements)
    }

    /// Whether all there is finds its place, in an order that is possible.
    fn fits(&self, cut: &[&[Part]]) -> bool {
        let of = |part: Part| cut.iter().position(|parts| parts.contains(&part));
        let placed = |said: &Said| said.clauses.is_empty() || of(said.part).is_some();
        // A key may be of columns that come with it.
        let keyed = |said: &Said| matches!(said.change, Change::AlterPrimaryKey { .. });
        self.said.iter().all(placed)
            && (cut.len() == 1 || !self.said.iter().any(keyed))
            && (of(AddIndex) >= of(AddColumn) || !self.has(AddIndex) || !self.has(AddColumn))
    }

    fn has(&self, part: Part) -> bool {
        self.said.iter().any(|said| said.part == part)
    }

    fn statement(
        &self,
        flavour: Flavour,
        parts: &[Part],
        table: &mut Table,
        schema: &Schema,
    ) -> Result<Option<Classed>> {
        let of: Vec<&Said> = self.said.iter().filter(|said| parts.contains(&said.part)).collect();
        let before = table.clone();
        let mut state = Schema { tables: vec![before.clone()], ..Schema::default() };
        // The server lets indexes go first of all.
        let (gone, rest): (Vec<&Said>, Vec<&Said>) = of.iter().partition(|said| said.part == DropIndex);
        for said in gone.iter().chain(&rest) {
            said.change.apply(&mut state)?;
        }
        if let Some(after) = state.tables.pop() {
            *table = after;
        }
        let told: Vec<&&Said> = of.iter().filter(|said| !said.clauses.is_empty()).collect();
        if told.is_empty() {
            return Ok(None);
        }
        let changes: Vec<&Change> = told.iter().map(|said| &said.change).collect();
        let class = cost::class(flavour, [&before, table], &changes, schema);
        let mut clauses: Vec<&str> =
            told.iter().flat_map(|said| said.clauses.iter().map(String::as_str)).collect();
        if cost::leaves_hidden(&before, table) {
            clauses.push("FORCE");
        }
        clauses.extend(Some(class.clause(flavour)).filter(|promise| !promise.is_empty()));
        let name = QUOTING.name(&before.name.name);
        let text = match clauses.as_slice() {
            [one] => format!("ALTER TABLE {name} {one}"),
            many => format!("ALTER TABLE {name}\n    {}", many.join(",\n    ")),
        };
        Ok(Some(Classed { table: before.name, text, class }))
    }
}
