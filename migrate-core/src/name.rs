//! Identifiers: qualified names, and the names that are made by convention.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A table's (or type's) name, with the namespace it lives in where the database has namespaces.
///
/// Its text form is `users` or `billing.users`; a part that holds a dot or a double quote is
/// written as SQL would: `"odd.name"`. The text form is what every file of ours holds.
///
/// ```
/// use migrate_core::QName;
/// let name: QName = r#"billing."odd.name""#.parse().unwrap();
/// assert_eq!(name, QName::new(Some("billing"), "odd.name"));
/// assert_eq!(name.to_string(), r#"billing."odd.name""#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QName {
    /// PostgreSQL's schema; always `None` on SQLite and MySQL.
    pub namespace: Option<String>,
    /// The name itself, unquoted.
    pub name: String,
}

impl QName {
    /// A name in a namespace, or without one.
    pub fn new(namespace: Option<&str>, name: impl Into<String>) -> Self {
        Self { namespace: namespace.map(str::to_owned), name: name.into() }
    }
}

impl From<&str> for QName {
    /// A bare name: a dot in it is part of the name. Parse instead to read the text form.
    fn from(name: &str) -> Self {
        Self::new(None, name)
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(namespace) = &self.namespace {
            write_part(f, namespace)?;
            f.write_str(".")?;
        }
        write_part(f, &self.name)
    }
}

fn write_part(f: &mut fmt::Formatter<'_>, part: &str) -> fmt::Result {
    if part.is_empty() || part.contains('.') || part.contains('"') {
        write!(f, "\"{}\"", part.replace('"', "\"\""))
    } else {
        f.write_str(part)
    }
}

/// Why a text is no qualified name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseQNameError(String);

impl fmt::Display for ParseQNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a table's name: write `name` or `namespace.name`, odd parts in double quotes",
            self.0
        )
    }
}

impl std::error::Error for ParseQNameError {}

impl FromStr for QName {
    type Err = ParseQNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = split_quoted(text).ok_or_else(|| ParseQNameError(text.to_owned()))?;
        match (parts.pop(), parts.pop(), parts.pop()) {
            (Some(name), namespace, None) => Ok(Self { namespace, name }),
            _ => Err(ParseQNameError(text.to_owned())),
        }
    }
}

/// Splits `a."b.c"` at the dots that stand outside quotes; `None` where the quoting is broken.
pub fn split_quoted(text: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text.chars().peekable();
    loop {
        let mut part = String::new();
        if rest.next_if_eq(&'"').is_some() {
            loop {
                match rest.next()? {
                    '"' if rest.next_if_eq(&'"').is_some() => part.push('"'),
                    '"' => break,
                    c => part.push(c),
                }
            }
        } else {
            while let Some(c) = rest.next_if(|c| !matches!(c, '.' | '"')) {
                part.push(c);
            }
            if part.is_empty() {
                return None;
            }
        }
        parts.push(part);
        match rest.next() {
            None => return Some(parts),
            Some('.') => {}
            Some(_) => return None,
        }
    }
}

impl Serialize for QName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for QName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The names that are given where the user gave none: PostgreSQL's own convention,
/// `table_column_suffix`, on every database.
///
/// A name longer than 63 bytes (the shortest limit of our databases) is cut and ends in a hash
/// of its full form, so that two long names stay different.
pub mod convention {
    /// `users_email_key`.
    pub fn unique(table: &str, columns: &[impl AsRef<str>]) -> String {
        join(table, columns, "key")
    }

    /// `users_created_at_idx`. An expression counts as `expr`.
    pub fn index(table: &str, columns: &[impl AsRef<str>]) -> String {
        join(table, columns, "idx")
    }

    /// `users_team_id_fkey`.
    pub fn foreign_key(table: &str, columns: &[impl AsRef<str>]) -> String {
        join(table, columns, "fkey")
    }

    /// `users_pkey`.
    pub fn primary_key(table: &str) -> String {
        join(table, &[] as &[&str], "pkey")
    }

    /// `users_check`, `users_check1`, …: by position among the table's unnamed checks.
    pub fn check(table: &str, position: usize) -> String {
        match position {
            0 => join(table, &[] as &[&str], "check"),
            n => join(table, &[] as &[&str], &format!("check{n}")),
        }
    }

    const LIMIT: usize = 63;

    fn join(table: &str, columns: &[impl AsRef<str>], suffix: &str) -> String {
        let mut stem = table.to_owned();
        for column in columns {
            stem.push('_');
            stem.push_str(column.as_ref());
        }
        let full = format!("{stem}_{suffix}");
        if full.len() <= LIMIT {
            return full;
        }
        let mark = format!("{:08x}", fnv1a(full.as_bytes()));
        let mut keep = LIMIT - mark.len() - suffix.len() - 2;
        while !stem.is_char_boundary(keep) {
            keep -= 1;
        }
        format!("{}_{mark}_{suffix}", &stem[..keep])
    }

    /// 32-bit FNV-1a: a fixed, tiny hash, so that a name never depends on a library's version.
    fn fnv1a(bytes: &[u8]) -> u32 {
        bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
    }
}
