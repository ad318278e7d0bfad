//! Type names. Where MySQL has no such type, the one that holds all its values and that Diesel reads stands for it.

use super::super::quote_text;
use super::literal;
use crate::schema::{Schema, Type};
use crate::{Error, ErrorCode, Result};

/// The type's name in a column. An enum needs its labels, which only the schema knows: see `table.rs`.
pub fn name(ty: &Type) -> Result<String> {
    let digits = |name: &str, digits: &Option<u8>| match digits {
        Some(digits) if *digits > 0 => format!("{name}({digits})"),
        Some(_) | None => name.to_owned(),
    };
    Ok(match ty {
        Type::Bool => "BOOLEAN".to_owned(),
        Type::Int { bits, unsigned } => {
            let name = match bits {
                8 => "TINYINT",
                16 => "SMALLINT",
                32 => "INT",
                _ => "BIGINT",
            };
            format!("{name}{}", if *unsigned { " UNSIGNED" } else { "" })
        }
        Type::Float => "FLOAT".to_owned(),
        Type::Double => "DOUBLE".to_owned(),
        // Without a size MySQL would keep ten digits and round away every fraction: this is the widest.
        Type::Decimal(None) => "DECIMAL(65, 30)".to_owned(),
        Type::Decimal(Some((precision, scale))) => format!("DECIMAL({precision}, {scale})"),
        Type::Text => "TEXT".to_owned(),
        Type::Varchar(n) => format!("VARCHAR({n})"),
        Type::Char(n) => format!("CHAR({n})"),
        Type::Blob => "BLOB".to_owned(),
        Type::Varbinary(n) => format!("VARBINARY({n})"),
        Type::Binary(n) => format!("BINARY({n})"),
        Type::Date => "DATE".to_owned(),
        Type::Time(p) => digits("TIME", p),
        // What MySQL calls TIMESTAMP is an instant: <https://dev.mysql.com/doc/refman/8.4/en/datetime.html>.
        Type::Timestamp(p) => digits("DATETIME", p),
        Type::TimestampTz(p) => digits("TIMESTAMP", p),
        Type::Uuid => "BINARY(16)".to_owned(),
        Type::Json | Type::Jsonb => "JSON".to_owned(),
        // The longest address, with the length of a network's prefix.
        Type::Inet | Type::Cidr => "VARCHAR(43)".to_owned(),
        Type::Macaddr => "VARCHAR(17)".to_owned(),
        Type::Raw(sql) => sql.trim().to_owned(),
        Type::Interval => {
            return Err(no(ty, "keep a number of seconds: `#[column(sql_type(mysql = \"bigint\"))]`"));
        }
        Type::Array(_) => return Err(no(ty, "keep the values in a table of their own, or as JSON")),
        Type::Enum(_) => return Err(no(ty, "declare the enum in the schema")),
    })
}

fn no(ty: &Type, help: &str) -> Error {
    Error::new(ErrorCode::Unsupported, format!("MySQL has no such type: `{ty}`")).with_help(help)
}

