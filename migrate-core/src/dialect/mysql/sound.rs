//! What MySQL can't hold is said, never left out in silence.

use super::{Flavour, own_check, types};
use crate::schema::{
    Action, Column, Deferrable, ForeignKey, Index, IndexKind, IndexPart, IndexTarget, Nulls, Order, Table,
    Type,
};
use crate::{Error, ErrorCode, QName, Result};

/// <https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html>: in characters.
const NAME: usize = 64;
/// <https://dev.mysql.com/doc/refman/8.4/en/column-count-limit.html>: in bytes, large values aside.
const ROW: u64 = 65_535;
/// <https://dev.mysql.com/doc/refman/8.4/en/innodb-limits.html>: in bytes, all parts together.
const KEY: u64 = 3072;

fn no(what: String, help: &str) -> Result<()> {
    Err(Error::new(ErrorCode::Unsupported, what).with_help(help))
}

pub(super) fn table(flavour: Flavour, table: &Table) -> Result<()> {
    let name = &table.name;
    table_name(name)?;
    if let Some(exclusion) = table.exclusions.first() {
        return no(
            format!("MySQL has no exclusion constraints: `{}` of table `{name}`", exclusion.name),
            "leave it out for MySQL",
        );
    }
    if table.columns.iter().all(|column| column.invisible) {
        return no(format!("MySQL wants a column in table `{name}` that can be seen"), "add one");
    }
    for (at, column) in table.columns.iter().enumerate() {
        self::column(column, table)?;
        if let Some(other) = table.columns[..at].iter().find(|other| same_name(&other.name, &column.name)) {
            return no(
                format!("to MySQL `{}` and `{}` of table `{name}` are one name", other.name, column.name),
                "name one of the two columns otherwise",
            );
        }
    }
    row(table)?;
    if let Some(key) = &table.primary_key {
        if !key.include.is_empty() {
            return no(
                format!("MySQL has no INCLUDE: the primary key of `{name}`"),
                "leave it out for MySQL",
            );
        }
        let parts: Vec<IndexPart> = key.columns.iter().map(IndexPart::column).collect();
        key_parts(table, &parts, &format!("the primary key of `{name}`"))?;
    }
    for of in &table.indexes {
        index(of)?;
        let hashed = of.method.as_deref().is_some_and(|method| method.eq_ignore_ascii_case("hash"));
        let hashed = hashed && of.kind.is_unique() && flavour.abilities().mariadb_only.is_some();
        if !hashed && !matches!(of.kind, IndexKind::Fulltext | IndexKind::Spatial) {
            key_parts(table, &of.parts, &format!("index `{}` of `{name}`", of.name))?;
        }
    }
    table.foreign_keys.iter().try_for_each(|of| foreign_key(of, table))?;
    for check in &table.checks {
        self::name(&check.name, "check")?;
        let own = own_check::is_own(flavour, table, &check.name);
        // On MariaDB the one check that a column has is what makes it JSON.
        if own && table.column(&check.name).is_some_and(|column| types::canonical(&column.ty) == Type::Json) {
            return no(
                format!("the check `{}` of `{name}` is named for a JSON column", check.name),
                "give it another name",
            );
        }
        if own && !own_check::is_sayable(flavour, check) {
            return no(
                format!("the check `{}` of `{name}` is named for a column, and holds a comment", check.name),
                "give it another name",
            );
        }
    }
    Ok(())
}

