use super::alter;
use super::cursor::{Cursor, Name};
use super::deed::Deed;
use crate::dialect::Dialect;

/// What one statement does; nothing where no hazard can come of it, or nobody knows it.
pub(super) fn deeds(dialect: Dialect, sql: &str) -> Vec<Deed> {
    let mut cursor = Cursor::new(dialect, sql);
    let Some(first) = cursor.next() else { return Vec::new() };
    let mut deeds = match first.text.to_ascii_lowercase().as_str() {
        "begin" | "start" => vec![Deed::Begin],
        "commit" | "end" | "rollback" => vec![Deed::End],
        "pragma" | "set" => switch(&mut cursor),
        "create" => create(&mut cursor),
        "drop" => drop_object(&mut cursor),
        "alter" => alter_object(dialect, &mut cursor),
        "rename" => rename(&mut cursor),
        "truncate" => {
            cursor.word("table");
            cursor.names().into_iter().map(|table| Deed::Truncate { table }).collect()
        }
        "delete" | "update" | "insert" | "replace" | "with" => rows(dialect, sql),
        "grant" | "revoke" => vec![Deed::Access { what: "privileges are granted or revoked".to_owned() }],
        "vacuum" => vacuum(dialect, &mut cursor),
        "cluster" => vec![Deed::Rewrite { what: "table", name: cursor.name().map(|name| name.text) }],
        "optimize" => {
            cursor.any(&["local", "no_write_to_binlog"]);
            cursor.any(&["table", "tables"]);
            vec![Deed::Rewrite { what: "table", name: cursor.name().map(|name| name.text) }]
        }
        "reindex" if dialect == Dialect::Postgres && !cursor.ahead(&["concurrently"]) => {
            vec![Deed::Lock { what: "nobody can write while the index is made anew".to_owned() }]
        }
        "refresh" if !cursor.ahead(&["concurrently"]) => {
            vec![Deed::Lock { what: "nobody can read the view while it is filled anew".to_owned() }]
        }
        "lock" => vec![Deed::Lock { what: "others wait until it ends".to_owned() }],
        _ => Vec::new(),
    };
    let defines = ["create", "drop", "alter", "rename", "truncate"].iter().any(|word| first.is_word(word));
    if defines && dialect == Dialect::Mysql {
        deeds.push(Deed::Definition);
    }
    deeds
}

/// `PRAGMA foreign_keys = OFF`, `SET FOREIGN_KEY_CHECKS = 0`.
fn switch(cursor: &mut Cursor<'_>) -> Vec<Deed> {
    cursor.any(&["session", "local", "global"]);
    if !cursor.any(&["foreign_keys", "foreign_key_checks"]) {
        return Vec::new();
    }
    let off = cursor
        .rest()
        .iter()
        .any(|token| ["off", "0", "false", "no"].iter().any(|off| token.text.eq_ignore_ascii_case(off)));
    vec![Deed::ForeignKeys { on: !off }]
}

fn create(cursor: &mut Cursor<'_>) -> Vec<Deed> {
    cursor.words(&["or", "replace"]);
    cursor.any(&["temp", "temporary", "unlogged", "global", "local"]);
    cursor.any(&["temp", "temporary"]);
    let unique = cursor.word("unique");
    let special = cursor.any(&["fulltext", "spatial"]);
    if cursor.word("index") {
        return index(cursor, unique, special);
    }
    if cursor.any(&["policy", "role", "user"]) {
        return vec![Deed::Access { what: "who may do what is laid down anew".to_owned() }];
    }
    if cursor.any(&["database", "tablespace"]) {
        return vec![Deed::Apart { what: "it can't run in a transaction" }];
    }
    if cursor.any(&["function", "procedure"]) && cursor.ahead(&["security", "definer"]) {
        return vec![Deed::Access { what: "whoever calls it acts with its owner's rights".to_owned() }];
    }
    if !cursor.word("table") {
        return Vec::new();
    }
    let if_missing = cursor.words(&["if", "not", "exists"]);
    let Some(table) = cursor.name() else { return Vec::new() };
    let sources = sources(cursor);
    let mut deeds = vec![Deed::CreateTable { table: table.clone(), if_missing }];
    if !sources.is_empty() && cursor.rest().iter().any(|token| token.is_word("select")) {
        deeds.push(Deed::Fill { table, from: sources, all: all(cursor) });
    }
    deeds
}

