use super::super::super::dialect::{Dialect, Quoting, quote_text};
use crate::QName;
use crate::schema::{Column, Default, Table, Type};

/// The dialects' words for what every question needs. Names are always in quotes: nobody edits these queries.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words(pub(super) Dialect);

/// The column that carries a row's key through derived tables.
pub(super) const KEY: &str = "migrate_key";

impl Words {
    pub(super) fn name(self, name: &str) -> String {
        let mark = match self.0 {
            Dialect::Sqlite | Dialect::Postgres => '"',
            Dialect::Mysql => '`',
        };
        Quoting { mark, reserved: &[], keeps_case: true }.always(name)
    }

    pub(super) fn table(self, name: &QName) -> String {
        match (&name.namespace, self.0) {
            (Some(namespace), Dialect::Postgres | Dialect::Mysql) => {
                format!("{}.{}", self.name(namespace), self.name(&name.name))
            }
            _ => self.name(&name.name),
        }
    }

    /// A column of the derived table that bears the table's name.
    pub(super) fn of(self, table: &Table, column: &str) -> String {
        format!("{}.{}", self.name(&table.name.name), self.name(column))
    }

    pub(super) fn literal(self, text: &str) -> String {
        match self.0 {
            // What a backslash means depends on the session's sql_mode.
            Dialect::Mysql if text.contains('\\') => {
                let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
                format!("_utf8mb4 X'{hex}'")
            }
            Dialect::Sqlite | Dialect::Postgres | Dialect::Mysql => quote_text(text),
        }
    }

    pub(super) fn as_text(self, sql: &str) -> String {
        match self.0 {
            Dialect::Sqlite | Dialect::Postgres => format!("CAST({sql} AS TEXT)"),
            Dialect::Mysql => format!("CAST({sql} AS CHAR)"),
        }
    }

    pub(super) fn concat(self, parts: &[String]) -> String {
        match self.0 {
            Dialect::Sqlite | Dialect::Postgres => parts.join(" || "),
            Dialect::Mysql => format!("CONCAT({})", parts.join(", ")),
        }
    }

    /// `SELECT 'count|example' AS answer`, over aggregates.
    pub(super) fn answer(self, count: &str, key: &Key, from: &str) -> String {
        let example = match key {
            Key::None => quote_text(""),
            Key::Number(name) => {
                let number = self.as_text(&format!("MIN({KEY})"));
                let said = self.concat(&[self.literal(&format!("{name} = ")), number]);
                format!("COALESCE({said}, '')")
            }
            Key::Text => format!("COALESCE(MIN({KEY}), '')"),
        };
        let answer = self.concat(&[self.as_text(count), quote_text("|"), example]);
        format!("SELECT {} AS answer\n{from}", self.as_text(&answer))
    }

    /// A condition is broken where it is false; where it is NULL, it holds.
    pub(super) fn broken(self, expression: &str) -> String {
        format!("NOT {}", bracket(expression))
    }

    /// The default of a new column, as the value of rows that are there; `None` where only the database knows it.
    pub(super) fn default(self, default: &Default) -> Option<String> {
        Some(match default {
            Default::Bool(value) => match (self.0, value) {
                (Dialect::Sqlite, true) => "1".to_owned(),
                (Dialect::Sqlite, false) => "0".to_owned(),
                (Dialect::Postgres | Dialect::Mysql, true) => "TRUE".to_owned(),
                (Dialect::Postgres | Dialect::Mysql, false) => "FALSE".to_owned(),
            },
            Default::Int(value) => value.to_string(),
            Default::Number(value) => value.clone(),
            Default::Text(text) => self.literal(text),
            Default::Sql(sql) if sql.trim().eq_ignore_ascii_case("null") => "NULL".to_owned(),
            Default::Sql(_) => return None,
        })
    }

    /// How a row is named, and the expression for it: its primary key, else what the database itself calls it.
    pub(super) fn key(self, table: &Table) -> (Key, String) {
        let alias = self.name(&table.name.name);
        let column = |name: &String| table.column(name);
        let columns: Vec<&Column> = table.primary_key_columns().iter().filter_map(column).collect();
        match columns.as_slice() {
            [] => match self.0 {
                Dialect::Sqlite if !table.options.without_rowid && table.column("rowid").is_none() => {
                    (Key::Number("rowid".to_owned()), format!("{alias}.rowid"))
                }
                Dialect::Postgres => {
                    (Key::Text, self.concat(&[quote_text("ctid = "), self.as_text(&format!("{alias}.ctid"))]))
                }
                Dialect::Sqlite | Dialect::Mysql => (Key::None, "NULL".to_owned()),
            },
            [only] if matches!(only.ty, Type::Int { .. }) => {
                (Key::Number(only.name.clone()), self.of(table, &only.name))
            }
            several => {
                let mut parts = Vec::new();
                for (at, column) in several.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    parts.push(self.literal(&format!("{comma}{} = ", column.name)));
                    parts.push(self.shown(&self.of(table, &column.name), &column.ty));
                }
                (Key::Text, self.concat(&parts))
            }
        }
    }

    /// A value of a key as text; bytes as digits.
    fn shown(self, sql: &str, ty: &Type) -> String {
        let bytes = matches!(ty, Type::Blob | Type::Binary(_) | Type::Varbinary(_) | Type::Uuid);
        match self.0 {
            Dialect::Sqlite if bytes => {
                format!("CASE typeof({sql}) WHEN 'blob' THEN lower(hex({sql})) ELSE CAST({sql} AS TEXT) END")
            }
            Dialect::Mysql if bytes && *ty != Type::Uuid => format!("LOWER(HEX({sql}))"),
            Dialect::Sqlite | Dialect::Postgres | Dialect::Mysql => self.as_text(sql),
        }
    }
}

/// How a row is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// It can't be.
    None,
    /// By a number in the column of this name.
    Number(String),
    /// By a text that says it all.
    Text,
}

/// An expression that nothing around it can tear apart, also where it ends in a comment.
pub(super) fn bracket(sql: &str) -> String {
    let comments = sql.contains("--") || sql.contains('#');
    format!("({}{})", sql.trim(), if comments { "\n" } else { "" })
}
