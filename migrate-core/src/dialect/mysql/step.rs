//! The clauses of one `ALTER TABLE`, and how many statements they had better be.
//!
//! Columns come and go in an instant, and indexes are made beside readers and writers; but both in one statement, and
//! the server writes every row again (<https://mariadb.com/kb/en/innodb-online-ddl-operations-with-the-instant-alter-algorithm/>).
//! So, where nothing else needs that, columns come and go first, then indexes. Where an index goes, it does before its
//! columns.

use super::Flavour;
use super::cost::Class;

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

/// One `ALTER TABLE` in the making.
#[derive(Default)]
pub(super) struct Step {
    clauses: Vec<(Part, Class, String)>,
}

impl Step {
    pub(super) fn push(&mut self, part: Part, class: Class, clause: String) {
        self.clauses.push((part, class, clause));
    }

    /// Its statements: one, unless several are cheaper.
    pub(super) fn statements(self, flavour: Flavour, table: &str) -> Vec<String> {
        let has = |part: Part| self.clauses.iter().any(|(of, _, _)| *of == part);
        let class = self.clauses.iter().map(|(_, class, _)| *class).max();
        let rewrites = class.is_none_or(|class| class > Class::NoCopy);
        if rewrites || !has(Part::AddIndex) || !(has(Part::AddColumn) || has(Part::DropColumn)) {
            return statement(flavour, table, &self.clauses.iter().collect::<Vec<_>>()).into_iter().collect();
        }
        let first = [Part::Other, Part::AddColumn, Part::DropColumn];
        let first = if has(Part::DropIndex) { &first[..2] } else { &first[..] };
        let last = if has(Part::DropIndex) { &[Part::DropColumn][..] } else { &[] };
        [first, &[Part::DropIndex, Part::AddIndex], last]
            .into_iter()
            .filter_map(|parts| {
                let of = self.clauses.iter().filter(|(part, _, _)| parts.contains(part));
                statement(flavour, table, &of.collect::<Vec<_>>())
            })
            .collect()
    }
}

fn statement(flavour: Flavour, table: &str, of: &[&(Part, Class, String)]) -> Option<String> {
    let class = of.iter().map(|(_, class, _)| *class).max()?;
    let mut clauses: Vec<&str> = of.iter().map(|(_, _, clause)| clause.as_str()).collect();
    let promise = class.clause(flavour);
    if !promise.is_empty() {
        clauses.push(promise);
    }
    Some(match clauses.as_slice() {
        [one] => format!("ALTER TABLE {table} {one}"),
        many => format!("ALTER TABLE {table}\n    {}", many.join(",\n    ")),
    })
}
