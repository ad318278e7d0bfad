//! Which values a narrower type refuses. Only values that are certain to be refused are counted.

use crate::dialect::Dialect;
use crate::schema::Type;

/// The condition of values that don't fit; `None` where all do, or where nobody can tell.
pub(super) fn misfit(dialect: Dialect, value: &str, from: &Type, to: &Type, strict: bool) -> Option<String> {
    match dialect {
        Dialect::Sqlite => strict.then(|| sqlite(value, to)).flatten(),
        Dialect::Postgres => postgres(value, from, to),
        // Without strict mode the server cuts and rounds, and says so in a warning.
        Dialect::Mysql => mysql(value, from, to)
            .map(|condition| format!("({condition}) AND @@SESSION.sql_mode LIKE '%STRICT%'")),
    }
}

/// Only STRICT tables refuse values: <https://sqlite.org/stricttables.html>.
fn sqlite(value: &str, to: &Type) -> Option<String> {
    let no_number = format!(
        "typeof({value}) = 'blob' OR typeof({value}) = 'text' AND ({value} NOT GLOB '*[0-9]*' \
         OR {value} GLOB '*[a-df-zA-DF-Z]*')"
    );
    Some(match to {
        Type::Bool | Type::Int { .. } => {
            format!("({no_number} OR typeof({value}) = 'real' AND {value} <> CAST({value} AS INTEGER))")
        }
        Type::Float | Type::Double | Type::Decimal(_) => format!("({no_number})"),
        Type::Blob | Type::Varbinary(_) | Type::Binary(_) | Type::Uuid | Type::Jsonb => {
            format!("typeof({value}) NOT IN ('blob', 'null')")
        }
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
        | Type::Enum(_) => format!("typeof({value}) = 'blob'"),
        Type::Array(_) | Type::Raw(_) => return None,
    })
}

/// `ALTER COLUMN TYPE` casts by assignment: too long and out of range are errors
/// (<https://www.postgresql.org/docs/current/typeconv-query.html>).
fn postgres(value: &str, from: &Type, to: &Type) -> Option<String> {
    let text = is_text(from);
    match to {
        // Spaces beyond the end are cut.
        Type::Varchar(length) | Type::Char(length) if wider_text(from, *length) => {
            Some(format!("char_length(rtrim(CAST({value} AS text), ' ')) > {length}"))
        }
        Type::Int { bits, .. } if is_number(from) && wider_number(from, *bits) => {
            let (low, high) = range(*bits, false);
            Some(format!("round(CAST({value} AS numeric)) NOT BETWEEN {low} AND {high}"))
        }
        Type::Int { .. } if text => Some(format!("{value} !~ '^\\s*[+-]?[0-9][0-9a-fA-FxXoObB_]*\\s*$'")),
        Type::Decimal(Some((precision, scale))) if is_number(from) => Some(too_many_digits(
            &format!("abs(round(CAST({value} AS numeric), {scale}))"),
            &format!("CAST({value} AS text) <> 'NaN' AND "),
            *precision,
            *scale,
        )),
        Type::Decimal(_) | Type::Float | Type::Double if text => {
            Some(format!("{value} !~* '^\\s*[+-]?(\\.?[0-9][0-9a-fxob_.+-]*|nan|inf|infinity)\\s*$'"))
        }
        Type::Float if *from == Type::Double => {
            Some(format!("abs({value}) > 3.4028235e38 AND abs({value}) < 'infinity'"))
        }
        Type::Uuid if text => Some(format!("{value} !~* '^\\{{?([0-9a-f]{{4}}-?){{7}}[0-9a-f]{{4}}\\}}?$'")),
        _ => None,
    }
}

/// In strict mode too long and out of range are errors: <https://mariadb.com/kb/en/sql-mode/#strict-mode>.
fn mysql(value: &str, from: &Type, to: &Type) -> Option<String> {
    match to {
        Type::Varchar(length) | Type::Char(length) if wider_text(from, *length) => {
            Some(format!("CHAR_LENGTH(RTRIM(CAST({value} AS CHAR))) > {length}"))
        }
        Type::Varbinary(length) | Type::Binary(length) => Some(format!("LENGTH({value}) > {length}")),
        Type::Int { bits, unsigned } if is_number(from) => {
            let (low, high) = range(*bits, *unsigned);
            Some(format!("ROUND({value}) NOT BETWEEN {low} AND {high}"))
        }
        Type::Int { .. } if is_text(from) => {
            Some(format!("{value} NOT REGEXP '^[[:space:]]*[+-]?[0-9.]+([eE][+-]?[0-9]+)?[[:space:]]*$'"))
        }
        Type::Decimal(Some((precision, scale))) if is_number(from) => {
            Some(too_many_digits(&format!("ABS(ROUND({value}, {scale}))"), "", *precision, *scale))
        }
        _ => None,
    }
}

fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::Text | Type::Varchar(_) | Type::Char(_))
}

fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Int { .. } | Type::Float | Type::Double | Type::Decimal(_))
}

/// Whether a text of the old type may be longer.
fn wider_text(from: &Type, length: u32) -> bool {
    match from {
        Type::Varchar(old) | Type::Char(old) => *old > length,
        Type::Blob | Type::Varbinary(_) | Type::Binary(_) | Type::Array(_) => false,
        _ => true,
    }
}

fn wider_number(from: &Type, bits: u8) -> bool {
    !matches!(from, Type::Int { bits: old, unsigned: false } if *old <= bits)
}

fn range(bits: u8, unsigned: bool) -> (i128, i128) {
    // PostgreSQL's smallest is of 16 bits; more than 64 there are none.
    let bits = u32::from(bits.clamp(8, 64));
    if unsigned { (0, (1 << bits) - 1) } else { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) }
}

fn too_many_digits(value: &str, unless: &str, precision: u32, scale: u32) -> String {
    let limit = format!("1{}", "0".repeat(precision.saturating_sub(scale) as usize));
    format!("{unless}{value} >= {limit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wider_type_takes_all() {
        for (from, to) in [
            ("integer", "bigint"),
            ("varchar(10)", "varchar(20)"),
            ("varchar(10)", "text"),
            ("integer", "double"),
            ("date", "timestamp"),
        ] {
            let (from, to): (Type, Type) = (from.parse().unwrap(), to.parse().unwrap());
            assert_eq!(misfit(Dialect::Postgres, "v", &from, &to, false), None, "{from} → {to}");
            assert_eq!(misfit(Dialect::Sqlite, "v", &from, &to, false), None, "{from} → {to}");
        }
        assert_eq!(range(64, true), (0, i128::from(u64::MAX)));
        assert_eq!(range(16, false), (-32768, 32767));
    }
}
