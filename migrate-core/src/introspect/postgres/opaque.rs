use super::catalog::Catalog;
use super::names::Names;
use crate::QName;
use crate::schema::{Opaque, OpaqueId};

/// What is carried as the server writes it.
pub(super) fn read(catalog: &Catalog, names: &Names) -> Vec<Opaque> {
    let in_namespace = |namespace: &Option<String>, name: &str| match namespace {
        Some(namespace) => names.qualified(namespace, name),
        None => QName::from(name),
    };
    let rows = catalog.opaque.iter();
    rows.map(|row| Opaque {
        id: OpaqueId {
            kind: row.kind.clone(),
            table: row.on_table.as_deref().map(|table| in_namespace(&row.namespace, table)),
            name: in_namespace(&row.namespace, &row.name),
        },
        create: row.made.clone(),
        drop: row.gone.clone(),
        replaces: row.replaces.clone(),
    })
    .collect()
}
