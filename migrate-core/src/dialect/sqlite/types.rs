//! Type names. Any name goes on SQLite, and its letters decide
//! [what the column does to values](https://sqlite.org/datatype3.html#determination_of_column_affinity); so each name here
//! is one that Diesel's own inference reads as the type that is meant, and that leaves the values alone.

use super::super::quote_text;
use crate::schema::{Schema, Type};
use crate::{Error, ErrorCode, Result};

/// The type's name in a column.
pub fn name(ty: &Type, strict: bool) -> Result<String> {
    if strict { strict_name(ty) } else { loose_name(ty) }
}

fn loose_name(ty: &Type) -> Result<String> {
    let digits = |name: &str, digits: &Option<u8>| match digits {
        Some(digits) => format!("{name}({digits})"),
        None => name.to_owned(),
    };
    Ok(match ty {
        Type::Bool => "BOOLEAN".to_owned(),
        Type::Int { bits, unsigned } => int_name(signed(*bits, *unsigned)).to_owned(),
        Type::Float => "REAL".to_owned(),
        Type::Double => "DOUBLE".to_owned(),
        Type::Decimal(None) => "NUMERIC".to_owned(),
        Type::Decimal(Some((precision, scale))) => format!("NUMERIC({precision}, {scale})"),
        Type::Text | Type::Enum(_) => "TEXT".to_owned(),
        Type::Varchar(n) => format!("VARCHAR({n})"),
        Type::Char(n) => format!("CHAR({n})"),
        Type::Blob => "BLOB".to_owned(),
        Type::Varbinary(n) => format!("VARBINARY({n})"),
        Type::Binary(n) => format!("BINARY({n})"),
        Type::Date => "DATE".to_owned(),
        Type::Time(p) => digits("TIME", p),
        Type::Timestamp(p) => digits("TIMESTAMP", p),
        Type::TimestampTz(p) => digits("TIMESTAMPTZ", p),
        // `UUID` and `JSON` alone would have numeric affinity, which turns the text `1.0` into the number 1.
        Type::Uuid => "UUID BLOB".to_owned(),
        Type::Json => "JSON TEXT".to_owned(),
        Type::Jsonb => "JSONB".to_owned(),
        Type::Interval | Type::Inet | Type::Cidr | Type::Macaddr => "TEXT".to_owned(),
        Type::Raw(sql) => sql.clone(),
        Type::Array(_) => return Err(no_arrays(ty)),
    })
}

/// <https://sqlite.org/stricttables.html>: six names, nothing else.
fn strict_name(ty: &Type) -> Result<String> {
    Ok(match ty {
        Type::Bool | Type::Int { .. } => "INTEGER",
        Type::Float | Type::Double | Type::Decimal(_) => "REAL",
        Type::Text
        | Type::Varchar(_)
        | Type::Char(_)
        | Type::Date
        | Type::Time(_)
        | Type::Timestamp(_)
        | Type::TimestampTz(_)
        | Type::Interval
        | Type::Json
        | Type::Inet
        | Type::Cidr
        | Type::Macaddr
        | Type::Enum(_) => "TEXT",
        Type::Blob | Type::Varbinary(_) | Type::Binary(_) | Type::Uuid | Type::Jsonb => "BLOB",
        Type::Array(_) => return Err(no_arrays(ty)),
        Type::Raw(sql) => {
            let upper = sql.trim().to_ascii_uppercase();
            if ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"].contains(&upper.as_str()) {
                return Ok(upper);
            }
            return Err(Error::new(
                ErrorCode::Unsupported,
                format!("a STRICT table on SQLite can't have the type `{sql}`"),
            )
            .with_help("use INT, INTEGER, REAL, TEXT, BLOB or ANY, or take `strict` off the table"));
        }
    }
    .to_owned())
}

fn no_arrays(ty: &Type) -> Error {
    Error::new(ErrorCode::Unsupported, format!("SQLite has no arrays: `{ty}`"))
        .with_help("keep the values in a table of their own, or as JSON")
}

/// The width that holds all values: SQLite knows no unsigned integers, Diesel no `TINYINT` on SQLite.
fn signed(bits: u8, unsigned: bool) -> u8 {
    match (bits, unsigned) {
        (8, _) => 16,
        (16, true) => 32,
        (32, true) => 64,
        (bits, _) => bits,
    }
}

fn int_name(bits: u8) -> &'static str {
    match bits {
        16 => "SMALLINT",
        32 => "INTEGER",
        _ => "BIGINT",
    }
}

