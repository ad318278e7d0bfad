//! A change as statements: what [ALTER TABLE](https://sqlite.org/lang_altertable.html) can do, and no more.

use super::super::{Dialect, Rendered, Sql, mentions, opaque};
use super::{QUOTING, enum_labels, is_rowid, sound, table};
use crate::schema::{Column, Default, Index, IndexPart, IndexTarget, Order, Schema, Table, View};
use crate::{Change, Error, ErrorCode, QName, Result};

pub(super) fn create_index(table: &QName, index: &Index) -> Result<String> {
    sound::index(index)?;
    let parts: Vec<String> = index.parts.iter().map(index_part).collect();
    let unique = if index.kind.is_unique() { "UNIQUE " } else { "" };
    let mut sql = format!(
        "CREATE {unique}INDEX {} ON {} ({})",
        QUOTING.name(&index.name),
        QUOTING.name(&table.name),
        parts.join(", ")
    );
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!(" WHERE {}", predicate.trim()));
        if predicate.contains("--") {
            sql.push('\n');
        }
    }
    Ok(sql)
}

pub(super) fn index_part(part: &IndexPart) -> String {
    let mut sql = match &part.on {
        IndexTarget::Column(name) => QUOTING.name(name),
        IndexTarget::Expression(sql) => table::bracket(sql),
    };
    if let Some(collation) = &part.collation {
        sql.push_str(&format!(" COLLATE {}", QUOTING.name(collation)));
    }
    if part.order == Order::Desc {
        sql.push_str(" DESC");
    }
    sql
}

fn create_view(view: &View) -> Result<String> {
    if view.materialized {
        return Err(unsupported(format!("SQLite has no materialized views: `{}`", view.name)));
    }
    let query = view.query.trim();
    Ok(format!("CREATE VIEW {} AS\n{query}", QUOTING.name(&view.name.name)))
}

fn unsupported(message: String) -> Error {
    Error::new(ErrorCode::Unsupported, message).with_help("leave it out for SQLite")
}

pub(super) fn joins(change: &Change, later: &Change) -> bool {
    let Change::AddColumn { table, column, backfill: None, .. } = change else { return false };
    match later {
        // With foreign keys on, `ADD COLUMN … REFERENCES` must be NULL in the rows that are there.
        Change::AddForeignKey { table: of, foreign_key } => {
            of == table
                && foreign_key.columns == [column.name.as_str()]
                && column.nullable
                && column.default.is_none()
                && column.generated.is_none()
        }
        Change::AddCheck { table: of, check } => {
            // At its column, such a check would read as an enum.
            of == table
                && mentions(Dialect::Sqlite, &check.expression, &column.name)
                && enum_labels(&check.expression, &column.name).is_none()
        }
        _ => false,
    }
}

