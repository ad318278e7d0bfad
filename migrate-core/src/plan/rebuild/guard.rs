use super::super::Statement;
use super::{Rebuild, inline};
use crate::QName;
use crate::dialect::quote_text;
use crate::dialect::sqlite::QUOTING;

const GUARD: &str = "__migrate_guard";
const ORPHANS: &str = "__migrate_orphans";

/// What a script with foreign keys off watches over.
#[derive(Default)]
pub(in super::super) struct Guard<'a> {
    /// Tables that were there and are made anew.
    pub(in super::super) rebuilt: Vec<&'a Rebuild>,
    /// Tables whose rows, or whose children's rows, may lose what they refer to: by the names before and after;
    /// dropped ones keep theirs.
    pub(in super::super) touched: Vec<(Option<QName>, QName)>,
    /// Tables that have another name afterwards: before, after.
    pub(in super::super) renamed: Vec<(QName, QName)>,
}

/// Stops the script before anything is touched where something would be lost that nobody knows of.
pub(in super::super) fn head(guard: &Guard<'_>) -> Vec<Statement> {
    let mut columns = Vec::new();
    let mut counts = Vec::new();
    for (at, rebuild) in guard.rebuilt.iter().enumerate() {
        let table = &rebuild.old;
        let name = quote_text(&table.name.name);
        let known = list(table.columns.iter().map(|column| column.name.as_str()));
        let message = format!("`{}` has a column that this revision doesn't know and would lose", table.name);
        columns.push(column(&format!("columns_{at}"), &message));
        counts.push(format!(
            "(SELECT count(*) FROM pragma_table_xinfo({name}) WHERE name COLLATE NOCASE NOT IN ({known}))"
        ));
        let known =
            list(table.indexes.iter().filter(|index| !inline(index.kind)).map(|index| index.name.as_str()));
        let message = format!("`{}` has an index that this revision doesn't know and would lose", table.name);
        columns.push(column(&format!("indexes_{at}"), &message));
        counts.push(format!(
            "(SELECT count(*) FROM main.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL\n        \
             AND tbl_name = {name} COLLATE NOCASE AND name COLLATE NOCASE NOT IN ({known}))"
        ));
    }
    columns.push(column("orphans", "rows would refer to nothing: see PRAGMA foreign_key_check"));
    counts.push("0".to_owned());
    vec![
        step(
            "Stop here, with nothing touched, where a table holds what would be lost.",
            format!("CREATE TEMP TABLE {GUARD} (\n    {}\n)", columns.join(",\n    ")),
        ),
        step("", format!("INSERT INTO temp.{GUARD} VALUES (\n    {}\n)", counts.join(",\n    "))),
        step(
            "Note the rows that refer to nothing already.",
            format!(
                "CREATE TEMP TABLE {ORPHANS} AS\n{}",
                orphans(guard, guard.touched.iter().filter_map(|(before, _)| before.as_ref()), false)
            ),
        ),
    ]
}

/// Stops the script before the commit where a row lost what it refers to.
pub(in super::super) fn tail(guard: &Guard<'_>) -> Vec<Statement> {
    let now = orphans(guard, guard.touched.iter().map(|(_, after)| after), true);
    vec![
        step(
            "Stop here, with nothing changed, where rows would now refer to nothing.",
            format!(
                "UPDATE temp.{GUARD} SET orphans = (SELECT count(*) FROM (\n{now}\nEXCEPT SELECT * FROM temp.{ORPHANS}))"
            ),
        ),
        step("", format!("DROP TABLE temp.{ORPHANS}")),
        step("", format!("DROP TABLE temp.{GUARD}")),
    ]
}

/// The rows that refer to nothing, in these tables and in all that refer to them, known or not.
/// `then`: under the names that tables had before.
fn orphans<'a>(guard: &Guard<'_>, tables: impl Iterator<Item = &'a QName>, then: bool) -> String {
    let names = list(tables.map(|table| table.name.as_str()));
    let named = |sql: &str| {
        if !then || guard.renamed.is_empty() {
            return sql.to_owned();
        }
        let cases: Vec<String> = guard
            .renamed
            .iter()
            .map(|(before, after)| {
                format!("WHEN {} THEN {}", quote_text(&after.name), quote_text(&before.name))
            })
            .collect();
        format!("CASE {sql} {} ELSE {sql} END", cases.join(" "))
    };
    format!(
        "SELECT {} AS child, bad.rowid AS child_rowid, {} AS parent\n\
         FROM main.sqlite_schema AS t, pragma_foreign_key_check(t.name) AS bad\n\
         WHERE t.type = 'table' AND (t.name COLLATE NOCASE IN ({names}) OR EXISTS (\n    \
         SELECT 1 FROM pragma_foreign_key_list(t.name) AS k WHERE k.\"table\" COLLATE NOCASE IN ({names})))",
        named("bad.\"table\""),
        named("bad.parent"),
    )
}

/// A column that must be 0; the constraint's name is what the error says.
fn column(name: &str, message: &str) -> String {
    format!("{name} CONSTRAINT {} CHECK ({name} = 0)", QUOTING.always(message))
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(quote_text).collect();
    names.join(", ")
}

fn step(why: &str, sql: String) -> Statement {
    Statement { sql, why: why.to_owned(), hazards: Vec::new(), transaction: true }
}
