//! What a struct tells of its table, as const evaluation can hold it.

use super::TypeDef;

/// What can be an element of `schema!` and `tables!`: a struct that derives `Table` or `View` of `model-derive`, or a group
/// made by `tables!`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    label = "needs `#[derive(Table)]`",
    note = "a foreign key refers to a field of a struct that derives `Table`: `references = Team::id`",
    note = "what `schema!` and `tables!` list derives `Table` or `View`, or is a group made by `tables!`"
)]
pub trait Table {
    /// Itself. What else is asked of a table is asked of this, so that a struct that is none makes one error.
    type This: ?Sized;
    /// What names no other table, so that tables that refer to each other are no cycle.
    const OWN: &'static OwnDef = &OwnDef::NONE;
    /// What its foreign keys refer to.
    const REFS: &'static Refs = &Refs::NONE;
    /// All of a table.
    const TABLE: &'static TableDef = &TableDef { own: Self::OWN, refs: Self::REFS };
    /// Itself, or what it groups. Said here for all that are one table: for each it would be a body more to rustc.
    const TABLES: Tables = Tables::One(Self::TABLE);
    /// The same, in one place.
    const LIST: &'static Tables = &Self::TABLES;
}

/// A struct of shared columns, to flatten into tables. Derive it: `#[derive(Columns)]` of `model-derive`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be flattened into a table",
    label = "needs `#[derive(Columns)]`"
)]
pub trait Columns {
    /// Its columns, with the indexes, foreign keys and checks that they bring along.
    const PIECES: &'static Pieces;
    /// What its foreign keys refer to.
    const REFS: &'static Refs = &Refs::NONE;
}

/// One table.
#[derive(Clone, Copy, Debug)]
pub struct TableDef {
    /// See [`Table::OWN`].
    pub own: &'static OwnDef,
    /// What its foreign keys refer to.
    pub refs: &'static Refs,
}

/// A table without what its foreign keys refer to.
#[derive(Clone, Copy, Debug)]
pub struct OwnDef {
    /// Its name as [`crate::QName`] writes it, per dialect: only PostgreSQL has namespaces.
    pub name: [&'static str; 3],
    /// The name's [`super::lines::hash`].
    pub id: [u64; 3],
    /// Its own columns and keys, and those of flattened structs.
    pub pieces: Pieces,
}

impl OwnDef {
    /// Of a view or a group.
    pub const NONE: Self = Self { name: [""; 3], id: [1; 3], pieces: Pieces::NONE };
    /// Of a struct whose derive has failed, and has said why.
    pub const FAILED: Self = Self { id: [0; 3], ..Self::NONE };
}

/// What a table is made of. Most are one part, which stands here by value: a slice costs rustc as much as five numbers.
#[derive(Clone, Copy, Debug)]
pub enum Pieces {
    /// Of the struct itself.
    One(Part),
    /// Of a flattened field; the number is its place.
    Flat(u16, &'static Pieces),
    /// Several, in their order.
    Many(&'static [Pieces]),
}

impl Pieces {
    /// None at all.
    pub const NONE: Self = Self::Many(&[]);

    /// Whether there are none: no table is such.
    pub(crate) const fn is_empty(&self) -> bool {
        matches!(self, Self::Many([]))
    }
}

/// A run of columns; the first of a struct has its keys too. A place is that of a field or a key in the source: 1 is the
/// struct, its fields follow, then its keys.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// What the record holds, per dialect, up to hints and types: see [`super::record`].
    pub text: [&'static str; 3],
    /// What the record holds beside: hints.
    pub hints: Option<&'static str>,
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
    pub kinds: &'static str,
    /// The k-th column's field and name, as `text::Named` reads them.
    pub names: &'static str,
    /// The first column's place.
    pub place: u16,
    /// The place of each key, as `text::number` reads it.
    pub keys: [&'static str; 3],
    /// Whether the primary key is among them.
    pub primary: bool,
}

impl Part {
    /// The k-th column's type.
    pub(crate) const fn ty(&self, k: usize) -> &'static TypeDef {
        self.types[self.kinds.as_bytes()[k] as usize]
    }

    /// The place of the k-th key.
    pub(crate) const fn key_place(&self, dialect: usize, k: usize) -> u16 {
        let places = self.keys[dialect].as_bytes();
        if 2 * k + 1 < places.len() { super::text::number(places, 2 * k) as u16 } else { 1 }
    }
}

/// What foreign keys refer to, in the order of their lines.
#[derive(Clone, Copy, Debug)]
pub enum Refs {
    /// One of the struct itself.
    One(RefDef),
    /// Those of a flattened one.
    Flat(&'static Refs),
    /// Several, those of the struct itself first.
    Many(&'static [Refs]),
}

impl Refs {
    /// None at all.
    pub const NONE: Self = Self::Many(&[]);
}

/// What a foreign key refers to.
#[derive(Clone, Copy, Debug)]
pub struct RefDef {
    /// The [`super::lines::hash`] of its line.
    pub line: [u64; 3],
    /// The table.
    pub table: &'static OwnDef,
    /// Its first column, found by its field's name.
    pub column: Target,
    /// The others.
    pub more: &'static [Target],
}

impl RefDef {
    /// What has no other columns says so with this: `&[]` would be made a slice each time.
    pub const ALONE: &'static [Target] = &[];

    /// The k-th column.
    pub(crate) const fn column(&self, k: usize) -> Option<&Target> {
        match k {
            0 => Some(&self.column),
            k if k <= self.more.len() => Some(&self.more[k - 1]),
            _ => None,
        }
    }
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