/// The type that the server calls so; what has no name of ours stays raw.
///
/// <https://dev.mysql.com/doc/refman/8.4/en/data-types.html>
pub fn read_type(spelling: &str) -> Type {
    let (name, size, rest) = parts(spelling);
    let (name, rest) = (name.to_ascii_lowercase(), rest.to_ascii_lowercase());
    let int = |bits| match rest.as_str() {
        "" | "signed" => Some(Type::Int { bits, unsigned: false }),
        "unsigned" => Some(Type::Int { bits, unsigned: true }),
        _ => None,
    };
    let plain = |ty: Type| rest.is_empty().then_some(ty);
    let number = || size.and_then(|size| size.trim().parse::<u32>().ok()).filter(|_| rest.is_empty());
    let fraction = || match size.map(|size| size.trim().parse::<u8>()) {
        None | Some(Ok(0)) => plain(Type::Bool).map(|_| None),
        Some(Ok(digits)) => plain(Type::Bool).map(|_| Some(digits)),
        Some(Err(_)) => None,
    };
    let known = match (name.as_str(), size) {
        ("tinyint" | "int1", Some("1")) if rest.is_empty() => Some(Type::Bool),
        ("bool" | "boolean", None) => plain(Type::Bool),
        // How many digits are shown is no part of an integer's type.
        ("tinyint" | "int1", _) => int(8),
        ("smallint" | "int2", _) => int(16),
        ("int" | "integer" | "int4", _) => int(32),
        ("bigint" | "int8", _) => int(64),
        ("float" | "float4", None) => plain(Type::Float),
        ("double" | "real" | "float8", None) if rest == "precision" => Some(Type::Double),
        ("double" | "real" | "float8", None) => plain(Type::Double),
        ("decimal" | "numeric" | "dec" | "fixed", None) => plain(Type::Decimal(Some((10, 0)))),
        ("decimal" | "numeric" | "dec" | "fixed", Some(size)) => {
            Type::Decimal(None).sized(size).filter(|_| rest.is_empty())
        }
        ("text", None) => plain(Type::Text),
        ("blob", None) => plain(Type::Blob),
        ("varchar", _) => number().map(Type::Varchar),
        ("char" | "character", None) => plain(Type::Char(1)),
        ("char" | "character", _) => number().map(Type::Char),
        ("varbinary", _) => number().map(Type::Varbinary),
        ("binary", None) => plain(Type::Binary(1)),
        ("binary", _) => number().map(Type::Binary),
        ("date", None) => plain(Type::Date),
        ("time", _) => fraction().map(Type::Time),
        ("datetime", _) => fraction().map(Type::Timestamp),
        ("timestamp", _) => fraction().map(Type::TimestampTz),
        ("json", None) => plain(Type::Json),
        ("year", _) => plain(Type::Raw("year".to_owned())),
        ("bit", None) => plain(Type::Raw("bit(1)".to_owned())),
        // How many digits are shown, once more.
        ("mediumint" | "int3" | "middleint", _) if !rest.contains("zerofill") => {
            Some(Type::Raw(format!("mediumint{}", if rest.contains("unsigned") { " unsigned" } else { "" })))
        }
        _ => None,
    };
    known.unwrap_or_else(|| {
        let size = size.map_or_else(String::new, |size| format!("({})", size.trim()));
        let rest = if rest.is_empty() { rest } else { format!(" {rest}") };
        Type::Raw(format!("{name}{size}{rest}"))
    })
}

/// `decimal(10,2) unsigned` as `decimal`, `10,2` and `unsigned`.
fn parts(spelling: &str) -> (&str, Option<&str>, &str) {
    let spelling = spelling.trim();
    let Some((name, rest)) = spelling.split_once('(') else {
        return match spelling.split_once(' ') {
            Some((name, rest)) => (name, None, rest.trim()),
            None => (spelling, None, ""),
        };
    };
    match rest.rsplit_once(')') {
        Some((size, rest)) => (name.trim(), Some(size), rest.trim()),
        None => (spelling, None, ""),
    }
}

/// The labels of `enum('a','b')` or `set('a','b')`, where it is one.
pub fn read_labels(spelling: &str, word: &str) -> Option<Vec<String>> {
    let (name, list, _) = parts(spelling);
    name.eq_ignore_ascii_case(word).then(|| literal::read_list(list?)).flatten()
}

/// The type as it reads once the database has held it.
pub(super) fn canonical(ty: &Type) -> Type {
    match ty {
        Type::Enum(_) | Type::Array(_) | Type::Interval => ty.clone(),
        Type::Raw(sql) => read_type(sql),
        known => name(known).map_or_else(|_| known.clone(), |name| read_type(&name)),
    }
}

/// Whether it holds characters, and so has a character set.
pub(super) fn is_text(ty: &Type) -> bool {
    match ty {
        Type::Text
        | Type::Varchar(_)
        | Type::Char(_)
        | Type::Enum(_)
        | Type::Inet
        | Type::Cidr
        | Type::Macaddr => true,
        Type::Raw(sql) => {
            let name = parts(sql).0.to_ascii_lowercase();
            ["tinytext", "mediumtext", "longtext", "text", "varchar", "char", "enum", "set"]
                .contains(&name.as_str())
        }
        Type::Bool
        | Type::Int { .. }
        | Type::Float
        | Type::Double
        | Type::Decimal(_)
        | Type::Blob
        | Type::Varbinary(_)
        | Type::Binary(_)
        | Type::Date
        | Type::Time(_)
        | Type::Timestamp(_)
        | Type::TimestampTz(_)
        | Type::Interval
        | Type::Uuid
        | Type::Json
        | Type::Jsonb
        | Type::Array(_) => false,
    }
}

