//! A change as statements.

use super::super::{Rendered, Sql, Toll, opaque};
use super::asked::extends;
use super::cost::{self, Class, Classed, is_virtual};
use super::{Flavour, QUOTING, alter, literal, own_check, sound, table};
use crate::schema::{Column, EnumType, Schema, Table, View};
use crate::{Change, Error, ErrorCode, QName, Result};

/// Whether both may stand in one `ALTER TABLE`.
pub(super) fn joins(first: &Change, later: &Change) -> bool {
    match (kind(first), kind(later)) {
        // A key that is let go can't come back under its name in the same statement, and to prove one, the server
        // copies the table, which the rest may not need.
        (Some(first), Some(later)) => first == later,
        (None, _) | (_, None) => false,
    }
}

#[derive(PartialEq, Eq)]
enum Kind {
    Key,
    Virtual,
    Other,
}

/// What can stand beside others in an `ALTER TABLE`. Renames can't: what else it says goes by the old name.
fn kind(change: &Change) -> Option<Kind> {
    match change {
        Change::AddForeignKey { .. } => Some(Kind::Key),
        // It is made anew in its place, which may be beside another one.
        Change::AlterColumn { from, to, .. } if is_virtual(from) != is_virtual(to) => None,
        // Nothing else may come with it, or the table is copied.
        Change::AddColumn { column, .. } | Change::DropColumn { column, .. } if is_virtual(column) => {
            Some(Kind::Virtual)
        }
        Change::AlterTableOptions { .. }
        | Change::AlterTableComment { .. }
        | Change::AddColumn { .. }
        | Change::DropColumn { .. }
        | Change::AlterColumn { .. }
        | Change::AlterPrimaryKey { .. }
        | Change::AddIndex { .. }
        | Change::DropIndex { .. }
        | Change::RenameIndex { .. }
        | Change::DropForeignKey { .. }
        | Change::AddCheck { .. }
        | Change::DropCheck { .. }
        | Change::RenameCheck { .. } => Some(Kind::Other),
        Change::RenameForeignKey { .. }
        | Change::CreateTable { .. }
        | Change::DropTable { .. }
        | Change::RenameTable { .. }
        | Change::RenameColumn { .. }
        | Change::AddExclusion { .. }
        | Change::DropExclusion { .. }
        | Change::CreateExtension { .. }
        | Change::DropExtension { .. }
        | Change::CreateEnum { .. }
        | Change::DropEnum { .. }
        | Change::RenameEnum { .. }
        | Change::AlterEnum { .. }
        | Change::CreateSequence { .. }
        | Change::DropSequence { .. }
        | Change::AlterSequence { .. }
        | Change::CreateView { .. }
        | Change::DropView { .. }
        | Change::AlterView { .. }
        | Change::CreateOpaque { .. }
        | Change::DropOpaque { .. }
        | Change::AlterOpaque { .. } => None,
    }
}

/// All of it commits by itself, so none of it is for a transaction:
/// <https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html>.
fn apart(statements: Vec<String>) -> Rendered {
    let sql = |text| Sql { text, transaction: false, toll: None };
    Rendered::Statements(statements.into_iter().map(sql).collect())
}

/// Statements on tables, each with its class.
fn classed(flavour: Flavour, statements: Vec<Classed>) -> Rendered {
    let sql = |Classed { table, text, class }| {
        let toll = class.cost(flavour).map(|cost| Toll { table, cost });
        Sql { text, transaction: false, toll }
    };
    Rendered::Statements(statements.into_iter().map(sql).collect())
}

