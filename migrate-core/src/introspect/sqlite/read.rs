use std::collections::BTreeMap;

use diesel::sql_types::{Integer, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

use super::super::{Introspected, Options, Seen};
use super::{index, resolve, table};
use crate::dialect::{Dialect, grammar};
use crate::schema::{Opaque, OpaqueId, Schema, Table, View};
use crate::{Error, ErrorCode, QName, Result};

#[derive(QueryableByName)]
struct Object {
    #[diesel(sql_type = Text)]
    r#type: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    tbl_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    sql: Option<String>,
}

#[derive(QueryableByName)]
struct Real {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Integer)]
    hidden: i32,
}

/// Reads the main database of a connection, in two queries.
///
/// # Errors
///
/// Where the database can't be read, or its own text can't.
pub fn read(conn: &mut SqliteConnection, options: &Options) -> Result<Introspected> {
    let failed = |error: diesel::result::Error| {
        Error::new(ErrorCode::Database, format!("the database can't be read: {error}")).because(error)
    };
    let objects: Vec<Object> = sql_query(include_str!("objects.sql")).load(conn).map_err(failed)?;
    let real: Vec<Real> = sql_query(include_str!("columns.sql")).load(conn).map_err(failed)?;
    let mut found = Introspected::default();
    let mut enums = BTreeMap::new();
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let kept = |object: &&Object| !is_ignored(&object.tbl_name, options);
    for object in objects.iter().filter(kept) {
        let sql = object.sql.as_deref().unwrap_or_default();
        match object.r#type.as_str() {
            "table" if is_virtual(sql) => found.seen.push(seen(object, "virtual table")),
            "table" => {
                let mut written = table::parse(sql)?;
                for lost in std::mem::take(&mut written.lost) {
                    found.seen.push(Seen { detail: lost, ..seen(object, "clause") });
                }
                let table = resolve::table(&object.name, written, &mut enums)?;
                tables.insert(object.name.clone(), table);
            }
            "view" if options.views => found.schema.views.push(view(object, sql)?),
            "view" => found.seen.push(Seen { table: None, ..seen(object, "view") }),
            "trigger" => found.schema.opaque.push(trigger(object)),
            _ => {}
        }
    }
    for object in objects.iter().filter(kept).filter(|object| object.r#type == "index") {
        if let Some(table) = tables.get_mut(&object.tbl_name) {
            let index = index::parse(object.sql.as_deref().unwrap_or_default(), &object.name, table)?;
            table.indexes.push(index);
        }
    }
    proven(&tables, &real)?;
    let mut tables: Vec<Table> = tables.into_values().collect();
    resolve::across(&mut tables);
    found.schema.tables = tables;
    found.schema.enums = resolve::enum_types(enums);
    found.schema = canonical(&found.schema)?;
    Ok(found)
}

fn canonical(schema: &Schema) -> Result<Schema> {
    Ok(grammar(Dialect::Sqlite)?.canonical(schema))
}

/// SQLite's own tables, Diesel's ledger, our journal, and what a rebuild of ours would leave.
fn is_ignored(table: &str, options: &Options) -> bool {
    let lower = table.to_ascii_lowercase();
    lower.starts_with("sqlite_")
        || lower.starts_with("__migrate_")
        || lower == "__diesel_schema_migrations"
        || options.ignore.iter().any(|name| name.eq_ignore_ascii_case(table))
}

fn is_virtual(sql: &str) -> bool {
    sql.split_whitespace().nth(1).is_some_and(|word| word.eq_ignore_ascii_case("virtual"))
}

fn seen(object: &Object, kind: &str) -> Seen {
    Seen {
        kind: kind.to_owned(),
        name: QName::from(object.name.as_str()),
        table: Some(QName::from(object.tbl_name.as_str())),
        detail: object.sql.clone().unwrap_or_default(),
    }
}

fn trigger(object: &Object) -> Opaque {
    Opaque {
        id: OpaqueId {
            kind: "trigger".to_owned(),
            table: Some(QName::from(object.tbl_name.as_str())),
            name: QName::from(object.name.as_str()),
        },
        create: object.sql.iter().cloned().collect(),
        drop: format!("DROP TRIGGER {}", crate::dialect::sqlite::QUOTING.name(&object.name)),
        replaces: None,
    }
}

fn view(object: &Object, sql: &str) -> Result<View> {
    let mut cursor = super::cursor::Cursor::new(sql);
    cursor.expect(&["create"])?;
    let _ = cursor.take(&["temp"]) || cursor.take(&["temporary"]);
    cursor.expect(&["view"])?;
    cursor.take(&["if", "not", "exists"]);
    cursor.qualified()?;
    // Names of its own for the columns are part of the query only by a WITH.
    let columns = if cursor.is_symbol("(") { Some(cursor.bracketed()?) } else { None };
    cursor.expect(&["as"])?;
    let query = match columns {
        None => cursor.rest().to_owned(),
        Some(columns) => {
            let name = crate::dialect::sqlite::QUOTING.name(&object.name);
            format!("WITH {name} ({columns}) AS ({}) SELECT * FROM {name}", cursor.rest())
        }
    };
    Ok(View {
        name: QName::from(object.name.as_str()),
        query,
        materialized: false,
        with: Vec::new(),
        indexes: Vec::new(),
        comment: None,
    })
}

/// SQLite must see the same columns in the text as were read from it.
fn proven(tables: &BTreeMap<String, Table>, real: &[Real]) -> Result<()> {
    let mut columns: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    // 1 is a hidden column of a virtual table; 2 and 3 are generated ones.
    for column in real.iter().filter(|column| column.hidden != 1) {
        columns.entry(&column.table).or_default().push(&column.name);
    }
    for (name, table) in tables {
        let read: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let there = columns.get(name.as_str()).map_or(&[][..], Vec::as_slice);
        if read != there {
            return Err(Error::new(
                ErrorCode::Internal,
                format!(
                    "table `{name}` was misread: it has the columns {}, not {}",
                    there.join(", "),
                    read.join(", ")
                ),
            )
            .with_help("please report this with the table's CREATE TABLE"));
        }
    }
    Ok(())
}
