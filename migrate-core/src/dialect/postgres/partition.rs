//! Tables that are parts of another: <https://www.postgresql.org/docs/current/ddl-partitioning.html>.

use super::index::{beside, is_constraint, table_name};
use super::render::add_constraint;
use super::unique::{UniqueKey, parts_of, unique_keys};
use super::{QUOTING, alter, index, table};
use crate::dialect::{Sql, quote_text};
use crate::diff::Pair;
use crate::schema::{Column, Index, Partition, Schema, Table, TableOptions};
use crate::{Change, Error, ErrorCode, QName, Result};

/// What of a part's change the whole's own change brings along: the inherited part, and what is left to be said.
/// Nothing where the whole has no such change.
pub fn inherited(change: &Change, changes: &[Change], before: &Schema) -> Option<(Change, Option<Change>)> {
    let part = change.table()?;
    let whole = before.table(part).and_then(Table::whole)?;
    // One that leaves gets nothing any more.
    if changes.iter().any(|other| is_moved(other) && other.table() == Some(part)) {
        return None;
    }
    if let Change::DropIndex { index, .. } = change {
        // The new index of a whole, or of what that is part of, takes the part's for its own.
        let takes = |other: &Change| {
            matches!(other, Change::AddIndex { table, index: of_whole }
                if is_within(part, table, before) && serves(index, of_whole))
        };
        return changes.iter().any(takes).then(|| (change.clone(), None));
    }
    changes.iter().filter(|other| other.table() == Some(whole)).find_map(|other| match (change, other) {
        (Change::DropColumn { column, .. }, Change::DropColumn { column: other, .. })
            if column.name == other.name =>
        {
            Some((change.clone(), None))
        }
        (Change::AddColumn { table, column, after, .. }, Change::AddColumn { column: other, .. })
            if column.name == other.name =>
        {
            let between = Column { comment: column.comment.clone(), ..other.clone() };
            let left = rest(table, &between, column);
            let (table, after) = (table.clone(), after.clone());
            Some((Change::AddColumn { table, column: between, after, backfill: None }, left))
        }
        (Change::AlterColumn { table, from, to, .. }, Change::AlterColumn { from: was, to: is, .. })
            if to.name == is.name =>
        {
            let between = handed_down(from, to, Pair::new(was, is));
            let left = rest(table, &between, to);
            let (table, from) = (table.clone(), from.clone());
            Some((Change::AlterColumn { table, from, to: between, backfill: None }, left))
        }
        (
            Change::AlterPrimaryKey { from: Some(from), to: None, .. },
            Change::AlterPrimaryKey { to: Some(of_whole), .. },
        ) if from.is_like(of_whole) => Some((change.clone(), None)),
        _ => None,
    })
}

/// Whether a table is part of another, or of a part of it.
pub fn is_within(part: &QName, whole: &QName, schema: &Schema) -> bool {
    let above = |name: &QName| schema.table(name).and_then(Table::whole);
    std::iter::successors(above(part), |name| above(name)).any(|name| name == whole)
}

/// Whether the server attaches a part's index to the whole's instead of making a new one.
pub fn serves(part: &Index, whole: &Index) -> bool {
    let named = Index { name: part.name.clone(), comment: part.comment.clone(), ..whole.clone() };
    named == *part
}

/// A part's column once the whole's has turned.
pub fn handed_down(from: &Column, to: &Column, whole: Pair<&Column>) -> Column {
    let mut between = from.clone();
    between.ty.clone_from(&whole.new.ty);
    between.collation.clone_from(&whole.new.collation);
    between.generated.clone_from(&whole.new.generated);
    between.comment.clone_from(&to.comment);
    if whole.old.default != whole.new.default {
        between.default.clone_from(&whole.new.default);
    }
    if whole.old.identity != whole.new.identity {
        between.identity.clone_from(&whole.new.identity);
    }
    if whole.old.nullable != whole.new.nullable {
        between.nullable = whole.new.nullable;
    }
    between
}

fn rest(table: &QName, between: &Column, to: &Column) -> Option<Change> {
    let (table, from, to) = (table.clone(), between.clone(), to.clone());
    (from != to).then_some(Change::AlterColumn { table, from, to, backfill: None })
}

/// Whether the change makes a table part of another, or no part of it any more.
pub fn is_moved(change: &Change) -> bool {
    matches!(change, Change::AlterTableOptions { from, to, .. } if from.partition_of != to.partition_of)
}

