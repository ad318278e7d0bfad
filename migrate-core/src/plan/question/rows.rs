use super::follow::{Fate, Followed};
use super::text::{KEY, Key, Words, bracket};
use crate::dialect::mentions;
use crate::schema::Type;

/// The rows of a table as the revision is going to leave them.
pub(super) struct Rows {
    /// `(SELECT …) AS "table"`, or the table itself; it goes by the name that the table has afterwards.
    pub(super) sql: String,
    /// How a row is named.
    pub(super) key: Key,
    /// Columns whose values only the database can say.
    unknown: Vec<String>,
    /// Columns of another type: they can be compared with themselves, but an expression may mean another thing.
    retyped: Vec<String>,
    words: Words,
}

impl Rows {
    pub(super) fn new(words: Words, table: &Followed<'_>) -> Self {
        let (key, key_sql) = words.key(table.before);
        let old = words.name(&table.before.name.name);
        let now = words.name(&table.after.name.name);
        let mut columns = vec![format!("{key_sql} AS {KEY}")];
        let named =
            |origin: &str, name: &str| format!("{old}.{} AS {}", words.name(origin), words.name(name));
        for (name, fate) in &table.columns {
            columns.extend(fate.origin.as_ref().map(|origin| named(origin, name)));
        }
        // A backfill may read what goes.
        let free = table.gone.iter().filter(|(name, _)| !table.columns.contains_key(*name));
        columns.extend(free.map(|(name, origin)| named(origin, name)));
        let source = words.table(&table.before.name);
        let source =
            if table.before.name.namespace.is_some() { format!("{source} AS {old}") } else { source };
        let mut sql = format!("(SELECT {} FROM {source}) AS {now}", columns.join(", "));
        let mut unknown = Vec::new();
        if table.columns.values().any(Fate::changes) {
            let mut columns = vec![format!("{now}.{KEY}")];
            for (name, fate) in &table.columns {
                match value(words, table, name, fate) {
                    Some(value) => columns.push(format!("{value} AS {}", words.name(name))),
                    None => unknown.push(name.clone()),
                }
            }
            sql = format!("(SELECT {} FROM {sql}) AS {now}", columns.join(", "));
        }
        let retyped = table.columns.iter().filter(|(_, fate)| fate.retyped).map(|(name, _)| name.clone());
        Self { sql, key, unknown, retyped: retyped.collect(), words }
    }

    /// Whether the column's values are known.
    pub(super) fn knows(&self, column: &str) -> bool {
        !self.unknown.iter().any(|name| name == column)
    }

    /// Whether an expression means here what it will mean.
    pub(super) fn understands(&self, expression: &str) -> bool {
        let names = self.unknown.iter().chain(&self.retyped);
        !names.into_iter().any(|name| mentions(self.words.0, expression, name))
    }

    /// The query that counts the rows where this holds.
    pub(super) fn count(&self, condition: &str) -> String {
        let from = match condition {
            "" => format!("FROM {}", self.sql),
            condition => format!("FROM {}\nWHERE {condition}", self.sql),
        };
        self.words.answer("COUNT(*)", &self.key, &from)
    }
}

/// A column's value, over the rows with new names; `None` where only the database can say it.
fn value(words: Words, table: &Followed<'_>, name: &str, fate: &Fate) -> Option<String> {
    if fate.unknown {
        return None;
    }
    let column = words.of(table.after, name);
    let fill = fate.fill.as_deref().map(bracket);
    if fate.origin.is_none() {
        return match (fill, &fate.default) {
            (Some(fill), _) => Some(fill),
            (None, Some(default)) => words.default(default),
            (None, None) => Some("NULL".to_owned()),
        };
    }
    let mut value = column;
    if !fate.relabel.is_empty() {
        // PostgreSQL's labels compare with texts only as texts.
        let is_enum = table.after.column(name).is_some_and(|column| matches!(column.ty, Type::Enum(_)));
        let read = if is_enum { words.as_text(&value) } else { value.clone() };
        let mut case = format!("CASE {read}");
        for (from, to) in &fate.relabel {
            case.push_str(&format!(" WHEN {} THEN {}", words.literal(from), words.literal(to)));
        }
        value = format!("{case} ELSE {read} END");
    }
    Some(fill.map_or(value.clone(), |fill| format!("COALESCE({value}, {fill})")))
}
