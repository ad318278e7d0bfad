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

    /// Its statements: one, unless several are cheaper. In a table that computes columns, MariaDB adds and drops columns
    /// by themselves or copies.
    pub(super) fn statements(self, flavour: Flavour, table: &str, computes: bool) -> Vec<String> {
        let has = |part: Part| self.clauses.iter().any(|(of, _, _)| *of == part);
        let class = self.clauses.iter().map(|(_, class, _)| *class).max();
        let columns = has(Part::AddColumn) || has(Part::DropColumn);
        let cheap = class.is_some_and(|class| class <= Class::NoCopy);
        let own: &[Part] =
            if has(Part::DropIndex) { &[Part::AddColumn] } else { &[Part::AddColumn, Part::DropColumn] };
        let indexes: &[Part] = &[Part::DropIndex, Part::AddIndex];
        let last: &[Part] = if has(Part::DropIndex) { &[Part::DropColumn] } else { &[] };
        let groups: Vec<Vec<Part>> = match () {
            () if !cheap || !columns => Vec::new(),
            () if computes => {
                vec![vec![Part::Other], vec![Part::AddColumn], indexes.to_vec(), vec![Part::DropColumn]]
            }
            () if has(Part::AddIndex) => {
                vec![[&[Part::Other], own].concat(), indexes.to_vec(), last.to_vec()]
            }
            () => Vec::new(),
        };
        if groups.is_empty() {
            return statement(flavour, table, &self.clauses.iter().collect::<Vec<_>>()).into_iter().collect();
        }
        let of = |parts: &Vec<Part>| {
            let clauses = self.clauses.iter().filter(|(part, _, _)| parts.contains(part));
            statement(flavour, table, &clauses.collect::<Vec<_>>())
        };
        groups.iter().filter_map(of).collect()
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