pub(super) fn render(change: &Change, with: &[&Change], before: &Schema) -> Result<Rendered> {
    let one = |sql: String| Ok(Rendered::Statements(vec![Sql::from(sql)]));
    let nothing = || Ok(Rendered::Statements(Vec::new()));
    match change {
        Change::CreateExtension { name } => Err(unsupported(format!("SQLite has no extensions: `{name}`"))),
        Change::CreateSequence { sequence } => {
            Err(unsupported(format!("SQLite has no sequences: `{}`", sequence.name)))
        }
        Change::AlterSequence { to, .. } => {
            Err(unsupported(format!("SQLite has no sequences: `{}`", to.name)))
        }
        Change::AddExclusion { exclusion, .. } => {
            Err(unsupported(format!("SQLite has no exclusion constraints: `{}`", exclusion.name)))
        }
        Change::DropExtension { .. } | Change::DropSequence { .. } | Change::DropExclusion { .. } => {
            nothing()
        }
        // An enum lives in the checks of its columns; those tables are rebuilt by the plan.
        Change::CreateEnum { .. } | Change::DropEnum { .. } => nothing(),
        Change::RenameEnum { .. } | Change::AlterEnum { .. } => Ok(Rendered::Rebuild),
        Change::CreateTable { table } => create_table(table, before),
        Change::DropTable { table } => one(format!("DROP TABLE {}", QUOTING.name(&table.name.name))),
        Change::RenameTable { from, to } => rename_table(from, to),
        // SQLite keeps no comments.
        Change::AlterTableComment { .. } => nothing(),
        Change::AlterTableOptions { from, to, .. } => {
            let same = (from.strict, from.without_rowid) == (to.strict, to.without_rowid);
            if same { nothing() } else { Ok(Rendered::Rebuild) }
        }
        Change::AddColumn { table, column, backfill, .. } => {
            add_column(known(before, table)?, column, backfill.is_some(), with, before)
        }
        Change::DropColumn { table, column, .. } => {
            let of = known(before, table)?;
            if can_drop(of, column) {
                one(format!(
                    "ALTER TABLE {} DROP COLUMN {}",
                    QUOTING.name(&table.name),
                    QUOTING.name(&column.name)
                ))
            } else {
                Ok(Rendered::Rebuild)
            }
        }
        Change::RenameColumn { table, from, to } => {
            sound::name(to, "column")?;
            renamable(known(before, table)?, from)?;
            one(format!(
                "ALTER TABLE {} RENAME COLUMN {} TO {}",
                QUOTING.name(&table.name),
                QUOTING.name(from),
                QUOTING.name(to)
            ))
        }
        Change::AlterColumn { table, from, to, .. } => {
            let of = known(before, table)?;
            let (old, new) = (altered(of, from), altered(of, to));
            let same = table::column(from, &old, before)? == table::column(to, &new, before)?;
            if same { nothing() } else { Ok(Rendered::Rebuild) }
        }
        Change::AddIndex { table, index } if !is_inline(index) => one(create_index(table, index)?),
        Change::DropIndex { index, .. } if !is_inline(index) => {
            one(format!("DROP INDEX {}", QUOTING.name(&index.name)))
        }
        Change::RenameIndex { table, from, to } => rename_index(known(before, table)?, from, to),
        // SQLite never says these names (`dialect::reconcile`); a table that is made anew gets them.
        Change::RenameForeignKey { .. } => nothing(),
        Change::AlterPrimaryKey { from: Some(from), to: Some(to), .. } if from.columns == to.columns => {
            nothing()
        }
        Change::AddIndex { .. }
        | Change::DropIndex { .. }
        | Change::AlterPrimaryKey { .. }
        | Change::AddForeignKey { .. }
        | Change::DropForeignKey { .. }
        | Change::AddCheck { .. }
        | Change::DropCheck { .. }
        | Change::RenameCheck { .. } => Ok(Rendered::Rebuild),
        Change::CreateView { view } => one(create_view(view)?),
        Change::DropView { view } => one(format!("DROP VIEW {}", QUOTING.name(&view.name.name))),
        Change::AlterView { from, to } if from.query == to.query => nothing(),
        Change::AlterView { from, to } => Ok(Rendered::Statements(vec![
            Sql::from(format!("DROP VIEW {}", QUOTING.name(&from.name.name))),
            Sql::from(create_view(to)?),
        ])),
        Change::CreateOpaque { .. } | Change::DropOpaque { .. } | Change::AlterOpaque { .. } => {
            Ok(Rendered::Statements(
                opaque::statements(change).unwrap_or_default().into_iter().map(Sql::from).collect(),
            ))
        }
    }
}

fn is_inline(index: &Index) -> bool {
    matches!(index.kind, crate::schema::IndexKind::Constraint(_))
}

fn known<'a>(schema: &'a Schema, name: &QName) -> Result<&'a Table> {
    schema.table(name).ok_or_else(|| {
        Error::new(
            ErrorCode::Internal,
            format!("a change of table `{name}` was to be written, which is not there"),
        )
    })
}

/// In a table without rowids SQLite forgets the UNIQUE constraints when it renames a column, and then fails itself.
fn renamable(table: &Table, column: &str) -> Result<()> {
    let holds = |index: &&Index| {
        is_inline(index)
            && index.parts.iter().any(|part| matches!(&part.on, IndexTarget::Column(name) if name == column))
    };
    match table.indexes.iter().find(holds) {
        Some(index) if table.options.without_rowid => Err(Error::new(
            ErrorCode::Unsupported,
            format!(
                "SQLite can't rename `{}.{column}`, which is in the UNIQUE constraint `{}` of a table WITHOUT ROWID",
                table.name, index.name
            ),
        )
        .with_help("make the constraint a unique index first, in a revision of its own")),
        Some(_) | None => Ok(()),
    }
}

/// The table with this column in place of the one of its name.
fn altered(table: &Table, column: &Column) -> Table {
    let mut table = table.clone();
    if let Some(old) = table.column_mut(&column.name) {
        *old = column.clone();
    }
    table
}

