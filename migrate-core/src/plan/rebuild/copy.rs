use super::{Rebuild, Source};
use crate::dialect::quote_text;
use crate::dialect::sqlite::{QUOTING, is_rowid};
use crate::schema::{Column, IdentityKind, Table};

/// Whether ids of the table are never issued twice.
pub(super) fn counts(table: &Table) -> bool {
    table.columns.iter().any(|column| {
        column.identity.as_ref().is_some_and(|identity| identity.kind == IdentityKind::Autoincrement)
    })
}

impl Rebuild {
    /// `INSERT INTO new (…) SELECT … FROM old`. Each column is written with its table, for
    /// [a quoted name that isn't there would be a string](https://sqlite.org/quirks.html#dblquote).
    pub(super) fn copy(&self, scratch: &str, table: &Table) -> String {
        let old = QUOTING.name(&table.name.name);
        let mut targets = Vec::new();
        let mut values = Vec::new();
        if let Some(rowid) = self.rowid(table) {
            targets.push(rowid.to_owned());
            values.push(format!("{old}.{rowid}"));
        }
        for column in table.columns.iter().filter(|column| column.generated.is_none()) {
            let source = self.sources.get(&column.name).cloned().unwrap_or_default();
            if let Some(mut value) = self.value(&source, column, table, &old) {
                if is_rowid(table, &column.name) && (source.nullable || source.backfill.is_some()) {
                    // SQLite would make an id up for NULL. A text it refuses.
                    value = format!("coalesce({value}, 'NULL is no id')");
                }
                targets.push(QUOTING.name(&column.name));
                values.push(value);
            }
        }
        if targets.is_empty()
            && let Some(column) = table.columns.iter().find(|column| column.generated.is_none())
        {
            // Nothing is kept but the number of rows.
            targets.push(QUOTING.name(&column.name));
            values.push("NULL".to_owned());
        }
        format!(
            "INSERT INTO {} ({})\nSELECT {}\nFROM {old}",
            QUOTING.name(scratch),
            targets.join(", "),
            values.join(", ")
        )
    }

    /// The value for rows that are there; `None` where the column's default, or NULL, is it.
    fn value(&self, source: &Source, column: &Column, table: &Table, old: &str) -> Option<String> {
        let backfill = source.backfill.as_deref().map(bracket);
        let Some(from) = &source.from else {
            if backfill.is_none() && is_rowid(table, &column.name) && !self.old.options.without_rowid {
                return rowid_name(self.old_columns()).map(|rowid| format!("{old}.{rowid}"));
            }
            return backfill;
        };
        let mut value = format!("{old}.{}", QUOTING.name(from));
        if !source.relabel.is_empty() {
            let mut case = format!("CASE {value}");
            for (from, to) in &source.relabel {
                case.push_str(&format!(" WHEN {} THEN {}", quote_text(from), quote_text(to)));
            }
            value = format!("{case} ELSE {value} END");
        }
        Some(match backfill {
            Some(backfill) => format!("coalesce({value}, {backfill})"),
            None => value,
        })
    }

    /// The name by which the rowid is copied, where no column is the rowid: other tables, such as full-text indexes,
    /// may refer to it.
    fn rowid(&self, table: &Table) -> Option<&'static str> {
        if table.options.without_rowid
            || self.old.options.without_rowid
            || table.columns.iter().any(|column| is_rowid(table, &column.name))
        {
            return None;
        }
        rowid_name(self.old_columns().chain(table.columns.iter().map(|column| column.name.as_str())))
    }

    fn old_columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(String::as_str)
    }
}

/// One of [the rowid's names](https://sqlite.org/lang_createtable.html#rowid) that no column has taken.
fn rowid_name<'a>(columns: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let taken: Vec<&str> = columns.collect();
    ["rowid", "_rowid_", "oid"].into_iter().find(|name| !taken.iter().any(|it| it.eq_ignore_ascii_case(name)))
}

fn bracket(sql: &str) -> String {
    let comments = sql.contains("--");
    format!("({}{})", sql.trim(), if comments { "\n" } else { "" })
}
