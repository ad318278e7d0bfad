//! What each change costs: <https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html>,
//! <https://mariadb.com/kb/en/innodb-online-ddl-overview/>. Where the two differ, the dearer counts.

use super::super::Cost;
use super::render::is_virtual;
use super::{Flavour, default, types};
use crate::Change;
use crate::schema::{
    Column, Default, Generated, Index, IndexKind, IndexPart, IndexTarget, Schema, Table, Type,
};

/// How the server carries out a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Only the table's description is written.
    Instant,
    /// Indexes are written, beside readers and writers; the rows stay.
    NoCopy,
    /// The rows are written again, beside readers and writers.
    Rebuild,
    /// The rows are copied, and writers wait.
    Copy,
}

impl Class {
    pub(super) fn cost(self, flavour: Flavour) -> Cost {
        match self {
            Self::Instant | Self::NoCopy => Cost::Light,
            Self::Rebuild => Cost::Rewrite,
            Self::Copy if flavour.abilities().online_copy => Cost::Rewrite,
            Self::Copy => Cost::Copy,
        }
    }

    /// What makes the server refuse where it would have to do worse than was reviewed; empty where nothing can.
    pub(super) fn clause(self, flavour: Flavour) -> &'static str {
        let abilities = flavour.abilities();
        match self {
            Self::Instant => "ALGORITHM=INSTANT",
            Self::NoCopy if abilities.nocopy => "ALGORITHM=NOCOPY, LOCK=NONE",
            Self::NoCopy | Self::Rebuild => "ALGORITHM=INPLACE, LOCK=NONE",
            Self::Copy if abilities.online_copy => "LOCK=NONE",
            Self::Copy => "",
        }
    }
}

/// The class of a change, on the table as it is just before.
pub(super) fn class(flavour: Flavour, change: &Change, table: &Table, before: &Schema) -> Class {
    let class = match change {
        Change::AddColumn { column, after, backfill, .. } => {
            let last = table.columns.last().map(|column| &column.name);
            let written = !flavour.abilities().instant_anywhere && last != after.as_ref();
            let added = added(column).max(if written { Class::Rebuild } else { Class::Instant });
            // The column is made NOT NULL once it is filled.
            let strict = backfill.is_some() && !column.nullable && column.default.is_none();
            if strict { added.max(strict_class(column)) } else { added }
        }
        Change::DropColumn { column, .. } => {
            let stored = column.generated.as_ref().is_some_and(|generated| generated.stored);
            let written = !flavour.abilities().instant_anywhere && column.generated.is_none();
            if stored || written { Class::Rebuild } else { Class::Instant }
        }
        Change::AlterColumn { from, to, .. } => altered(flavour, from, to, table, before),
        Change::AlterPrimaryKey { to: None, .. } => Class::Copy,
        Change::AlterPrimaryKey { to: Some(_), .. } => Class::Rebuild,
        // MariaDB keeps the hash in a hidden column.
        Change::AddIndex { index, .. } if index.kind.is_unique() && index.method.is_some() => Class::Copy,
        Change::DropIndex { index, .. } if index.kind.is_unique() && index.method.is_some() => Class::Copy,
        Change::AddIndex { index, .. } if leads(index, table) && !has_leader(table, None) => Class::Rebuild,
        Change::DropIndex { index, .. } if leads(index, table) => {
            if has_leader(table, Some(&index.name)) {
                Class::Rebuild
            } else {
                Class::Copy
            }
        }
        Change::AddIndex { index, .. } => match index.kind {
            IndexKind::Plain | IndexKind::Unique | IndexKind::Constraint(_) => Class::NoCopy,
            IndexKind::Fulltext | IndexKind::Spatial => Class::Copy,
        },
        Change::DropIndex { .. } | Change::RenameIndex { .. } | Change::DropForeignKey { .. } => {
            Class::NoCopy
        }
        // To prove the rows, the server copies them.
        Change::AddForeignKey { .. } | Change::RenameForeignKey { .. } | Change::AddCheck { .. } => {
            Class::Copy
        }
        Change::RenameCheck { .. } => Class::Copy,
        Change::DropCheck { .. } => Class::NoCopy,
        Change::AlterTableOptions { from, to, .. } => {
            if from.engine != to.engine || charset_changes(from, to) && has_text(table) {
                Class::Copy
            } else if from.row_format != to.row_format {
                Class::Rebuild
            } else {
                Class::NoCopy
            }
        }
        Change::AlterTableComment { .. } => Class::NoCopy,
        Change::RenameColumn { .. } | Change::RenameTable { .. } => Class::Instant,
        Change::CreateTable { .. }
        | Change::DropTable { .. }
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
        | Change::AlterOpaque { .. } => return Class::Instant,
    };
    floor(table, change, class)
}