pub(super) fn render(
    flavour: Flavour,
    change: &Change,
    with: &[&Change],
    before: &Schema,
) -> Result<Rendered> {
    let one = |sql: String| Ok(apart(vec![sql]));
    match change {
        Change::CreateExtension { name } => Err(unsupported(format!("MySQL has no extensions: `{name}`"))),
        Change::CreateSequence { sequence } | Change::AlterSequence { to: sequence, .. } => {
            Err(unsupported(format!("MySQL has no sequences: `{}`", sequence.name)))
        }
        Change::AddExclusion { exclusion, .. } => {
            Err(unsupported(format!("MySQL has no exclusion constraints: `{}`", exclusion.name)))
        }
        Change::DropExtension { .. } | Change::DropSequence { .. } | Change::DropExclusion { .. } => {
            Ok(apart(Vec::new()))
        }
        // An enum lives in its columns, and its name nowhere.
        Change::CreateEnum { .. } | Change::DropEnum { .. } | Change::RenameEnum { .. } => {
            Ok(apart(Vec::new()))
        }
        Change::AlterEnum { from, to, renamed } => {
            Ok(classed(flavour, alter_enum(flavour, from, to, renamed, before)?))
        }
        Change::CreateTable { table } => one(table::create(flavour, &table.name, table, before)?),
        Change::DropTable { table } => one(format!("DROP TABLE {}", QUOTING.name(&table.name.name))),
        Change::RenameTable { from, to } => {
            sound::table_name(to)?;
            one(format!("RENAME TABLE {} TO {}", QUOTING.name(&from.name), QUOTING.name(&to.name)))
        }
        Change::RenameColumn { table, from, to } => {
            Ok(classed(flavour, rename_column(flavour, known(before, table)?, change, [from, to], before)?))
        }
        Change::CreateView { view } => one(create_view("CREATE", view)?),
        Change::DropView { view } => one(format!("DROP VIEW {}", QUOTING.name(&view.name.name))),
        Change::AlterView { from, to } if from.query == to.query => Ok(apart(Vec::new())),
        Change::AlterView { to, .. } => one(create_view("CREATE OR REPLACE", to)?),
        Change::CreateOpaque { .. } | Change::DropOpaque { .. } | Change::AlterOpaque { .. } => {
            Ok(apart(opaque::statements(change).unwrap_or_default()))
        }
        Change::AlterTableOptions { table: of, .. }
        | Change::AlterTableComment { table: of, .. }
        | Change::AddColumn { table: of, .. }
        | Change::DropColumn { table: of, .. }
        | Change::AlterColumn { table: of, .. }
        | Change::AlterPrimaryKey { table: of, .. }
        | Change::AddIndex { table: of, .. }
        | Change::DropIndex { table: of, .. }
        | Change::RenameIndex { table: of, .. }
        | Change::AddForeignKey { table: of, .. }
        | Change::DropForeignKey { table: of, .. }
        | Change::RenameForeignKey { table: of, .. }
        | Change::AddCheck { table: of, .. }
        | Change::DropCheck { table: of, .. }
        | Change::RenameCheck { table: of, .. } => {
            let mut changes = vec![change];
            changes.extend(with);
            Ok(classed(flavour, alter::alter(flavour, known(before, of)?, &changes, before)?))
        }
    }
}

fn unsupported(message: String) -> Error {
    Error::new(ErrorCode::Unsupported, message).with_help("leave it out for MySQL")
}

pub(super) fn known<'a>(schema: &'a Schema, name: &QName) -> Result<&'a Table> {
    schema.table(name).ok_or_else(|| {
        Error::new(
            ErrorCode::Internal,
            format!("a change of table `{name}` was to be written, which is not there"),
        )
    })
}

fn rename_column(
    flavour: Flavour,
    of: &Table,
    change: &Change,
    [from, to]: [&String; 2],
    before: &Schema,
) -> Result<Vec<Classed>> {
    sound::name(to, "column")?;
    let name = QUOTING.name(&of.name.name);
    let class = cost::class(flavour, [of, of], &[change], before);
    let promise = class.clause(flavour);
    let classed = |text, class| Classed { table: of.name.clone(), text, class };
    let separator = if promise.is_empty() { "" } else { ", " };
    let (old, new) = (QUOTING.name(from), QUOTING.name(to));
    let rename = format!("ALTER TABLE {name} RENAME COLUMN {old} TO {new}{separator}{promise}");
    let rename = classed(rename, class);
    // MariaDB gives a check at the column the column's new name; it is to keep its own.
    let Some(check) = own_check::of(of, from).filter(|_| own_check::is_own(flavour, of, from)) else {
        return Ok(vec![rename]);
    };
    let mut state = before.clone();
    change.apply(&mut state)?;
    let after = known(&state, &of.name)?;
    let drop = format!("DROP CONSTRAINT {}{old}", flavour.abilities().if_exists);
    let add = format!("ADD {}", table::check(&own_check::renamed(check, from, to)));
    let modify = |name: &str, table: &Table| -> Result<String> {
        let column = table.column(name).map(|column| table::column(column, table, &state)).transpose()?;
        Ok(column.map(|column| format!("MODIFY COLUMN {column}")).unwrap_or_default())
    };
    let altered = |clauses: &[String], class: Class| {
        let promise = Some(class.clause(flavour)).filter(|promise| !promise.is_empty());
        let all: Vec<&str> = clauses.iter().map(String::as_str).chain(promise).collect();
        classed(format!("ALTER TABLE {name}\n    {}", all.join(",\n    ")), class)
    };
    // Where another check has that name, it goes first of all.
    if of.checks.iter().any(|other| other.name == *to) {
        let gone = Change::DropCheck { table: of.name.clone(), check: check.clone() };
        let class = cost::class(flavour, [of, of], &[&gone], before);
        let first = altered(&[drop, modify(from, of)?], class);
        return Ok(vec![first, rename, altered(&[add], Class::Copy)]);
    }
    Ok(vec![rename, altered(&[drop, modify(to, after)?, add], Class::Copy)])
}

