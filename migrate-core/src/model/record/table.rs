//! One table's lines, and the table that they make.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Hints;
use super::read::bad;
use crate::model::lines::{self, Key, unescape};
use crate::schema::{
    Check, Column, EnumType, Exclusion, ForeignKey, Index, PrimaryKey, Schema, Table, TableOptions, Type,
};
use crate::{Error, ErrorCode, QName, Result};

/// A table's lines, sorted by what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lines {
    name: QName,
    /// Kind, key, object.
    objects: Vec<(char, String, Map<String, Value>)>,
    /// The k-th column's slot.
    types: Vec<String>,
    /// For the types that come next, which of them each column has.
    kinds: Vec<usize>,
    refs: Vec<String>,
    hints: Vec<String>,
}

impl Lines {
    pub(super) fn new(name: QName) -> Self {
        Self {
            name,
            objects: Vec::new(),
            types: Vec::new(),
            kinds: Vec::new(),
            refs: Vec::new(),
            hints: Vec::new(),
        }
    }

    pub(super) fn is_of(&self, table: &QName) -> bool {
        self.name == *table
    }

    /// The types of the columns that [`Self::push`] has told the kinds of.
    pub(super) fn push_types(&mut self, slots: &[&str]) -> Result<()> {
        for kind in std::mem::take(&mut self.kinds) {
            let slot = slots.get(kind).ok_or_else(|| bad("a column's type is missing"))?;
            self.types.push((*slot).to_owned());
        }
        Ok(())
    }

    pub(super) fn push(&mut self, kind: &str, rest: &str) -> Result<()> {
        match kind {
            "k" => {
                let kinds = rest.split('\t').map(str::parse).collect::<std::result::Result<_, _>>();
                self.kinds = kinds.map_err(|error| bad("a column's type has no number").because(error))?;
            }
            "r" => self.refs.push(rest.to_owned()),
            "h" => self.hints.push(rest.to_owned()),
            "t" | "c" | "p" | "i" | "f" | "x" | "e" => {
                let mut words = rest.splitn(3, '\t');
                let (Some(key), Some(json), Some(_)) = (words.next(), words.next(), words.next()) else {
                    return Err(bad("a line is too short"));
                };
                let object =
                    serde_json::from_str(json).map_err(|e| bad("a line's JSON is broken").because(e))?;
                self.objects.extend(kind.chars().map(|kind| (kind, key.to_owned(), Map::clone(&object))));
            }
            other => return Err(bad(&format!("`{other}` is no kind of line"))),
        }
        Ok(())
    }

    /// Adds the table and its enum types to the schema.
    pub(super) fn build(&self, schema: &mut Schema, hints: &mut Hints) -> Result<()> {
        let mut table = Table::new(self.name.clone());
        let mut types = self.types.iter();
        let mut refs = self.refs.iter();
        for (kind, key, object) in &self.objects {
            let object = object.clone();
            match kind {
                't' => {
                    table.comment = object.get("comment").and_then(Value::as_str).map(str::to_owned);
                    table.options = match object.get("options") {
                        Some(options) => read(options.clone())?,
                        None => TableOptions::default(),
                    };
                }
                'c' => {
                    let slot = types.next().ok_or_else(|| bad("a column has no type"))?;
                    table.columns.push(column(unescape(key), object, slot, schema)?);
                }
                'p' => table.primary_key = Some(primary_key(key, object)?),
                'i' => table.indexes.push(index(&self.name.name, key, object)?),
                'f' => {
                    let slot = refs.next().ok_or_else(|| bad("a foreign key has no target"))?;
                    table.foreign_keys.push(foreign_key(&self.name.name, key, object, slot)?);
                }
                'x' => table.checks.push(check(&self.name.name, key, object)?),
                _ => table.exclusions.push(named::<Exclusion>(unescape(key), object)?),
            }
        }
        for hint in &self.hints {
            self.hint(hint, hints)?;
        }
        schema.tables.push(table);
        Ok(())
    }

    fn hint(&self, hint: &str, hints: &mut Hints) -> Result<()> {
        let words: Vec<_> = hint.split('\t').map(unescape).collect();
        match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["table", old] => {
                let mut old: QName = old.parse().map_err(|e| bad("an old name is none").because(e))?;
                // A name without a namespace means the table's own; where there are none, it counts for nothing.
                old.namespace = match (&self.name.namespace, old.namespace) {
                    (Some(own), None) => Some(own.clone()),
                    (Some(_), given) => given,
                    (None, _) => None,
                };
                hints.renamed_tables.push((old, self.name.clone()));
            }
            ["column", new, old] => {
                hints.renamed_columns.push((self.name.clone(), (*old).to_owned(), (*new).to_owned()));
            }
            ["backfill", column, sql] => {
                hints.backfills.push((self.name.clone(), (*column).to_owned(), (*sql).to_owned()));
            }
            _ => return Err(bad("a hint is none")),
        }
        Ok(())
    }
}