/// Comments are each table's own.
pub fn comments(change: &Change) -> Vec<String> {
    match change {
        Change::AddColumn { table, column, .. } if column.comment.is_some() => {
            vec![table::column_comment(table, &column.name, column.comment.as_deref())]
        }
        Change::AlterColumn { table, from, to, .. } if from.comment != to.comment => {
            vec![table::column_comment(table, &to.name, to.comment.as_deref())]
        }
        _ => Vec::new(),
    }
}

/// A new part. Where it has keys of its own, it is made apart and attached: then they serve the whole's indexes, too.
pub(super) fn create(part: &Table, of: &Partition, whole: &Table) -> Result<Vec<String>> {
    let own_keys = part.primary_key.is_some() || part.indexes.iter().any(|index| index.kind.is_unique());
    let mut statements = table::create(&part.name, part)?;
    // A constraint of the whole would take a key of the part's for its own.
    let whole_keys = whole.primary_key.is_some() || whole.indexes.iter().any(is_constraint);
    let attached = own_keys && !whole_keys && part.options.partition_by.is_none();
    if attached {
        let like = format!(
            "LIKE {} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE",
            table_name(&whole.name)
        );
        let apart = TableOptions { partition_of: None, ..part.options.clone() };
        let apart = Table { columns: Vec::new(), options: apart, ..part.clone() };
        statements = table::create(&part.name, &apart)?;
        if let Some(first) = statements.first_mut() {
            let rest = if first.contains("()") { "" } else { "," };
            *first = first.replacen('(', &format!("(\n    {like}{rest}"), 1);
        }
        let on_columns = part.columns.iter().filter_map(|column| {
            Some(table::column_comment(&part.name, &column.name, Some(column.comment.as_deref()?)))
        });
        statements.extend(on_columns);
    }
    statements.extend(own_columns(part, whole)?);
    for index in part.indexes.iter().filter(|index| !is_constraint(index)) {
        statements.push(index::create(&part.name, index, false)?);
        if index.comment.is_some() {
            statements.push(table::index_comment(&part.name, &index.name, index.comment.as_deref()));
        }
    }
    if attached {
        statements.push(attach(&part.name, of));
    }
    Ok(statements)
}

/// Where something refers to the whole, it holds on to each part: what is referred to stays.
pub(super) fn drop(part: &Table, before: &Schema) -> Vec<String> {
    let name = table_name(&part.name);
    let mut statements = Vec::new();
    if let Some(whole) = part.whole() {
        let mut keys = before.tables.iter().flat_map(|table| &table.foreign_keys);
        if keys.any(|key| key.references == *whole) {
            statements.push(detach(&part.name, whole));
        }
    }
    statements.push(format!("DROP TABLE {name}"));
    statements
}

fn attach(part: &QName, Partition { of, bound }: &Partition) -> String {
    format!("ALTER TABLE {} ATTACH PARTITION {} {bound}", table_name(of), table_name(part))
}

fn detach(part: &QName, of: &QName) -> String {
    format!("ALTER TABLE {} DETACH PARTITION {}", table_name(of), table_name(part))
}

/// A part that leaves for good [keeps copies of what it has from the whole](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION):
/// they go, whatever the server has called them.
pub fn leaves_bare(change: &Change, before: &Schema, statements: &mut [Sql]) {
    let Some(whole) = left(change).and_then(|of| before.table(of)) else { return };
    let hands_nothing_down = whole.primary_key.is_none()
        && whole.indexes.is_empty()
        && whole.exclusions.is_empty()
        && whole.foreign_keys.is_empty()
        && whole.checks.is_empty();
    let Some(part) = change.table().filter(|_| !hands_nothing_down) else { return };
    let leaves = detach(part, &whole.name);
    for statement in statements.iter_mut().filter(|statement| statement.text == leaves) {
        let of = quote_text(&table_name(part));
        statement.text = format!(
            "DO $leave$
DECLARE
    copies text[] := ARRAY(
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::regclass, k.conname)
        FROM pg_constraint k LEFT JOIN pg_constraint w ON w.oid = k.conparentid
        WHERE k.conrelid = {of}::regclass
          AND (k.contype = w.contype OR k.contype = 'c' AND k.coninhcount > 0)
        UNION ALL
        SELECT format('DROP INDEX %s', i.indexrelid::regclass)
        FROM pg_index i JOIN pg_inherits h ON h.inhrelid = i.indexrelid
        WHERE i.indrelid = {of}::regclass
          AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid));
    copy text;
BEGIN
    {leaves};
    FOREACH copy IN ARRAY copies LOOP
        EXECUTE copy;
    END LOOP;
END
$leave$"
        );
    }
}

