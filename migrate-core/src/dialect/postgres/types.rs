use crate::schema::Type;

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
