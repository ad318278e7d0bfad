//! Rows that must be found again.

use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use migrate_core::diff::Hints;
use migrate_core::{QName, Schema};
use tests::arbitrary::{Now, qualified, quoted};

/// Tables whose rows were looked at.
pub(crate) static RAN: AtomicUsize = AtomicUsize::new(0);

/// What is there before.
pub(crate) struct Kept {
    tables: Vec<KeptTable>,
}

struct KeptTable {
    names: [QName; 2],
    /// Old name, new name.
    columns: Vec<[String; 2]>,
    rows: Vec<String>,
}

impl Kept {
    pub(crate) fn of(conn: &mut PgConnection, old: &Schema, new: &Schema, hints: &Hints) -> Self {
        let now = Now::of(hints);
        let keeps_labels = |name: &QName| {
            let (Some(old), Some(new)) = (old.enum_type(name), new.enum_type(name)) else { return false };
            old.labels.iter().all(|label| new.labels.contains(label))
        };
        let mut tables = Vec::new();
        for before in &old.tables {
            let name = now.table(&before.name);
            let Some(after) = new.table(name) else { continue };
            // Rows go with the part that they are in.
            if parts(old, &before.name) != parts(new, name) {
                continue;
            }
            let same = before.columns.iter().filter_map(|column| {
                let named = now.column(name, &column.name);
                let now_is = after.column(named)?;
                // Another type may give a value another form, and a backfill replaces NULL.
                let is_same = now_is.ty == column.ty
                    && now_is.nullable == column.nullable
                    && now_is.generated == column.generated
                    && column.ty.enum_name().is_none_or(keeps_labels);
                is_same.then(|| [column.name.clone(), named.to_owned()])
            });
            let columns: Vec<[String; 2]> = same.collect();
            let names: Vec<&String> = columns.iter().map(|[was, _]| was).collect();
            let rows = rows(conn, &before.name, &names);
            RAN.fetch_add(usize::from(!rows.is_empty()), Ordering::Relaxed);
            tables.push(KeptTable { rows, names: [before.name.clone(), name.clone()], columns });
        }
        Self { tables }
    }

    pub(crate) fn before(&self) -> Vec<(&QName, Vec<String>)> {
        self.tables.iter().map(|table| (&table.names[0], table.rows.clone())).collect()
    }

    pub(crate) fn rows(&self, conn: &mut PgConnection, old: bool) -> Vec<(&QName, Vec<String>)> {
        let side = usize::from(!old);
        let now = self.tables.iter().map(|table| {
            let names: Vec<&String> = table.columns.iter().map(|names| &names[side]).collect();
            (&table.names[0], rows(conn, &table.names[side], &names))
        });
        now.collect()
    }
}

/// The parts of a table, and which rows each takes.
fn parts<'a>(schema: &'a Schema, whole: &QName) -> Vec<(&'a QName, &'a str)> {
    let parts = schema.tables.iter().filter_map(|table| {
        let partition = table.options.partition_of.as_ref()?;
        (partition.of == *whole).then_some((&table.name, partition.bound.as_str()))
    });
    parts.collect()
}

/// These columns of all rows, each row as one text, sorted.
fn rows(conn: &mut PgConnection, table: &QName, columns: &[&String]) -> Vec<String> {
    let columns: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
    let sql = format!("SELECT row({})::text FROM {} AS t ORDER BY 1", columns.join(", "), qualified(table));
    diesel::dsl::sql::<Text>(&sql).load(conn).unwrap()
}