fn create_table(table: &Table, before: &Schema) -> Result<Rendered> {
    let mut statements = table::create(&table.name, table, before)?;
    for index in table.indexes.iter().filter(|index| !is_inline(index)) {
        statements.push(create_index(&table.name, index)?);
    }
    Ok(Rendered::Statements(statements.into_iter().map(Sql::from).collect()))
}

/// SQLite takes names that differ in case only for the same name, so such a rename takes two steps.
fn rename_table(from: &QName, to: &QName) -> Result<Rendered> {
    sound::table_name(to)?;
    let rename = |from: &str, to: &str| {
        Sql::from(format!("ALTER TABLE {} RENAME TO {}", QUOTING.name(from), QUOTING.name(to)))
    };
    Ok(Rendered::Statements(if from.name.eq_ignore_ascii_case(&to.name) {
        let between = format!("__migrate_{}", to.name);
        vec![rename(&from.name, &between), rename(&between, &to.name)]
    } else {
        vec![rename(&from.name, &to.name)]
    }))
}

fn rename_index(table: &Table, from: &str, to: &str) -> Result<Rendered> {
    let Some(index) = table.index(from) else {
        return Err(Error::new(
            ErrorCode::Internal,
            format!("index `{from}` of table `{}` was to be renamed, but is not there", table.name),
        ));
    };
    if is_inline(index) {
        return Ok(Rendered::Statements(Vec::new()));
    }
    let mut renamed = index.clone();
    to.clone_into(&mut renamed.name);
    Ok(Rendered::Statements(vec![
        Sql::from(format!("DROP INDEX {}", QUOTING.name(from))),
        Sql::from(create_index(&table.name, &renamed)?),
    ]))
}

fn add_column(
    of: &Table,
    column: &Column,
    backfill: bool,
    with: &[&Change],
    before: &Schema,
) -> Result<Rendered> {
    let mut after = of.clone();
    after.columns.push(column.clone());
    let constant = match &column.default {
        Some(Default::Sql(sql)) => table::is_constant(sql),
        Some(Default::Bool(_) | Default::Int(_) | Default::Number(_) | Default::Text(_)) | None => true,
    };
    let stored = column.generated.as_ref().is_some_and(|generated| generated.stored);
    // Whether the key fits a column that is numbered shows when the table is whole.
    if backfill || !constant || stored || column.identity.is_some() || is_rowid(&after, &column.name) {
        return Ok(Rendered::Rebuild);
    }
    sound::column(column, &after)?;
    let mut sql = format!(
        "ALTER TABLE {} ADD COLUMN {}",
        QUOTING.name(&of.name.name),
        table::column(column, &after, before)?
    );
    for change in with {
        match change {
            Change::AddForeignKey { foreign_key, .. } => sql.push_str(&format!(
                " {}{}",
                table::constraint(Some(&foreign_key.name)),
                table::references(foreign_key)
            )),
            Change::AddCheck { check, .. } => {
                sql.push(' ');
                sql.push_str(&table::check(Some(&check.name), &check.expression, &of.name));
            }
            other => {
                return Err(Error::new(
                    ErrorCode::Internal,
                    format!("a change that can't be part of ADD COLUMN was put there: {other:?}"),
                ));
            }
        }
    }
    Ok(Rendered::Statements(vec![Sql::from(sql)]))
}

/// [When SQLite can drop a column](https://sqlite.org/lang_altertable.html#alter_table_drop_column).
fn can_drop(table: &Table, column: &Column) -> bool {
    let name = column.name.as_str();
    let said = |sql: &str| mentions(Dialect::Sqlite, sql, name);
    let indexed = table.indexes.iter().any(|index| {
        index.predicate.as_deref().is_some_and(said)
            || index.parts.iter().any(|part| match &part.on {
                IndexTarget::Column(column) => column == name,
                IndexTarget::Expression(sql) => said(sql),
            })
    });
    // It must not be the last one either, generated ones aside.
    let left = table.columns.iter().any(|other| other.name != name && other.generated.is_none());
    left && !indexed
        && !table.primary_key_columns().iter().any(|column| column == name)
        && !table.foreign_keys.iter().any(|key| {
            key.columns.iter().any(|column| column == name)
                || (key.references == table.name
                    && key.referenced_columns.iter().any(|column| column == name))
        })
        && !table.checks.iter().any(|check| said(&check.expression))
        && !table
            .columns
            .iter()
            .filter_map(|column| column.generated.as_ref())
            .any(|generated| said(&generated.expression))
}
