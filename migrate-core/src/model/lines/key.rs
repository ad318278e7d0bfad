//! Keys of lines: an explicit name, or what a conventional name is made of.

use std::borrow::Cow;

use crate::name::convention;
use crate::schema::{Check, ForeignKey, Index, IndexTarget, Table};

/// The conventional name of an index; an expression counts as `expr`.
pub fn index_name(table: &str, index: &Index) -> String {
    if index.kind.is_unique() {
        convention::unique(table, &parts(index))
    } else {
        convention::index(table, &parts(index))
    }
}

/// The conventional name of a foreign key.
pub fn foreign_key_name(table: &str, key: &ForeignKey) -> String {
    convention::foreign_key(table, &key.columns)
}

/// The conventional name of a check that stands at no column: by its place among these.
pub fn check_name(table: &str, position: usize) -> String {
    convention::check(table, position)
}

/// The conventional name of a check that stands at a column: by its place among these.
pub fn column_check_name(table: &str, column: &str, position: usize) -> String {
    // As PostgreSQL names them: `users_email_check`, `users_email_check1`.
    convention::check(&format!("{table}_{column}"), position)
}

/// A key, read back.
pub(crate) enum Key {
    Explicit(String),
    Conventional(String),
}

impl Key {
    pub(crate) fn read(text: &str) -> Self {
        match text.strip_prefix('=') {
            Some(made_of) => Self::Conventional(unescape(made_of)),
            None => Self::Explicit(unescape(text)),
        }
    }
}

pub(super) fn of_index(table: &str, index: &Index) -> String {
    if index.name == index_name(table, index) {
        let suffix = if index.kind.is_unique() { "key" } else { "idx" };
        format!("={suffix} {}", escape(&parts(index).join(" ")))
    } else {
        explicit(&index.name)
    }
}

pub(super) fn of_foreign_key(table: &str, key: &ForeignKey) -> String {
    if key.name == foreign_key_name(table, key) {
        format!("={}", escape(&key.columns.join(" ")))
    } else {
        explicit(&key.name)
    }
}

/// `=` and the position for a check of the table, `=`, position and column for one of a column.
pub(super) fn of_check(table: &Table, check: &Check) -> String {
    let name = &table.name.name;
    for position in 0..table.checks.len() {
        if check.name == check_name(name, position) {
            return format!("={position}");
        }
        let at =
            |column: &&crate::schema::Column| check.name == column_check_name(name, &column.name, position);
        if let Some(column) = table.columns.iter().find(at) {
            return format!("={position} {}", escape(&column.name));
        }
    }
    explicit(&check.name)
}

pub(super) fn explicit(name: &str) -> String {
    // An explicit name may begin with the mark of conventional ones.
    match name.strip_prefix('=') {
        Some(rest) => format!("\\={}", escape(rest)),
        None => escape(name).into_owned(),
    }
}

fn parts(index: &Index) -> Vec<&str> {
    index
        .parts
        .iter()
        .map(|part| match &part.on {
            IndexTarget::Column(name) => name.as_str(),
            IndexTarget::Expression(_) => "expr",
        })
        .collect()
}

/// Names may hold anything; a line may not.
pub(super) fn escape(name: &str) -> Cow<'_, str> {
    for byte in name.as_bytes() {
        if matches!(byte, b'\\' | b'\t' | b'\n' | b'\r') {
            return name
                .replace('\\', "\\\\")
                .replace('\t', "\\t")
                .replace('\n', "\\n")
                .replace('\r', "\\r")
                .into();
        }
    }
    // Most are such, and the derive isn't optimised where it runs.
    name.into()
}

/// The inverse of [`escape`].
pub(crate) fn unescape(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('t') => name.push('\t'),
                Some('n') => name.push('\n'),
                Some('r') => name.push('\r'),
                Some(other) => name.push(other),
                None => {}
            },
            other => name.push(other),
        }
    }
    name
}
