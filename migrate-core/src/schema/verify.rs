use std::collections::BTreeSet;
use std::fmt;

use super::{IndexTarget, Schema, Table};
use crate::QName;

/// Something that can hold of no database: the schema contradicts itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The table it is in.
    pub table: QName,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "table `{}`: {}", self.table, self.message)
    }
}

impl Schema {
    /// Everything in this schema that can hold of no database, in order; empty where it is sound.
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let mut seen = BTreeSet::new();
        for table in &self.tables {
            let mut flaw = |message: String| flaws.push(Flaw { table: table.name.clone(), message });
            if !seen.insert(&table.name) {
                flaw("stands in the schema twice".to_owned());
            }
            columns(table, &mut flaw);
            keys(table, &mut flaw);
            for column in &table.columns {
                if let Some(name) = column.ty.enum_name()
                    && self.enum_type(name).is_none()
                {
                    flaw(format!("column `{}` is of the enum `{name}`, which is not there", column.name));
                }
            }
            self.references(table, &mut flaw);
        }
        flaws
    }

    fn references(&self, table: &Table, flaw: &mut impl FnMut(String)) {
        for key in &table.foreign_keys {
            if key.columns.len() != key.referenced_columns.len() {
                flaw(format!(
                    "foreign key `{}` has as many columns as it refers to, or it is none",
                    key.name
                ));
            }
            let Some(target) = self.table(&key.references) else {
                flaw(format!(
                    "foreign key `{}` refers to table `{}`, which is not there",
                    key.name, key.references
                ));
                continue;
            };
            for column in &key.referenced_columns {
                if target.column(column).is_none() {
                    flaw(format!(
                        "foreign key `{}` refers to `{}.{column}`, which is not there",
                        key.name, key.references
                    ));
                }
            }
        }
    }
}

fn columns(table: &Table, flaw: &mut impl FnMut(String)) {
    let mut seen = BTreeSet::new();
    for column in &table.columns {
        if !seen.insert(&column.name) {
            flaw(format!("column `{}` stands there twice", column.name));
        }
    }
}

fn keys(table: &Table, flaw: &mut impl FnMut(String)) {
    let missing = |name: &str| table.column(name).is_none();
    let included = table.primary_key.iter().flat_map(|key| &key.include);
    for column in table.primary_key_columns().iter().chain(included).filter(|name| missing(name)) {
        flaw(format!("the primary key names the column `{column}`, which is not there"));
    }
    let mut names = BTreeSet::new();
    for index in &table.indexes {
        if !names.insert(&index.name) {
            flaw(format!("two indexes are named `{}`", index.name));
        }
        for part in &index.parts {
            match &part.on {
                IndexTarget::Column(name) if missing(name) => {
                    flaw(format!("index `{}` names the column `{name}`, which is not there", index.name));
                }
                IndexTarget::Column(_) | IndexTarget::Expression(_) => {}
            }
        }
    }
    let mut names = BTreeSet::new();
    for key in &table.foreign_keys {
        if !names.insert(&key.name) {
            flaw(format!("two foreign keys are named `{}`", key.name));
        }
        for column in key.columns.iter().filter(|name| missing(name)) {
            flaw(format!("foreign key `{}` names the column `{column}`, which is not there", key.name));
        }
    }
    let mut names = BTreeSet::new();
    for check in &table.checks {
        if !names.insert(&check.name) {
            flaw(format!("two checks are named `{}`", check.name));
        }
    }
}
