use super::super::quote_text;
use super::index::table_name;
use crate::schema::{Schema, Type};

/// The type's name in a column.
pub fn name(ty: &Type) -> String {
    let digits = |name: &str, digits: &Option<u8>, zone: &str| match digits {
        Some(digits) => format!("{name}({digits}){zone}"),
        None => format!("{name}{zone}"),
    };
    match ty {
        Type::Bool => "boolean".to_owned(),
        Type::Int { bits, unsigned } => int_name(*bits, *unsigned).to_owned(),
        Type::Float => "real".to_owned(),
        Type::Double => "double precision".to_owned(),
        Type::Decimal(None) => "numeric".to_owned(),
        Type::Decimal(Some((precision, scale))) => format!("numeric({precision}, {scale})"),
        Type::Text => "text".to_owned(),
        Type::Varchar(n) => format!("varchar({n})"),
        Type::Char(n) => format!("char({n})"),
        Type::Blob | Type::Varbinary(_) | Type::Binary(_) => "bytea".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Time(p) => digits("time", p, ""),
        Type::Timestamp(p) => digits("timestamp", p, ""),
        Type::TimestampTz(p) => digits("timestamp", p, " with time zone"),
        Type::Interval => "interval".to_owned(),
        Type::Uuid => "uuid".to_owned(),
        Type::Json => "json".to_owned(),
        Type::Jsonb => "jsonb".to_owned(),
        Type::Inet => "inet".to_owned(),
        Type::Cidr => "cidr".to_owned(),
        Type::Macaddr => "macaddr".to_owned(),
        Type::Enum(name) => table_name(name),
        Type::Array(of) => format!("{}[]", name(of)),
        Type::Raw(sql) => sql.trim().to_owned(),
    }
}

/// The narrowest integer that holds all values; there are no unsigned ones, and none of 8 bits.
fn int_name(bits: u8, unsigned: bool) -> &'static str {
    match (bits, unsigned) {
        (8, _) | (16, false) => "smallint",
        (16, true) | (32, false) => "integer",
        (64, true) => "numeric(20, 0)",
        (32, true) | (_, _) => "bigint",
    }
}

/// The type as it reads once the database has held it.
pub(super) fn canonical(ty: &Type) -> Type {
    match ty {
        Type::Int { .. } | Type::Varbinary(_) | Type::Binary(_) => read_type(&spelled(&name(ty))),
        Type::Array(of) => match canonical(of) {
            // [Dimensions are no part of the type](https://www.postgresql.org/docs/current/arrays.html).
            Type::Array(inner) => Type::Array(inner),
            of => Type::Array(Box::new(of)),
        },
        Type::Raw(sql) => read_type(&spelled(sql)),
        other => other.clone(),
    }
}

/// A type's name as `format_type` writes it: its own words for the short ones, one space, no capitals.
fn spelled(sql: &str) -> String {
    if sql.contains('"') {
        return sql.trim().to_owned();
    }
    let words: Vec<&str> = sql.split_whitespace().collect();
    let lower = words.join(" ").to_lowercase().replace(" (", "(").replace(", ", ",");
    let (base, rest) = match lower.find(['(', '[']) {
        Some(at) => lower.split_at(at),
        None => (lower.as_str(), ""),
    };
    let with = |name: &str, zone: &str| match rest.split_once(')') {
        Some((digits, after)) => format!("{name}{digits}){zone}{after}"),
        None => format!("{name}{zone}{rest}"),
    };
    match base {
        "bool" => with("boolean", ""),
        "int2" => with("smallint", ""),
        "int" | "int4" => with("integer", ""),
        "int8" => with("bigint", ""),
        "float4" => with("real", ""),
        "float8" | "float" => with("double precision", ""),
        "decimal" => with("numeric", ""),
        "varchar" => with("character varying", ""),
        "char" | "bpchar" if !rest.is_empty() => with("character", ""),
        "char" => "character(1)".to_owned(),
        "time" | "timestamp" if !rest.contains("time zone") => with(base, " without time zone"),
        "timestamptz" => with("timestamp", " with time zone"),
        "timetz" => with("time", " with time zone"),
        _ => lower.clone(),
    }
}

