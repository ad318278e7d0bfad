//! Databases that are made, read and compared.

use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;
use migrate_core::diff::{Hints, Pair, diff};
use migrate_core::introspect::forget_empty_namespaces;
use migrate_core::introspect::postgres::introspect;
use migrate_core::plan::{Options, plan};
use migrate_core::{Dialect, Schema};
use proptest::prelude::*;

/// A schema, from nothing.
pub(crate) fn build(conn: &mut PgConnection, schema: &Schema) -> Result<(), TestCaseError> {
    let empty = Schema::default();
    let changes = diff(Pair::new(&empty, schema), &Hints::none()).unwrap();
    let plan = plan(Dialect::Postgres, &empty, &changes, &Options::plain()).unwrap();
    let built = conn.batch_execute(&plan.up.to_sql());
    prop_assert!(built.is_ok(), "{}\n{}", built.unwrap_err(), plan.up.to_sql());
    Ok(())
}

pub(crate) fn read(conn: &mut PgConnection) -> Schema {
    sorted(introspect(conn).unwrap().schema)
}

/// The order of columns is no difference.
pub(crate) fn sorted(mut schema: Schema) -> Schema {
    for table in &mut schema.tables {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    schema
}

pub(crate) fn same(
    found: &mut PgConnection,
    wanted: &mut PgConnection,
    when: &str,
    texts: &str,
) -> Result<(), TestCaseError> {
    let (mut found, wanted) = (read(found), read(wanted));
    forget_empty_namespaces(&mut found, &wanted);
    if found != wanted {
        let changes = diff(Pair::new(&found, &wanted), &Hints::none()).unwrap();
        let lines: Vec<String> = changes.iter().map(|change| format!("{change}\n    {change:?}")).collect();
        return Err(TestCaseError::fail(format!("{when}, still to do:\n{}\n{texts}", lines.join("\n"))));
    }
    Ok(())
}
