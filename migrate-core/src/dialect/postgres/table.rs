//! `CREATE TABLE`.

use super::index::{bracket, is_constraint, qualified, table_name, unique};
use super::{QUOTING, literal, objects, sound, types};
use crate::name::convention;
use crate::schema::{
    Action, Check, Column, Deferrable, Exclusion, ForeignKey, Identity, IdentityKind, Index, IndexTarget,
    Partition, PrimaryKey, Table, Type,
};
use crate::{QName, Result};

/// The table under a name, with its constraints and comments, without its other indexes.
pub(super) fn create(name: &QName, table: &Table) -> Result<Vec<String>> {
    sound::table(table)?;
    let mut lines = Vec::new();
    if table.options.partition_of.is_none() {
        for column in &table.columns {
            lines.push(self::column(column)?);
        }
    }
    if let Some(key) = &table.primary_key {
        lines.push(primary_key(name, key));
    }
    let constraints: Vec<&Index> = table.indexes.iter().filter(|index| is_constraint(index)).collect();
    let mut again = Vec::new();
    for (at, index) in constraints.iter().enumerate() {
        let line = unique(index)?;
        let is_key = table.primary_key.as_ref().is_some_and(|key| is_over(index, &key.columns));
        let is_again = is_key || constraints.iter().take(at).any(|other| other.parts == index.parts);
        if is_again { again.push(line) } else { lines.push(line) }
    }
    for check in &table.checks {
        lines.push(self::check(check));
    }
    for (at, exclusion) in table.exclusions.iter().enumerate() {
        let line = self::exclusion(exclusion);
        let is_again = table.exclusions.iter().take(at).any(|other| other.parts == exclusion.parts);
        if is_again { again.push(line) } else { lines.push(line) }
    }
    for key in &table.foreign_keys {
        lines.push(foreign_key(key));
    }
    let unlogged = if table.options.unlogged { "UNLOGGED " } else { "" };
    let with = if table.options.with.is_empty() {
        String::new()
    } else {
        format!(" WITH ({})", table.options.with.join(", "))
    };
    let body =
        if lines.is_empty() { "()".to_owned() } else { format!("(\n    {}\n)", lines.join(",\n    ")) };
    let parted =
        table.options.partition_by.as_ref().map_or_else(String::new, |key| format!(" PARTITION BY {key}"));
    if let Some(Partition { of, bound }) = &table.options.partition_of {
        // Its columns are those of the whole.
        let body = if lines.is_empty() { String::new() } else { format!("{body} ") };
        let create = format!(
            "CREATE {unlogged}TABLE {} PARTITION OF {} {body}{bound}{parted}{with}",
            table_name(name),
            table_name(of)
        );
        return Ok(std::iter::once(create).chain(comments(name, table)).collect());
    }
    let mut statements = vec![format!("CREATE {unlogged}TABLE {} {body}{parted}{with}", table_name(name))];
    for column in table.columns.iter().filter(|column| column.nullable && is_serial(column)) {
        // `serial` is NOT NULL always.
        statements.push(format!(
            "ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL",
            table_name(name),
            QUOTING.name(&column.name)
        ));
    }
    // Of two that say the same, `CREATE TABLE` would make one, and say nothing of the other.
    statements.extend(again.iter().map(|line| format!("ALTER TABLE {} ADD {line}", table_name(name))));
    statements.extend(comments(name, table));
    Ok(statements)
}

/// Whether an index is over these columns and nothing else.
fn is_over(index: &Index, columns: &[String]) -> bool {
    let names = index.parts.iter().map(|part| match &part.on {
        IndexTarget::Column(name) => Some(name),
        IndexTarget::Expression(_) => None,
    });
    names.eq(columns.iter().map(Some))
}

fn comments(name: &QName, table: &Table) -> Vec<String> {
    let on_table = table.comment.iter().map(|text| objects::comment("TABLE", &table_name(name), Some(text)));
    let on_columns = table
        .columns
        .iter()
        .filter_map(|column| Some(column_comment(name, &column.name, Some(column.comment.as_deref()?))));
    let on_indexes = table
        .indexes
        .iter()
        .filter(|index| is_constraint(index))
        .filter_map(|index| Some(index_comment(name, &index.name, Some(index.comment.as_deref()?))));
    on_table.chain(on_columns).chain(on_indexes).collect()
}

/// `COMMENT ON COLUMN`.
pub(super) fn column_comment(table: &QName, column: &str, text: Option<&str>) -> String {
    objects::comment("COLUMN", &format!("{}.{}", table_name(table), QUOTING.name(column)), text)
}

/// `COMMENT ON INDEX`.
pub(super) fn index_comment(table: &QName, index: &str, text: Option<&str>) -> String {
    objects::comment("INDEX", &super::index::beside(table, index), text)
}