fn index(cursor: &mut Cursor<'_>, unique: bool, special: bool) -> Vec<Deed> {
    let beside = cursor.word("concurrently");
    cursor.words(&["if", "not", "exists"]);
    let index = if cursor.peek().is_some_and(|token| token.is_word("on")) { None } else { cursor.name() };
    if cursor.word("using") {
        cursor.next();
    }
    cursor.word("on");
    cursor.word("only");
    let Some(table) = cursor.name() else { return Vec::new() };
    let index = index.map(|name| name.text).unwrap_or_default();
    let mut deeds = vec![Deed::CreateIndex { table, index, unique, beside }];
    if beside {
        deeds.push(Deed::Apart {
            what: "it can't run in a transaction, and leaves an invalid index where it fails",
        });
    }
    if special {
        deeds.push(Deed::Lock { what: "nobody can write while the index is made".to_owned() });
    }
    deeds
}

fn drop_object(cursor: &mut Cursor<'_>) -> Vec<Deed> {
    cursor.any(&["temporary", "materialized"]);
    let Some(kind) = cursor.next() else { return Vec::new() };
    if kind.is_word("index") && cursor.word("concurrently") {
        let name = {
            cursor.words(&["if", "exists"]);
            cursor.names()
        };
        let mut deeds: Vec<Deed> =
            name.into_iter().map(|name| Deed::DropIndex { index: name.text }).collect();
        deeds.push(Deed::Apart { what: "it can't run in a transaction" });
        return deeds;
    }
    cursor.words(&["if", "exists"]);
    let names = cursor.names();
    let gone = |what: &'static str, holds_rows: bool| {
        names.iter().map(|name| Deed::Gone { what, name: name.text.clone(), holds_rows }).collect()
    };
    match kind.text.to_ascii_lowercase().as_str() {
        "table" => names.iter().map(|table| Deed::DropTable { table: table.clone() }).collect(),
        "index" => names.iter().map(|name| Deed::DropIndex { index: name.text.clone() }).collect(),
        "view" => gone("view", false),
        "function" => gone("function", false),
        "procedure" => gone("procedure", false),
        "type" => gone("type", false),
        "sequence" => gone("sequence", false),
        // Its columns go with a type or a schema where it says so.
        "schema" => gone("schema", true),
        "database" => gone("database", true),
        "policy" | "role" | "user" | "owned" => {
            vec![Deed::Access { what: "who may do what is laid down anew".to_owned() }]
        }
        _ => Vec::new(),
    }
}

fn alter_object(dialect: Dialect, cursor: &mut Cursor<'_>) -> Vec<Deed> {
    // MySQL: `ALTER ONLINE TABLE`, MariaDB: `ALTER IGNORE TABLE`.
    cursor.any(&["online", "offline", "ignore"]);
    if cursor.any(&["foreign"]) || cursor.peek().is_some_and(|token| token.is_word("table")) {
        cursor.word("table");
        return alter::table(dialect, cursor);
    }
    if cursor.any(&["policy", "role", "user"]) || cursor.words(&["default", "privileges"]) {
        return vec![Deed::Access { what: "who may do what is laid down anew".to_owned() }];
    }
    if cursor.word("system") {
        return vec![Deed::Apart { what: "it can't run in a transaction" }];
    }
    let what = match cursor.next() {
        Some(token) if token.is_word("type") => "type",
        Some(token) if token.is_word("view") => "view",
        Some(token) if token.is_word("sequence") => "sequence",
        Some(token) if token.is_word("function") => "function",
        Some(token) if token.is_word("schema") => "schema",
        Some(_) | None => return Vec::new(),
    };
    cursor.words(&["if", "exists"]);
    let Some(name) = cursor.name() else { return Vec::new() };
    if what == "type" && cursor.words(&["add", "value"]) {
        return vec![Deed::AddLabel { ty: name.text }];
    }
    if cursor.ahead(&["owner", "to"]) {
        return vec![Deed::Access { what: format!("`{name}` has another owner") }];
    }
    if cursor.ahead(&["rename"]) || cursor.ahead(&["set", "schema"]) {
        return vec![Deed::Renamed { what, name: name.text }];
    }
    Vec::new()
}

