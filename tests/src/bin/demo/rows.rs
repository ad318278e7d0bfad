//! What stands in the database, asked of the database itself.

use std::path::Path;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use diesel::sqlite::SqliteConnection;

use crate::Outcome;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn number(database: &Path, sql: &str) -> Outcome<i64> {
    let mut connection = SqliteConnection::establish(&database.to_string_lossy())?;
    Ok(sql_query(sql).get_result::<Count>(&mut connection)?.n)
}

/// Each table has so many rows.
pub(crate) fn expect(database: &Path, tables: &[(&str, i64)]) -> Outcome {
    for (table, rows) in tables {
        expect_value(database, &format!("SELECT count(*) AS n FROM {table}"), *rows)?;
    }
    Ok(())
}

/// A query for one number `n` gives this one.
pub(crate) fn expect_value(database: &Path, sql: &str, expected: i64) -> Outcome {
    match number(database, sql)? {
        found if found == expected => Ok(()),
        found => Err(format!("`{sql}` gives {found} instead of {expected}").into()),
    }
}

/// No row refers to one that isn't there, and SQLite finds nothing wrong with the file.
pub(crate) fn expect_sound(database: &Path) -> Outcome {
    expect_value(database, "SELECT count(*) AS n FROM pragma_foreign_key_check", 0)?;
    expect_value(database, "SELECT count(*) AS n FROM pragma_integrity_check WHERE integrity_check = 'ok'", 1)
}