fn same_name(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

pub(super) fn table_name(name: &QName) -> Result<()> {
    if name.namespace.is_some() {
        return no(format!("MySQL has no namespaces: table `{name}`"), "name the table without a namespace");
    }
    self::name(&name.name, "table")
}

pub(super) fn name(name: &str, what: &str) -> Result<()> {
    let length = name.chars().count();
    if length > NAME {
        return no(
            format!("`{name}` has {length} characters, but a {what}'s name on MySQL has {NAME} at most"),
            "choose a shorter name",
        );
    }
    let odd = |c: char| c == '\0' || c > '\u{ffff}';
    if name.is_empty() || name.ends_with(' ') || name.contains(odd) {
        return no(
            format!("`{}` can't be a {what}'s name on MySQL", name.escape_debug()),
            "choose another name",
        );
    }
    Ok(())
}

fn column(column: &Column, table: &Table) -> Result<()> {
    let here = format!("column `{}.{}`", table.name, column.name);
    name(&column.name, "column")?;
    if column.generated.is_some() && (column.default.is_some() || column.identity.is_some()) {
        return no(
            format!("a generated column has no default: {here}"),
            "compute it, or give it a default, not both",
        );
    }
    let valueless = column.default.is_none() && column.identity.is_none() && column.generated.is_none();
    if column.invisible && !column.nullable && valueless {
        return no(
            format!("an invisible column needs a value when nobody gives one: {here}"),
            "give it a default, or let it be NULL",
        );
    }
    if column.on_update.is_some() && !matches!(column.ty, Type::Timestamp(_) | Type::TimestampTz(_)) {
        return no(format!("ON UPDATE is for dates with a time only: {here}"), "take it off the column");
    }
    if let Type::Varchar(length) = column.ty
        && u64::from(length) * width(column, table) > ROW
    {
        return no(
            format!("VARCHAR({length}) is longer than a row can be: {here}"),
            "make it shorter, or take `mediumtext`",
        );
    }
    let Some(identity) = &column.identity else { return Ok(()) };
    if identity.increment.is_some_and(|step| step != 1) {
        return no(format!("MySQL numbers in steps of 1: {here}"), "leave the increment out");
    }
    let first = |columns: &[IndexPart]| matches!(columns.first().map(|part| &part.on), Some(IndexTarget::Column(first)) if *first == column.name);
    if table.primary_key_columns().first() != Some(&column.name)
        && !table.indexes.iter().any(|index| first(&index.parts))
    {
        return no(
            format!("MySQL numbers only a column that a key begins with: {here}"),
            "make it the primary key, or index it",
        );
    }
    Ok(())
}

/// The bytes that a character takes at most, as far as the character set is known: else the fewest that it can be.
fn width(column: &Column, table: &Table) -> u64 {
    if !types::is_text(&column.ty) {
        return 1;
    }
    let charset = (column.charset.as_deref())
        .or(column.collation.as_deref())
        .or(table.options.charset.as_deref())
        .or(table.options.collation.as_deref());
    match charset.and_then(|name| name.split('_').next()) {
        Some("utf8mb4" | "utf16" | "utf16le" | "utf32" | "gb18030") => 4,
        Some("utf8" | "utf8mb3" | "eucjpms" | "ujis") => 3,
        Some("ucs2" | "big5" | "cp932" | "euckr" | "gb2312" | "gbk" | "sjis") => 2,
        _ => 1,
    }
}

/// What a value of the column takes in its row; nothing where that is little.
fn bytes(column: &Column, table: &Table) -> u64 {
    match column.ty {
        Type::Varchar(n) => u64::from(n) * width(column, table) + 1 + u64::from(n > 255),
        Type::Char(n) => u64::from(n) * width(column, table),
        Type::Varbinary(n) => u64::from(n) + 1 + u64::from(n > 255),
        Type::Binary(n) => u64::from(n),
        _ => 0,
    }
}

fn row(table: &Table) -> Result<()> {
    let sum: u64 = table.columns.iter().map(|column| bytes(column, table)).sum();
    if sum > ROW {
        return no(
            format!(
                "a row of `{}` would take {sum} bytes, but MySQL holds {ROW} at most, large values aside",
                table.name
            ),
            "make columns shorter, or make the longest of them `text` or `blob`",
        );
    }
    Ok(())
}

fn key_parts(table: &Table, parts: &[IndexPart], what: &str) -> Result<()> {
    let mut sum = 0;
    for part in parts {
        let IndexTarget::Column(name) = &part.on else { continue };
        let Some(column) = table.column(name) else { continue };
        if part.prefix.is_none() && types::is_large(&column.ty) {
            return no(
                format!("{what} is over `{name}`, which is {} and has no length", column.ty),
                "give the column a length, as `#[column(length = 255)]`, or index only its beginning: `prefix`",
            );
        }
        sum += match (part.prefix, &column.ty) {
            (Some(prefix), _) => u64::from(prefix) * width(column, table),
            (None, Type::Varchar(n) | Type::Char(n)) => u64::from(*n) * width(column, table),
            (None, Type::Varbinary(n) | Type::Binary(n)) => u64::from(*n),
            (None, _) => 0,
        };
    }
    let inno = table.options.engine.as_deref().is_none_or(|engine| engine.eq_ignore_ascii_case("innodb"));
    if inno && sum > KEY {
        return no(
            format!("{what} would be {sum} bytes long, but {KEY} is the most"),
            "make its columns shorter, index only their beginning (`prefix`), or take a narrower character set",
        );
    }
    Ok(())
}

pub(super) fn index(index: &Index) -> Result<()> {
    let here = format!("index `{}`", index.name);
    name(&index.name, "index")?;
    if index.name.eq_ignore_ascii_case("primary") {
        return no(format!("MySQL keeps this name for the primary key: {here}"), "choose another name");
    }
    match index.kind {
        IndexKind::Plain
        | IndexKind::Unique
        | IndexKind::Fulltext
        | IndexKind::Spatial
        | IndexKind::Constraint(Deferrable::No) => {}
        IndexKind::Constraint(_) => {
            return no(format!("MySQL checks UNIQUE at once, always: {here}"), "leave `deferrable` out");
        }
    }
    for (has, what) in [
        (index.predicate.is_some(), "partial indexes"),
        (!index.include.is_empty(), "INCLUDE"),
        (index.nulls_not_distinct, "NULLS NOT DISTINCT"),
        (index.parts.iter().any(|part| part.opclass.is_some()), "operator classes"),
        (index.parts.iter().any(|part| part.collation.is_some()), "collations in an index"),
        (index.kind != IndexKind::Fulltext && !index.with.is_empty(), "storage parameters"),
    ] {
        if has {
            return no(format!("MySQL has no {what}: {here}"), "leave it out for MySQL");
        }
    }
    let elsewhere = |part: &IndexPart| {
        matches!(
            (part.order, part.nulls),
            (Order::Asc, Some(Nulls::Last)) | (Order::Desc, Some(Nulls::First))
        )
    };
    if index.parts.iter().any(elsewhere) {
        return no(format!("MySQL's indexes keep NULL as the smallest value: {here}"), "leave `nulls` out");
    }
    if index.parts.is_empty() {
        return no(format!("{here} is over nothing"), "name its columns");
    }
    Ok(())
}

pub(super) fn foreign_key(key: &ForeignKey, table: &Table) -> Result<()> {
    name(&key.name, "foreign key")?;
    let here = format!("foreign key `{}` of `{}`", key.name, table.name);
    if key.deferrable != Deferrable::No {
        return no(format!("MySQL checks foreign keys at once, always: {here}"), "leave `deferrable` out");
    }
    if [key.on_delete, key.on_update].contains(&Action::SetDefault) {
        return no(format!("InnoDB has no SET DEFAULT: {here}"), "use another action");
    }
    let strict = |column: &&String| table.column(column).is_some_and(|column| !column.nullable);
    if [key.on_delete, key.on_update].contains(&Action::SetNull)
        && let Some(column) = key.columns.iter().find(strict)
    {
        return no(format!("{here} sets `{column}` to NULL, which is NOT NULL"), "let the column be NULL");
    }
    Ok(())
}
