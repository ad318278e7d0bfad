use crate::QName;
use crate::dialect::mysql::Flavour;
use crate::schema::Index;

/// What a plan needs to know that no schema says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// PostgreSQL: whether tables that others use meanwhile are changed in forms that keep nobody waiting, though that
    /// takes several revisions. It does by default; `#[schema(online = false)]` gives the plain forms.
    pub online: bool,
    /// Indexes that the database at hand has and the models don't know of, such as those of hand-written
    /// revisions: a table that is made anew gets them again. (Triggers and views survive without being known.)
    pub extra_indexes: Vec<ExtraIndex>,
    /// Which server of MySQL's kind it is, where that is known: `introspect::flavour` asks it. By default, what is
    /// written runs on all of them.
    pub mysql: Flavour,
}

impl Default for Options {
    fn default() -> Self {
        Self { online: true, extra_indexes: Vec::new(), mysql: Flavour::Any }
    }
}

impl Options {
    /// For one server, not for whichever it will be.
    pub fn on(mysql: Flavour) -> Self {
        Self { mysql, ..Self::default() }
    }

    /// The plain forms: `#[schema(online = false)]`.
    pub fn plain() -> Self {
        Self { online: false, ..Self::default() }
    }

    /// Both ways in which a revision may have been written: nothing beside it says which.
    pub fn either() -> [Self; 2] {
        [Self::default(), Self::plain()]
    }
}

/// An index that no model declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraIndex {
    /// Its table.
    pub table: QName,
    /// The index.
    pub index: Index,
}
