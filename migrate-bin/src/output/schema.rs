//! A schema for people.

use migrate_core::Schema;
use migrate_core::introspect::Seen;
use migrate_core::schema::{
    Action, Column, Default, ForeignKey, Index, IndexTarget, Order, Table as DbTable,
};

use super::{Cell, Page, Table, Tone, paint, plural};

/// Draws all of it.
pub(crate) fn draw(schema: &Schema, page: &mut Page) {
    if schema.is_empty() {
        page.toned(Tone::Dim, "nothing: no tables");
    }
    for ty in &schema.enums {
        page.blank().line(format_args!(
            "{} {}",
            paint(Tone::Dim, "enum"),
            paint(Tone::Strong, &ty.name.to_string())
        ));
        page.line(format_args!("  {}", ty.labels.join(" · ")));
    }
    for table in &schema.tables {
        draw_table(table, page);
    }
    for view in &schema.views {
        page.blank().line(format_args!(
            "{} {}",
            paint(Tone::Dim, "view"),
            paint(Tone::Strong, &view.name.to_string())
        ));
        page.line(format_args!("  {}", super::sql::highlight(&view.query).replace('\n', "\n  ")));
    }
}

/// Draws what else a database holds, and no schema speaks of.
pub(crate) fn draw_seen(seen: &[Seen], page: &mut Page) {
    if seen.is_empty() {
        return;
    }
    page.heading("Also there, and left alone");
    let mut lines = Table::bare(2);
    for one in seen {
        let on = one.table.as_ref().map_or(String::new(), |table| format!("on {table}"));
        lines.row([
            Cell::new(Tone::Dim, &one.kind),
            Cell::from(one.name.to_string()),
            Cell::new(Tone::Dim, on),
        ]);
    }
    page.table(&lines);
}

fn draw_table(table: &DbTable, page: &mut Page) {
    let size = plural(table.columns.len(), "column");
    page.blank().line(format_args!(
        "{} {}  {}",
        paint(Tone::Dim, "table"),
        paint(Tone::Strong, &table.name.to_string()),
        paint(Tone::Dim, &size)
    ));
    let mut lines = Table::bare(2);
    for column in &table.columns {
        lines.row([
            Cell::from(column.name.as_str()),
            Cell::new(Tone::Name, column.ty.to_string()),
            Cell::new(Tone::Dim, if column.nullable { "null" } else { "" }),
            about_column(table, column).into(),
        ]);
    }
    page.table(&lines);
    let mut lines = Table::bare(2);
    for index in &table.indexes {
        let kind = if index.kind.is_unique() { "unique" } else { "index" };
        lines.row([
            Cell::new(Tone::Dim, kind),
            Cell::from(about_index(index)),
            Cell::new(Tone::Dim, &index.name),
        ]);
    }
    for key in table.foreign_keys.iter().filter(|key| key.columns.len() > 1) {
        lines.row([
            Cell::new(Tone::Dim, "key"),
            format!("({}) {}", key.columns.join(", "), reference(key)).into(),
        ]);
    }
    for check in &table.checks {
        lines.row([
            Cell::new(Tone::Dim, "check"),
            Cell::from(check.expression.as_str()),
            Cell::new(Tone::Dim, &check.name),
        ]);
    }
    page.table(&lines);
}

fn about_column(table: &DbTable, column: &Column) -> String {
    let mut about = Vec::new();
    if table.primary_key_columns().contains(&column.name) {
        about.push("primary key".to_owned());
    }
    if column.identity.is_some() {
        about.push("numbered by the database".to_owned());
    }
    if let Some(default) = &column.default {
        about.push(format!("default {}", about_default(default)));
    }
    if let Some(generated) = &column.generated {
        about.push(format!("= {}", generated.expression));
    }
    if let Some(collation) = &column.collation {
        about.push(format!("collate {collation}"));
    }
    for key in table.foreign_keys.iter().filter(|key| key.columns == [column.name.as_str()]) {
        about.push(reference(key));
    }
    about.join(", ")
}

fn about_default(default: &Default) -> String {
    match default {
        Default::Bool(value) => value.to_string(),
        Default::Int(value) => value.to_string(),
        Default::Number(value) | Default::Sql(value) => value.clone(),
        Default::Text(value) => format!("'{value}'"),
    }
}

fn about_index(index: &Index) -> String {
    let parts: Vec<String> = index
        .parts
        .iter()
        .map(|part| {
            let on = match &part.on {
                IndexTarget::Column(name) => name.clone(),
                IndexTarget::Expression(sql) => format!("({sql})"),
            };
            match part.order {
                Order::Asc => on,
                Order::Desc => format!("{on} desc"),
            }
        })
        .collect();
    let condition = index.predicate.as_ref().map(|sql| format!(" where {sql}")).unwrap_or_default();
    format!("({}){condition}", parts.join(", "))
}

fn reference(key: &ForeignKey) -> String {
    let on_delete = match key.on_delete {
        Action::NoAction => "",
        Action::Restrict => ", on delete restrict",
        Action::Cascade => ", on delete cascade",
        Action::SetNull => ", on delete set null",
        Action::SetDefault => ", on delete set default",
    };
    format!("→ {}.{}{on_delete}", key.references, key.referenced_columns.join(", "))
}
