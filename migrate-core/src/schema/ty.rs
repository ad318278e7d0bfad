use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::QName;

/// A column's type, before any dialect spells it.
///
/// Its text form, which snapshots hold and people read, is SQL-like and the same on every database:
///
/// ```
/// use migrate_core::schema::Type;
/// for text in ["bigint", "integer unsigned", "varchar(255)", "decimal(10, 2)", "timestamptz(3)",
///     "enum(status)", "uuid[]", "raw(citext)"] {
///     assert_eq!(text.parse::<Type>().unwrap().to_string(), text);
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `boolean`
    Bool,
    /// `tinyint`, `smallint`, `integer`, `bigint`: 8, 16, 32 or 64 bits, perhaps `unsigned`.
    Int {
        /// 8, 16, 32 or 64.
        bits: u8,
        /// MySQL has these; the others take the next wider signed type.
        unsigned: bool,
    },
    /// `real`: 32 bits.
    Float,
    /// `double`: 64 bits.
    Double,
    /// `decimal`, `decimal(10, 2)`: precision and scale, in decimal digits.
    Decimal(Option<(u32, u32)>),
    /// `text`
    Text,
    /// `varchar(255)`: length in characters.
    Varchar(u32),
    /// `char(3)`: length in characters, padded.
    Char(u32),
    /// `blob`
    Blob,
    /// `varbinary(16)`: length in bytes.
    Varbinary(u32),
    /// `binary(16)`: length in bytes, padded.
    Binary(u32),
    /// `date`
    Date,
    /// `time`, `time(3)`: digits of a second's fraction.
    Time(Option<u8>),
    /// `timestamp`, `timestamp(3)`: date and time of no time zone.
    Timestamp(Option<u8>),
    /// `timestamptz`, `timestamptz(3)`: an instant.
    TimestampTz(Option<u8>),
    /// `interval`
    Interval,
    /// `uuid`
    Uuid,
    /// `json`, kept as text
    Json,
    /// `jsonb`, kept parsed
    Jsonb,
    /// `inet`
    Inet,
    /// `cidr`
    Cidr,
    /// `macaddr`
    Macaddr,
    /// `enum(name)`: one of the schema's enum types.
    Enum(QName),
    /// `bigint[]`: PostgreSQL's arrays.
    Array(Box<Type>),
    /// `raw(…)`: the database's own spelling of a type that has no name here.
    Raw(String),
}

impl Type {
    /// The enum type that this type is, or is an array of.
    pub fn enum_name(&self) -> Option<&QName> {
        match self {
            Self::Enum(name) => Some(name),
            Self::Array(of) => of.enum_name(),
            _ => None,
        }
    }

    /// The base type's text and the size that a model gives beside it, as `#[column(length = 255)]`.
    ///
    /// A model's Rust type says only the first; [`Type::sized`] puts both together again.
    pub fn split(&self) -> (Type, Option<String>) {
        match self {
            Self::Decimal(Some((p, 0))) => (Self::Decimal(None), Some(p.to_string())),
            Self::Decimal(Some((p, s))) => (Self::Decimal(None), Some(format!("{p}, {s}"))),
            Self::Varchar(n) => (Self::Text, Some(n.to_string())),
            Self::Char(n) => (Self::Text, Some(format!("fixed {n}"))),
            Self::Varbinary(n) => (Self::Blob, Some(n.to_string())),
            Self::Binary(n) => (Self::Blob, Some(format!("fixed {n}"))),
            Self::Time(Some(p)) => (Self::Time(None), Some(p.to_string())),
            Self::Timestamp(Some(p)) => (Self::Timestamp(None), Some(p.to_string())),
            Self::TimestampTz(Some(p)) => (Self::TimestampTz(None), Some(p.to_string())),
            Self::Array(of) => {
                let (base, size) = of.split();
                (Self::Array(Box::new(base)), size)
            }
            other => (other.clone(), None),
        }
    }

    /// The inverse of [`Type::split`]; `None` where the type takes no such size.
    pub fn sized(self, size: &str) -> Option<Type> {
        let fixed = size.strip_prefix("fixed ");
        Some(match (self, fixed) {
            (Self::Text, None) => Self::Varchar(size.parse().ok()?),
            (Self::Text, Some(n)) => Self::Char(n.parse().ok()?),
            (Self::Blob, None) => Self::Varbinary(size.parse().ok()?),
            (Self::Blob, Some(n)) => Self::Binary(n.parse().ok()?),
            (Self::Decimal(None), None) => Self::Decimal(Some(precision_and_scale(size)?)),
            (Self::Time(None), None) => Self::Time(Some(size.parse().ok()?)),
            (Self::Timestamp(None), None) => Self::Timestamp(Some(size.parse().ok()?)),
            (Self::TimestampTz(None), None) => Self::TimestampTz(Some(size.parse().ok()?)),
            (Self::Array(of), _) => Self::Array(Box::new(of.sized(size)?)),
            _ => return None,
        })
    }
}

