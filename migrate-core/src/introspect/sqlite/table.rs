use super::cursor::Cursor;
use crate::Result;
use crate::dialect::TokenKind;
use crate::schema::{Action, Deferrable, Generated};

/// A `CREATE TABLE` as it is written; names that were left out are still open.
#[derive(Default)]
pub(super) struct Written {
    pub(super) columns: Vec<WrittenColumn>,
    pub(super) primary_key: Option<(Option<String>, Vec<String>)>,
    pub(super) autoincrement: bool,
    pub(super) uniques: Vec<(Option<String>, Vec<super::index::WrittenPart>)>,
    pub(super) checks: Vec<WrittenCheck>,
    pub(super) foreign_keys: Vec<WrittenKey>,
    pub(super) without_rowid: bool,
    pub(super) strict: bool,
    /// Clauses that no schema holds.
    pub(super) lost: Vec<String>,
}

#[derive(Default)]
pub(super) struct WrittenColumn {
    pub(super) name: String,
    pub(super) ty: String,
    pub(super) not_null: bool,
    pub(super) default: Option<String>,
    pub(super) collation: Option<String>,
    pub(super) generated: Option<Generated>,
}

pub(super) struct WrittenCheck {
    pub(super) name: Option<String>,
    pub(super) expression: String,
    /// The column it is written at, where it is: enums are such checks.
    pub(super) column: Option<String>,
}

pub(super) struct WrittenKey {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<String>,
    pub(super) references: String,
    /// None: the other table's primary key.
    pub(super) referenced: Option<Vec<String>>,
    pub(super) on_delete: Action,
    pub(super) on_update: Action,
    pub(super) deferrable: Deferrable,
}

const CONSTRAINTS: [&str; 11] = [
    "constraint",
    "primary",
    "not",
    "null",
    "unique",
    "check",
    "default",
    "collate",
    "references",
    "generated",
    "as",
];

/// Reads `CREATE TABLE`: <https://sqlite.org/lang_createtable.html>.
pub(super) fn parse(sql: &str) -> Result<Written> {
    let mut cursor = Cursor::new(sql);
    let cursor = &mut cursor;
    cursor.expect(&["create"])?;
    let _ = cursor.take(&["temp"]) || cursor.take(&["temporary"]);
    cursor.expect(&["table"])?;
    cursor.take(&["if", "not", "exists"]);
    cursor.qualified()?;
    cursor.expect_symbol("(")?;
    let mut written = Written::default();
    loop {
        if ["constraint", "primary", "unique", "check", "foreign"].iter().any(|word| cursor.is_word(word)) {
            // Commas between table constraints may be left out.
            while !cursor.is_symbol(",") && !cursor.is_symbol(")") {
                constraint(cursor, &mut written)?;
            }
        } else {
            column(cursor, &mut written)?;
        }
        if !cursor.take_symbol(",") {
            cursor.expect_symbol(")")?;
            break;
        }
    }
    while !cursor.is_done() {
        if cursor.take(&["without", "rowid"]) {
            written.without_rowid = true;
        } else if cursor.take(&["strict"]) {
            written.strict = true;
        } else if !cursor.take_symbol(",") {
            return Err(cursor.lost("WITHOUT ROWID or STRICT"));
        }
    }
    Ok(written)
}

fn column(cursor: &mut Cursor<'_>, written: &mut Written) -> Result<()> {
    let mut column =
        WrittenColumn { name: cursor.name()?, ty: type_name(cursor)?, ..WrittenColumn::default() };
    while !cursor.is_symbol(",") && !cursor.is_symbol(")") {
        column_constraint(cursor, &mut column, written)?;
    }
    written.columns.push(column);
    Ok(())
}

