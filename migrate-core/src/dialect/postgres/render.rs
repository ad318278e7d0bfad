//! A change as statements: every change has its own, for there is nothing that PostgreSQL can't alter in place.
//!
//! What must be out of the way meanwhile (a view over a column, a foreign key on a type) is the plan's business.

use super::super::{Rendered, Sql, opaque};
use super::index::{beside, is_constraint, table_name};
use super::{QUOTING, alter, enums, index, objects, partition, sound, table};
use crate::name::convention;
use crate::schema::{Column, Identity, Index, Schema, Table, TableOptions};
use crate::{Change, Error, ErrorCode, QName, Result};

pub(super) fn render(change: &Change, before: &Schema) -> Result<Rendered> {
    Ok(Rendered::Statements(statements(change, before)?))
}

fn statements(change: &Change, before: &Schema) -> Result<Vec<Sql>> {
    let one = |sql: String| Ok(vec![Sql::from(sql)]);
    match change {
        Change::CreateExtension { name } => one(objects::create_extension(name)),
        Change::DropExtension { name } => one(format!("DROP EXTENSION {}", QUOTING.name(name))),
        Change::CreateEnum { ty } => Ok(all(enums::create(ty)?)),
        Change::DropEnum { ty } => one(format!("DROP TYPE {}", table_name(&ty.name))),
        Change::RenameEnum { from, to } => {
            rename("TYPE", from, to, |name| before.enums.iter().any(|ty| ty.name == *name))
        }
        Change::AlterEnum { from, to, renamed } => enums::alter(from, to, renamed, before),
        Change::CreateSequence { sequence } => one(objects::create_sequence(sequence)?),
        Change::DropSequence { sequence } => one(format!("DROP SEQUENCE {}", table_name(&sequence.name))),
        Change::AlterSequence { from, to } => Ok(all(objects::alter_sequence(from, to))),
        Change::CreateTable { table } => create_table(table, before),
        Change::DropTable { table } => Ok(all(partition::drop(table, before))),
        Change::RenameTable { from, to } => rename_table(known(before, from)?, to, before),
        Change::AlterTableOptions { table, from, to } => Ok(all(options(table, from, to)?)),
        Change::AlterTableComment { table, to, .. } => {
            one(objects::comment("TABLE", &table_name(table), to.as_deref()))
        }
        Change::AddColumn { table, column, backfill, .. } => add_column(table, column, backfill.as_deref()),
        Change::DropColumn { table, column, .. } => {
            one(format!("ALTER TABLE {} DROP COLUMN {}", table_name(table), QUOTING.name(&column.name)))
        }
        Change::RenameColumn { table, from, to } => rename_column(known(before, table)?, from, to),
        Change::AlterColumn { table, from, to, backfill } => {
            alter::alter(table, from, to, backfill.as_deref())
        }
        Change::AlterPrimaryKey { table, from, to } => primary_key(table, from.as_ref(), to.as_ref()),
        Change::AddIndex { table, index } => add_index(table, index),
        Change::DropIndex { table, index } if is_constraint(index) => drop_constraint(table, &index.name),
        Change::DropIndex { table, index } => one(partition::drop_index(table, index, before)),
        Change::RenameIndex { table, from, to } => {
            sound::name(to, "index")?;
            // The constraint behind it, where there is one, follows.
            one(format!("ALTER INDEX {} RENAME TO {}", beside(table, from), QUOTING.name(to)))
        }
        Change::AddForeignKey { table, foreign_key } => {
            sound::name(&foreign_key.name, "foreign key")?;
            let valid = if foreign_key.not_valid { " NOT VALID" } else { "" };
            one(add_constraint(table, &format!("{}{valid}", table::foreign_key(foreign_key))))
        }
        Change::DropForeignKey { table, foreign_key } => drop_constraint(table, &foreign_key.name),
        Change::AddCheck { table, check } => {
            sound::name(&check.name, "check")?;
            let valid = if check.not_valid { " NOT VALID" } else { "" };
            one(add_constraint(table, &format!("{}{valid}", table::check(check))))
        }
        Change::DropCheck { table, check } => drop_constraint(table, &check.name),
        Change::RenameForeignKey { table, from, to } | Change::RenameCheck { table, from, to } => {
            sound::name(to, "constraint")?;
            one(rename_constraint(table, from, to))
        }
        Change::AddExclusion { table, exclusion } => {
            sound::name(&exclusion.name, "exclusion constraint")?;
            one(add_constraint(table, &table::exclusion(exclusion)))
        }
        Change::DropExclusion { table, exclusion } => drop_constraint(table, &exclusion.name),
        Change::CreateView { view } => Ok(all(objects::create_view(view)?)),
        Change::DropView { view } => one(objects::drop_view(view)),
        Change::AlterView { from, to } => Ok(all(objects::alter_view(from, to)?)),
        Change::CreateOpaque { .. } | Change::DropOpaque { .. } | Change::AlterOpaque { .. } => {
            Ok(all(opaque::statements(change).unwrap_or_default()))
        }
    }
}