fn create_view(verb: &str, view: &View) -> Result<String> {
    if view.materialized {
        return Err(unsupported(format!("MySQL has no materialized views: `{}`", view.name)));
    }
    Ok(format!("{verb} VIEW {} AS\n{}", QUOTING.name(&view.name.name), view.query.trim()))
}

/// Every column of the enum gets the new labels. Where some only changed their text, the columns hold both for a while.
fn alter_enum(
    flavour: Flavour,
    from: &EnumType,
    to: &EnumType,
    renamed: &[(String, String)],
    before: &Schema,
) -> Result<Vec<Classed>> {
    let mut statements = Vec::new();
    if from.labels == to.labels {
        return Ok(statements);
    }
    let mut both = from.labels.clone();
    both.extend(to.labels.iter().filter(|label| !from.labels.contains(label)).cloned());
    for of in &before.tables {
        let columns: Vec<&Column> =
            of.columns.iter().filter(|column| column.ty.enum_name() == Some(&from.name)).collect();
        if columns.is_empty() {
            continue;
        }
        if !renamed.is_empty() {
            statements.push(modify(flavour, of, &columns, &both, &[], before)?);
            statements.extend(columns.iter().map(|column| relabel(of, column, renamed)));
        }
        statements.push(modify(flavour, of, &columns, &to.labels, renamed, before)?);
    }
    Ok(statements)
}

fn modify(
    flavour: Flavour,
    of: &Table,
    columns: &[&Column],
    labels: &[String],
    renamed: &[(String, String)],
    before: &Schema,
) -> Result<Classed> {
    let mut clauses = Vec::new();
    let mut schema = Schema { enums: before.enums.clone(), ..Schema::default() };
    let mut instant = table::is_innodb(of);
    for column in columns {
        let mut column = (*column).clone();
        if let Some(ty) = schema.enums.iter_mut().find(|ty| column.ty.enum_name() == Some(&ty.name)) {
            instant &= extends(&ty.labels, labels);
            labels.clone_into(&mut ty.labels);
        }
        if let Some(crate::schema::Default::Text(label)) = &mut column.default
            && let Some((_, new)) = renamed.iter().find(|(old, _)| old == label)
        {
            label.clone_from(new);
        }
        let check = own_check::of(of, &column.name);
        let own = own_check::at_column(flavour, check) + &own_check::moved(flavour, check);
        clauses.push(format!("MODIFY COLUMN {}{own}", table::column(&column, of, &schema)?));
    }
    let own_check = of.checks.iter().any(|check| columns.iter().any(|column| column.name == check.name));
    let class = if instant && !own_check { Class::Instant } else { Class::Copy };
    clauses.extend(Some(class.clause(flavour)).filter(|promise| !promise.is_empty()).map(str::to_owned));
    let separator = if clauses.len() == 1 { " " } else { "\n    " };
    let text = format!("ALTER TABLE {}{separator}{}", QUOTING.name(&of.name.name), clauses.join(",\n    "));
    Ok(Classed { table: of.name.clone(), text, class })
}

fn relabel(of: &Table, column: &Column, renamed: &[(String, String)]) -> Classed {
    let name = QUOTING.name(&column.name);
    let cases: Vec<String> = renamed
        .iter()
        .map(|(old, new)| format!("WHEN {} THEN {}", literal::text(old), literal::text(new)))
        .collect();
    let old: Vec<String> = renamed.iter().map(|(old, _)| literal::text(old)).collect();
    let mut set = vec![format!("{name} = CASE {name} {} END", cases.join(" "))];
    for other in of.columns.iter().filter(|other| other.on_update.is_some()) {
        let other = QUOTING.name(&other.name);
        set.push(format!("{other} = {other}"));
    }
    let text = format!(
        "UPDATE {} SET {} WHERE {name} IN ({})",
        QUOTING.name(&of.name.name),
        set.join(", "),
        old.join(", ")
    );
    Classed { table: of.name.clone(), text, class: Class::Filled }
}