/// Words, then perhaps a size in brackets.
fn type_name(cursor: &mut Cursor<'_>) -> Result<String> {
    let mut words: Vec<String> = Vec::new();
    while let Some(token) = cursor.peek() {
        let is_name = matches!(token.kind, TokenKind::Word | TokenKind::Quoted | TokenKind::Text);
        if !is_name || CONSTRAINTS.iter().any(|word| token.is_word(word)) {
            break;
        }
        words.push(cursor.name()?);
    }
    let mut name = words.join(" ");
    if !words.is_empty() && cursor.is_symbol("(") {
        let size: Vec<&str> = cursor.bracketed()?.split(',').map(str::trim).collect();
        name.push_str(&format!("({})", size.join(", ")));
    }
    Ok(name)
}

fn name(cursor: &mut Cursor<'_>) -> Result<Option<String>> {
    // Of several names in a row, the last one counts.
    let mut name = None;
    while cursor.take(&["constraint"]) {
        name = Some(cursor.name()?);
    }
    Ok(name)
}

fn column_constraint(
    cursor: &mut Cursor<'_>,
    column: &mut WrittenColumn,
    written: &mut Written,
) -> Result<()> {
    let name = name(cursor)?;
    if cursor.is_symbol(",") || cursor.is_symbol(")") {
        return Ok(());
    }
    if cursor.take(&["primary", "key"]) {
        let descending = cursor.take(&["desc"]);
        cursor.take(&["asc"]);
        if descending {
            written.lost.push(format!("{} PRIMARY KEY DESC", column.name));
        }
        conflict(cursor, written)?;
        written.autoincrement |= cursor.take(&["autoincrement"]);
        written.primary_key = Some((name, vec![column.name.clone()]));
    } else if cursor.take(&["not", "null"]) {
        column.not_null = true;
        conflict(cursor, written)?;
    } else if cursor.take(&["null"]) {
        conflict(cursor, written)?;
    } else if cursor.take(&["unique"]) {
        conflict(cursor, written)?;
        written.uniques.push((name, vec![super::index::WrittenPart::column(&column.name)]));
    } else if cursor.take(&["check"]) {
        let expression = cursor.bracketed()?.to_owned();
        conflict(cursor, written)?;
        written.checks.push(WrittenCheck { name, expression, column: Some(column.name.clone()) });
    } else if cursor.take(&["default"]) {
        column.default = Some(default(cursor)?);
    } else if cursor.take(&["collate"]) {
        column.collation = Some(cursor.name()?);
    } else if cursor.is_word("references") {
        let key = references(cursor, name, vec![column.name.clone()])?;
        written.foreign_keys.push(key);
    } else if cursor.take(&["generated", "always", "as"]) || cursor.take(&["as"]) {
        let expression = cursor.bracketed()?.to_owned();
        let stored = cursor.take(&["stored"]);
        cursor.take(&["virtual"]);
        column.generated = Some(Generated { expression, stored });
    } else if cursor.is_word("not") || cursor.is_word("deferrable") {
        // What belongs to a foreign key may stand apart from it.
        let deferrable = deferrable(cursor)?;
        if let Some(key) = written.foreign_keys.last_mut() {
            key.deferrable = deferrable;
        }
    } else {
        return Err(cursor.lost("a column constraint"));
    }
    Ok(())
}

fn default(cursor: &mut Cursor<'_>) -> Result<String> {
    if cursor.is_symbol("(") {
        return Ok(cursor.bracketed()?.to_owned());
    }
    let mut sign = "";
    if cursor.take_symbol("-") {
        sign = "-";
    } else {
        cursor.take_symbol("+");
    }
    let token = cursor.next().ok_or_else(|| cursor.lost("a value"))?;
    // A quoted name, or a bare one that is no keyword, is a string here.
    let text = match token.kind {
        TokenKind::Quoted => crate::dialect::quote_text(&token.name().unwrap_or_default()),
        TokenKind::Word
            if !["null", "true", "false", "current_timestamp", "current_date", "current_time"]
                .iter()
                .any(|word| token.is_word(word)) =>
        {
            crate::dialect::quote_text(token.text)
        }
        _ => token.text.to_owned(),
    };
    Ok(format!("{sign}{text}"))
}

