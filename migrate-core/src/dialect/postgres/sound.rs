//! What PostgreSQL can't hold is said, never left out in silence.

use crate::schema::{
    Column, EnumType, Generated, IdentityKind, Index, IndexKind, IndexTarget, Order, Table, Type,
};
use crate::{Error, ErrorCode, QName, Result};

/// [`NAMEDATALEN`](https://www.postgresql.org/docs/current/limits.html) less one: a longer name is cut in silence.
pub(super) const NAME_LIMIT: usize = 63;

fn no(what: String, help: &str) -> Result<()> {
    Err(Error::new(ErrorCode::Unsupported, what).with_help(help))
}

pub(super) fn table(table: &Table) -> Result<()> {
    qname(&table.name, "table")?;
    let options = &table.options;
    for (has, what) in [
        (options.without_rowid, "WITHOUT ROWID"),
        (options.strict, "STRICT"),
        (options.engine.is_some(), "storage engines"),
        (options.row_format.is_some(), "row formats"),
        (options.charset.is_some(), "character sets of tables"),
        (options.collation.is_some(), "collations of tables"),
    ] {
        if has {
            return no(
                format!("PostgreSQL has no {what}: table `{}`", table.name),
                "leave it out for PostgreSQL",
            );
        }
    }
    table.columns.iter().try_for_each(column)?;
    table.indexes.iter().try_for_each(index)?;
    for check in &table.checks {
        name(&check.name, "check")?;
    }
    for key in &table.foreign_keys {
        name(&key.name, "foreign key")?;
    }
    for exclusion in &table.exclusions {
        name(&exclusion.name, "exclusion constraint")?;
    }
    table.primary_key.iter().filter_map(|key| key.name.as_deref()).try_for_each(|it| name(it, "primary key"))
}

pub(super) fn qname(qname: &QName, what: &str) -> Result<()> {
    qname.namespace.iter().try_for_each(|namespace| name(namespace, "namespace"))?;
    name(&qname.name, what)
}

pub(super) fn name(name: &str, what: &str) -> Result<()> {
    if name.is_empty() || name.contains('\0') {
        return no(
            format!("`{}` can't be a {what}'s name on PostgreSQL", name.escape_debug()),
            "choose another name",
        );
    }
    if name.len() > NAME_LIMIT {
        return no(
            format!(
                "the {what}'s name `{name}` has {} bytes, and PostgreSQL keeps only {NAME_LIMIT}",
                name.len()
            ),
            "choose a shorter name",
        );
    }
    Ok(())
}

pub(super) fn column(column: &Column) -> Result<()> {
    let here = format!("column `{}`", column.name);
    name(&column.name, "column")?;
    if column.on_update.is_some() {
        return no(
            format!("PostgreSQL has no ON UPDATE for columns: {here}"),
            "use a trigger, or set the value in the application",
        );
    }
    if column.invisible {
        return no(format!("PostgreSQL has no invisible columns: {here}"), "leave it out for PostgreSQL");
    }
    if let Some(Generated { .. }) = &column.generated
        && (column.default.is_some() || column.identity.is_some())
    {
        return no(
            format!("a generated column has no default and isn't numbered: {here}"),
            "compute it, or store it, not both",
        );
    }
    if column.identity.is_some() && column.default.is_some() {
        return no(
            format!("a column that PostgreSQL numbers has no default: {here}"),
            "leave the default out",
        );
    }
    match (&column.identity, super::types::canonical(&column.ty)) {
        (Some(identity), Type::Int { .. }) => {
            if identity.kind != IdentityKind::Serial && column.nullable {
                return no(format!("an identity column is never NULL: {here}"), "make it NOT NULL");
            }
            Ok(())
        }
        (Some(_), _) => no(format!("PostgreSQL numbers integers only: {here}"), "make it an integer"),
        (None, _) => Ok(()),
    }
}

pub(super) fn index(index: &Index) -> Result<()> {
    let here = format!("index `{}`", index.name);
    name(&index.name, "index")?;
    match index.kind {
        IndexKind::Plain | IndexKind::Unique => {}
        IndexKind::Constraint(_) => {
            let plain = |part: &crate::schema::IndexPart| {
                matches!(part.on, IndexTarget::Column(_))
                    && part.order == Order::Asc
                    && part.opclass.is_none()
                    && part.collation.is_none()
            };
            if index.predicate.is_some() || index.method.is_some() || !index.parts.iter().all(plain) {
                return no(
                    format!("a UNIQUE constraint on PostgreSQL is over plain columns and all rows: {here}"),
                    "use a unique index",
                );
            }
        }
        IndexKind::Fulltext | IndexKind::Spatial => {
            return no(
                format!("PostgreSQL has no FULLTEXT or SPATIAL index: {here}"),
                "use the methods `gin` or `gist`",
            );
        }
    }
    for (has, what) in [
        (index.invisible, "invisible indexes"),
        (index.parts.iter().any(|part| part.prefix.is_some()), "indexes on part of a value"),
    ] {
        if has {
            return no(format!("PostgreSQL has no {what}: {here}"), "leave it out for PostgreSQL");
        }
    }
    if index.parts.is_empty() {
        return no(format!("{here} is over nothing"), "name its columns");
    }
    Ok(())
}

pub(super) fn enum_type(ty: &EnumType) -> Result<()> {
    qname(&ty.name, "enum")?;
    ty.labels.iter().try_for_each(|label| name(label, "label"))
}