fn all(sql: Vec<String>) -> Vec<Sql> {
    sql.into_iter().map(Sql::from).collect()
}

fn known<'a>(schema: &'a Schema, name: &QName) -> Result<&'a Table> {
    schema.table(name).ok_or_else(|| {
        Error::new(
            ErrorCode::Internal,
            format!("a change of table `{name}` was to be written, which is not there"),
        )
    })
}

pub(super) fn add_constraint(table: &QName, constraint: &str) -> String {
    format!("ALTER TABLE {} ADD {constraint}", table_name(table))
}

fn drop_constraint(table: &QName, name: &str) -> Result<Vec<Sql>> {
    Ok(vec![Sql::from(format!("ALTER TABLE {} DROP CONSTRAINT {}", table_name(table), QUOTING.name(name)))])
}

fn rename_constraint(table: &QName, from: &str, to: &str) -> String {
    format!(
        "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
        table_name(table),
        QUOTING.name(from),
        QUOTING.name(to)
    )
}

/// Another namespace, then another name; the other way round where somebody else has the old name there.
fn rename(what: &str, from: &QName, to: &QName, is_taken: impl Fn(&QName) -> bool) -> Result<Vec<Sql>> {
    sound::qname(to, &what.to_lowercase())?;
    let mut sql = Vec::new();
    if is_taken(&QName { namespace: to.namespace.clone(), name: from.name.clone() }) {
        sql.push(renamed(what, from, to));
        sql.push(moved(what, &QName { namespace: from.namespace.clone(), name: to.name.clone() }, to));
        return Ok(all(sql));
    }
    let mut at = from.clone();
    if from.namespace != to.namespace {
        sql.push(moved(what, from, to));
        at.namespace.clone_from(&to.namespace);
    }
    if from.name != to.name {
        sql.push(renamed(what, &at, to));
    }
    Ok(all(sql))
}

fn renamed(what: &str, at: &QName, to: &QName) -> String {
    format!("ALTER {what} {} RENAME TO {}", table_name(at), QUOTING.name(&to.name))
}

fn moved(what: &str, at: &QName, to: &QName) -> String {
    let namespace = to.namespace.as_deref().unwrap_or("public");
    format!("ALTER {what} {} SET SCHEMA {}", table_name(at), QUOTING.name(namespace))
}

/// A table's name, and those that are made of it: its primary key's and its sequences'.
fn rename_table(table: &Table, to: &QName, before: &Schema) -> Result<Vec<Sql>> {
    let from = &table.name;
    let old_there = QName { namespace: to.namespace.clone(), name: from.name.clone() };
    if *from != old_there && *to != old_there && before.table(&old_there).is_some() {
        // Its namesake there has indexes of the same names, too: so all get theirs first.
        let here = QName { namespace: from.namespace.clone(), name: to.name.clone() };
        let mut sql = rename_table(table, &here, before)?;
        sql.extend(all(vec![moved("TABLE", &here, to)]));
        return Ok(sql);
    }
    let mut sql = rename("TABLE", from, to, |_| false)?;
    if from.name == to.name {
        return Ok(sql);
    }
    if table.primary_key.as_ref().is_some_and(|key| key.name.is_none()) {
        let (old, new) = (convention::primary_key(&from.name), convention::primary_key(&to.name));
        sql.push(rename_constraint(to, &old, &new).into());
    }
    for column in table.columns.iter().filter(|column| column.identity.is_some()) {
        let old = alter::sequence_name(&from.name, &column.name);
        sql.push(rename_sequence(to, &old, &alter::sequence_name(&to.name, &column.name)));
    }
    Ok(sql)
}

fn rename_column(table: &Table, from: &str, to: &str) -> Result<Vec<Sql>> {
    sound::name(to, "column")?;
    let mut sql = vec![Sql::from(format!(
        "ALTER TABLE {} RENAME COLUMN {} TO {}",
        table_name(&table.name),
        QUOTING.name(from),
        QUOTING.name(to)
    ))];
    if table.column(from).is_some_and(|column| column.identity.is_some()) {
        let old = alter::sequence_name(&table.name.name, from);
        sql.push(rename_sequence(&table.name, &old, &alter::sequence_name(&table.name.name, to)));
    }
    Ok(sql)
}