/// The column as it reads in `CREATE TABLE` and `ADD COLUMN`.
pub(super) fn column(column: &Column) -> Result<String> {
    sound::column(column)?;
    let mut sql = format!("{} ", QUOTING.name(&column.name));
    let serial = serial_name(column);
    match serial {
        Some(name) => sql.push_str(name),
        None => sql.push_str(&types::name(&column.ty)),
    }
    if let Some(collation) = &column.collation {
        sql.push_str(&format!(" COLLATE {}", qualified(collation)));
    }
    if !column.nullable && serial.is_none() {
        sql.push_str(" NOT NULL");
    }
    if let Some(identity) = column.identity.as_ref().filter(|_| serial.is_none()) {
        sql.push_str(&format!(" {}", self::identity(identity)));
    }
    if let Some(default) = &column.default {
        sql.push_str(&format!(" DEFAULT {}", literal::default(default)));
    }
    if let Some(generated) = &column.generated {
        sql.push_str(&format!(
            " GENERATED ALWAYS AS {} {}",
            bracket(&generated.expression),
            if generated.stored { "STORED" } else { "VIRTUAL" }
        ));
    }
    Ok(sql)
}

pub(super) fn is_serial(column: &Column) -> bool {
    column.identity.as_ref().is_some_and(|identity| identity.kind == IdentityKind::Serial)
}

/// The type's name for a serial column that needs nothing more.
fn serial_name(column: &Column) -> Option<&'static str> {
    if !is_serial(column) {
        return None;
    }
    match types::canonical(&column.ty) {
        Type::Int { bits: 16, .. } => Some("smallserial"),
        Type::Int { bits: 32, .. } => Some("serial"),
        _ => Some("bigserial"),
    }
}

/// `GENERATED … AS IDENTITY (…)`.
pub(super) fn identity(identity: &Identity) -> String {
    let when = match identity.kind {
        IdentityKind::Always => "ALWAYS",
        IdentityKind::ByDefault | IdentityKind::Autoincrement | IdentityKind::Serial => "BY DEFAULT",
    };
    let numbers = numbers(identity);
    let numbers = if numbers.is_empty() { String::new() } else { format!(" ({})", numbers.join(" ")) };
    format!("GENERATED {when} AS IDENTITY{numbers}")
}

/// What a sequence has to be told that doesn't go without saying.
pub(super) fn numbers(identity: &Identity) -> Vec<String> {
    let number = |word: &str, number: Option<i64>, usual: Option<i64>| {
        number.filter(|it| Some(*it) != usual).map(|it| format!("{word} {it}"))
    };
    // Without a word it would start at its lowest number.
    let low = identity.increment.is_none_or(|step| step > 0) && identity.min.is_some_and(|min| min < 1);
    let first = if low { identity.start.or(Some(1)).map(|it| format!("START WITH {it}")) } else { None };
    [
        first.or_else(|| number("START WITH", identity.start, Some(1))),
        number("INCREMENT BY", identity.increment, Some(1)),
        number("MINVALUE", identity.min, None),
        number("MAXVALUE", identity.max, None),
        number("CACHE", identity.cache, Some(1)),
        identity.cycle.then(|| "CYCLE".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The key's name: the one by convention where none was given.
pub(super) fn key_name(table: &QName, key: &PrimaryKey) -> String {
    key.name.clone().unwrap_or_else(|| convention::primary_key(&table.name))
}

pub(super) fn primary_key(table: &QName, key: &PrimaryKey) -> String {
    let include = match key.include.as_slice() {
        [] => String::new(),
        columns => format!(" INCLUDE ({})", QUOTING.list(columns)),
    };
    let name = QUOTING.name(&key_name(table, key));
    format!("CONSTRAINT {name} PRIMARY KEY ({}){include}", QUOTING.list(&key.columns))
}

pub(super) fn check(check: &Check) -> String {
    let inherit = if check.no_inherit { " NO INHERIT" } else { "" };
    format!("CONSTRAINT {} CHECK {}{inherit}", QUOTING.name(&check.name), bracket(&check.expression))
}

pub(super) fn exclusion(exclusion: &Exclusion) -> String {
    let parts: Vec<String> =
        exclusion.parts.iter().map(|part| format!("{} WITH {}", part.expression, part.operator)).collect();
    let predicate =
        exclusion.predicate.as_deref().map_or(String::new(), |sql| format!(" WHERE {}", bracket(sql)));
    format!(
        "CONSTRAINT {} EXCLUDE USING {} ({}){predicate}{}",
        QUOTING.name(&exclusion.name),
        QUOTING.name(&exclusion.method),
        parts.join(", "),
        deferrable(exclusion.deferrable)
    )
}

pub(super) fn foreign_key(key: &ForeignKey) -> String {
    let mut sql = format!(
        "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({})",
        QUOTING.name(&key.name),
        QUOTING.list(&key.columns),
        table_name(&key.references),
        QUOTING.list(&key.referenced_columns)
    );
    if key.match_full {
        sql.push_str(" MATCH FULL");
    }
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
    sql.push_str(deferrable(key.deferrable));
    sql
}

pub(super) fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::Immediate => " DEFERRABLE INITIALLY IMMEDIATE",
        Deferrable::Deferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}
