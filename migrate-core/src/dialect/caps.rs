/// What a database can do to a table that is already there, as data.
///
/// What it can't do in place, [`crate::plan`] does by making the table anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "a table of yes and no is what this is")]
pub struct Caps {
    /// DDL can be rolled back.
    pub transactional_ddl: bool,
    /// A foreign key may name a table that comes later, so that cycles need no second step.
    pub forward_references: bool,
    /// A column's type, default or nullability can be altered in place.
    pub alter_column: bool,
    /// Constraints can be added to, and dropped from, a table.
    pub alter_constraints: bool,
    /// An index can be renamed.
    pub rename_index: bool,
    /// It has enum types of its own.
    pub enum_types: bool,
    /// It keeps comments on tables and columns.
    pub comments: bool,
    /// All is altered in place, and what hangs on what is minded: a view holds on to the columns that it reads.
    pub minds_dependents: bool,
    /// An index can be made while others write.
    pub concurrent_index: bool,
    /// One `ALTER TABLE` may say many changes of a table, and then reads its rows once at most.
    pub many_clauses: bool,
    /// The longest name, in bytes; `None` where there is no limit.
    pub name_limit: Option<usize>,
}
