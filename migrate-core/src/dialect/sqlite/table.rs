//! `CREATE TABLE`.

use super::super::{Dialect, lex, quote_text};
use super::{QUOTING, is_rowid, sound, types};
use crate::schema::{
    Action, Column, Default, Deferrable, EnumType, ForeignKey, IdentityKind, Index, Schema, Table, Type,
};
use crate::{Error, ErrorCode, QName, Result};

/// The table under a name, which a rebuild chooses; then its first number, where it has one.
pub(super) fn create(name: &QName, table: &Table, schema: &Schema) -> Result<Vec<String>> {
    sound::table(table)?;
    let mut lines = Vec::new();
    for column in &table.columns {
        lines.push(self::column(column, table, schema)?);
    }
    let inline_key = table.primary_key_columns().iter().all(|column| is_rowid(table, column));
    if let Some(key) = table.primary_key.as_ref().filter(|_| !inline_key) {
        lines.push(format!(
            "{}PRIMARY KEY ({})",
            constraint(key.name.as_deref()),
            QUOTING.list(&key.columns)
        ));
    }
    for index in table.indexes.iter().filter(|index| is_inline(index)) {
        lines.push(unique(index));
    }
    for key in &table.foreign_keys {
        lines.push(format!(
            "{}FOREIGN KEY ({}) {}",
            constraint(Some(&key.name)),
            QUOTING.list(&key.columns),
            references(key)
        ));
    }
    for check in &table.checks {
        lines.push(self::check(Some(&check.name), &check.expression, &table.name));
    }
    let mut options = Vec::new();
    if table.options.strict {
        options.push("STRICT");
    }
    if table.options.without_rowid {
        options.push("WITHOUT ROWID");
    }
    let options = if options.is_empty() { String::new() } else { format!(" {}", options.join(", ")) };
    let mut statements = vec![format!(
        "CREATE TABLE {} (\n    {}\n){options}",
        QUOTING.name(&name.name),
        lines.join(",\n    ")
    )];
    statements.extend(first_number(name, table));
    Ok(statements)
}

/// AUTOINCREMENT counts on from the number in [`sqlite_sequence`](https://sqlite.org/autoinc.html).
fn first_number(name: &QName, table: &Table) -> Option<String> {
    let start =
        table.columns.iter().find_map(|column| column.identity.as_ref()?.start).filter(|n| *n != 1)?;
    Some(format!(
        "INSERT INTO sqlite_sequence (name, seq) VALUES ({}, {})",
        quote_text(&name.name),
        start.saturating_sub(1)
    ))
}

fn is_inline(index: &Index) -> bool {
    matches!(index.kind, crate::schema::IndexKind::Constraint(_))
}

/// The column as it reads in `CREATE TABLE` and `ADD COLUMN`.
pub(super) fn column(column: &Column, table: &Table, schema: &Schema) -> Result<String> {
    let rowid = is_rowid(table, &column.name);
    let mut sql = QUOTING.name(&column.name);
    sql.push(' ');
    // Only this very name makes the column the rowid: <https://sqlite.org/lang_createtable.html#rowid>.
    if rowid {
        sql.push_str("INTEGER");
    } else {
        sql.push_str(&types::name(&column.ty, table.options.strict)?);
    }
    if !column.nullable {
        sql.push_str(" NOT NULL");
    }
    if rowid {
        let name = table.primary_key.as_ref().and_then(|key| key.name.as_deref());
        sql.push_str(&format!(" {}PRIMARY KEY", constraint(name)));
        if column.identity.as_ref().is_some_and(|identity| identity.kind == IdentityKind::Autoincrement) {
            sql.push_str(" AUTOINCREMENT");
        }
    }
    if let Some(collation) = &column.collation {
        sql.push_str(&format!(" COLLATE {}", QUOTING.name(collation)));
    }
    if let Some(default) = &column.default {
        sql.push_str(&format!(" DEFAULT {}", self::default(default)));
    }
    if let Type::Enum(name) = &column.ty {
        let Some(ty) = schema.enum_type(name) else {
            return Err(Error::new(
                ErrorCode::BadSchema,
                format!(
                    "column `{}.{}` is of the enum `{name}`, which is not there",
                    table.name, column.name
                ),
            ));
        };
        sql.push(' ');
        sql.push_str(&one_of(&column.name, ty));
    }
    if let Some(generated) = &column.generated {
        sql.push_str(&format!(
            " GENERATED ALWAYS AS {} {}",
            bracket(&unqualified(&generated.expression, &table.name)),
            if generated.stored { "STORED" } else { "VIRTUAL" }
        ));
    }
    Ok(sql)
}

