use std::collections::BTreeMap;

use super::catalog::Catalog;

/// What goes without saying, of the server and of the database.
pub(super) struct Charsets<'a> {
    usual: BTreeMap<&'a str, &'a str>,
    database: Option<&'a str>,
}

/// A character set and a collation as a schema says them.
pub(super) type Said = (Option<String>, Option<String>);

impl<'a> Charsets<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        let usual =
            catalog.charsets.iter().map(|charset| (charset.name.as_str(), charset.collation.as_str()));
        Self { usual: usual.collect(), database: catalog.server.collation.as_deref() }
    }

    /// A table's, where it is not the database's.
    pub(super) fn of_table(&self, collation: Option<&str>) -> Said {
        match collation.filter(|collation| Some(*collation) != self.database) {
            Some(collation) => self.said(collation.split('_').next().unwrap_or(collation), collation),
            None => (None, None),
        }
    }

    /// A column's, where it is not its table's.
    pub(super) fn of_column(
        &self,
        charset: Option<&str>,
        collation: Option<&str>,
        table: Option<&str>,
    ) -> Said {
        match (charset, collation) {
            (Some(charset), Some(collation)) if table != Some(collation) => self.said(charset, collation),
            _ => (None, None),
        }
    }

    /// A parameter's, where it is not the database's.
    pub(super) fn of_parameter(&self, charset: &str, collation: Option<&str>) -> Said {
        self.of_column(Some(charset), collation, self.database)
    }

    fn said(&self, charset: &str, collation: &str) -> Said {
        let usual = self.usual.get(charset) == Some(&collation);
        (Some(charset.to_owned()), (!usual).then(|| collation.to_owned()))
    }
}