/// A neutral value, as SQL. None for a raw type: nobody knows what it takes.
pub(super) fn zero(ty: &Type, schema: &Schema) -> Option<String> {
    Some(match ty {
        Type::Bool => "false".to_owned(),
        Type::Int { .. } | Type::Float | Type::Double | Type::Decimal(_) => "0".to_owned(),
        Type::Text | Type::Varchar(_) | Type::Char(_) => "''".to_owned(),
        Type::Blob | Type::Varbinary(_) | Type::Binary(_) => "'\\x'".to_owned(),
        Type::Uuid => "'00000000-0000-0000-0000-000000000000'".to_owned(),
        Type::Date | Type::Timestamp(_) | Type::TimestampTz(_) => "'epoch'".to_owned(),
        Type::Time(_) => "'00:00:00'".to_owned(),
        Type::Interval => "'0'".to_owned(),
        Type::Json | Type::Jsonb => "'null'".to_owned(),
        Type::Inet | Type::Cidr => "'0.0.0.0'".to_owned(),
        Type::Macaddr => "'00:00:00:00:00:00'".to_owned(),
        Type::Array(_) => "'{}'".to_owned(),
        Type::Enum(name) => quote_text(schema.enum_type(name)?.labels.first()?),
        Type::Raw(_) => return None,
    })
}

/// The type that the server calls so, in `format_type`'s words; what has no name of ours stays raw.
///
/// <https://www.postgresql.org/docs/current/datatype.html>
pub fn read_type(spelling: &str) -> Type {
    if let Some(of) = spelling.strip_suffix("[]") {
        return Type::Array(Box::new(read_type(of)));
    }
    named(spelling).unwrap_or_else(|| Type::Raw(spelling.to_owned()))
}

fn named(spelling: &str) -> Option<Type> {
    let (name, arguments) = split_arguments(spelling)?;
    Some(match (name.as_str(), arguments) {
        ("boolean", None) => Type::Bool,
        ("smallint", None) => Type::Int { bits: 16, unsigned: false },
        ("integer", None) => Type::Int { bits: 32, unsigned: false },
        ("bigint", None) => Type::Int { bits: 64, unsigned: false },
        ("real", None) => Type::Float,
        ("double precision", None) => Type::Double,
        ("numeric", None) => Type::Decimal(None),
        ("numeric", Some(size)) => {
            let (precision, scale) = size.split_once(',')?;
            Type::Decimal(Some((precision.trim().parse().ok()?, scale.trim().parse().ok()?)))
        }
        ("text", None) => Type::Text,
        ("character varying", Some(length)) => Type::Varchar(length.parse().ok()?),
        ("character", Some(length)) => Type::Char(length.parse().ok()?),
        ("bytea", None) => Type::Blob,
        ("date", None) => Type::Date,
        ("time without time zone", digits) => Type::Time(fraction(digits)?),
        ("timestamp without time zone", digits) => Type::Timestamp(fraction(digits)?),
        ("timestamp with time zone", digits) => Type::TimestampTz(fraction(digits)?),
        ("interval", None) => Type::Interval,
        ("uuid", None) => Type::Uuid,
        ("json", None) => Type::Json,
        ("jsonb", None) => Type::Jsonb,
        ("inet", None) => Type::Inet,
        ("cidr", None) => Type::Cidr,
        ("macaddr", None) => Type::Macaddr,
        _ => return None,
    })
}

/// `timestamp(3) with time zone` as `timestamp with time zone` and `3`.
fn split_arguments(spelling: &str) -> Option<(String, Option<&str>)> {
    let Some((before, rest)) = spelling.split_once('(') else {
        return Some((spelling.to_owned(), None));
    };
    let (arguments, after) = rest.split_once(')')?;
    Some((format!("{before}{after}"), Some(arguments)))
}

fn fraction(digits: Option<&str>) -> Option<Option<u8>> {
    match digits {
        None => Some(None),
        Some(digits) => digits.parse().ok().map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::read_type;

    #[test]
    fn the_servers_words_are_read() {
        for (spelling, text) in [
            ("bigint", "bigint"),
            ("numeric(10,2)", "decimal(10, 2)"),
            ("numeric(2,-3)", "raw(numeric(2,-3))"),
            ("character varying(255)", "varchar(255)"),
            ("character varying", "raw(character varying)"),
            ("character(1)", "char(1)"),
            ("timestamp(3) with time zone", "timestamptz(3)"),
            ("timestamp without time zone[]", "timestamp[]"),
            ("time with time zone", "raw(time with time zone)"),
            ("interval(3)", "raw(interval(3))"),
            ("\"char\"", "raw(\"char\")"),
            ("extensions.citext[]", "raw(extensions.citext)[]"),
        ] {
            assert_eq!(read_type(spelling).to_string(), text, "{spelling}");
        }
    }
}