/// A table that becomes a part must have the whole's checks already.
pub fn joins_with_checks(change: &Change, before: &Schema) -> Vec<Sql> {
    let Change::AlterTableOptions { table: part, from, to } = change else { return Vec::new() };
    let whole = to.partition_of.as_ref().filter(|_| from.partition_of.is_none());
    let checks = whole.and_then(|whole| before.table(&whole.of)).into_iter().flat_map(|whole| &whole.checks);
    let own = before.table(part).map_or(&[][..], |part| &part.checks);
    let missing =
        checks.filter(|check| !check.no_inherit && !own.iter().any(|other| other.name == check.name));
    missing.map(|check| Sql::from(add_constraint(part, &table::check(check)))).collect()
}

/// The whole that a table is no part of any more.
pub fn left(change: &Change) -> Option<&QName> {
    match change {
        Change::AlterTableOptions { from, to, .. } if to.partition_of.is_none() => {
            from.partition_of.as_ref().map(|whole| &whole.of)
        }
        _ => None,
    }
}

/// `DROP INDEX`. [Where a part's own key stands on an index of the whole's](https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE),
/// it goes with that, and can't go by itself.
pub(super) fn drop_index(of: &QName, index: &Index, before: &Schema) -> String {
    let unique = UniqueKey::Index(index.clone());
    let carries = parts_of(before, of)
        .into_iter()
        .flat_map(unique_keys)
        .any(|key| key.is_constraint() && key.stands_on(&unique));
    let cascade = if carries { " CASCADE" } else { "" };
    format!("DROP INDEX {}{cascade}", beside(of, &index.name))
}

/// A key of a part's own, which has gone already if it stood on one of the whole's.
pub fn gone_along(change: &Change) -> Vec<Sql> {
    let (table, name) = match change {
        Change::AlterPrimaryKey { table, from: Some(key), .. } => (table, table::key_name(table, key)),
        Change::DropIndex { table, index } => (table, index.name.clone()),
        _ => return Vec::new(),
    };
    let (table, name) = (table_name(table), QUOTING.name(&name));
    vec![Sql::from(format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}"))]
}

/// What a new part's columns have beside those of the whole.
fn own_columns(part: &Table, whole: &Table) -> Result<Vec<String>> {
    let mut statements = Vec::new();
    for column in &part.columns {
        let Some(inherited) = whole.column(&column.name) else {
            return Err(Error::new(
                ErrorCode::Unsupported,
                format!("`{}` is part of `{}`, which has no column `{}`", part.name, whole.name, column.name),
            )
            .with_help("give the column to both, or to none"));
        };
        let inherited = Column { comment: column.comment.clone(), ..inherited.clone() };
        // What is in its key is never NULL already.
        let in_key = part.primary_key_columns().contains(&column.name);
        let inherited = Column { nullable: inherited.nullable && !in_key, ..inherited };
        if inherited != *column {
            statements
                .extend(alter::alter(&part.name, &inherited, column, None)?.into_iter().map(|sql| sql.text));
        }
    }
    Ok(statements)
}

/// Out of one whole, into another.
pub(super) fn moved(name: &QName, from: &TableOptions, to: &TableOptions) -> Result<Vec<String>> {
    if from.partition_by != to.partition_by {
        let how = |key: &Option<String>| {
            key.as_ref().map_or("not parted".to_owned(), |key| format!("parted by {key}"))
        };
        return Err(Error::new(
            ErrorCode::Unsupported,
            format!(
                "`{name}` is {}, and can't become {} in place",
                how(&from.partition_by),
                how(&to.partition_by)
            ),
        )
        .with_help("make a new table, copy the rows, and swap the names, in a revision of your own"));
    }
    let mut sql = Vec::new();
    if from.partition_of == to.partition_of {
        return Ok(sql);
    }
    if let Some(Partition { of, .. }) = &from.partition_of {
        sql.push(detach(name, of));
    }
    sql.extend(to.partition_of.iter().map(|of| attach(name, of)));
    Ok(sql)
}
