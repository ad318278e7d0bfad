use std::collections::BTreeMap;

use super::catalog::Catalog;
use crate::QName;

/// Looks names up.
pub(super) struct Names {
    current: Option<String>,
    numbered: BTreeMap<(String, u32), QName>,
}

impl Names {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut names = Self { current: catalog.server.namespace.clone(), numbered: BTreeMap::new() };
        names.numbered = catalog
            .names
            .iter()
            .map(|row| ((row.kind.clone(), row.oid), names.qualified(&row.namespace, &row.name)))
            .collect();
        names
    }

    /// A name as the schema holds it: bare in the current namespace.
    pub(super) fn qualified(&self, namespace: &str, name: &str) -> QName {
        let bare = self.current.as_deref() == Some(namespace);
        QName::new((!bare).then_some(namespace), name)
    }

    /// The name of an operator class, a collation or an operator; without namespace where PostgreSQL brought it.
    pub(super) fn numbered(&self, kind: &str, oid: u32) -> Option<QName> {
        let mut name = self.numbered.get(&(kind.to_owned(), oid))?.clone();
        if name.namespace.as_deref() == Some("pg_catalog") {
            name.namespace = None;
        }
        Some(name)
    }
}
