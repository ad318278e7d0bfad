use super::catalog::Catalog;
use super::charset::Charsets;
use super::read::Tables;
use super::seen::{of_table, of_table_named};
use crate::QName;
use crate::introspect::Seen;
use crate::schema::Table;

/// The tables, without what is in them.
pub(super) fn read(catalog: &Catalog, charsets: &Charsets<'_>, seen: &mut Vec<Seen>) -> Tables {
    let mut tables = Tables::new();
    for row in &catalog.tables {
        match row.kind.as_str() {
            "BASE TABLE" => {}
            "SYSTEM VERSIONED" => seen.push(of_table("system versioning", &row.name, "")),
            "SEQUENCE" => {
                seen.push(Seen {
                    kind: "sequence".to_owned(),
                    name: QName::from(row.name.as_str()),
                    table: None,
                    detail: String::new(),
                });
                continue;
            }
            // A view, or a system view.
            _ => continue,
        }
        let mut table = Table::new(QName::from(row.name.as_str()));
        table.comment.clone_from(&row.comment);
        table.options.engine.clone_from(&row.engine);
        (table.options.charset, table.options.collation) = charsets.of_table(row.collation.as_deref());
        let mut others = Vec::new();
        for option in row.options.as_deref().unwrap_or_default().split_whitespace() {
            match option.split_once('=') {
                Some((name, value)) if name.eq_ignore_ascii_case("row_format") => {
                    table.options.row_format = Some(value.to_ascii_lowercase());
                }
                _ if option == "partitioned" => {}
                _ => others.push(option),
            }
        }
        if !others.is_empty() {
            seen.push(of_table_named("table options", &row.name, &row.name, &others.join(" ")));
        }
        tables.insert(row.name.clone(), table);
    }
    tables
}
