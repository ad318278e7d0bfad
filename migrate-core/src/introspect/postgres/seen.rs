use super::catalog::Catalog;
use super::names::Names;
use crate::QName;
use crate::introspect::Seen;

/// Everything that the query for it found; more is added where a row says more than the model can hold.
pub(super) fn read(catalog: &Catalog, names: &Names) -> Vec<Seen> {
    let in_namespace = |namespace: &Option<String>, name: &str| match namespace {
        Some(namespace) => names.qualified(namespace, name),
        None => QName::from(name),
    };
    catalog
        .seen
        .iter()
        .map(|row| Seen {
            kind: row.kind.clone(),
            name: in_namespace(&row.namespace, &row.name),
            table: row.on_table.as_deref().map(|table| in_namespace(&row.namespace, table)),
            detail: row.detail.clone(),
        })
        .collect()
}

/// Something about an object of this table that the model can't hold.
pub(super) fn oddity(kind: &str, table: &QName, name: &str, detail: impl Into<String>) -> Seen {
    Seen {
        kind: kind.to_owned(),
        name: QName { namespace: table.namespace.clone(), name: name.to_owned() },
        table: Some(table.clone()),
        detail: detail.into(),
    }
}
