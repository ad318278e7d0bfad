//! Defaults, both ways.

use super::{expression, literal, types};
use crate::schema::{Column, Default, Type};

/// What stands behind `DEFAULT`. Large values take an expression only, on MySQL:
/// <https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html>.
pub(super) fn default(default: &Default, ty: &Type) -> String {
    let constant = match default {
        Default::Bool(value) => u8::from(*value).to_string(),
        Default::Int(value) => value.to_string(),
        Default::Number(text) => text.clone(),
        Default::Text(text) if types::is_large(ty) => literal::text_expression(text),
        Default::Text(text) => literal::text(text),
        Default::Sql(sql) => {
            let sql = expression::bare(sql);
            return match moment(sql, ty) {
                Some(moment) => moment,
                None if sql.eq_ignore_ascii_case("null") => "NULL".to_owned(),
                None if is_constant(sql) && !types::is_large(ty) => sql.to_owned(),
                None => expression::bracket(sql),
            };
        }
    };
    if types::is_large(ty) { format!("({constant})") } else { constant }
}

/// `CURRENT_TIMESTAMP` and all its names, with as many digits as the column: nothing else is accepted.
pub(super) fn moment(sql: &str, ty: &Type) -> Option<String> {
    let (Type::Timestamp(digits) | Type::TimestampTz(digits)) = ty else { return None };
    let sql = sql.trim().to_ascii_lowercase();
    let (name, rest) = sql.split_once('(').unwrap_or((&sql, ")"));
    let argument = rest.trim_end().strip_suffix(')')?.trim();
    let known = ["current_timestamp", "now", "localtime", "localtimestamp"].contains(&name.trim_end());
    (known && (argument.is_empty() || argument.bytes().all(|b| b.is_ascii_digit()))).then(|| {
        match digits.filter(|digits| *digits > 0) {
            Some(digits) => format!("CURRENT_TIMESTAMP({digits})"),
            None => "CURRENT_TIMESTAMP".to_owned(),
        }
    })
}

fn is_constant(sql: &str) -> bool {
    literal::read(sql).is_some()
        || literal::read_hex(sql).is_some()
        || is_bits(sql)
        || sql.parse::<f64>().is_ok()
}

fn is_bits(sql: &str) -> bool {
    let bits =
        sql.strip_prefix("b'").or_else(|| sql.strip_prefix("B'")).and_then(|rest| rest.strip_suffix('\''));
    bits.is_some_and(|bits| bits.bytes().all(|b| matches!(b, b'0' | b'1')))
}

/// The column's default as it reads once the database has held it; none for NULL, which is what no default means.
pub(super) fn canonical(column: &Column) -> Option<Default> {
    let ty = &column.ty;
    Some(match column.default.as_ref()? {
        Default::Bool(value) => number(if *value { "1" } else { "0" }, ty),
        Default::Int(value) => number(&value.to_string(), ty),
        Default::Number(value) => number(value, ty),
        Default::Text(value) => text(value, ty),
        Default::Sql(sql) => return read(sql, ty),
    })
}

/// The default that an expression stands for; none for NULL.
pub fn read(sql: &str, ty: &Type) -> Option<Default> {
    let sql = expression::bare(sql);
    if sql.eq_ignore_ascii_case("null") {
        return None;
    }
    if let Some(moment) = moment(sql, ty) {
        return Some(Default::Sql(moment));
    }
    if let Some(value) = literal::read(sql) {
        return Some(text(&value, ty));
    }
    if let Some(bytes) = literal::read_hex(sql) {
        return Some(match String::from_utf8(bytes) {
            Ok(value) => text(&value, ty),
            Err(error) => Default::Sql(literal::hex(&padded(error.into_bytes(), ty))),
        });
    }
    Some(match sql.to_ascii_lowercase().as_str() {
        "true" => number("1", ty),
        "false" => number("0", ty),
        lower if is_bits(sql) => Default::Sql(lower.to_owned()),
        _ if sql.parse::<f64>().is_ok() && !sql.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            number(sql, ty)
        }
        _ => Default::Sql(expression::canonical(sql)),
    })
}

