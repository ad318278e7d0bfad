use std::collections::BTreeSet;

use super::names::Names;
use super::words::eq;
use crate::dialect::Dialect;
use crate::schema::{Column, Schema, Type};

/// Crates whose types a column may have, each behind a feature of this one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "a table of yes and no is what this is")]
pub struct Crates {
    /// `chrono`: dates and times.
    pub chrono: bool,
    /// `time`: dates and times, where chrono isn't there.
    pub time: bool,
    /// `uuid`.
    pub uuid: bool,
    /// `serde_json`.
    pub serde_json: bool,
    /// `bigdecimal`: exact numbers.
    pub decimal: bool,
}

impl Crates {
    /// Those whose types a schema's columns would best have; chrono for times.
    pub fn of(schema: &Schema) -> Self {
        let mut crates = Self::default();
        for column in schema.tables.iter().flat_map(|table| &table.columns) {
            let mut ty = &column.ty;
            while let Type::Array(of) = ty {
                ty = of;
            }
            match ty {
                Type::Date | Type::Time(_) | Type::Timestamp(_) | Type::TimestampTz(_) | Type::Interval => {
                    crates.chrono = true;
                }
                Type::Uuid => crates.uuid = true,
                Type::Json | Type::Jsonb => crates.serde_json = true,
                Type::Decimal(_) => crates.decimal = true,
                Type::Bool
                | Type::Int { .. }
                | Type::Float
                | Type::Double
                | Type::Text
                | Type::Varchar(_)
                | Type::Char(_)
                | Type::Blob
                | Type::Varbinary(_)
                | Type::Binary(_)
                | Type::Inet
                | Type::Cidr
                | Type::Macaddr
                | Type::Enum(_)
                | Type::Array(_)
                | Type::Raw(_) => {}
            }
        }
        crates
    }
}

/// A column's Rust type, and the attributes that say what it can't.
pub(super) struct Typed {
    pub(super) rust: String,
    pub(super) words: Vec<String>,
}

/// What is known while types are written.
pub(super) struct Context<'a> {
    pub(super) dialect: Dialect,
    pub(super) crates: Crates,
    pub(super) names: &'a Names,
    /// SQLite's row ids that are referred to by columns of another width, by table and column.
    pub(super) narrow: &'a BTreeSet<(crate::QName, String)>,
}

/// The type of a column; `None` for a bare type, without `Option`.
pub(super) fn typed(column: &Column, is_narrow_key: bool, nullable: bool, context: &Context<'_>) -> Typed {
    let wrap = |rust: String| if nullable { format!("Option<{rust}>") } else { rust };
    if is_narrow_key {
        // A row id is 64 bits wide, whatever its column says; what refers to it has to say the same.
        return Typed { rust: wrap("i64".to_owned()), words: vec![eq("sql_type", "integer")] };
    }
    let (base, size) = column.ty.split();
    if let Some(rust) = native(&base, context) {
        return Typed { rust: wrap(rust), words: size.map(|size| sized(&base, &size)).unwrap_or_default() };
    }
    let mut words = vec![eq("sql_type", &spelled(&column.ty))];
    words.push(format!("diesel_type = {}", diesel(&column.ty, context.dialect)));
    Typed { rust: wrap(stand_in(&column.ty).to_owned()), words }
}

