//! What a struct tells of its table, as const evaluation can hold it.

use super::TypeDef;

/// A struct that is a table. Derive it: `#[derive(Table)]` of `model-derive`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    label = "needs `#[derive(Table)]`",
    note = "a foreign key refers to a field of a struct that derives `Table`: `references = Team::id`"
)]
pub trait Table {
    /// Itself. What else is asked of a table is asked of this, so that a struct that is none makes one error.
    type This: ?Sized;
    /// What names no other table, so that tables that refer to each other are no cycle.
    const OWN: &'static OwnDef;
    /// Its keys, indexes, foreign keys and checks.
    const KEYS: &'static [KeyPiece] = &[];
    /// All of it.
    const TABLE: &'static TableDef = &TableDef { own: Self::OWN, keys: Self::KEYS };
}

/// A struct of shared columns, to flatten into tables. Derive it: `#[derive(Columns)]` of `model-derive`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be flattened into a table",
    label = "needs `#[derive(Columns)]`"
)]
pub trait Columns {
    /// Its columns.
    const COLUMNS: &'static [ColumnPiece];
    /// Indexes, foreign keys and checks that they bring along.
    const KEYS: &'static [KeyPiece];
}

/// One table.
#[derive(Clone, Copy, Debug)]
pub struct TableDef {
    /// See [`Table::OWN`].
    pub own: &'static OwnDef,
    /// See [`Table::KEYS`].
    pub keys: &'static [KeyPiece],
}

/// A table without its keys.
#[derive(Clone, Copy, Debug)]
pub struct OwnDef {
    /// Its name as [`crate::QName`] writes it, per dialect: only PostgreSQL has namespaces.
    pub name: [&'static str; 3],
    /// Its columns.
    pub columns: &'static [ColumnPiece],
    /// Whether and what it was renamed from: hints that are never compared.
    pub hints: &'static str,
}

/// Columns of the struct itself, or of one that it flattens.
#[derive(Clone, Copy, Debug)]
pub enum ColumnPiece {
    /// The struct's own.
    Own(ColumnPart),
    /// Of a flattened field; the number is its place among [`TableDef`]'s places.
    Flat(u16, &'static [ColumnPiece]),
}

/// A run of columns.
#[derive(Clone, Copy, Debug)]
pub struct ColumnPart {
    /// Canonical lines, each ended by a line feed, per dialect; the first part begins with the table's own line.
    pub lines: [&'static str; 3],
    /// The k-th column's field and name, as [`super::text::Named`] reads them.
    pub names: &'static [u8],
    /// The types that occur, in the order in which they first do.
    pub types: &'static [&'static TypeDef],
    /// The place of the k-th column's type among them.
    pub kinds: &'static [u8],
    /// What the record holds beside the lines, and nothing compares: `kinds` as text, renames, backfills, how many
    /// types follow.
    pub beside: &'static str,
    /// The first column's place.
    pub place: u16,
}

impl ColumnPart {
    /// The k-th column's type.
    pub(crate) const fn ty(&self, k: usize) -> &'static TypeDef {
        self.types[self.kinds[k] as usize]
    }
}

/// Keys of the struct itself, or of one that it flattens.
#[derive(Clone, Copy, Debug)]
pub enum KeyPiece {
    /// The struct's own.
    Own(KeyPart),
    /// Of a flattened field; the number is its place.
    Flat(u16, &'static [KeyPiece]),
}

/// A run of keys, indexes, foreign keys and checks.
#[derive(Clone, Copy, Debug)]
pub struct KeyPart {
    /// Canonical lines, each ended by a line feed, per dialect.
    pub lines: [&'static str; 3],
    /// The k-th foreign key's target.
    pub refs: &'static [RefDef],
    /// The first line's place. Lines that only some dialects have share the struct's place.
    pub place: u16,
}

/// What a foreign key refers to.
#[derive(Clone, Copy, Debug)]
pub struct RefDef {
    /// The table.
    pub table: &'static OwnDef,
    /// Its columns.
    pub columns: &'static [Target],
}

/// A column that a foreign key refers to.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name.
    pub column: &'static [u8],
    /// Its type; nothing where there is no such field: [`super::fields::same_type`] says so.
    pub ty: Option<&'static TypeDef>,
}

/// One table or many.
#[derive(Clone, Copy, Debug)]
pub enum Tables {
    /// One.
    One(&'static TableDef),
    /// Those of a list.
    Many(&'static [Tables]),
    /// Views, sequences, extensions: a line each per dialect, empty where a dialect has no such thing.
    Objects(&'static [[&'static str; 3]]),
}

/// What can be an element of `schema!` and `tables!`: a table, or a group made by `tables!`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a table nor a group of tables",
    label = "needs `#[derive(Table)]` or `#[derive(View)]`, or `tables!` that makes the group"
)]
pub trait Group {
    /// Itself: see [`Table::This`].
    type This: ?Sized;
    /// Its tables.
    const TABLES: Tables;
    /// The same, in one place.
    const LIST: &'static Tables = &Self::TABLES;
}

impl<T: Table + ?Sized> Group for T {
    type This = T;
    const TABLES: Tables = Tables::One(T::TABLE);
}

/// Says that a struct stands in a `schema!` or `tables!` of its crate.
///
/// `M` is a type local to that crate, so that also a foreign struct can be listed.
#[diagnostic::on_unimplemented(
    message = "the table `{Self}` is in no `schema!` or `tables!` of this crate",
    label = "nothing would create this table",
    note = "add it to the list: `pub static APP: Sqlite = […, {Self}];`"
)]
pub trait Listed<M> {}

/// Compiles only where `T` is listed.
pub const fn listed<T: Listed<M> + ?Sized, M>() {}
