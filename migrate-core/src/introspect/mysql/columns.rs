use std::collections::{BTreeMap, BTreeSet};

use super::catalog::Catalog;
use super::charset::Charsets;
use super::read::Tables;
use super::rows;
use super::seen::of_table_named;
use crate::dialect::mysql::{Flavour, read_default, read_type, unescaped};
use crate::introspect::Seen;
use crate::schema::{Column, Default, Generated, Identity, IdentityKind, Type};

/// All columns, in their order.
pub(super) fn read(catalog: &Catalog, charsets: &Charsets<'_>, tables: &mut Tables, seen: &mut Vec<Seen>) {
    let collations: BTreeMap<&str, Option<&str>> =
        catalog.tables.iter().map(|table| (table.name.as_str(), table.collation.as_deref())).collect();
    let of = |check: &rows::Check| Some((check.table.clone(), json_column(check)?));
    let json: BTreeSet<(String, String)> = catalog.checks.iter().filter_map(of).collect();
    for row in &catalog.columns {
        let Some(table) = tables.get_mut(&row.table) else { continue };
        if row.expression.as_deref().is_some_and(|sql| matches!(sql, "ROW START" | "ROW END")) {
            seen.push(of_table_named("period column", &row.table, &row.name, ""));
            continue;
        }
        let collation = collations.get(row.table.as_str()).copied().flatten();
        let mut column = column(row, catalog.flavour);
        if row.spelling.eq_ignore_ascii_case("longtext")
            && json.contains(&(row.table.clone(), row.name.clone()))
        {
            column.ty = Type::Json;
        } else {
            (column.charset, column.collation) =
                charsets.of_column(row.charset.as_deref(), row.collation.as_deref(), collation);
        }
        table.columns.push(column);
    }
}

/// How MariaDB spells the type JSON: <https://mariadb.com/kb/en/json/>. The check keeps its name where the column gets
/// another one; what it says follows.
pub(super) fn json_column(check: &rows::Check) -> Option<String> {
    let name = check.expression.strip_prefix("json_valid(`")?.strip_suffix("`)")?;
    (check.level == "Column").then(|| name.replace("``", "`"))
}

fn column(row: &rows::Column, flavour: Flavour) -> Column {
    let mut column = Column::new(row.name.clone(), read_type(&row.spelling));
    let extra = row.extra.as_deref().unwrap_or_default();
    let lower = extra.to_ascii_lowercase();
    column.nullable = row.nullable == "YES";
    column.comment = Some(row.comment.clone());
    column.invisible = lower.contains("invisible");
    column.identity = lower.contains("auto_increment").then(|| Identity::new(IdentityKind::Autoincrement));
    column.on_update = lower.split_once("on update ").map(|(_, rest)| {
        rest.split_once(')').map_or_else(|| rest.to_owned(), |(call, _)| format!("{call})"))
    });
    match row.expression.as_deref().filter(|sql| !sql.is_empty()) {
        Some(sql) => {
            let stored = lower.contains("stored") || lower.contains("persistent");
            column.generated = Some(Generated { expression: expression(sql, flavour), stored });
        }
        None => {
            column.default = row.default.as_deref().and_then(|sql| default(sql, &lower, &column.ty, flavour))
        }
    }
    column
}

/// An expression as SQL: MySQL puts backslashes before its quotes.
pub(super) fn expression(sql: &str, flavour: Flavour) -> String {
    if flavour.is_mariadb() { sql.to_owned() } else { unescaped(sql) }
}

/// MariaDB gives SQL; MySQL gives the bare value, unless it says that it is an expression.
fn default(sql: &str, extra: &str, ty: &Type, flavour: Flavour) -> Option<Default> {
    if flavour.is_mariadb() {
        return read_default(sql, ty);
    }
    let is_number = match ty {
        Type::Bool | Type::Int { .. } | Type::Float | Type::Double | Type::Decimal(_) => true,
        Type::Blob | Type::Varbinary(_) | Type::Binary(_) => sql.starts_with("0x"),
        Type::Raw(name) => !name.starts_with("set") && !name.ends_with("text"),
        _ => false,
    };
    if extra.contains("default_generated") {
        read_default(&unescaped(sql), ty)
    } else if is_number {
        read_default(sql, ty)
    } else {
        Some(Default::Text(sql.to_owned()))
    }
}
