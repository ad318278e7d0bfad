//! The example's schema, as its models would declare it for another database.

use migrate_core::change::Backfill;
use migrate_core::diff::Hints;
use migrate_core::schema::{Deferrable, IdentityKind, IndexKind, IndexTarget, Table, TableOptions, Type};
use migrate_core::{Change, Dialect, Schema};

/// The same tables in the dialect's own words.
pub(super) fn spoken(dialect: Dialect, schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for table in &mut schema.tables {
        table.options = TableOptions::default();
        match dialect {
            Dialect::Sqlite => {}
            Dialect::Postgres => on_postgres(table),
            Dialect::Mysql => on_mysql(table),
        }
    }
    schema
}

fn on_postgres(table: &mut Table) {
    for identity in table.columns.iter_mut().filter_map(|column| column.identity.as_mut()) {
        identity.kind = IdentityKind::ByDefault;
    }
    for index in table.indexes.iter_mut().filter(|index| index.predicate.is_none()) {
        if index.kind == IndexKind::Unique {
            index.kind = IndexKind::Constraint(Deferrable::No);
        }
    }
}

/// No partial indexes there, and no index on a text of any length.
fn on_mysql(table: &mut Table) {
    let mut indexed = Vec::new();
    for index in &mut table.indexes {
        if index.predicate.take().is_some() {
            index.kind = IndexKind::Plain;
        }
        for part in &index.parts {
            if let IndexTarget::Column(name) = &part.on {
                indexed.push(name.clone());
            }
        }
    }
    for column in table.columns.iter_mut().filter(|column| indexed.contains(&column.name)) {
        if column.ty == Type::Text {
            column.ty = Type::Varchar(190);
        }
    }
}

/// What the example's revision says of names and of rows that are there.
pub(super) fn hints(dialect: Dialect, changes: &[Change]) -> Hints {
    let mut hints = Hints::naming(changes);
    for change in changes {
        if let Change::AddColumn { table, column, backfill: Some(sql), .. } = change {
            let sql = match dialect {
                Dialect::Mysql => sql.replace("AS INTEGER", "AS SIGNED"),
                Dialect::Sqlite | Dialect::Postgres => sql.clone(),
            };
            hints.backfills.push(Backfill { table: table.clone(), column: column.name.clone(), sql });
        }
    }
    hints
}