/// `IF EXISTS`: whoever made it may have called it something else.
fn rename_sequence(table: &QName, from: &str, to: &str) -> Sql {
    Sql::from(format!("ALTER SEQUENCE IF EXISTS {} RENAME TO {}", beside(table, from), QUOTING.name(to)))
}

fn create_table(table: &Table, before: &Schema) -> Result<Vec<Sql>> {
    if let Some(of) = &table.options.partition_of {
        return Ok(all(partition::create(table, of, known(before, &of.of)?)?));
    }
    let mut statements = table::create(&table.name, table)?;
    for column in table.columns.iter().filter(|column| table::is_serial(column)) {
        statements
            .extend(column.identity.iter().filter_map(|identity| numbers(&table.name, column, identity)));
    }
    let mut statements = all(statements);
    for index in table.indexes.iter().filter(|index| !is_constraint(index)) {
        statements.extend(add_index(&table.name, index)?);
    }
    Ok(statements)
}

/// A serial column's numbers, where they aren't the usual ones.
fn numbers(of: &QName, column: &Column, identity: &Identity) -> Option<String> {
    let numbers = table::numbers(identity);
    let restart = if identity.start.is_some_and(|start| start != 1) { " RESTART" } else { "" };
    (!numbers.is_empty()).then(|| {
        objects::owned_sequence(
            of,
            &column.name,
            "ALTER SEQUENCE",
            &format!("{}{restart}", numbers.join(" ")),
        )
    })
}

fn options(table: &QName, from: &TableOptions, to: &TableOptions) -> Result<Vec<String>> {
    let head = format!("ALTER TABLE {}", table_name(table));
    let mut sql = partition::moved(table, from, to)?;
    if from.unlogged != to.unlogged {
        sql.push(format!("{head} SET {}", if to.unlogged { "UNLOGGED" } else { "LOGGED" }));
    }
    sql.extend(objects::set(&head, &from.with, &to.with));
    Ok(sql)
}

fn add_column(of: &QName, column: &Column, backfill: Option<&str>) -> Result<Vec<Sql>> {
    let mut sql = Vec::new();
    let head = format!("ALTER TABLE {}", table_name(of));
    let mut first = column.clone();
    if backfill.is_some() {
        first.nullable = true;
    }
    sql.push(format!("{head} ADD COLUMN {}", table::column(&first)?));
    if table::is_serial(column) {
        if column.nullable {
            sql.push(format!("{head} ALTER COLUMN {} DROP NOT NULL", QUOTING.name(&column.name)));
        }
        sql.extend(column.identity.iter().filter_map(|identity| numbers(of, column, identity)));
    }
    if let Some(value) = backfill {
        sql.push(alter::fill(of, &column.name, value, false));
        if !column.nullable {
            sql.push(format!("{head} ALTER COLUMN {} SET NOT NULL", QUOTING.name(&column.name)));
        }
    }
    if column.comment.is_some() {
        sql.push(table::column_comment(of, &column.name, column.comment.as_deref()));
    }
    Ok(all(sql))
}

fn add_index(table: &QName, index: &Index) -> Result<Vec<Sql>> {
    let mut sql = vec![if is_constraint(index) {
        add_constraint(table, &index::unique(index)?)
    } else {
        index::create(table, index, false)?
    }];
    if index.comment.is_some() {
        sql.push(table::index_comment(table, &index.name, index.comment.as_deref()));
    }
    Ok(all(sql))
}

fn primary_key(
    of: &QName,
    from: Option<&crate::schema::PrimaryKey>,
    to: Option<&crate::schema::PrimaryKey>,
) -> Result<Vec<Sql>> {
    if let (Some(from), Some(to)) = (from, to)
        && from.is_like(to)
    {
        let (old, new) = (table::key_name(of, from), table::key_name(of, to));
        return Ok(if old == new { Vec::new() } else { vec![rename_constraint(of, &old, &new).into()] });
    }
    let mut sql = Vec::new();
    if let Some(from) = from {
        sql.extend(drop_constraint(of, &table::key_name(of, from))?);
    }
    if let Some(to) = to {
        to.name.iter().try_for_each(|name| sound::name(name, "primary key"))?;
        sql.push(add_constraint(of, &table::primary_key(of, to)).into());
    }
    Ok(sql)
}