fn constraint(cursor: &mut Cursor<'_>, written: &mut Written) -> Result<()> {
    let name = name(cursor)?;
    if cursor.take(&["primary", "key"]) {
        let parts = super::index::parts(cursor.bracketed()?)?;
        if parts.iter().any(|part| part.descending || part.collation.is_some()) {
            written.lost.push("a direction or a collation in PRIMARY KEY".to_owned());
        }
        written.autoincrement |= parts.iter().any(|part| part.autoincrement);
        conflict(cursor, written)?;
        written.primary_key = Some((name, parts.into_iter().map(|part| part.text).collect()));
    } else if cursor.take(&["unique"]) {
        let parts = super::index::parts(cursor.bracketed()?)?;
        conflict(cursor, written)?;
        written.uniques.push((name, parts));
    } else if cursor.take(&["check"]) {
        let expression = cursor.bracketed()?.to_owned();
        conflict(cursor, written)?;
        written.checks.push(WrittenCheck { name, expression, column: None });
    } else if cursor.take(&["foreign", "key"]) {
        let columns = cursor.names()?;
        let key = references(cursor, name, columns)?;
        written.foreign_keys.push(key);
    } else {
        return Err(cursor.lost("a table constraint"));
    }
    Ok(())
}

fn conflict(cursor: &mut Cursor<'_>, written: &mut Written) -> Result<()> {
    if cursor.take(&["on", "conflict"]) {
        let how = cursor.name()?;
        if !how.eq_ignore_ascii_case("abort") {
            written.lost.push(format!("ON CONFLICT {how}"));
        }
    }
    Ok(())
}

fn references(cursor: &mut Cursor<'_>, name: Option<String>, columns: Vec<String>) -> Result<WrittenKey> {
    cursor.expect(&["references"])?;
    let references = cursor.qualified()?;
    let referenced = if cursor.is_symbol("(") { Some(cursor.names()?) } else { None };
    let mut key = WrittenKey {
        name,
        columns,
        references,
        referenced,
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        deferrable: Deferrable::No,
    };
    loop {
        if cursor.take(&["on", "delete"]) {
            key.on_delete = action(cursor)?;
        } else if cursor.take(&["on", "update"]) {
            key.on_update = action(cursor)?;
        } else if cursor.take(&["match"]) {
            // SQLite reads it and does nothing with it.
            cursor.name()?;
        } else if cursor.is_word("deferrable") {
            key.deferrable = deferrable(cursor)?;
        } else if cursor.take(&["not", "deferrable"]) {
            key.deferrable = initially(cursor, Deferrable::No, Deferrable::No)?;
        } else {
            return Ok(key);
        }
    }
}

fn deferrable(cursor: &mut Cursor<'_>) -> Result<Deferrable> {
    if cursor.take(&["not", "deferrable"]) {
        return initially(cursor, Deferrable::No, Deferrable::No);
    }
    cursor.expect(&["deferrable"])?;
    initially(cursor, Deferrable::Immediate, Deferrable::Deferred)
}

fn initially(cursor: &mut Cursor<'_>, immediate: Deferrable, deferred: Deferrable) -> Result<Deferrable> {
    if cursor.take(&["initially", "deferred"]) {
        return Ok(deferred);
    }
    cursor.take(&["initially", "immediate"]);
    Ok(immediate)
}

fn action(cursor: &mut Cursor<'_>) -> Result<Action> {
    for (words, action) in [
        (&["set", "null"][..], Action::SetNull),
        (&["set", "default"], Action::SetDefault),
        (&["cascade"], Action::Cascade),
        (&["restrict"], Action::Restrict),
        (&["no", "action"], Action::NoAction),
    ] {
        if cursor.take(words) {
            return Ok(action);
        }
    }
    Err(cursor.lost("an action"))
}
