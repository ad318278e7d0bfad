//! How values go from one type to another: <https://www.postgresql.org/docs/current/sql-createcast.html>.

use crate::schema::Type;

/// What a change of a column's type does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// The rows stay as they are on disk.
    pub in_place: bool,
    /// The server does it by itself, without `USING`.
    pub by_itself: bool,
    /// It stops at a value that doesn't fit.
    pub may_fail: bool,
    /// It rounds, or leaves something of a value out.
    pub loses: bool,
}

const FREE: Cast = Cast { in_place: true, by_itself: true, may_fail: false, loses: false };
const SAFE: Cast = Cast { in_place: false, by_itself: true, may_fail: false, loses: false };
const RISKY: Cast = Cast { in_place: false, by_itself: true, may_fail: true, loses: false };
const LOSSY: Cast = Cast { in_place: false, by_itself: true, may_fail: false, loses: true };
/// Only where asked for, and only for values that read as the other type.
const ASKED: Cast = Cast { in_place: false, by_itself: false, may_fail: true, loses: false };

/// What stands behind the column's name in `USING`, so that values go by a way that there is: `::text::uuid`.
pub(super) fn way(column: &str, from: &Type, to: &Type) -> String {
    let name = super::types::name(to);
    match (from, to) {
        (Type::Array(from), Type::Array(of)) => match between(from, of) {
            Some(between) => format!("{column}::{between}[]::{name}"),
            None => format!("{column}::{name}"),
        },
        (_, Type::Array(of)) if !matches!(kind(from), Kind::Text(_)) && !matches!(from, Type::Raw(_)) => {
            let value = match between(from, element(of)) {
                Some(between) => format!("{column}::{between}"),
                None => column.to_owned(),
            };
            format!("CASE WHEN {column} IS NULL THEN NULL ELSE ARRAY[{value}]::{name} END")
        }
        _ => match between(from, to) {
            Some(between) => format!("{column}::{between}::{name}"),
            None => format!("{column}::{name}"),
        },
    }
}

/// What an array holds in the end: the server has arrays of arrays for arrays of more dimensions.
fn element(ty: &Type) -> &Type {
    match ty {
        Type::Array(of) => element(of),
        of => of,
    }
}

/// The type in the middle, where there is no cast from one to the other.
fn between(from: &Type, to: &Type) -> Option<&'static str> {
    let is_range = |ty: &Type| matches!(ty, Type::Raw(sql) if sql.contains("range"));
    match (from, to) {
        (Type::Bool, Type::Int { bits: 32, .. }) | (Type::Int { bits: 32, .. }, Type::Bool) => None,
        (Type::Bool, Type::Int { .. } | Type::Decimal(_) | Type::Float | Type::Double)
        | (Type::Int { .. } | Type::Decimal(_) | Type::Float | Type::Double, Type::Bool) => Some("integer"),
        _ if is_range(from) || is_range(to) => Some("text"),
        (Type::Raw(_), _) | (_, Type::Raw(_)) => None,
        (Type::Jsonb, Type::Bool | Type::Json) | (Type::Json, Type::Jsonb) => None,
        (Type::Inet | Type::Cidr, Type::Inet | Type::Cidr) => None,
        (Type::Jsonb, to) if matches!(kind(to), Kind::Number(_)) => None,
        (Type::Time(_), Type::Interval) | (Type::Interval, Type::Time(_)) => None,
        (from, to) => match (kind(from), kind(to)) {
            (Kind::Text(_), _) | (_, Kind::Text(_)) | (Kind::Number(_), Kind::Number(_)) => None,
            (Kind::Moment(from), Kind::Moment(to)) if from.date && (to.date || from.time) => None,
            _ => Some("text"),
        },
    }
}

