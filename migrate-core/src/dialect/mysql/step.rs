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
    /// A virtual column comes.
    AddVirtual,
    /// An index goes.
    DropIndex,
    /// An index comes.
    AddIndex,
    /// A column goes.
    DropColumn,
    /// A virtual column goes.
    DropVirtual,
}

type Clause = (Part, Class, String);

/// One `ALTER TABLE` in the making.
#[derive(Default)]
pub(super) struct Step {
    clauses: Vec<Clause>,
}

impl Step {
    pub(super) fn push(&mut self, part: Part, class: Class, clause: String) {
        self.clauses.push((part, class, clause));
    }

    /// Its statements: one, unless several are cheaper.
    pub(super) fn statements(mut self, flavour: Flavour, table: &str, computes: bool) -> Vec<String> {
        let has = |part: Part| self.clauses.iter().any(|(of, _, _)| *of == part);
        let class = self.clauses.iter().map(|(_, class, _)| *class).max();
        let turns = has(Part::AddVirtual) || has(Part::DropVirtual);
        let columns = turns || has(Part::AddColumn) || has(Part::DropColumn);
        let cheap = class.is_some_and(|class| class <= Class::NoCopy);
        let groups: Vec<Vec<&Clause>> = match () {
            () if cheap && (computes || turns) => self.one_by_one(),
            () if cheap && columns && has(Part::AddIndex) => self.columns_first(has(Part::DropIndex)),
            () => {
                // Where rows are written anyway, a virtual column that comes or goes has them copied.
                if turns && class == Some(Class::Rebuild) {
                    self.clauses.iter_mut().for_each(|(_, class, _)| *class = Class::Copy);
                }
                vec![self.clauses.iter().collect()]
            }
        };
        groups.iter().filter_map(|clauses| statement(flavour, table, clauses)).collect()
    }

    fn of(&self, parts: &[Part]) -> Vec<&Clause> {
        self.clauses.iter().filter(|(part, _, _)| parts.contains(part)).collect()
    }

    fn columns_first(&self, drops_index: bool) -> Vec<Vec<&Clause>> {
        let indexes = self.of(&[Part::DropIndex, Part::AddIndex]);
        let (drop, last) =
            if drops_index { (Part::AddColumn, vec![Part::DropColumn]) } else { (Part::DropColumn, vec![]) };
        vec![self.of(&[Part::Other, Part::AddColumn, drop]), indexes, self.of(&last)]
    }

    /// In a table with virtual columns, MariaDB adds and drops columns by themselves or copies; and so where one comes.
    fn one_by_one(&self) -> Vec<Vec<&Clause>> {
        let mut groups = vec![self.of(&[Part::Other])];
        // Each has its place behind those before it.
        let comes = self.of(&[Part::AddColumn, Part::AddVirtual]);
        groups.extend(comes.chunk_by(|(one, _, _), (next, _, _)| one == next).map(<[_]>::to_vec));
        groups.push(self.of(&[Part::DropIndex, Part::AddIndex]));
        groups.push(self.of(&[Part::DropColumn, Part::DropVirtual]));
        groups
    }
}

fn statement(flavour: Flavour, table: &str, of: &[&Clause]) -> Option<String> {
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
