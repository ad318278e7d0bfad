//! What SQLite can't hold is said, never left out in silence.

use crate::schema::{Column, Deferrable, IdentityKind, Index, IndexKind, IndexTarget, Nulls, Order, Table};
use crate::{Error, ErrorCode, QName, Result};

fn no(what: String, help: &str) -> Result<()> {
    Err(Error::new(ErrorCode::Unsupported, what).with_help(help))
}

pub(super) fn table(table: &Table) -> Result<()> {
    let name = &table.name;
    table_name(name)?;
    if let Some(exclusion) = table.exclusions.first() {
        return no(
            format!("SQLite has no exclusion constraints: `{}` of table `{name}`", exclusion.name),
            "leave it out for SQLite",
        );
    }
    if table.columns.iter().all(|column| column.generated.is_some()) {
        return no(
            format!("SQLite wants a column in table `{name}` that is not generated"),
            "add an ordinary column",
        );
    }
    if table.options.without_rowid && table.primary_key.is_none() {
        return no(
            format!("table `{name}` is WITHOUT ROWID, but has no primary key"),
            "give it a primary key",
        );
    }
    if table.primary_key.as_ref().is_some_and(|key| !key.include.is_empty()) {
        return no(
            format!("SQLite has no INCLUDE: the primary key of table `{name}`"),
            "leave it out for SQLite",
        );
    }
    table.columns.iter().try_for_each(|column| self::column(column, table))?;
    table.indexes.iter().try_for_each(self::index)
}

pub(super) fn table_name(name: &QName) -> Result<()> {
    self::name(&name.name, "table")?;
    if name.namespace.is_some() {
        return no(format!("SQLite has no namespaces: table `{name}`"), "name the table without a namespace");
    }
    if name.name.to_ascii_lowercase().starts_with("sqlite_") {
        return no(
            format!("SQLite keeps names such as `{name}` for itself"),
            "choose a name that doesn't start with `sqlite_`",
        );
    }
    Ok(())
}

pub(super) fn name(name: &str, what: &str) -> Result<()> {
    if name.is_empty() || name.contains('\0') {
        return no(
            format!("`{}` can't be a {what}'s name on SQLite", name.escape_debug()),
            "choose another name",
        );
    }
    Ok(())
}

pub(super) fn column(column: &Column, table: &Table) -> Result<()> {
    let here = format!("column `{}.{}`", table.name, column.name);
    name(&column.name, "column")?;
    if column.on_update.is_some() {
        return no(
            format!("SQLite has no ON UPDATE for columns: {here}"),
            "use a trigger, or set the value in the application",
        );
    }
    if column.invisible {
        return no(format!("SQLite has no invisible columns: {here}"), "leave it out for SQLite");
    }
    if column.generated.is_some()
        && (column.default.is_some() || table.primary_key_columns().contains(&column.name))
    {
        return no(
            format!("a generated column on SQLite has no default and is in no primary key: {here}"),
            "compute it, or store it, not both",
        );
    }
    let Some(identity) = &column.identity else { return Ok(()) };
    if !super::is_rowid(table, &column.name) {
        return no(
            format!("SQLite numbers only a table's single integer primary key: {here}"),
            "make it the primary key, or number the rows in the application",
        );
    }
    if identity.increment.is_some_and(|step| step != 1) {
        return no(format!("SQLite numbers in steps of 1: {here}"), "leave the increment out");
    }
    if identity.start.is_some_and(|start| start != 1) && identity.kind != IdentityKind::Autoincrement {
        return no(
            format!("SQLite keeps a first number for AUTOINCREMENT only: {here}"),
            "use `autoincrement`, or leave the start out",
        );
    }
    Ok(())
}

pub(super) fn index(index: &Index) -> Result<()> {
    let here = format!("index `{}`", index.name);
    name(&index.name, "index")?;
    match index.kind {
        IndexKind::Plain | IndexKind::Unique => {}
        IndexKind::Constraint(Deferrable::No) => {
            let plain = |part: &crate::schema::IndexPart| matches!(part.on, IndexTarget::Column(_));
            if index.predicate.is_some() || !index.parts.iter().all(plain) {
                return no(
                    format!("a UNIQUE constraint on SQLite is over plain columns and all rows: {here}"),
                    "use a unique index",
                );
            }
        }
        IndexKind::Constraint(_) => {
            return no(format!("SQLite checks UNIQUE at once, always: {here}"), "leave `deferrable` out");
        }
        IndexKind::Fulltext | IndexKind::Spatial => {
            return no(
                format!("SQLite has no FULLTEXT or SPATIAL index: {here}"),
                "use an FTS5 or R*Tree table in a hand-written revision",
            );
        }
    }
    for (has, what) in [
        (index.method.is_some(), "index methods"),
        (!index.include.is_empty(), "INCLUDE"),
        (index.nulls_not_distinct, "NULLS NOT DISTINCT"),
        (!index.with.is_empty(), "storage parameters"),
        (index.invisible, "invisible indexes"),
        (index.parts.iter().any(|part| part.opclass.is_some()), "operator classes"),
        (index.parts.iter().any(|part| part.prefix.is_some()), "indexes on part of a value"),
    ] {
        if has {
            return no(format!("SQLite has no {what}: {here}"), "leave it out for SQLite");
        }
    }
    // NULL is smaller than everything, so these are the only places: <https://sqlite.org/lang_createindex.html>.
    let elsewhere = |order, nulls| {
        matches!((order, nulls), (Order::Asc, Some(Nulls::Last)) | (Order::Desc, Some(Nulls::First)))
    };
    if index.parts.iter().any(|part| elsewhere(part.order, part.nulls)) {
        return no(format!("SQLite's indexes keep NULL as the smallest value: {here}"), "leave `nulls` out");
    }
    if index.parts.is_empty() {
        return no(format!("{here} is over nothing"), "name its columns");
    }
    Ok(())
}
