//! What the catalog queries give, a struct per query. A field is named for its column.

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, Oid, SmallInt, Text};

#[derive(QueryableByName)]
pub(super) struct Server {
    #[diesel(sql_type = Integer)]
    pub number: i32,
    #[diesel(sql_type = Text)]
    pub version: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub namespace: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct Relation {
    #[diesel(sql_type = Oid)]
    pub oid: u32,
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Text)]
    pub namespace: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Bool)]
    pub unlogged: bool,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    pub options: Option<Vec<String>>,
    #[diesel(sql_type = Nullable<Oid>)]
    pub whole: Option<u32>,
    #[diesel(sql_type = Nullable<Text>)]
    pub bound: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub partition_key: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub query: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub comment: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct Column {
    #[diesel(sql_type = Oid)]
    pub relation: u32,
    #[diesel(sql_type = SmallInt)]
    pub number: i16,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Oid)]
    pub type_oid: u32,
    #[diesel(sql_type = Integer)]
    pub type_mod: i32,
    #[diesel(sql_type = Bool)]
    pub not_null: bool,
    #[diesel(sql_type = Text)]
    pub identity: String,
    #[diesel(sql_type = Text)]
    pub generated: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub expression: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub collation_namespace: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub collation: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub comment: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct ColumnType {
    #[diesel(sql_type = Oid)]
    pub type_oid: u32,
    #[diesel(sql_type = Integer)]
    pub type_mod: i32,
    #[diesel(sql_type = Text)]
    pub spelling: String,
    #[diesel(sql_type = Text)]
    pub base: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub enum_namespace: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub enum_name: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct Enum {
    #[diesel(sql_type = Text)]
    pub namespace: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Array<Text>)]
    pub labels: Vec<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub comment: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct Index {
    #[diesel(sql_type = Oid)]
    pub relation: u32,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub method: String,
    #[diesel(sql_type = Bool)]
    pub is_unique: bool,
    #[diesel(sql_type = Bool)]
    pub is_valid: bool,
    #[diesel(sql_type = Bool)]
    pub nulls_not_distinct: bool,
    #[diesel(sql_type = SmallInt)]
    pub key_parts: i16,
    #[diesel(sql_type = Array<SmallInt>)]
    pub columns: Vec<i16>,
    #[diesel(sql_type = Array<Oid>)]
    pub opclasses: Vec<u32>,
    #[diesel(sql_type = Array<Oid>)]
    pub collations: Vec<u32>,
    #[diesel(sql_type = Array<SmallInt>)]
    pub flags: Vec<i16>,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    pub parameters: Option<Vec<String>>,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    pub expressions: Option<Vec<String>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub predicate: Option<String>,
    #[diesel(sql_type = Nullable<Array<Text>>)]
    pub options: Option<Vec<String>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub constraint_kind: Option<String>,
    #[diesel(sql_type = Bool)]
    pub is_deferrable: bool,
    #[diesel(sql_type = Bool)]
    pub is_deferred: bool,
    #[diesel(sql_type = Nullable<Array<Oid>>)]
    pub operators: Option<Vec<u32>>,
    #[diesel(sql_type = Bool)]
    pub period: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub comment: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct Constraint {
    #[diesel(sql_type = Oid)]
    pub relation: u32,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Array<SmallInt>>)]
    pub columns: Option<Vec<i16>>,
    #[diesel(sql_type = Oid)]
    pub target: u32,
    #[diesel(sql_type = Nullable<Array<SmallInt>>)]
    pub target_columns: Option<Vec<i16>>,
    #[diesel(sql_type = Text)]
    pub on_delete: String,
    #[diesel(sql_type = Text)]
    pub on_update: String,
    #[diesel(sql_type = Bool)]
    pub is_deferrable: bool,
    #[diesel(sql_type = Bool)]
    pub is_deferred: bool,
    #[diesel(sql_type = Bool)]
    pub not_valid: bool,
    #[diesel(sql_type = Bool)]
    pub no_inherit: bool,
    #[diesel(sql_type = Bool)]
    pub match_full: bool,
    #[diesel(sql_type = Text)]
    pub oddities: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub expression: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct Sequence {
    #[diesel(sql_type = Text)]
    pub namespace: String,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = BigInt)]
    pub start: i64,
    #[diesel(sql_type = BigInt)]
    pub increment: i64,
    #[diesel(sql_type = BigInt)]
    pub min: i64,
    #[diesel(sql_type = BigInt)]
    pub max: i64,
    #[diesel(sql_type = Bool)]
    pub cycle: bool,
    #[diesel(sql_type = BigInt)]
    pub cache: i64,
    #[diesel(sql_type = Text)]
    pub type_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub owned: Option<String>,
    #[diesel(sql_type = Nullable<Oid>)]
    pub owner: Option<u32>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub owner_column: Option<i16>,
    #[diesel(sql_type = Bool)]
    pub is_default: bool,
}

#[derive(QueryableByName)]
pub(super) struct Extension {
    #[diesel(sql_type = Text)]
    pub name: String,
}

#[derive(QueryableByName)]
pub(super) struct Named {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Oid)]
    pub oid: u32,
    #[diesel(sql_type = Text)]
    pub namespace: String,
    #[diesel(sql_type = Text)]
    pub name: String,
}

#[derive(QueryableByName)]
pub(super) struct Opaque {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub namespace: Option<String>,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub on_table: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    pub made: Vec<String>,
    #[diesel(sql_type = Text)]
    pub gone: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub replaces: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct Unheld {
    #[diesel(sql_type = Text)]
    pub kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub namespace: Option<String>,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub on_table: Option<String>,
    #[diesel(sql_type = Text)]
    pub detail: String,
}
