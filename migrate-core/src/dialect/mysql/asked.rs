//! What the clauses of one `ALTER TABLE` ask of the server, put together.

use super::cost::{is_over, is_virtual};
use super::{Flavour, default, types};
use crate::Change;
use crate::schema::{
    Column, Default, Generated, Index, IndexKind, IndexPart, IndexTarget, Schema, Table, TableOptions, Type,
};

/// What is asked, of all changes together.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "a table of yes and no is what this is")]
pub(super) struct Asked {
    /// Something that only a copy can do.
    pub(super) copies: bool,
    /// The rows become others.
    pub(super) rows: bool,
    /// A column of the rows' own comes.
    pub(super) comes: bool,
    /// A column of the rows' own goes.
    pub(super) goes: bool,
    /// A virtual column comes.
    pub(super) virtual_comes: bool,
    /// A virtual column goes.
    pub(super) virtual_goes: bool,
    /// An index is made.
    pub(super) index_comes: bool,
    /// An index goes.
    pub(super) index_goes: bool,
    /// One of those indexes is unique.
    pub(super) unique: bool,
    /// So many full-text indexes are made.
    pub(super) fulltext: usize,
    /// An index is made that writers wait for.
    pub(super) locks: bool,
    /// What costs nothing, but is a clause: defaults, comments.
    pub(super) described: bool,
    /// What is done in place, though on MySQL not in an instant.
    pub(super) beside: bool,
}

struct Reader<'a> {
    flavour: Flavour,
    before: &'a Table,
    after: &'a Table,
    schema: &'a Schema,
    asked: Asked,
}

impl Asked {
    pub(super) fn of(
        flavour: Flavour,
        [before, after]: [&Table; 2],
        changes: &[&Change],
        schema: &Schema,
    ) -> Self {
        let mut reader = Reader { flavour, before, after, schema, asked: Self::default() };
        changes.iter().for_each(|change| reader.read(change));
        reader.asked.rows |= super::cost::leaves_hidden(before, after);
        reader.leader();
        reader.asked
    }
}

impl Reader<'_> {
    fn read(&mut self, change: &Change) {
        match change {
            Change::AddColumn { column, .. } => self.comes(column),
            Change::DropColumn { column, .. } => match &column.generated {
                Some(Generated { stored: false, .. }) => self.asked.virtual_goes = true,
                // MySQL writes the rows again for a stored one that goes.
                Some(_) if !self.flavour.is_mariadb() => self.asked.rows = true,
                None if !self.flavour.abilities().instant_anywhere => self.asked.rows = true,
                Some(_) | None => self.asked.goes = true,
            },
            Change::AlterColumn { from, to, .. } => self.altered(from, to),
            Change::AlterPrimaryKey { to: None, .. } => self.asked.copies = true,
            Change::AlterPrimaryKey { to: Some(_), .. } => self.asked.rows = true,
            Change::AddIndex { index, .. } => {
                self.index(index);
                self.asked.index_comes = true;
                match index.kind {
                    IndexKind::Plain | IndexKind::Unique | IndexKind::Constraint(_) => {}
                    IndexKind::Fulltext => self.asked.fulltext += 1,
                    IndexKind::Spatial => self.asked.locks = true,
                }
                let new = |column: &&Column| self.before.column(&column.name).is_none() && is_virtual(column);
                let over_new = self.after.columns.iter().filter(new).any(|column| is_over(index, column));
                self.asked.locks |= over_new;
            }
            Change::DropIndex { index, .. } => {
                self.index(index);
                self.asked.index_goes = true;
            }
            // To prove the rows, the server copies them.
            Change::AddForeignKey { .. }
            | Change::RenameForeignKey { .. }
            | Change::AddCheck { .. }
            | Change::RenameCheck { .. } => self.asked.copies = true,
            // A check at a column goes as the column is said anew.
            Change::DropCheck { check, .. } => {
                self.asked.described = true;
                self.asked.copies |= self.before.column(&check.name).is_some_and(|column| self.keeps(column));
            }
            Change::AlterTableOptions { from, to, .. } => {
                let recodes = charset_changes(from, to) && has_text(self.before);
                self.asked.copies |= from.engine != to.engine || recodes;
                self.asked.rows |= from.row_format != to.row_format;
                self.asked.beside = true;
            }
            Change::AlterTableComment { .. } | Change::RenameIndex { .. } | Change::DropForeignKey { .. } => {
                self.asked.beside = true;
            }
            Change::RenameColumn { .. } | Change::RenameTable { .. } => {}
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
            | Change::AlterOpaque { .. } => {}
        }
    }

    fn comes(&mut self, column: &Column) {
        let constant = match &column.default {
            Some(Default::Sql(sql)) => default::moment(sql, &types::canonical(&column.ty)).is_some(),
            // On MySQL the default of a large value is an expression.
            Some(Default::Bool(_) | Default::Int(_) | Default::Number(_) | Default::Text(_)) => {
                self.flavour.is_mariadb() || !types::is_large(&column.ty)
            }
            None => true,
        };
        match &column.generated {
            Some(Generated { stored: true, .. }) => self.asked.copies = true,
            Some(Generated { stored: false, .. }) => self.asked.virtual_comes = true,
            None if column.identity.is_some() || !constant => self.asked.copies = true,
            None => {
                let last = self.after.columns.last().is_some_and(|last| last.name == column.name);
                self.asked.rows |= !last && !self.flavour.abilities().instant_anywhere;
                self.asked.comes = true;
            }
        }
    }

    fn altered(&mut self, from: &Column, to: &Column) {
        let charset =
            (&from.charset, &from.collation) != (&to.charset, &to.collation) && types::is_text(&to.ty);
        let ty = type_change(self.flavour, &from.ty, &to.ty, self.schema);
        // The server checks the column's own condition anew.
        let own_check = self.before.checks.iter().any(|check| check.name == to.name);
        // What is kept of a computed column is computed anew, whatever is said of it.
        let kept = self.keeps(from);
        let computed = self.before.columns.iter().any(|column| self.keeps(column));
        let asked = &mut self.asked;
        asked.copies |= from.generated != to.generated
            || kept
            || own_check
            || charset
            || ty == Retype::Copies
            || from.identity.is_some() != to.identity.is_some();
        if from.nullable != to.nullable && to.generated.is_none() {
            asked.rows = true;
        }
        if from.nullable && !to.nullable && to.generated.is_none() {
            // What is computed of it, is anew, and what stands for NULL must be one value: MariaDB copies.
            asked.copies |= computed || matches!(to.ty, Type::TimestampTz(_));
        }
        asked.beside |=
            ty == Retype::Beside || from.on_update != to.on_update || from.identity != to.identity;
        let rest = Column { ty: from.ty.clone(), nullable: from.nullable, ..to.clone() };
        asked.described |= rest != *from;
    }

    /// Whether what the column computes is kept: in the rows that stay, or in an index.
    fn keeps(&self, column: &Column) -> bool {
        let indexed = self.before.indexes.iter().any(|index| is_over(index, column));
        let stays = self.after.column(&column.name).is_some();
        column.generated.as_ref().is_some_and(|generated| if generated.stored { stays } else { indexed })
    }

    fn index(&mut self, index: &Index) {
        // MariaDB keeps the hash in a hidden column.
        self.asked.copies |= index.kind.is_unique() && index.method.is_some();
        self.asked.unique |= index.kind.is_unique();
    }

    /// Where a table has no primary key, InnoDB keeps the rows by its first unique index that holds no NULL:
    /// <https://dev.mysql.com/doc/refman/8.4/en/innodb-index-types.html>. With another one they are written anew; without
    /// one they are copied.
    fn leader(&mut self) {
        let (before, after) = (leaders(self.before), leaders(self.after));
        let keyed = self.after.primary_key.is_some() || !after.is_empty();
        self.asked.copies |= !before.is_empty() && !keyed;
        let stays = before.iter().all(|name| after.contains(name)) && before.is_empty() == after.is_empty();
        let renamed = before.len() == after.len() && !self.asked.index_comes && !self.asked.index_goes;
        let either = self.before.primary_key.is_none() && self.after.primary_key.is_none();
        self.asked.rows |= either && !stays && !renamed;
    }
}