/// The type as it reads once the database has held it.
pub(super) fn canonical(ty: &Type, strict: bool) -> Type {
    match (ty, name(ty, strict)) {
        // Enums are read back from their check, raw names as they are where they are no name of ours.
        (Type::Enum(_), _) | (_, Err(_)) => ty.clone(),
        (_, Ok(name)) => named(&name, strict),
    }
}

/// The type that a declared type's name stands for; [`Type::Raw`] where it is none of ours.
pub fn named(declared: &str, strict: bool) -> Type {
    let words: Vec<&str> = declared.split_whitespace().collect();
    let upper = words.join(" ").to_ascii_uppercase();
    let (base, size) = match upper.split_once('(') {
        Some((base, rest)) => (base.trim_end(), Some(rest.trim_end_matches(')').trim())),
        None => (upper.as_str(), None),
    };
    let int = |bits| Some(Type::Int { bits, unsigned: false });
    let ty = if strict {
        match (base, size) {
            ("INT" | "INTEGER", None) => int(64),
            ("REAL", None) => Some(Type::Double),
            ("TEXT", None) => Some(Type::Text),
            ("BLOB", None) => Some(Type::Blob),
            _ => None,
        }
    } else {
        match (base, size) {
            ("BOOLEAN" | "BOOL", None) => Some(Type::Bool),
            ("SMALLINT" | "INT2", None) => int(16),
            ("INTEGER" | "INT", None) => int(32),
            ("BIGINT" | "INT8", None) => int(64),
            ("REAL" | "FLOAT", None) => Some(Type::Float),
            ("DOUBLE" | "DOUBLE PRECISION", None) => Some(Type::Double),
            ("NUMERIC" | "DECIMAL", None) => Some(Type::Decimal(None)),
            ("NUMERIC" | "DECIMAL", Some(size)) => Type::Decimal(None).sized(size),
            ("TEXT" | "CLOB", None) => Some(Type::Text),
            ("VARCHAR", Some(size)) => Type::Text.sized(size),
            ("CHAR" | "CHARACTER", Some(size)) => size.parse().ok().map(Type::Char),
            ("BLOB", None) => Some(Type::Blob),
            ("VARBINARY", Some(size)) => Type::Blob.sized(size),
            ("BINARY", Some(size)) => size.parse().ok().map(Type::Binary),
            ("DATE", None) => Some(Type::Date),
            ("TIME", size) => fraction(size).map(Type::Time),
            ("TIMESTAMP" | "DATETIME", size) => fraction(size).map(Type::Timestamp),
            ("TIMESTAMPTZ", size) => fraction(size).map(Type::TimestampTz),
            ("UUID BLOB", None) => Some(Type::Uuid),
            ("JSON TEXT" | "JSON", None) => Some(Type::Json),
            ("JSONB", None) => Some(Type::Jsonb),
            _ => None,
        }
    };
    ty.unwrap_or_else(|| Type::Raw(words.join(" ")))
}

fn fraction(size: Option<&str>) -> Option<Option<u8>> {
    size.map_or(Some(None), |size| size.parse().ok().map(Some))
}

/// A neutral value, as SQL. None for a raw type: nobody knows what it takes.
pub(super) fn zero(ty: &Type, schema: &Schema) -> Option<String> {
    Some(match ty {
        Type::Bool | Type::Int { .. } | Type::Float | Type::Double | Type::Decimal(_) => "0".to_owned(),
        Type::Text | Type::Varchar(_) | Type::Char(_) => "''".to_owned(),
        Type::Blob | Type::Varbinary(_) | Type::Binary(_) => "x''".to_owned(),
        Type::Uuid => "zeroblob(16)".to_owned(),
        Type::Date => "'1970-01-01'".to_owned(),
        Type::Time(_) => "'00:00:00'".to_owned(),
        Type::Timestamp(_) => "'1970-01-01 00:00:00'".to_owned(),
        Type::TimestampTz(_) => "'1970-01-01 00:00:00+00:00'".to_owned(),
        Type::Json => "'null'".to_owned(),
        Type::Enum(name) => quote_text(schema.enum_type(name)?.labels.first()?),
        Type::Interval
        | Type::Jsonb
        | Type::Inet
        | Type::Cidr
        | Type::Macaddr
        | Type::Array(_)
        | Type::Raw(_) => {
            return None;
        }
    })
}
