//! A PostgreSQL database, version 13 or later, as a [`Schema`](crate::Schema).
//!
//! Twelve queries, one `.sql` file each, however many tables there are; all in one read-only snapshot.
//!
//! | file | holds |
//! |---|---|
//! | `rows.rs` | what each query gives |
//! | `catalog.rs` | runs them all |
//! | `tables.rs` `indexes.rs` `constraints.rs` `objects.rs` | rows → schema |
//! | `opaque.rs` | what is carried as the server writes it |
//! | `names.rs` | namespaces, and names that the catalog gives as numbers |
//! | `seen.rs` | what the model doesn't hold |

mod catalog;
mod constraints;
mod indexes;
mod names;
mod objects;
mod opaque;
mod rows;
mod seen;
mod tables;

use diesel::PgConnection;

use super::Introspected;
use crate::Result;
use catalog::Catalog;

/// Reads the whole database, but for what PostgreSQL and its extensions brought along.
///
/// Names in the current namespace (the first of the search path that is there) stand bare, all others with their
/// namespace. Expressions are as the server writes them.
pub fn introspect(conn: &mut PgConnection) -> Result<Introspected> {
    let catalog = Catalog::read(conn)?;
    let names = names::Names::new(&catalog);
    let mut seen = seen::read(&catalog, &names);
    let mut tables = tables::read(&catalog, &names);
    indexes::read(&catalog, &names, &mut tables, &mut seen);
    constraints::read(&catalog, &names, &mut tables, &mut seen);
    let mut schema = objects::read(&catalog, &names, &tables);
    let (tables, mut indexes) = tables.into_parts();
    schema.tables = tables;
    schema.opaque = opaque::read(&catalog, &names);
    for view in &mut schema.views {
        view.indexes = indexes.remove(&view.name).unwrap_or_default();
    }
    schema.normalize();
    seen.sort();
    Ok(Introspected { schema, seen })
}
