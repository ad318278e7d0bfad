//! Every Rust type that is a column's, with Diesel's module for it.
use std::borrow::Cow;
use std::sync::Arc;

use model_derive::{ColumnType, SqlEnum, Table, tables};

#[derive(Debug, SqlEnum)]
#[sql_enum(name = "mood", rename_all = "kebab-case")]
pub enum Mood {
    VeryGood,
    #[sql_enum(label = "so lala")]
    SoSo,
}

#[derive(Debug, ColumnType)]
pub struct Port(u16);

#[derive(Debug, ColumnType)]
pub struct Key {
    inner: uuid::Uuid,
}

#[derive(Debug, ColumnType)]
pub struct Seen(chrono::DateTime<chrono::Utc>);

#[derive(Debug, ColumnType)]
pub struct Extra(serde_json::Value);

/// Nothing is known of it but what its attribute says.
#[derive(Debug, ColumnType)]
#[column_type(sql_type(sqlite = "text", postgres = "citext", mysql = "text"))]
pub struct Insensitive(String);

type Id = i64;
type Maybe<T> = Option<T>;

#[derive(Table)]
#[table(name = "everything")]
pub struct Everything {
    #[column(primary_key, autoincrement)]
    pub id: Id,
    pub a: bool,
    pub b: i8,
    pub c: i16,
    pub d: i32,
    pub e: u8,
    pub f: u16,
    pub g: u32,
    pub h: u64,
    pub i: f32,
    pub j: f64,
    pub k: String,
    #[column(length = 3, fixed)]
    pub l: String,
    pub m: Vec<u8>,
    #[column(length = 16, fixed)]
    pub n: Vec<u8>,
    pub o: Option<i64>,
    pub p: Maybe<String>,
    pub q: Mood,
    pub r: Option<Mood>,
    pub s: Port,
    pub t: Option<Port>,
    pub u: Key,
    pub v: Seen,
}

#[derive(Table)]
#[table(name = "foreign_types")]
pub struct ForeignTypes {
    #[column(primary_key)]
    pub id: uuid::Uuid,
    pub a: chrono::NaiveDate,
    pub b: chrono::NaiveTime,
    #[column(precision = 3)]
    pub c: chrono::NaiveDateTime,
    pub d: chrono::DateTime<chrono::Utc>,
    pub e: time::Date,
    pub f: time::Time,
    pub g: time::PrimitiveDateTime,
    pub h: Option<time::OffsetDateTime>,
    pub i: serde_json::Value,
    #[column(precision = 10, scale = 2)]
    pub j: bigdecimal::BigDecimal,
    #[column(precision = 10, scale = 2)]
    pub q: Option<rust_decimal::Decimal>,
    pub k: Extra,
    pub l: Insensitive,
    #[column(diesel_type = Text)]
    pub m: Cow<'static, str>,
    #[column(diesel_type = Text)]
    pub n: Arc<str>,
    #[column(sql_type = "money", diesel_type = BigInt)]
    pub o: i64,
    #[column(sql_type(sqlite = "text", postgres = "tsvector", mysql = "text"), diesel_type = Text)]
    pub p: Words,
}

/// No column's type: `sql_type` and `diesel_type` say everything.
pub struct Words;

/// Arrays are PostgreSQL's; a module for SQLite has no type for them.
#[derive(Table)]
#[table(name = "arrays", diesel = false)]
pub struct Arrays {
    #[column(primary_key)]
    pub id: i64,
    pub a: Vec<i64>,
    pub b: Option<Vec<String>>,
    pub c: Vec<Option<Mood>>,
    pub d: Vec<Vec<u8>>,
}


tables! { pub TABLES = [Everything, ForeignTypes, Arrays]; }

fn main() {}