/// The Rust type that is exactly this type on the dialect, if there is one.
fn native(ty: &Type, context: &Context<'_>) -> Option<String> {
    let Context { dialect, crates, names, .. } = context;
    let mysql = *dialect == Dialect::Mysql;
    let text = |name: &str| Some(name.to_owned());
    match ty {
        Type::Bool => text("bool"),
        Type::Int { bits: 8, unsigned: false } if mysql => text("i8"),
        Type::Int { bits: 8, unsigned: true } if mysql => text("u8"),
        Type::Int { bits: 16, unsigned: false } => text("i16"),
        Type::Int { bits: 32, unsigned: false } => text("i32"),
        Type::Int { bits: 64, unsigned: false } => text("i64"),
        Type::Int { bits: 16, unsigned: true } if mysql => text("u16"),
        Type::Int { bits: 32, unsigned: true } if mysql => text("u32"),
        Type::Int { bits: 64, unsigned: true } if mysql => text("u64"),
        Type::Float => text("f32"),
        Type::Double => text("f64"),
        Type::Text => text("String"),
        Type::Blob => text("Vec<u8>"),
        Type::Decimal(None) if crates.decimal => text("bigdecimal::BigDecimal"),
        Type::Date if crates.chrono => text("chrono::NaiveDate"),
        Type::Time(None) if crates.chrono => text("chrono::NaiveTime"),
        Type::Timestamp(None) if crates.chrono => text("chrono::NaiveDateTime"),
        Type::TimestampTz(None) if crates.chrono => text("chrono::DateTime<chrono::Utc>"),
        Type::Interval if crates.chrono => text("chrono::TimeDelta"),
        Type::Date if crates.time => text("time::Date"),
        Type::Time(None) if crates.time => text("time::Time"),
        Type::Timestamp(None) if crates.time => text("time::PrimitiveDateTime"),
        Type::TimestampTz(None) if crates.time => text("time::OffsetDateTime"),
        Type::Uuid if crates.uuid => text("uuid::Uuid"),
        Type::Json if crates.serde_json && *dialect != Dialect::Postgres => text("serde_json::Value"),
        Type::Jsonb if crates.serde_json && *dialect == Dialect::Postgres => text("serde_json::Value"),
        Type::Enum(name) => names.enumeration(name).map(str::to_owned),
        Type::Array(of) if !matches!(**of, Type::Array(_)) => {
            native(of, context).filter(|of| of != "u8").map(|of| format!("Vec<{of}>"))
        }
        _ => None,
    }
}

/// `length`, `fixed`, `precision`, `scale`, out of what [`Type::split`] gives.
fn sized(base: &Type, size: &str) -> Vec<String> {
    if let Some(length) = size.strip_prefix("fixed ") {
        return vec![format!("length = {length}"), "fixed".to_owned()];
    }
    let mut of = base;
    while let Type::Array(inner) = of {
        of = inner;
    }
    match of {
        Type::Text | Type::Blob => vec![format!("length = {size}")],
        _ => match size.split_once(',') {
            Some((precision, scale)) => {
                vec![format!("precision = {}", precision.trim()), format!("scale = {}", scale.trim())]
            }
            None => vec![format!("precision = {size}")],
        },
    }
}

/// The type in the words of `sql_type`.
fn spelled(ty: &Type) -> String {
    match ty {
        Type::Raw(sql) => sql.clone(),
        other => other.to_string(),
    }
}

/// What stands for a type that Rust has no word for here.
fn stand_in(ty: &Type) -> &'static str {
    match ty {
        Type::Int { .. } => "i64",
        Type::Blob | Type::Varbinary(_) | Type::Binary(_) => "Vec<u8>",
        _ => "String",
    }
}

/// Diesel's SQL type of it.
fn diesel(ty: &Type, dialect: Dialect) -> &'static str {
    let postgres = dialect == Dialect::Postgres;
    match ty {
        Type::Int { bits: 8 | 16, .. } => "SmallInt",
        Type::Int { bits: 32, .. } => "Integer",
        Type::Int { .. } => "BigInt",
        Type::Decimal(_) => "Numeric",
        Type::Date => "Date",
        Type::Time(_) => "Time",
        Type::Timestamp(_) => "Timestamp",
        Type::TimestampTz(_) if postgres => "Timestamptz",
        Type::TimestampTz(_) => "Timestamp",
        Type::Interval if postgres => "Interval",
        Type::Uuid if postgres => "Uuid",
        Type::Json if postgres => "Json",
        Type::Jsonb if postgres => "Jsonb",
        Type::Inet if postgres => "Inet",
        Type::Cidr if postgres => "Cidr",
        Type::Macaddr if postgres => "MacAddr",
        Type::Blob | Type::Varbinary(_) | Type::Binary(_) => "Binary",
        _ => "Text",
    }
}
