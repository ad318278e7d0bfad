use crate::dialect::{Dialect, TokenKind, lex, mentions, quote_text};
use crate::schema::{Column, Schema, Table, Type};

/// The value of a column in the `n`-th row, as SQL: another for each row, as far as the type goes.
pub(super) fn value(dialect: Dialect, ty: &Type, n: u32, schema: &Schema) -> String {
    let text = |text: String| quote_text(&text);
    match ty {
        Type::Bool => match dialect {
            Dialect::Postgres => if n % 2 == 1 { "true" } else { "false" }.to_owned(),
            Dialect::Sqlite | Dialect::Mysql => (n % 2).to_string(),
        },
        Type::Int { .. } | Type::Decimal(_) => n.to_string(),
        Type::Float | Type::Double => format!("{n}.5"),
        Type::Text => text(long(n)),
        Type::Varchar(size) | Type::Char(size) => text(sized(n, *size)),
        Type::Blob | Type::Varbinary(_) => bytes(dialect, n, 1),
        Type::Binary(size) => bytes(dialect, n, *size),
        Type::Date => text(format!("2020-01-{n:02}")),
        Type::Time(_) => text(format!("00:00:{n:02}")),
        Type::Timestamp(_) => text(format!("2020-01-{n:02} 00:00:00")),
        Type::TimestampTz(_) => match dialect {
            Dialect::Postgres | Dialect::Sqlite => text(format!("2020-01-{n:02} 00:00:00+00:00")),
            Dialect::Mysql => text(format!("2020-01-{n:02} 00:00:00")),
        },
        Type::Interval => text(format!("{n} days")),
        Type::Uuid => text(format!("00000000-0000-4000-8000-{n:012}")),
        Type::Json | Type::Jsonb => text(format!("{{\"n\": {n}}}")),
        Type::Inet => text(format!("10.0.0.{n}")),
        Type::Cidr => text(format!("10.0.{n}.0/24")),
        Type::Macaddr => text(format!("08:00:2b:01:02:{n:02x}")),
        Type::Enum(name) => {
            let labels = schema.enum_type(name).map(|ty| ty.labels.as_slice()).unwrap_or_default();
            let at = (n as usize).saturating_sub(1) % labels.len().max(1);
            labels.get(at).map_or_else(|| "NULL".to_owned(), |label| quote_text(label))
        }
        Type::Array(_) => text("{}".to_owned()),
        Type::Raw(spelling) => raw(spelling, n),
    }
}

/// Looks like an address: what is checked most often about a text is that it isn't empty, or has an `@`.
fn long(n: u32) -> String {
    format!("row{n}@example.com")
}

fn sized(n: u32, size: u32) -> String {
    let long = long(n);
    let size = size as usize;
    if long.len() <= size {
        return long;
    }
    let short = format!("r{n}");
    if short.len() <= size { short } else { n.to_string().chars().take(size).collect() }
}

fn bytes(dialect: Dialect, n: u32, size: u32) -> String {
    let hex = format!("{n:0width$x}", width = (size.max(1) * 2) as usize);
    match dialect {
        Dialect::Postgres => format!("'\\x{hex}'"),
        Dialect::Sqlite | Dialect::Mysql => format!("x'{hex}'"),
    }
}

/// Types that have no name of ours: a literal that most of them take.
fn raw(spelling: &str, n: u32) -> String {
    let lower = spelling.to_ascii_lowercase();
    let starts = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    if starts(&["bit", "varbit"]) {
        let size = lower.split(['(', ')']).nth(1).and_then(|size| size.parse().ok()).unwrap_or(1_usize);
        let size = if lower.contains("varying") { 1 } else { size };
        return format!("B'{:0>size$}'", n % 2);
    }
    let text = if lower.contains("range") {
        "empty".to_owned()
    } else if starts(&["point", "geometry(point"]) {
        format!("({n},{n})")
    } else if starts(&["time"]) {
        format!("00:00:{n:02}+00")
    } else if starts(&["interval"]) {
        format!("{n} days")
    } else if starts(&["xml"]) {
        format!("<n>{n}</n>")
    } else if starts(&["ltree", "citext", "character varying", "tsvector", "name", "varchar"]) {
        format!("row{n}")
    } else if starts(&["hstore"]) {
        format!("n=>{n}")
    } else if starts(&[
        "int", "num", "money", "oid", "big", "small", "medium", "tiny", "decimal", "real", "double", "float",
        "year",
    ]) {
        return n.to_string();
    } else {
        n.to_string()
    };
    quote_text(&text)
}

/// The literals that the table's checks name beside this column: of `status IN ('a', 'b')`, both.
pub(super) fn literals(dialect: Dialect, column: &Column, table: &Table) -> Vec<String> {
    let mut found = Vec::new();
    let about = table.checks.iter().map(|check| check.expression.as_str());
    for expression in about.filter(|expression| mentions(dialect, expression, &column.name)) {
        for token in lex(dialect, expression) {
            match token.kind {
                TokenKind::Text | TokenKind::Number => found.push(token.text.to_owned()),
                TokenKind::Space
                | TokenKind::Comment
                | TokenKind::Word
                | TokenKind::Quoted
                | TokenKind::Symbol => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Check;

    #[test]
    fn values_fit_their_types() {
        let schema = Schema::default();
        let of = |ty: &str, n| value(Dialect::Postgres, &ty.parse().unwrap(), n, &schema);
        assert_eq!(of("varchar(3)", 12), "'r12'");
        assert_eq!(of("char(1)", 7), "'7'");
        assert_eq!(of("text", 1), "'row1@example.com'");
        assert_eq!(of("raw(bit(3))", 1), "B'001'");
        assert_eq!(of("blob", 2), "'\\x02'");
        assert_eq!(of("bigint[]", 2), "'{}'");
    }

    #[test]
    fn checks_name_what_they_allow() {
        let mut table = Table::new("t".into());
        let column = Column::new("status", Type::Text);
        table.checks.push(Check::new("c".to_owned(), "status IN ('a', 'b') AND n > 5".to_owned()));
        assert_eq!(literals(Dialect::Sqlite, &column, &table), ["'a'", "'b'", "5"]);
        assert!(literals(Dialect::Sqlite, &Column::new("other", Type::Text), &table).is_empty());
    }
}
