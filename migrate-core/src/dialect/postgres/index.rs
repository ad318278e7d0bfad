use super::{QUOTING, sound, table};
use crate::schema::{Index, IndexKind, IndexPart, IndexTarget, Nulls, Order};
use crate::{QName, Result};

/// `CREATE INDEX`.
pub(super) fn create(on: &QName, index: &Index, concurrently: bool) -> Result<String> {
    sound::index(index)?;
    let parts: Vec<String> = index.parts.iter().map(index_part).collect();
    let mut sql = format!(
        "CREATE {}INDEX {}{} ON {}",
        if index.kind.is_unique() { "UNIQUE " } else { "" },
        if concurrently { "CONCURRENTLY " } else { "" },
        QUOTING.name(&index.name),
        table_name(on)
    );
    if let Some(method) = &index.method {
        sql.push_str(&format!(" USING {}", QUOTING.name(method)));
    }
    sql.push_str(&format!(" ({})", parts.join(", ")));
    include(index, &mut sql);
    if index.nulls_not_distinct {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    if !index.with.is_empty() {
        sql.push_str(&format!(" WITH ({})", index.with.join(", ")));
    }
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!(" WHERE {}", bracket(predicate)));
    }
    Ok(sql)
}

fn include(index: &Index, sql: &mut String) {
    if !index.include.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", QUOTING.list(&index.include)));
    }
}

/// `CONSTRAINT … UNIQUE …`, as it stands in `CREATE TABLE` and behind `ADD`.
pub(super) fn unique(index: &Index) -> Result<String> {
    sound::index(index)?;
    let parts: Vec<String> = index.parts.iter().map(index_part).collect();
    let nulls = if index.nulls_not_distinct { "NULLS NOT DISTINCT " } else { "" };
    let mut sql = format!("CONSTRAINT {} UNIQUE {nulls}({})", QUOTING.name(&index.name), parts.join(", "));
    include(index, &mut sql);
    if !index.with.is_empty() {
        sql.push_str(&format!(" WITH ({})", index.with.join(", ")));
    }
    if let IndexKind::Constraint(deferrable) = index.kind {
        sql.push_str(table::deferrable(deferrable));
    }
    Ok(sql)
}

/// Whether the index is a constraint of its table.
pub(super) fn is_constraint(index: &Index) -> bool {
    matches!(index.kind, IndexKind::Constraint(_))
}

/// The name of something that lives in its table's namespace, as SQL.
pub(super) fn beside(table: &QName, name: &str) -> String {
    table_name(&QName { namespace: table.namespace.clone(), name: name.to_owned() })
}

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
        // Parameters stand as they are: `gist_trgm_ops (siglen='32')`.
        let (name, parameters) = match opclass.split_once(" (") {
            Some((name, rest)) if rest.ends_with(')') => (name, format!(" ({rest}")),
            _ => (opclass.as_str(), String::new()),
        };
        sql.push_str(&format!(" {}{parameters}", qualified(name)));
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