/// MySQL: `RENAME TABLE a TO b, c TO d`.
fn rename(cursor: &mut Cursor<'_>) -> Vec<Deed> {
    if cursor.word("user") {
        return vec![Deed::Access { what: "who may do what is laid down anew".to_owned() }];
    }
    cursor.any(&["table", "tables"]);
    cursor
        .parts()
        .into_iter()
        .filter_map(|mut part| {
            let table = part.name()?;
            part.word("to");
            Some(Deed::RenameTable { table, to: part.name()?.text })
        })
        .collect()
}

fn vacuum(dialect: Dialect, cursor: &mut Cursor<'_>) -> Vec<Deed> {
    let full = cursor.rest().iter().any(|token| token.is_word("full"));
    let mut deeds = vec![Deed::Apart { what: "it can't run in a transaction" }];
    if full || dialect == Dialect::Sqlite {
        deeds.push(Deed::Rewrite { what: "table", name: None });
    }
    deeds
}

/// `INSERT`, `UPDATE`, `DELETE`, `REPLACE`, also behind a `WITH`.
fn rows(dialect: Dialect, sql: &str) -> Vec<Deed> {
    let mut cursor = Cursor::new(dialect, sql);
    let mut depth = 0;
    while let Some(token) = cursor.next() {
        depth += i32::from(token.is_symbol("(")) - i32::from(token.is_symbol(")"));
        if depth > 0 {
            continue;
        }
        if token.is_word("delete") {
            cursor.any(&["low_priority", "quick", "ignore"]);
            // MySQL: `DELETE a FROM a JOIN b`.
            let named = if cursor.peek().is_some_and(|t| t.is_word("from")) { None } else { cursor.name() };
            cursor.word("from");
            cursor.word("only");
            let Some(table) = named.or_else(|| cursor.name()) else { return Vec::new() };
            return vec![Deed::Delete { table, all: all(&cursor) }];
        }
        if token.is_word("update") {
            if cursor.word("or") {
                cursor.next();
            }
            cursor.any(&["low_priority", "ignore", "only"]);
            let Some(table) = cursor.name() else { return Vec::new() };
            return vec![Deed::Update { table, all: all(&cursor) }];
        }
        if token.is_word("insert") || token.is_word("replace") {
            let replaces = token.is_word("replace") || cursor.words(&["or", "replace"]);
            if cursor.word("or") {
                cursor.next();
            }
            cursor.any(&["low_priority", "delayed", "ignore", "into"]);
            cursor.word("into");
            let Some(table) = cursor.name() else { return Vec::new() };
            if replaces {
                return vec![Deed::Replace { table }];
            }
            let from = sources(&cursor);
            return vec![Deed::Fill { table, from, all: all(&cursor) }];
        }
    }
    Vec::new()
}

/// Whether nothing chooses among the rows.
fn all(cursor: &Cursor<'_>) -> bool {
    !["where", "limit", "using", "join"]
        .iter()
        .any(|word| cursor.rest().iter().any(|token| token.is_word(word)))
}

/// The tables that a query reads: what stands behind `FROM` and `JOIN`.
fn sources(cursor: &Cursor<'_>) -> Vec<Name> {
    let mut cursor = cursor.clone();
    let mut found = Vec::new();
    while let Some(token) = cursor.next() {
        if token.is_word("from") || token.is_word("join") {
            cursor.word("only");
            found.extend(cursor.name());
        }
    }
    found
}