/// Whether its values are kept outside the row: an index holds only their beginning, and a default is an expression.
pub(super) fn is_large(ty: &Type) -> bool {
    match ty {
        Type::Text | Type::Blob | Type::Json | Type::Jsonb => true,
        Type::Raw(sql) => {
            let name = parts(sql).0.to_ascii_lowercase();
            name.ends_with("text") || name.ends_with("blob") || name == "json" || is_spatial(ty)
        }
        Type::Bool
        | Type::Int { .. }
        | Type::Float
        | Type::Double
        | Type::Decimal(_)
        | Type::Varchar(_)
        | Type::Char(_)
        | Type::Varbinary(_)
        | Type::Binary(_)
        | Type::Date
        | Type::Time(_)
        | Type::Timestamp(_)
        | Type::TimestampTz(_)
        | Type::Interval
        | Type::Uuid
        | Type::Inet
        | Type::Cidr
        | Type::Macaddr
        | Type::Enum(_)
        | Type::Array(_) => false,
    }
}

/// Whether it is one of the [spatial types](https://dev.mysql.com/doc/refman/8.4/en/spatial-type-overview.html).
pub(super) fn is_spatial(ty: &Type) -> bool {
    let Type::Raw(sql) = ty else { return false };
    let name = parts(sql).0.to_ascii_lowercase();
    [
        "geometry",
        "point",
        "linestring",
        "polygon",
        "multipoint",
        "multilinestring",
        "multipolygon",
        "geometrycollection",
        "geomcollection",
    ]
    .contains(&name.as_str())
}

/// A neutral value, as SQL. None for a raw type: nobody knows what it takes.
pub(super) fn zero(ty: &Type, schema: &Schema) -> Option<String> {
    Some(match ty {
        Type::Bool | Type::Int { .. } | Type::Float | Type::Double | Type::Decimal(_) => "0".to_owned(),
        Type::Text | Type::Varchar(_) | Type::Char(_) | Type::Inet | Type::Cidr | Type::Macaddr => {
            "''".to_owned()
        }
        Type::Blob | Type::Varbinary(_) | Type::Binary(_) => "''".to_owned(),
        Type::Uuid => format!("x'{}'", "00".repeat(16)),
        Type::Date => "'1970-01-01'".to_owned(),
        Type::Time(_) => "'00:00:00'".to_owned(),
        Type::Timestamp(_) => "'1970-01-01 00:00:00'".to_owned(),
        // An instant is written in the session's time zone, and none before 1970 is held.
        Type::TimestampTz(_) => "'1970-01-02 00:00:00'".to_owned(),
        Type::Json | Type::Jsonb => quote_text("null"),
        Type::Enum(name) => literal::text(schema.enum_type(name)?.labels.first()?),
        Type::Interval | Type::Array(_) | Type::Raw(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{read_labels, read_type};

    #[test]
    fn the_servers_words_are_read() {
        for (spelling, text) in [
            ("int(10) unsigned", "integer unsigned"),
            ("int", "integer"),
            ("tinyint(1)", "boolean"),
            ("tinyint(4)", "tinyint"),
            ("tinyint(3) unsigned", "tinyint unsigned"),
            ("bigint(20) unsigned zerofill", "raw(bigint(20) unsigned zerofill)"),
            ("mediumint(9)", "raw(mediumint)"),
            ("decimal(10,2)", "decimal(10, 2)"),
            ("decimal(10,2) unsigned", "raw(decimal(10,2) unsigned)"),
            ("double(7,3)", "raw(double(7,3))"),
            ("DOUBLE PRECISION", "double"),
            ("datetime(3)", "timestamp(3)"),
            ("timestamp", "timestamptz"),
            ("year(4)", "raw(year)"),
            ("bit", "raw(bit(1))"),
            ("LONGTEXT", "raw(longtext)"),
            ("set('A','b')", "raw(set('A','b'))"),
            ("point", "raw(point)"),
        ] {
            assert_eq!(read_type(spelling).to_string(), text, "{spelling}");
        }
    }

    #[test]
    fn labels_are_read() {
        let labels = read_labels(r"enum('a','b''c, d','e\\f')", "enum").unwrap();
        assert_eq!(labels, ["a", "b'c, d", r"e\f"]);
        assert_eq!(read_labels("int(10)", "enum"), None);
    }
}
