//! `CREATE TABLE`, and what it is made of.

use super::{Flavour, QUOTING, canon, cover, default, expression, index, literal, own_check, sound, types};
use crate::schema::{Action, Check, Column, ForeignKey, Schema, Table, TableOptions, Type};
use crate::{Error, ErrorCode, QName, Result};

/// The whole table, with all its indexes and foreign keys.
pub(super) fn create(flavour: Flavour, name: &QName, table: &Table, schema: &Schema) -> Result<String> {
    sound::table(flavour, table)?;
    let mut lines = Vec::new();
    for of in &table.columns {
        let check = own_check::of(table, &of.name).filter(|_| own_check::is_own(flavour, table, &of.name));
        let own = own_check::at_column(flavour, check) + &own_check::beside(flavour, check, "");
        lines.push(column(of, table, schema)? + &own);
    }
    if let Some(key) = &table.primary_key {
        lines.push(format!("PRIMARY KEY ({})", QUOTING.list(&key.columns)));
    }
    for of in table.indexes.iter().chain(&cover::own_indexes(table)) {
        lines.push(index::index(flavour, of)?);
    }
    lines.extend(table.foreign_keys.iter().map(foreign_key));
    let others = |check: &&Check| !own_check::is_own(flavour, table, &check.name);
    lines.extend(table.checks.iter().filter(others).map(check));
    let mut options = options(&TableOptions::default(), &table.options);
    options.extend(first_number(table));
    options.extend(table.comment.as_deref().map(comment));
    let options = if options.is_empty() { String::new() } else { format!(" {}", options.join(" ")) };
    Ok(format!("CREATE TABLE {} (\n    {}\n){options}", QUOTING.name(&name.name), lines.join(",\n    ")))
}

/// The column as it reads in `CREATE TABLE`, `ADD COLUMN` and `MODIFY COLUMN`.
pub(super) fn column(column: &Column, table: &Table, schema: &Schema) -> Result<String> {
    let mut sql = format!("{} {}", QUOTING.name(&column.name), type_name(column, table, schema)?);
    if let Some(charset) = &column.charset {
        sql.push_str(&format!(" CHARACTER SET {charset}"));
    }
    if let Some(collation) = &column.collation {
        sql.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(generated) = &column.generated {
        sql.push_str(&format!(
            " GENERATED ALWAYS AS {} {}",
            expression::bracket(&generated.expression),
            if generated.stored { "STORED" } else { "VIRTUAL" }
        ));
    } else if !column.nullable {
        sql.push_str(" NOT NULL");
    } else if matches!(column.ty, Type::TimestampTz(_)) {
        // Without `explicit_defaults_for_timestamp` it would be NOT NULL by itself.
        sql.push_str(" NULL");
    }
    if column.invisible {
        sql.push_str(" INVISIBLE");
    }
    if let Some(of) = &column.default {
        sql.push_str(&format!(" DEFAULT {}", default::default(of, &types::canonical(&column.ty))));
    }
    if let Some(on_update) = &column.on_update {
        sql.push_str(&format!(" ON UPDATE {}", canon::on_update(on_update, &types::canonical(&column.ty))));
    }
    if column.identity.is_some() {
        sql.push_str(" AUTO_INCREMENT");
    }
    if let Some(text) = &column.comment {
        sql.push_str(&format!(" COMMENT {}", literal::comment(text)));
    }
    Ok(sql)
}

/// An enum is written with its labels.
fn type_name(column: &Column, table: &Table, schema: &Schema) -> Result<String> {
    let Type::Enum(name) = &column.ty else { return types::name(&column.ty) };
    let Some(ty) = schema.enum_type(name) else {
        return Err(Error::new(
            ErrorCode::BadSchema,
            format!("column `{}.{}` is of the enum `{name}`, which is not there", table.name, column.name),
        ));
    };
    Ok(enum_type(&ty.labels))
}

pub(super) fn enum_type(labels: &[String]) -> String {
    let labels: Vec<String> = labels.iter().map(|label| literal::label(label)).collect();
    format!("ENUM({})", labels.join(", "))
}

pub(super) fn check(check: &Check) -> String {
    format!("CONSTRAINT {} CHECK {}", QUOTING.name(&check.name), expression::bracket(&check.expression))
}

pub(super) fn foreign_key(key: &ForeignKey) -> String {
    let mut sql = format!(
        "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({})",
        QUOTING.name(&key.name),
        QUOTING.list(&key.columns),
        QUOTING.name(&key.references.name),
        QUOTING.list(&key.referenced_columns)
    );
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        let action = match action {
            Action::NoAction => continue,
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        };
        sql.push_str(&format!(" ON {event} {action}"));
    }
    sql
}

/// The options that differ, each as its clause.
pub(super) fn options(from: &TableOptions, to: &TableOptions) -> Vec<String> {
    let mut options = Vec::new();
    if from.engine != to.engine {
        options.push(format!("ENGINE={}", to.engine.as_deref().unwrap_or("InnoDB")));
    }
    if from.row_format != to.row_format {
        options.push(format!(
            "ROW_FORMAT={}",
            to.row_format.as_deref().unwrap_or("DEFAULT").to_ascii_uppercase()
        ));
    }
    if (&from.charset, &from.collation) != (&to.charset, &to.collation) {
        match (&to.charset, &to.collation) {
            (None, None) => options.push("DEFAULT CHARACTER SET=DEFAULT".to_owned()),
            (charset, collation) => {
                options.extend(charset.as_ref().map(|charset| format!("DEFAULT CHARACTER SET={charset}")));
                options.extend(collation.as_ref().map(|collation| format!("COLLATE={collation}")));
            }
        }
    }
    options
}

fn first_number(table: &Table) -> Option<String> {
    let start = table
        .columns
        .iter()
        .find_map(|column| column.identity.as_ref()?.start)
        .filter(|start| *start != 1)?;
    Some(format!("AUTO_INCREMENT={start}"))
}

pub(super) fn comment(text: &str) -> String {
    format!("COMMENT={}", literal::comment(text))
}

/// Whether it is InnoDB, which is what a table is that doesn't say.
pub(super) fn is_innodb(table: &Table) -> bool {
    table.options.engine.as_deref().is_none_or(|engine| engine.eq_ignore_ascii_case("innodb"))
}
