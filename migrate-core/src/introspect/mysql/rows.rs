//! What each query gives.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text};

#[derive(QueryableByName)]
pub(super) struct Server {
    #[diesel(sql_type = Text)]
    pub version: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub database: Option<String>,
    #[diesel(sql_type = Text)]
    pub mode: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub collation: Option<String>,
}

/// A character set and the collation that goes without saying.
#[derive(QueryableByName)]
pub(super) struct Charset {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub collation: String,
}

#[derive(QueryableByName)]
pub(super) struct Table {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub engine: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub options: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub collation: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub comment: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct Column {
    #[diesel(sql_type = Text)]
    pub table: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub spelling: String,
    #[diesel(sql_type = Text)]
    pub nullable: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub default: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub extra: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub expression: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub charset: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub collation: Option<String>,
    #[diesel(sql_type = Text)]
    pub comment: String,
}

/// One part of an index.
#[derive(QueryableByName)]
pub(super) struct IndexPart {
    #[diesel(sql_type = Text)]
    pub table: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = BigInt)]
    pub non_unique: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub column: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub expression: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub direction: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub prefix: Option<i64>,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub comment: String,
    #[diesel(sql_type = Text)]
    pub hidden: String,
}

/// One column of a foreign key.
#[derive(QueryableByName)]
pub(super) struct KeyColumn {
    #[diesel(sql_type = Text)]
    pub table: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub column: String,
    #[diesel(sql_type = BigInt)]
    pub here: i64,
    #[diesel(sql_type = Text)]
    pub references: String,
    #[diesel(sql_type = Text)]
    pub referenced_column: String,
}

#[derive(QueryableByName)]
pub(super) struct KeyRule {
    #[diesel(sql_type = Text)]
    pub table: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub on_delete: String,
    #[diesel(sql_type = Text)]
    pub on_update: String,
}

#[derive(QueryableByName)]
pub(super) struct Check {
    #[diesel(sql_type = Text)]
    pub table: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub expression: String,
    #[diesel(sql_type = Text)]
    pub level: String,
    #[diesel(sql_type = Text)]
    pub enforced: String,
}

#[derive(QueryableByName)]
pub(super) struct View {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub query: String,
    #[diesel(sql_type = Text)]
    pub check_option: String,
    #[diesel(sql_type = Text)]
    pub security: String,
}

/// A trigger, a routine, or an event.
#[derive(QueryableByName)]
pub(super) struct Program {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub table: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub occasion: Option<String>,
    /// Its place among the triggers of the same occasion, from 1.
    #[diesel(sql_type = BigInt)]
    pub place: i64,
    /// Not there for who may not see it.
    #[diesel(sql_type = Nullable<Text>)]
    pub body: Option<String>,
    #[diesel(sql_type = Text)]
    pub mode: String,
    #[diesel(sql_type = Text)]
    pub language: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub returns: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub charset: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub collation: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub traits: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub comment: Option<String>,
}

/// A parameter of a routine.
#[derive(QueryableByName)]
pub(super) struct Parameter {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub routine: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub mode: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub spelling: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub charset: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub collation: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct Partition {
    #[diesel(sql_type = Text)]
    pub table: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub method: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub expression: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub description: Option<String>,
}

/// What `SHOW CREATE TABLE` gives.
#[derive(QueryableByName)]
pub(super) struct Created {
    #[diesel(sql_type = Text, column_name = "Create Table")]
    pub text: String,
}
