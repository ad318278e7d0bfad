use super::cursor::{Cursor, Name};
use super::deed::{Act, Deed, KeyKind};
use super::define;
use crate::dialect::Dialect;

/// What follows `ALTER TABLE`.
pub(super) fn table(dialect: Dialect, cursor: &mut Cursor<'_>) -> Vec<Deed> {
    cursor.words(&["if", "exists"]);
    cursor.word("only");
    let Some(table) = cursor.name() else { return Vec::new() };
    cursor.symbol("*");
    // MySQL says at the end how much others may do meanwhile.
    let locks = ["shared", "exclusive"]
        .iter()
        .any(|lock| cursor.ahead(&["lock"]) && cursor.rest().iter().any(|token| token.is_word(lock)));
    let mut deeds = Vec::new();
    for part in cursor.parts() {
        deeds.extend(one(dialect, &table, part));
    }
    if dialect == Dialect::Mysql && locks {
        deeds.push(Deed::Lock { what: format!("others can't write to `{table}` meanwhile, as LOCK= says") });
    }
    deeds
}

fn one(dialect: Dialect, table: &Name, mut cursor: Cursor<'_>) -> Vec<Deed> {
    let alter = |act: Act| vec![Deed::Alter { table: table.clone(), act }];
    if cursor.word("add") {
        return add(dialect, cursor).into_iter().flat_map(alter).collect();
    }
    if cursor.word("drop") {
        return drop_part(&mut cursor).map(alter).unwrap_or_default();
    }
    if cursor.any(&["rename"]) {
        return rename(table, &mut cursor);
    }
    let act = if cursor.word("alter") {
        cursor.word("column");
        column(&mut cursor)
    } else if cursor.word("modify") {
        cursor.word("column");
        cursor.words(&["if", "exists"]);
        cursor.name().map(|name| Act::Retype { column: name.text, to: None })
    } else if cursor.word("change") {
        cursor.word("column");
        cursor.words(&["if", "exists"]);
        match (cursor.name(), cursor.name()) {
            (Some(from), Some(to)) => {
                let to = Some(to.text).filter(|to| !to.eq_ignore_ascii_case(&from.text));
                Some(Act::Retype { column: from.text, to })
            }
            _ => None,
        }
    } else if cursor.words(&["validate", "constraint"]) {
        cursor.name().map(|name| Act::Validate { name: name.text })
    } else if cursor.words(&["attach", "partition"]) {
        cursor.name().map(|part| Act::Attach { part: part.text })
    } else {
        settings(&mut cursor)
    };
    act.map(alter).unwrap_or_default()
}

fn add(dialect: Dialect, mut cursor: Cursor<'_>) -> Vec<Act> {
    let beside = dialect == Dialect::Mysql;
    let mut name = None;
    if cursor.word("constraint") {
        cursor.words(&["if", "not", "exists"]);
        // MySQL: `ADD CONSTRAINT CHECK (…)` has no name.
        if !cursor
            .peek()
            .is_some_and(|token| ["check", "unique", "primary", "foreign"].iter().any(|w| token.is_word(w)))
        {
            name = cursor.name().map(|name| name.text);
        }
    }
    let kind = if cursor.words(&["primary", "key"]) {
        Some(KeyKind::Primary)
    } else if cursor.word("unique") {
        cursor.any(&["index", "key"]);
        Some(KeyKind::Unique)
    } else if cursor.words(&["foreign", "key"]) {
        Some(KeyKind::Foreign)
    } else if cursor.word("check") {
        Some(KeyKind::Check)
    } else if cursor.word("exclude") {
        Some(KeyKind::Exclusion)
    } else {
        None
    };
    if let Some(kind) = kind {
        if beside && kind == KeyKind::Unique {
            let name = name.or_else(|| cursor.name().map(|name| name.text));
            return vec![Act::AddIndex { name, unique: true, beside }];
        }
        let later = cursor.ahead(&["not", "valid"]) || cursor.ahead(&["not", "enforced"]);
        return vec![Act::AddKey { kind, name, later, using_index: cursor.ahead(&["using", "index"]) }];
    }
    let special = cursor.any(&["fulltext", "spatial"]);
    if cursor.any(&["index", "key"]) || special {
        cursor.any(&["index", "key"]);
        cursor.words(&["if", "not", "exists"]);
        let name = cursor.name().map(|name| name.text);
        return vec![Act::AddIndex { name, unique: false, beside: beside && !special }];
    }
    cursor.word("column");
    cursor.words(&["if", "not", "exists"]);
    let columns = match cursor.group() {
        Some(mut group) => group.parts(),
        None => vec![cursor],
    };
    columns.into_iter().filter_map(|column| define::column(dialect, column)).map(Act::AddColumn).collect()
}

