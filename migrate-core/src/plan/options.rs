use crate::QName;
use crate::schema::Index;

/// What a plan needs to know that no schema says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Indexes that the database at hand has and the models don't know of, such as those of hand-written
    /// revisions: a table that is made anew gets them again. (Triggers and views survive without being known.)
    pub extra_indexes: Vec<ExtraIndex>,
}

/// An index that no model declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraIndex {
    /// Its table.
    pub table: QName,
    /// The index.
    pub index: Index,
}
