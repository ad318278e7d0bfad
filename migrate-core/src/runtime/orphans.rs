//! Rows of SQLite that refer to nothing: which of them a revision made.
//!
//! While foreign keys are off, anybody can make such rows, and older programs have. They are no reason to stop a
//! revision that leaves them as they were.

use std::collections::{BTreeMap, BTreeSet};

/// Each such row: its table, its rowid (none where the table has none), the table it refers to.
/// <https://www.sqlite.org/pragma.html#pragma_foreign_key_check>
pub(super) const FOUND: &str =
    "SELECT \"table\" || char(31) || coalesce(rowid, '') || char(31) || parent FROM pragma_foreign_key_check";
/// The tables that there are.
pub(super) const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table'";

/// The rows that referred to nothing before a revision ran.
pub(super) struct Orphans {
    rows: BTreeMap<String, usize>,
    tables: BTreeSet<String>,
}

impl Orphans {
    /// Of what the two queries gave.
    pub(super) fn new(found: Vec<String>, tables: Vec<String>) -> Self {
        let mut rows = BTreeMap::new();
        for row in found {
            *rows.entry(row).or_default() += 1;
        }
        Self { rows, tables: tables.into_iter().map(|name| name.to_ascii_lowercase()).collect() }
    }

    /// The first row that refers to nothing now and did refer to something before, in words.
    pub(super) fn first_new(&self, after: &[String]) -> Option<String> {
        let mut gone = self.rows.clone();
        let mut new = Vec::new();
        for row in after {
            match gone.get_mut(row).filter(|left| **left > 0) {
                Some(left) => *left -= 1,
                None => new.push(row),
            }
        }
        // A table under another name takes its rows along: they stand for as many that have gone.
        let known = |row: &&&String| {
            let [table, _, parent] = parts(row);
            [table, parent].iter().all(|name| self.tables.contains(&name.to_ascii_lowercase()))
        };
        let made = new.iter().find(known).or_else(|| new.get(gone.values().sum::<usize>()));
        made.map(|row| {
            let [table, rowid, parent] = parts(row);
            let which =
                if rowid.is_empty() { "a row".to_owned() } else { format!("the row with rowid {rowid}") };
            format!("{which} of `{table}` that refers to no row of `{parent}`")
        })
    }
}

fn parts(row: &str) -> [&str; 3] {
    let mut parts = row.splitn(3, '\u{1f}');
    [(); 3].map(|()| parts.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::Orphans;

    fn row(table: &str, rowid: u32, parent: &str) -> String {
        format!("{table}\u{1f}{rowid}\u{1f}{parent}")
    }

    fn orphans(rows: &[String]) -> Orphans {
        Orphans::new(rows.to_vec(), ["a", "b", "Parents"].map(str::to_owned).to_vec())
    }

    #[test]
    fn what_was_there_is_nobodys_fault() {
        let before = orphans(&[row("a", 1, "parents"), row("b", 1, "parents")]);
        assert_eq!(before.first_new(&[row("a", 1, "parents")]), None);
        assert_eq!(
            before.first_new(&[row("a", 1, "parents"), row("a", 2, "parents")]).unwrap(),
            "the row with rowid 2 of `a` that refers to no row of `parents`"
        );
        // One mended, another made.
        assert!(before.first_new(&[row("a", 2, "parents")]).is_some());
        assert_eq!(
            orphans(&[]).first_new(&[row("a", 1, "b").replace('1', "")]).unwrap(),
            "a row of `a` that refers to no row of `b`"
        );
    }

    #[test]
    fn a_table_takes_its_rows_along_to_its_new_name() {
        let before = orphans(&[row("a", 1, "parents"), row("a", 2, "parents")]);
        assert_eq!(before.first_new(&[row("other", 1, "parents"), row("other", 2, "parents")]), None);
        let more = [row("other", 1, "parents"), row("other", 2, "parents"), row("other", 3, "parents")];
        assert!(before.first_new(&more).is_some());
    }
}
