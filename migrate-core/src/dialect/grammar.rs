use super::{Caps, Dialect, Quoting, mysql, postgres::Postgres, sqlite::Sqlite};
use crate::schema::{Column, Index, Schema, Table, Type};
use crate::{Change, QName, Result};

/// What a dialect must be able to say. Pure: it knows schemas and changes, never a connection.
pub trait Grammar: Sync {
    /// Which dialect it is.
    fn dialect(&self) -> Dialect;

    /// What the database can alter.
    fn caps(&self) -> &'static Caps;

    /// How it writes names.
    fn quoting(&self) -> &'static Quoting;

    /// A table's name as SQL, with its namespace.
    fn table_name(&self, name: &QName) -> String;

    /// The type's name in a column of this table.
    fn type_name(&self, ty: &Type, table: &Table) -> Result<String>;

    /// The whole table, indexes that are statements of their own left out. `name` may differ from the table's.
    fn create_table(&self, name: &QName, table: &Table, schema: &Schema) -> Result<Vec<String>>;

    /// `CREATE INDEX`.
    fn create_index(&self, table: &QName, index: &Index) -> Result<String>;

    /// Whether the index stands inside `CREATE TABLE`.
    fn is_inline(&self, index: &Index) -> bool;

    /// The column as it reads in `CREATE TABLE` and `ADD COLUMN`.
    fn column(&self, column: &Column, table: &Table, schema: &Schema) -> Result<String>;

    /// The change as statements, on a schema as it is just before. `with` are changes of the same table that
    /// [`Grammar::joins`] accepted: they are part of the same statement.
    fn render(&self, change: &Change, with: &[&Change], before: &Schema) -> Result<Rendered>;

    /// Whether `later` can be said within the statement for `change`. Where one statement takes many changes, `change`
    /// is the first of them, and nothing stands between.
    fn joins(&self, change: &Change, later: &Change) -> bool;

    /// The changes as the database needs them: some have to be said in two steps, or need something out of the way
    /// first. They lead from `before` to the same schema.
    fn arranged(&self, before: &Schema, changes: Vec<Change>) -> Result<Vec<Change>> {
        let _ = before;
        Ok(changes)
    }

    /// The schema as it reads once this database has held it: two schemas that the database can't tell apart
    /// become equal values.
    fn canonical(&self, schema: &Schema) -> Schema;

    /// A neutral value of the type, as SQL: `0`, `''`, the first label of an enum.
    fn zero(&self, ty: &Type, schema: &Schema) -> Option<String>;
}

/// What a statement costs those who use a table meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toll {
    /// The table.
    pub table: QName,
    /// What it costs.
    pub cost: Cost,
}

/// What keeps those waiting who use a table, or makes its rows another file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cost {
    /// Rows get values; whoever changes one waits.
    Filled,
    /// An index is made, and writers wait.
    Locked,
    /// Every row is written again, beside readers and writers.
    Rewrite,
    /// Every row is written again, and writers wait.
    Copy,
}

/// What a change is in SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rendered {
    /// These statements; none where the database keeps nothing of it.
    Statements(Vec<Sql>),
    /// Nothing short of making the table anew.
    Rebuild,
}

/// One statement, without the semicolon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sql {
    /// Its text.
    pub text: String,
    /// Whether it may run in a transaction.
    pub transaction: bool,
    /// What it costs, where the statement alone decides that, and not what stands around it.
    pub toll: Option<Toll>,
}

impl From<String> for Sql {
    fn from(text: String) -> Self {
        Self { text, transaction: true, toll: None }
    }
}

/// The dialect's grammar.
pub fn grammar(dialect: Dialect) -> Result<&'static dyn Grammar> {
    match dialect {
        Dialect::Sqlite => Ok(&Sqlite),
        Dialect::Postgres => Ok(&Postgres),
        Dialect::Mysql => Ok(mysql::grammar(mysql::Flavour::Any)),
    }
}
