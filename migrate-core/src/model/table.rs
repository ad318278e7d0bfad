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
    /// What its foreign keys refer to.
    const REFS: &'static [Refs] = &[];
    /// All of it.
    const TABLE: &'static TableDef = &TableDef { own: Self::OWN, refs: Self::REFS };
}

/// A struct of shared columns, to flatten into tables. Derive it: `#[derive(Columns)]` of `model-derive`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be flattened into a table",
    label = "needs `#[derive(Columns)]`"
)]
pub trait Columns {
    /// Its columns, with the indexes, foreign keys and checks that they bring along.
    const PIECES: &'static [Piece];
    /// What its foreign keys refer to.
    const REFS: &'static [Refs] = &[];
}

/// One table.
#[derive(Clone, Copy, Debug)]
pub struct TableDef {
    /// See [`Table::OWN`].
    pub own: &'static OwnDef,
    /// What its foreign keys refer to.
    pub refs: &'static [Refs],
}

/// A table without what its foreign keys refer to.
#[derive(Clone, Copy, Debug)]
pub struct OwnDef {
    /// Its name as [`crate::QName`] writes it, per dialect: only PostgreSQL has namespaces.
    pub name: [&'static str; 3],
    /// The name's [`super::lines::hash`].
    pub id: [u64; 3],
    /// Its own columns and keys, and those of flattened structs.
    pub pieces: &'static [Piece],
}

/// A part of a table: of the struct itself, or of one that it flattens.
#[derive(Clone, Copy, Debug)]
pub enum Piece {
    /// The struct's own.
    Own(Part),
    /// Of a flattened field; the number is its place.
    Flat(u16, &'static [Piece]),
}

/// A run of columns; the first of a struct has its keys too. A place is that of a field or a key in the source: 1 is the
/// struct, its fields follow, then its keys.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// What the record holds, per dialect, up to the types: see [`super::record`].
    pub text: [&'static [u8]; 3],
    /// What is compared of the lines, see [`super::lines::sum`], but for what only rustc knows.
    pub sums: [u64; 3],
    /// What each of the types counts in the sum, for all columns that have it: for all dialects at once, or for one after
    /// the other.
    pub weights: &'static [u128],
    /// How far the weights of a dialect lie behind those of the one before: 0 where they are the same.
    pub stride: usize,
    /// The types that occur.
    pub types: &'static [&'static TypeDef],
    /// The place of the k-th column's type among them.
    pub kinds: &'static [u8],
    /// The k-th column's field and name, as `text::Named` reads them.
    pub names: &'static [u8],
    /// The first column's place.
    pub place: u16,
    /// The place of each key, in two bytes, little end first.
    pub keys: [&'static [u8]; 3],
    /// Whether the primary key is among them.
    pub primary: bool,
}

impl Part {
    /// The k-th column's type.
    pub(crate) const fn ty(&self, k: usize) -> &'static TypeDef {
        self.types[self.kinds[k] as usize]
    }

    /// The place of the k-th key.
    pub(crate) const fn key_place(&self, dialect: usize, k: usize) -> u16 {
        let places = self.keys[dialect];
        if 2 * k + 1 < places.len() { places[2 * k] as u16 | (places[2 * k + 1] as u16) << 8 } else { 1 }
    }
}

/// What foreign keys refer to, in the order of their lines.
#[derive(Clone, Copy, Debug)]
pub enum Refs {
    /// One of the struct itself: these come first.
    Key(RefDef),
    /// Those of a flattened one.
    Flat(&'static [Refs]),
}

/// What a foreign key refers to.
#[derive(Clone, Copy, Debug)]
pub struct RefDef {
    /// The [`super::lines::hash`] of its line.
    pub line: [u64; 3],
    /// The table.
    pub table: &'static OwnDef,
    /// Its columns, found by their fields' names.
    pub columns: &'static [Target],
}

/// A column that a foreign key refers to.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Where its name stands.
    pub(crate) names: &'static [u8],
    pub(crate) at: usize,
    pub(crate) len: usize,
    /// Its type; nothing where there is no such field: [`super::fields::same_type`] says so.
    pub(crate) ty: Option<&'static TypeDef>,
}

impl Target {
    /// Its name.
    pub(crate) const fn name(&self) -> &'static [u8] {
        super::text::slice(self.names, self.at, self.at + self.len)
    }
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

/// Stands in for the gate of what is no element: that it is none is said once, and not by every call.
pub trait NoGate {
    #[doc(hidden)]
    fn __gate(_: super::private::Case) {}
}

impl<T: ?Sized> NoGate for T {}

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