fn drop_part(cursor: &mut Cursor<'_>) -> Option<Act> {
    if cursor.words(&["primary", "key"]) {
        return Some(Act::DropPrimaryKey);
    }
    let index = cursor.any(&["index", "key"]);
    let key = !index && (cursor.any(&["constraint", "check"]) || cursor.words(&["foreign", "key"]));
    if cursor.any(&["partition", "system", "period"]) {
        return None;
    }
    cursor.word("column");
    cursor.words(&["if", "exists"]);
    let name = cursor.name()?.text;
    Some(match (index, key) {
        (true, _) => Act::DropIndex { name },
        (_, true) => Act::DropKey { name },
        _ => Act::DropColumn { column: name },
    })
}

fn rename(table: &Name, cursor: &mut Cursor<'_>) -> Vec<Deed> {
    if cursor.any(&["index", "key", "constraint"]) {
        return Vec::new();
    }
    if cursor.any(&["to", "as"]) {
        let to = cursor.name().map(|name| name.text).unwrap_or_default();
        return vec![Deed::RenameTable { table: table.clone(), to }];
    }
    cursor.word("column");
    let Some(from) = cursor.name() else { return Vec::new() };
    cursor.word("to");
    // MySQL: `ALTER TABLE a RENAME b`.
    let Some(to) = cursor.name() else {
        return vec![Deed::RenameTable { table: table.clone(), to: from.text }];
    };
    vec![Deed::Alter { table: table.clone(), act: Act::RenameColumn { from: from.text, to: to.text } }]
}

fn column(cursor: &mut Cursor<'_>) -> Option<Act> {
    let column = cursor.name()?.text;
    if cursor.any(&["type"]) || cursor.words(&["set", "data", "type"]) {
        Some(Act::Retype { column, to: None })
    } else if cursor.words(&["set", "not", "null"]) {
        Some(Act::SetNotNull { column })
    } else if cursor.words(&["drop", "not", "null"]) {
        Some(Act::DropNotNull { column })
    } else {
        None
    }
}

/// What is about the table as a whole.
fn settings(cursor: &mut Cursor<'_>) -> Option<Act> {
    if cursor.words(&["owner", "to"]) {
        return Some(Act::Access { what: "has another owner" });
    }
    if cursor.ahead(&["row", "level", "security"]) {
        return Some(Act::Access { what: "has row level security switched" });
    }
    if cursor.words(&["convert", "to"]) {
        return Some(Act::Store { what: "character set" });
    }
    if cursor.any(&["engine", "row_format", "key_block_size", "algorithm"]) {
        let storage =
            !cursor.ahead(&["instant"]) && !cursor.ahead(&["inplace"]) && !cursor.ahead(&["nocopy"]);
        return storage.then_some(Act::Store { what: "storage" });
    }
    if cursor.words(&["set", "tablespace"]) || cursor.words(&["set", "access"]) {
        return Some(Act::Store { what: "place" });
    }
    if cursor.word("set") && cursor.any(&["logged", "unlogged"]) {
        return Some(Act::Store { what: "logging" });
    }
    (cursor.word("force") && cursor.peek().is_none()).then_some(Act::Store { what: "storage" })
}
