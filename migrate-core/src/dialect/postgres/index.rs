use super::QUOTING;
use crate::schema::{IndexPart, IndexTarget, Nulls, Order};

/// One part of an index as SQL.
pub fn index_part(part: &IndexPart) -> String {
    let mut sql = match &part.on {
        IndexTarget::Column(name) => QUOTING.name(name),
        IndexTarget::Expression(sql) => bracket(sql),
    };
    if let Some(collation) = &part.collation {
        sql.push_str(&format!(" COLLATE {}", qualified(collation)));
    }
    if let Some(opclass) = &part.opclass {
        sql.push_str(&format!(" {}", qualified(opclass)));
    }
    if part.order == Order::Desc {
        sql.push_str(" DESC");
    }
    match part.nulls {
        Some(Nulls::First) => sql.push_str(" NULLS FIRST"),
        Some(Nulls::Last) => sql.push_str(" NULLS LAST"),
        None => {}
    }
    sql
}

/// In brackets; a comment to the line's end must not swallow the closing one.
pub(super) fn bracket(expression: &str) -> String {
    let comments = expression.contains("--");
    format!("({}{})", expression.trim(), if comments { "\n" } else { "" })
}

/// A name that may stand in a namespace, in the text form of [`crate::QName`], as SQL.
pub(super) fn qualified(name: &str) -> String {
    match name.parse::<crate::QName>() {
        Ok(name) => table_name(&name),
        Err(_) => QUOTING.name(name),
    }
}

pub(super) fn table_name(name: &crate::QName) -> String {
    match &name.namespace {
        Some(namespace) => format!("{}.{}", QUOTING.name(namespace), QUOTING.name(&name.name)),
        None => QUOTING.name(&name.name),
    }
}