/// What a table can't do however small the change: other engines copy, and full-text indexes, compressed rows and
/// computed columns take shortcuts away (the last is how MariaDB does; no page of its manual tells it).
fn floor(table: &Table, change: &Change, class: Class) -> Class {
    let engine = table.options.engine.as_deref();
    if engine.is_some_and(|engine| !engine.eq_ignore_ascii_case("innodb")) {
        return Class::Copy;
    }
    let compressed =
        table.options.row_format.as_deref().is_some_and(|format| format.eq_ignore_ascii_case("compressed"));
    let fulltext =
        table.indexes.iter().any(|index| matches!(index.kind, IndexKind::Fulltext | IndexKind::Spatial));
    let indexed = indexes_virtual(table);
    let stored = |column: &Column| column.generated.as_ref().is_some_and(|generated| generated.stored);
    let of_a_column = match change {
        Change::AddColumn { column, after, .. } => {
            let place =
                after.as_ref().and_then(|after| table.columns.iter().position(|it| it.name == *after));
            let behind = place.map_or(0, |place| place + 1);
            if table.columns.iter().skip(behind).any(is_virtual) {
                return Class::Copy;
            }
            !is_virtual(column)
        }
        Change::DropColumn { column, .. } => !is_virtual(column),
        _ => false,
    };
    let class = if compressed && of_a_column { class.max(Class::Rebuild) } else { class };
    match class {
        Class::Instant if of_a_column && (fulltext || indexed) => Class::Copy,
        Class::Rebuild if fulltext || indexed || table.columns.iter().any(stored) => Class::Copy,
        class => class,
    }
}

/// The class of a change within one `ALTER TABLE`, which found the table as it was in `whole`, and has come to `table`.
///
/// A full-text index that goes leaves its hidden column `FTS_DOC_ID` behind
/// (<https://dev.mysql.com/doc/refman/8.4/en/innodb-fulltext-index.html>), in a statement of its own as well: no column
/// comes or goes in an instant until the rows are written again. An index over a virtual column goes after columns come.
pub(super) fn within(
    flavour: Flavour,
    change: &Change,
    [whole, table]: [&Table; 2],
    before: &Schema,
) -> Class {
    let class = class(flavour, change, table, before);
    let (column, comes) = match change {
        Change::AddColumn { column, .. } => (column, true),
        Change::DropColumn { column, .. } => (column, false),
        _ => return class,
    };
    if class >= Class::Rebuild || is_virtual(column) {
        return class;
    }
    let fulltext = |of: &Table| of.indexes.iter().any(|index| index.kind == IndexKind::Fulltext);
    if fulltext(whole) && !fulltext(table) {
        return floor(table, change, Class::Rebuild);
    }
    if comes && indexes_virtual(whole) && !indexes_virtual(table) { Class::Copy } else { class }
}

/// Whether an index is over a virtual column.
fn indexes_virtual(table: &Table) -> bool {
    let in_index = |column: &Column| {
        let over = |part: &IndexPart| matches!(&part.on, IndexTarget::Column(name) if *name == column.name);
        table.indexes.iter().any(|index| index.parts.iter().any(over))
    };
    table.columns.iter().any(|column| is_virtual(column) && in_index(column))
}

fn added(column: &Column) -> Class {
    let constant = match &column.default {
        Some(Default::Sql(sql)) => default::moment(sql, &types::canonical(&column.ty)).is_some(),
        // On MySQL the default of a large value is an expression.
        Some(Default::Bool(_) | Default::Int(_) | Default::Number(_) | Default::Text(_)) => {
            !types::is_large(&column.ty)
        }
        None => true,
    };
    match &column.generated {
        Some(Generated { stored: true, .. }) => Class::Copy,
        Some(Generated { stored: false, .. }) => Class::Instant,
        None if column.identity.is_some() || !constant => Class::Copy,
        None => Class::Instant,
    }
}