/// The indexes that could keep the rows, where no primary key does.
fn leaders(table: &Table) -> Vec<&str> {
    let holds = |part: &IndexPart| match &part.on {
        IndexTarget::Column(name) => {
            part.prefix.is_none() && table.column(name).is_some_and(|column| !column.nullable)
        }
        IndexTarget::Expression(_) => false,
    };
    let leads = |index: &&Index| index.kind.is_unique() && index.parts.iter().all(holds);
    let keyless = table.primary_key.is_none();
    table.indexes.iter().filter(|_| keyless).filter(leads).map(|index| index.name.as_str()).collect()
}

/// What another type asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Retype {
    Nothing,
    Beside,
    Copies,
}

fn type_change(flavour: Flavour, from: &Type, to: &Type, before: &Schema) -> Retype {
    let (from, to) = (types::canonical(from), types::canonical(to));
    match (&from, &to) {
        (from, to) if from == to => Retype::Nothing,
        (Type::Varchar(from), Type::Varchar(to)) | (Type::Varbinary(from), Type::Varbinary(to))
            if from < to =>
        {
            // From 256 bytes on, a length takes two: <https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html>.
            let short = |n: u32| n < 64;
            let long = |n: u32| n > 255;
            if flavour.abilities().long_varchar || short(*to) || long(*from) {
                Retype::Beside
            } else {
                Retype::Copies
            }
        }
        (Type::Enum(from), Type::Enum(to)) => {
            let labels = |name| before.enum_type(name).map(|ty| ty.labels.as_slice()).unwrap_or_default();
            if extends(labels(from), labels(to)) { Retype::Nothing } else { Retype::Copies }
        }
        (Type::Raw(from), Type::Raw(to)) => {
            let longer = |word: &str, same: fn(usize, usize) -> bool| {
                let labels = types::read_labels(from, word).zip(types::read_labels(to, word));
                labels.is_some_and(|(from, to)| to.starts_with(&from) && same(from.len(), to.len()))
            };
            if longer("enum", one_number) || longer("set", one_set) {
                Retype::Nothing
            } else {
                Retype::Copies
            }
        }
        _ => Retype::Copies,
    }
}

/// Labels added at the end cost nothing, unless their number now takes another byte.
pub(super) fn extends(from: &[String], to: &[String]) -> bool {
    to.starts_with(from) && one_number(from.len(), to.len())
}

fn one_number(from: usize, to: usize) -> bool {
    (from > 255) == (to > 255)
}

/// A set has a bit for each label, in one to four bytes, or eight.
fn one_set(from: usize, to: usize) -> bool {
    let bytes = |labels: usize| if labels > 32 { 8 } else { labels.div_ceil(8) };
    bytes(from) == bytes(to)
}

fn charset_changes(from: &TableOptions, to: &TableOptions) -> bool {
    (&from.charset, &from.collation) != (&to.charset, &to.collation)
}

/// Whether some column has the table's character set.
fn has_text(table: &Table) -> bool {
    table
        .columns
        .iter()
        .any(|column| types::is_text(&column.ty) && column.charset.is_none() && column.collation.is_none())
}