/// An enum is a check, named for the enum so that it can be read back.
fn one_of(column: &str, ty: &EnumType) -> String {
    let labels: Vec<String> = ty.labels.iter().map(|label| quote_text(label)).collect();
    let condition = format!("{} IN ({})", QUOTING.name(column), labels.join(", "));
    format!("{}CHECK ({condition})", constraint(Some(&ty.name.name)))
}

pub(super) fn check(name: Option<&str>, expression: &str, table: &QName) -> String {
    format!("{}CHECK {}", constraint(name), bracket(&unqualified(expression, table)))
}

fn unique(index: &Index) -> String {
    let parts: Vec<String> = index.parts.iter().map(super::render::index_part).collect();
    format!("{}UNIQUE ({})", constraint(Some(&index.name)), parts.join(", "))
}

pub(super) fn constraint(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| format!("CONSTRAINT {} ", QUOTING.name(name)))
}

pub(super) fn references(key: &ForeignKey) -> String {
    let mut sql = format!(
        "REFERENCES {} ({})",
        QUOTING.name(&key.references.name),
        QUOTING.list(&key.referenced_columns)
    );
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        let action = match action {
            Action::NoAction => continue,
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        };
        sql.push_str(&format!(" ON {event} {action}"));
    }
    sql.push_str(match key.deferrable {
        Deferrable::No => "",
        Deferrable::Immediate => " DEFERRABLE INITIALLY IMMEDIATE",
        Deferrable::Deferred => " DEFERRABLE INITIALLY DEFERRED",
    });
    sql
}

/// A default's value, as it stands behind `DEFAULT`.
pub(super) fn default(default: &Default) -> String {
    match default {
        Default::Bool(value) => u8::from(*value).to_string(),
        Default::Int(value) => value.to_string(),
        Default::Number(text) => text.clone(),
        Default::Text(text) => quote_text(text),
        Default::Sql(sql) if is_constant(sql) || is_moment(sql) => sql.trim().to_owned(),
        Default::Sql(sql) => bracket(sql),
    }
}

fn is_moment(sql: &str) -> bool {
    let sql = sql.trim();
    ["current_timestamp", "current_date", "current_time"].iter().any(|word| sql.eq_ignore_ascii_case(word))
}

/// Whether an expression is a single literal, perhaps with a sign: what `ADD COLUMN` takes for rows that are there.
pub(super) fn is_constant(sql: &str) -> bool {
    use super::super::TokenKind;
    let mut tokens = lex(Dialect::Sqlite, sql).filter(|token| token.speaks());
    let mut first = tokens.next();
    let signed = first.is_some_and(|token| token.is_symbol("-") || token.is_symbol("+"));
    if signed {
        first = tokens.next();
    }
    let literal = first.is_some_and(|token| match token.kind {
        TokenKind::Number => true,
        TokenKind::Text => !signed,
        TokenKind::Word => !signed && ["null", "true", "false"].iter().any(|word| token.is_word(word)),
        TokenKind::Space | TokenKind::Comment | TokenKind::Quoted | TokenKind::Symbol => false,
    });
    literal && tokens.next().is_none() && !sql.contains("--") && !sql.contains("/*")
}

/// In brackets; a comment to the line's end must not swallow the closing one.
pub(super) fn bracket(expression: &str) -> String {
    let comments = expression.contains("--");
    format!("({}{})", expression.trim(), if comments { "\n" } else { "" })
}

/// The expression without the table's own name before its columns: `users.age > 0` is `age > 0`. In `CREATE TABLE`
/// both mean the same, but a rebuilt table has another name for a moment.
pub(super) fn unqualified(expression: &str, table: &QName) -> String {
    let tokens: Vec<_> = lex(Dialect::Sqlite, expression).collect();
    let mut sql = String::with_capacity(expression.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let own = token.name().is_some_and(|name| name.eq_ignore_ascii_case(&table.name));
        let after_dot = at > 0 && tokens[at - 1].is_symbol(".");
        if own && !after_dot && tokens.get(at + 1).is_some_and(|next| next.is_symbol(".")) {
            at += 2;
        } else {
            sql.push_str(token.text);
            at += 1;
        }
    }
    sql
}