fn precision_and_scale(size: &str) -> Option<(u32, u32)> {
    match size.split_once(',') {
        Some((p, s)) => Some((p.trim().parse().ok()?, s.trim().parse().ok()?)),
        None => Some((size.trim().parse().ok()?, 0)),
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let with = |f: &mut fmt::Formatter<'_>, name: &str, digits: &Option<u8>| match digits {
            Some(digits) => write!(f, "{name}({digits})"),
            None => f.write_str(name),
        };
        match self {
            Self::Bool => f.write_str("boolean"),
            Self::Int { bits, unsigned } => {
                f.write_str(int_name(*bits))?;
                f.write_str(if *unsigned { " unsigned" } else { "" })
            }
            Self::Float => f.write_str("real"),
            Self::Double => f.write_str("double"),
            Self::Decimal(None) => f.write_str("decimal"),
            Self::Decimal(Some((p, s))) => write!(f, "decimal({p}, {s})"),
            Self::Text => f.write_str("text"),
            Self::Varchar(n) => write!(f, "varchar({n})"),
            Self::Char(n) => write!(f, "char({n})"),
            Self::Blob => f.write_str("blob"),
            Self::Varbinary(n) => write!(f, "varbinary({n})"),
            Self::Binary(n) => write!(f, "binary({n})"),
            Self::Date => f.write_str("date"),
            Self::Time(digits) => with(f, "time", digits),
            Self::Timestamp(digits) => with(f, "timestamp", digits),
            Self::TimestampTz(digits) => with(f, "timestamptz", digits),
            Self::Interval => f.write_str("interval"),
            Self::Uuid => f.write_str("uuid"),
            Self::Json => f.write_str("json"),
            Self::Jsonb => f.write_str("jsonb"),
            Self::Inet => f.write_str("inet"),
            Self::Cidr => f.write_str("cidr"),
            Self::Macaddr => f.write_str("macaddr"),
            Self::Enum(name) => write!(f, "enum({name})"),
            Self::Array(of) => write!(f, "{of}[]"),
            Self::Raw(sql) => write!(f, "raw({sql})"),
        }
    }
}

fn int_name(bits: u8) -> &'static str {
    match bits {
        8 => "tinyint",
        16 => "smallint",
        32 => "integer",
        _ => "bigint",
    }
}

/// Why a text is no type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseTypeError(String);

impl fmt::Display for ParseTypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a type: a database's own type is written `raw(…)`", self.0)
    }
}

impl std::error::Error for ParseTypeError {}

impl FromStr for Type {
    type Err = ParseTypeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ParseTypeError(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Type> {
    // An array of a raw type ends in `[]` after the bracket; `raw(int[])` is a raw type.
    if let Some(of) = text.strip_suffix("[]") {
        return Some(Type::Array(Box::new(parse(of)?)));
    }
    if let Some(base) = text.strip_suffix(" unsigned") {
        return match parse(base)? {
            Type::Int { bits, unsigned: false } => Some(Type::Int { bits, unsigned: true }),
            _ => None,
        };
    }
    let (name, argument) = match text.split_once('(') {
        Some((name, rest)) => (name, Some(rest.strip_suffix(')')?)),
        None => (text, None),
    };
    Some(match (name, argument) {
        ("boolean", None) => Type::Bool,
        ("tinyint", None) => Type::Int { bits: 8, unsigned: false },
        ("smallint", None) => Type::Int { bits: 16, unsigned: false },
        ("integer", None) => Type::Int { bits: 32, unsigned: false },
        ("bigint", None) => Type::Int { bits: 64, unsigned: false },
        ("real", None) => Type::Float,
        ("double", None) => Type::Double,
        ("decimal", None) => Type::Decimal(None),
        ("decimal", Some(size)) => Type::Decimal(Some(precision_and_scale(size)?)),
        ("text", None) => Type::Text,
        ("varchar", Some(n)) => Type::Varchar(n.parse().ok()?),
        ("char", Some(n)) => Type::Char(n.parse().ok()?),
        ("blob", None) => Type::Blob,
        ("varbinary", Some(n)) => Type::Varbinary(n.parse().ok()?),
        ("binary", Some(n)) => Type::Binary(n.parse().ok()?),
        ("date", None) => Type::Date,
        ("time", digits) => Type::Time(fraction(digits)?),
        ("timestamp", digits) => Type::Timestamp(fraction(digits)?),
        ("timestamptz", digits) => Type::TimestampTz(fraction(digits)?),
        ("interval", None) => Type::Interval,
        ("uuid", None) => Type::Uuid,
        ("json", None) => Type::Json,
        ("jsonb", None) => Type::Jsonb,
        ("inet", None) => Type::Inet,
        ("cidr", None) => Type::Cidr,
        ("macaddr", None) => Type::Macaddr,
        ("enum", Some(name)) => Type::Enum(name.parse().ok()?),
        ("raw", Some(sql)) => Type::Raw(sql.to_owned()),
        _ => return None,
    })
}

fn fraction(digits: Option<&str>) -> Option<Option<u8>> {
    digits.map(|digits| digits.parse().ok()).map_or(Some(None), |digits| digits.map(Some))
}

impl Serialize for Type {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