/// The cast between two types.
pub fn cast(from: &Type, to: &Type) -> Cast {
    if from == to {
        return FREE;
    }
    if let (Type::Array(from), Type::Array(to)) = (from, to) {
        let of = cast(from, to);
        return Cast { in_place: false, ..of };
    }
    match (kind(from), kind(to)) {
        (Kind::Text(from), Kind::Text(to)) => text(from, to),
        (_, Kind::Text(Text::Any)) => SAFE,
        (_, Kind::Text(Text::Upto(_) | Text::Padded(_))) => RISKY,
        (Kind::Number(from), Kind::Number(to)) => number(from, to),
        (Kind::Moment(from), Kind::Moment(to)) => moment(from, to),
        (Kind::Other, Kind::Other) => match (from, to) {
            (Type::Json, Type::Jsonb) | (Type::Inet, Type::Cidr) => RISKY,
            (Type::Jsonb, Type::Json) | (Type::Cidr, Type::Inet) => SAFE,
            _ => ASKED,
        },
        _ => ASKED,
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Text(Text),
    Number(Number),
    Moment(Moment),
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    Any,
    Upto(u32),
    Padded(u32),
}

#[derive(Clone, Copy)]
enum Number {
    Whole(u8),
    Decimal(Option<(u32, u32)>),
    Float(u8),
}

#[derive(Clone, Copy)]
struct Moment {
    date: bool,
    time: bool,
    zone: bool,
    digits: u8,
}

fn kind(ty: &Type) -> Kind {
    let moment = |date, time, zone, digits: &Option<u8>| {
        Kind::Moment(Moment { date, time, zone, digits: digits.unwrap_or(6) })
    };
    match ty {
        Type::Text => Kind::Text(Text::Any),
        Type::Raw(sql) if sql == "character varying" => Kind::Text(Text::Any),
        Type::Varchar(n) => Kind::Text(Text::Upto(*n)),
        Type::Char(n) => Kind::Text(Text::Padded(*n)),
        Type::Int { bits, .. } => Kind::Number(Number::Whole(*bits)),
        Type::Decimal(size) => Kind::Number(Number::Decimal(*size)),
        Type::Float => Kind::Number(Number::Float(32)),
        Type::Double => Kind::Number(Number::Float(64)),
        Type::Date => moment(true, false, false, &None),
        Type::Time(digits) => moment(false, true, false, digits),
        Type::Timestamp(digits) => moment(true, true, false, digits),
        Type::TimestampTz(digits) => moment(true, true, true, digits),
        Type::Bool
        | Type::Blob
        | Type::Varbinary(_)
        | Type::Binary(_)
        | Type::Interval
        | Type::Uuid
        | Type::Json
        | Type::Jsonb
        | Type::Inet
        | Type::Cidr
        | Type::Macaddr
        | Type::Enum(_)
        | Type::Array(_)
        | Type::Raw(_) => Kind::Other,
    }
}

/// [A longer `varchar`, or none, needs no new rows](https://www.postgresql.org/docs/current/sql-altertable.html).
fn text(from: Text, to: Text) -> Cast {
    match (from, to) {
        (Text::Any | Text::Upto(_), Text::Any) => FREE,
        (Text::Upto(from), Text::Upto(to)) if from <= to => FREE,
        (Text::Padded(_), Text::Any) => SAFE,
        (Text::Padded(from), Text::Padded(to) | Text::Upto(to)) if from <= to => SAFE,
        (Text::Any | Text::Upto(_) | Text::Padded(_), Text::Upto(_) | Text::Padded(_)) => RISKY,
    }
}

fn number(from: Number, to: Number) -> Cast {
    match (from, to) {
        (Number::Whole(from), Number::Whole(to)) => {
            if from <= to {
                SAFE
            } else {
                RISKY
            }
        }
        (Number::Decimal(Some((p, s))), Number::Decimal(Some((to_p, to_s)))) => {
            let digits = p.saturating_sub(s) <= to_p.saturating_sub(to_s);
            match (digits, s == to_s, s <= to_s) {
                (true, true, _) => FREE,
                (true, false, true) => SAFE,
                (true, false, false) => LOSSY,
                (false, _, true) => RISKY,
                (false, _, false) => Cast { loses: true, ..RISKY },
            }
        }
        (Number::Decimal(Some(_)), Number::Decimal(None)) => FREE,
        (Number::Decimal(None), Number::Decimal(Some(_))) => Cast { loses: true, ..RISKY },
        (Number::Decimal(None), Number::Decimal(None)) => FREE,
        (Number::Whole(_), Number::Decimal(None)) => SAFE,
        (Number::Whole(_), Number::Decimal(Some(_))) => RISKY,
        (Number::Whole(bits), Number::Float(width)) => {
            if bits < width {
                SAFE
            } else {
                LOSSY
            }
        }
        (Number::Float(from), Number::Float(to)) => {
            if from <= to {
                SAFE
            } else {
                Cast { loses: true, ..RISKY }
            }
        }
        (Number::Float(_), Number::Decimal(None)) => SAFE,
        (Number::Float(_) | Number::Decimal(_), Number::Whole(_))
        | (Number::Float(_), Number::Decimal(Some(_))) => Cast { loses: true, ..RISKY },
        (Number::Decimal(_), Number::Float(_)) => LOSSY,
    }
}

fn moment(from: Moment, to: Moment) -> Cast {
    match (from.date, from.time, to.date, to.time) {
        (true, true, true, true) | (false, true, false, true) => {
            let fewer = to.digits < from.digits;
            match (fewer, from.zone == to.zone) {
                (true, _) => LOSSY,
                (false, true) => FREE,
                // The session's time zone decides what the values mean.
                (false, false) => SAFE,
            }
        }
        (true, false, true, _) => SAFE,
        (true, true, _, _) => LOSSY,
        (true, false, false, _) | (false, _, _, _) => ASKED,
    }
}