fn altered(flavour: Flavour, from: &Column, to: &Column, table: &Table, before: &Schema) -> Class {
    if from.generated != to.generated {
        return Class::Copy;
    }
    // The server checks the column's own condition anew.
    if table.checks.iter().any(|check| check.name == to.name) {
        return Class::Copy;
    }
    let charset = (&from.charset, &from.collation) != (&to.charset, &to.collation) && types::is_text(&to.ty);
    let ty = type_change(flavour, &from.ty, &to.ty, before);
    if charset || ty == Class::Copy || from.identity.is_some() != to.identity.is_some() {
        return Class::Copy;
    }
    if from.nullable != to.nullable && to.generated.is_none() {
        return if to.nullable { loosened(to, table) } else { strict_class(to) };
    }
    let rest = Column { ty: from.ty.clone(), default: from.default.clone(), ..to.clone() };
    if ty == Class::Instant && rest == *from { Class::Instant } else { Class::NoCopy }
}

/// For a column to be NULL: no index over it leads any more.
fn loosened(to: &Column, table: &Table) -> Class {
    let mut after = table.clone();
    after
        .columns
        .iter_mut()
        .filter(|column| column.name == to.name)
        .for_each(|column| column.nullable = true);
    if has_leader(table, None) && !has_leader(&after, None) { Class::Copy } else { Class::Rebuild }
}

/// Where a table has no primary key, InnoDB keeps the rows by its first unique index that holds no NULL:
/// <https://dev.mysql.com/doc/refman/8.4/en/innodb-index-types.html>. With another one they are written anew; without one
/// they are copied.
fn leads(index: &Index, table: &Table) -> bool {
    let holds = |part: &IndexPart| match &part.on {
        IndexTarget::Column(name) => {
            part.prefix.is_none() && table.column(name).is_some_and(|column| !column.nullable)
        }
        IndexTarget::Expression(_) => false,
    };
    table.primary_key.is_none() && index.kind.is_unique() && index.parts.iter().all(holds)
}

fn has_leader(table: &Table, without: Option<&str>) -> bool {
    table.indexes.iter().any(|index| Some(index.name.as_str()) != without && leads(index, table))
}

/// For a column to be NOT NULL. What stands for NULL must be one value: MariaDB copies where it may be another in each
/// row.
fn strict_class(to: &Column) -> Class {
    let varies = matches!(to.default, Some(Default::Sql(_))) || matches!(to.ty, Type::TimestampTz(_));
    if varies { Class::Copy } else { Class::Rebuild }
}

fn type_change(flavour: Flavour, from: &Type, to: &Type, before: &Schema) -> Class {
    let (from, to) = (types::canonical(from), types::canonical(to));
    match (&from, &to) {
        (from, to) if from == to => Class::Instant,
        (Type::Varchar(from), Type::Varchar(to)) | (Type::Varbinary(from), Type::Varbinary(to))
            if from < to =>
        {
            // From 256 bytes on, a length takes two: <https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html>.
            let short = |n: u32| n < 64;
            let long = |n: u32| n > 255;
            if flavour.abilities().long_varchar || short(*to) || long(*from) {
                Class::NoCopy
            } else {
                Class::Copy
            }
        }
        (Type::Enum(from), Type::Enum(to)) => {
            let labels = |name| before.enum_type(name).map(|ty| ty.labels.as_slice()).unwrap_or_default();
            if labels(to).starts_with(labels(from)) && fits(labels(from), labels(to)) {
                Class::Instant
            } else {
                Class::Copy
            }
        }
        _ => Class::Copy,
    }
}

/// Labels added at the end cost nothing, unless their number now takes a second byte.
pub(super) fn fits(from: &[String], to: &[String]) -> bool {
    (from.len() > 255) == (to.len() > 255)
}

fn charset_changes(from: &crate::schema::TableOptions, to: &crate::schema::TableOptions) -> bool {
    (&from.charset, &from.collation) != (&to.charset, &to.collation)
}

/// Whether some column has the table's character set.
fn has_text(table: &Table) -> bool {
    table
        .columns
        .iter()
        .any(|column| types::is_text(&column.ty) && column.charset.is_none() && column.collation.is_none())
}