fn column(name: String, mut object: Map<String, Value>, slot: &str, schema: &mut Schema) -> Result<Column> {
    let (text, labels) = match slot.split_once('\t') {
        Some((text, labels)) => (text, Some(labels)),
        None => (slot, None),
    };
    let (text, nullable) = match text.strip_suffix('?') {
        Some(text) => (text, true),
        None => (text, false),
    };
    let base: Type = unescape(text)
        .parse()
        .map_err(|error| bad(&format!("the type of the column `{name}` is none")).because(error))?;
    let ty = match object.remove("size") {
        Some(size) => base.clone().sized(size.as_str().unwrap_or_default()).ok_or_else(|| {
            Error::new(
                ErrorCode::BadSchema,
                format!("the column `{name}` is {base}, which takes no size {size}"),
            )
            .with_help(
                "take `length`, `precision` or `scale` away, or name the type: `#[column(sql_type = \"…\")]`",
            )
        })?,
        None => base,
    };
    if let Some(labels) = labels {
        let labels: EnumType = serde_json::from_str(labels)
            .map_err(|error| bad("an enum's labels can't be read").because(error))?;
        add_enum(labels, schema)?;
    }
    object.insert("type".to_owned(), ty.to_string().into());
    object.insert("nullable".to_owned(), nullable.into());
    named(name, object)
}

fn add_enum(labels: EnumType, schema: &mut Schema) -> Result<()> {
    match schema.enums.iter().find(|ty| ty.name == labels.name) {
        None => schema.enums.push(labels),
        Some(other) if *other == labels => {}
        Some(other) => {
            return Err(Error::new(
                ErrorCode::BadSchema,
                format!(
                    "two Rust enums are the type `{}`, one with the labels {:?}, one with {:?}",
                    labels.name, other.labels, labels.labels
                ),
            )
            .with_help("give one of them another name: `#[sql_enum(name = \"…\")]`"));
        }
    }
    Ok(())
}

fn primary_key(key: &str, object: Map<String, Value>) -> Result<PrimaryKey> {
    let mut primary_key: PrimaryKey = read(Value::Object(object))?;
    primary_key.name = match Key::read(key) {
        Key::Explicit(name) if name.is_empty() => None,
        Key::Explicit(name) | Key::Conventional(name) => Some(name),
    };
    Ok(primary_key)
}

fn index(table: &str, key: &str, object: Map<String, Value>) -> Result<Index> {
    let mut index: Index = named(String::new(), object)?;
    index.name = match Key::read(key) {
        Key::Explicit(name) => name,
        Key::Conventional(_) => lines::index_name(table, &index),
    };
    Ok(index)
}

fn foreign_key(table: &str, key: &str, mut object: Map<String, Value>, slot: &str) -> Result<ForeignKey> {
    let mut words = slot.split('\t').map(unescape);
    object.insert("references".to_owned(), words.next().unwrap_or_default().into());
    object.insert("referenced_columns".to_owned(), words.map(Value::from).collect::<Vec<_>>().into());
    let mut foreign_key: ForeignKey = named(String::new(), object)?;
    foreign_key.name = match Key::read(key) {
        Key::Explicit(name) => name,
        Key::Conventional(_) => lines::foreign_key_name(table, &foreign_key),
    };
    Ok(foreign_key)
}

fn check(table: &str, key: &str, object: Map<String, Value>) -> Result<Check> {
    let name = match Key::read(key) {
        Key::Explicit(name) => name,
        Key::Conventional(made_of) => {
            let (position, column) = match made_of.split_once(' ') {
                Some((position, column)) => (position, Some(column)),
                None => (made_of.as_str(), None),
            };
            let position = position.parse().map_err(|error| bad("a check's place is none").because(error))?;
            match column {
                Some(column) => lines::column_check_name(table, column, position),
                None => lines::check_name(table, position),
            }
        }
    };
    named(name, object)
}

pub(super) fn named<T: DeserializeOwned>(name: String, mut object: Map<String, Value>) -> Result<T> {
    object.insert("name".to_owned(), name.into());
    read(Value::Object(object))
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|error| bad("a line's JSON is not as it should be").because(error))
}
