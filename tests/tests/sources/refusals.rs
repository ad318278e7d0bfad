//! Sources that can't be read: what, where, what to do.

use tests::project::Project;

fn folder(sql: &str) -> Project {
    Project::folder(&[("x.sql", sql)])
}

#[test]
fn a_mistake_is_shown_where_it_stands() {
    let folder = folder("CREATE TABLE a (id INTEGER PRIMARY KEY);\n\n-- why\nCREATE TABEL b (id int);\n");
    let answer = folder.migrate(&["inspect", "x.sql", "--dialect", "sqlite"]).code(1);
    let answer = answer.says("near \"TABEL\": syntax error").says("x.sql:4:8");
    answer.says("4 | CREATE TABEL b (id int);\n     |        ^");
    let json = folder.json(&["inspect", "x.sql", "--dialect", "sqlite"], 1);
    assert_eq!(json["error"]["code"], "database");
}

#[test]
fn what_is_no_sql_is_refused() {
    let refused = |sql: &str, says: &str| {
        folder(sql).migrate(&["inspect", "x.sql", "--dialect", "sqlite"]).code(1).says(says);
    };
    refused("SELECT 1;\n.tables\n", "`.tables` is a command of SQLite's shell");
    refused("ATTACH 'other.db' AS other;", "reaches beyond the scratch database");
    refused("BEGIN;\nCREATE TABLE a (id int);\n", "begins a transaction and never ends it");
}

#[test]
fn what_is_not_there_is_said() {
    let folder = folder("SELECT 1;");
    folder.migrate(&["inspect", "nothing.db"]).code(1).says("there is no database `nothing.db`");
    folder.migrate(&["inspect", "nothing.sql", "--dialect", "sqlite"]).code(1).says("nothing.sql");
    folder.migrate(&["inspect", "nothing"]).code(2).says("there is no file `nothing`");
    folder.migrate(&["inspect", "oracle://h/db"]).code(2);
    folder.migrate(&["inspect", "x.sql"]).code(2).says("--dialect");
    folder.migrate(&["inspect", "x.sql", "--dialect", "postgres"]).code(2).says("--scratch-url");
    let other =
        ["diff", "--from", "x.sql", "--to", "x.sql", "--dialect", "postgres", "--scratch-url", "x.db"];
    folder.migrate(&other).code(2).says("is SQLite, but this needs PostgreSQL");
    folder.migrate(&["drift"]).code(2).says("no database is named");
    folder.migrate(&["drift", "--database-url", "a.db"]).code(1).says("--manifest-path");
}