fn number(text: &str, ty: &Type) -> Default {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    let plain = || text.parse().map_or_else(|_| Default::Number(text.to_owned()), Default::Int);
    match ty {
        Type::Bool => match text {
            "0" => Default::Bool(false),
            "1" => Default::Bool(true),
            _ => plain(),
        },
        Type::Decimal(_) => {
            let short = match text.split_once('.') {
                Some((whole, fraction)) => match fraction.trim_end_matches('0') {
                    "" => whole.to_owned(),
                    fraction => format!("{whole}.{fraction}"),
                },
                None => text.to_owned(),
            };
            short.parse().map_or(Default::Number(short), Default::Int)
        }
        Type::Float | Type::Double => match text.parse::<f64>() {
            Ok(value) => {
                let short = value.to_string();
                short.parse().map_or(Default::Number(short), Default::Int)
            }
            Err(_) => plain(),
        },
        ty if types::is_text(ty) => Default::Text(text.to_owned()),
        _ => plain(),
    }
}

fn text(text: &str, ty: &Type) -> Default {
    match ty {
        Type::Bool | Type::Int { .. } | Type::Float | Type::Double | Type::Decimal(_)
            if text.trim().parse::<f64>().is_ok() =>
        {
            number(text, ty)
        }
        Type::Blob | Type::Varbinary(_) | Type::Binary(_) => {
            Default::Sql(literal::hex(&padded(text.as_bytes().to_vec(), ty)))
        }
        Type::Timestamp(digits) | Type::TimestampTz(digits) => {
            let mut text = text.to_owned();
            if text.len() == "2000-01-01".len() {
                text.push_str(" 00:00:00");
            }
            if let Some(digits) = digits.filter(|_| text.len() == "2000-01-01 00:00:00".len()) {
                text.push_str(&format!(".{}", "0".repeat(usize::from(digits))));
            }
            Default::Text(text)
        }
        _ => Default::Text(text.to_owned()),
    }
}

/// `binary(4)` fills what it is given with zeros.
fn padded(mut bytes: Vec<u8>, ty: &Type) -> Vec<u8> {
    if let Type::Binary(length) = ty
        && let Ok(length) = usize::try_from(*length)
        && bytes.len() < length
    {
        bytes.resize(length, 0);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{default, read};
    use crate::schema::{Default, Type};

    #[test]
    fn what_the_server_writes_is_read() {
        let int = Type::Int { bits: 32, unsigned: false };
        let sql = |text: &str| Some(Default::Sql(text.to_owned()));
        let text = |text: &str| Some(Default::Text(text.to_owned()));
        for (written, ty, expected) in [
            ("NULL", Type::Text, None),
            ("'NULL'", Type::Text, text("NULL")),
            ("1", Type::Bool, Some(Default::Bool(true))),
            ("0", int.clone(), Some(Default::Int(0))),
            ("1.50", Type::Decimal(Some((10, 2))), Some(Default::Number("1.5".to_owned()))),
            ("0.00", Type::Decimal(Some((10, 2))), Some(Default::Int(0))),
            ("1000", Type::Float, Some(Default::Int(1000))),
            (r"'\0\0'", Type::Binary(2), sql("x'0000'")),
            ("current_timestamp(3)", Type::Timestamp(Some(3)), sql("CURRENT_TIMESTAMP(3)")),
            ("current_timestamp()", Type::TimestampTz(None), sql("CURRENT_TIMESTAMP")),
            ("(1 + 1)", int, sql("1 + 1")),
            ("uuid()", Type::Varchar(36), sql("uuid()")),
            ("b'101'", Type::Raw("bit(3)".to_owned()), sql("b'101'")),
            ("'2020-01-01'", Type::Timestamp(Some(3)), text("2020-01-01 00:00:00.000")),
        ] {
            assert_eq!(read(written, &ty), expected, "{written}");
        }
    }

    #[test]
    fn large_values_take_an_expression() {
        assert_eq!(default(&Default::Text("a".to_owned()), &Type::Text), "('a')");
        assert_eq!(default(&Default::Text("a".to_owned()), &Type::Varchar(9)), "'a'");
        assert_eq!(default(&Default::Sql("uuid()".to_owned()), &Type::Varchar(36)), "(uuid())");
        assert_eq!(
            default(&Default::Sql("now()".to_owned()), &Type::Timestamp(Some(6))),
            "CURRENT_TIMESTAMP(6)"
        );
    }
}
