//! Diesel's side of a model: what the table modules that `derive(Table)` emits stand on.
//!
//! The traits need no Diesel: they carry types that only the user's crate names. What does need it is built with
//! the feature `diesel`, which every database brings.
//!
//! Generated code names these items; nobody else should.

mod backend;
mod choose;
mod marks;
#[cfg(feature = "diesel")]
pub mod sql;
#[cfg(feature = "diesel")]
mod types;

/// The Diesel that generated code speaks to.
#[cfg(feature = "diesel")]
pub use diesel;

pub use choose::{Choose, If, NoTable, joinable};
pub use marks::{Apart, F, Same, T};

/// The SQL type that Diesel gives to a Rust type.
///
/// `derive(SqlEnum)` and `derive(ColumnType)` implement it; for the types of `std` and of well-known
/// crates it is implemented here.
#[diagnostic::on_unimplemented(
    message = "Diesel's table module does not know the SQL type of `{Self}`",
    label = "which of `diesel::sql_types` is this?",
    note = "say it at the field: `#[column(diesel_type = BigInt)]`",
    note = "or derive `SqlEnum` or `ColumnType` for `{Self}`",
    note = "or switch the module off: `#[table(diesel = false)]`",
    note = "the types of other crates, and aliases, are known only where migrate-core is built with Diesel: \
            its feature `diesel`, or that of any database"
)]
pub trait DieselType {
    /// One of `diesel::sql_types`, or a type of its own.
    type Sql;
    /// That of a newtype over it, which can be the same on all databases.
    type Held;
}

/// Asks whether a type has a SQL type in Diesel: `Probe::<T>::KNOWN`, with [`Unknown`] in scope.
#[derive(Debug)]
pub struct Probe<T: ?Sized>(std::marker::PhantomData<T>);

impl<T: DieselType + ?Sized> Probe<T> {
    /// It has: what a type itself has goes before what a trait gives.
    pub const KNOWN: bool = true;
}

/// The other answer.
pub trait Unknown {
    /// It has none.
    const KNOWN: bool = false;
}

impl<T: ?Sized> Unknown for Probe<T> {}

/// The SQL type of a type that is [known](Probe), and for any other one that stands in: that it isn't known is said
/// once, by [`known`], and not by everything that a module is made of.
pub trait SqlIf<T: ?Sized> {
    /// The SQL type.
    type Sql;
}

impl<T: DieselType + ?Sized> SqlIf<T> for If<true> {
    type Sql = T::Sql;
}

#[cfg(feature = "diesel")]
impl<T: ?Sized> SqlIf<T> for If<false> {
    type Sql = diesel::sql_types::Text;
}

/// Compiles only where the type is known.
pub const fn known<T: DieselType + ?Sized>() {}

/// A model, seen from Diesel. For `For` see [`Apart`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    label = "no `#[derive(Table)]` here",
    note = "a foreign key refers to a struct that derives `Table`"
)]
pub trait DieselTable<For> {
    /// The `table` of its module, or [`NoTable`] where it has none.
    type Table;
    /// Who knows its columns: itself, or [`NoTable`].
    type Fields: ?Sized;
    /// What tells it from all others: the path of the struct.
    const ID: &'static str = "";
    /// The tables its foreign keys refer to, in the order in which they were written.
    const REFS: &'static [&'static str] = &[];
    /// Whether it has a module; without, nothing asks for the rest.
    const MODULE: bool = false;
}

/// A column of a model, by [`hash`] of the field's name.
pub trait DieselField<const FIELD: u64> {
    /// The column in the module, or [`NoTable`] where there is none.
    type Column;
}

/// The k-th column of a struct to flatten.
pub trait FlatColumn<const K: usize> {
    /// Its SQL type.
    type Sql;
}

/// The k-th foreign key of a struct to flatten. For `For` see [`Apart`].
pub trait FlatForeign<For, const K: usize> {
    /// The model it refers to.
    type Target;
}

/// The values of a struct to flatten, in the order of its fields.
pub trait FlatValues {
    /// A tuple of `Option`s, and of such tuples where it flattens others itself.
    type Values;
    /// The same, borrowed.
    type Refs<'a>
    where
        Self: 'a;
    /// Takes it apart.
    fn flat_values(self) -> Self::Values;
    /// Looks inside.
    fn flat_refs(&self) -> Self::Refs<'_>;
}

/// A table that a model made. Two of them with numbers that differ may stand in one query. For `For` see [`Apart`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the table of a model",
    note = "for a table of `diesel::table!`, say `diesel::allow_tables_to_appear_in_same_query!(a, b);`"
)]
pub trait Numbered<For> {
    /// Its number.
    type Number;
}

/// A Rust type that can be an array's element.
pub trait InArray {}

/// A SQL type whose values a newtype over `Sql` can be: itself, or itself and NULL.
pub trait Holds<Sql> {}

impl<Sql> Holds<Sql> for Sql {}

#[cfg(feature = "diesel")]
impl<Sql> Holds<Sql> for diesel::sql_types::Nullable<Sql> where Sql: diesel::sql_types::SqlType {}

/// What reading an enum says of a text that is none of its labels.
#[must_use]
pub fn no_label(name: &str, text: &str) -> Box<dyn std::error::Error + Send + Sync> {
    format!("`{text}` is no label of the enum `{name}`").into()
}

/// A name as a number, to look fields up by: 64-bit FNV-1a.
#[must_use]
pub const fn hash(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    hash
}
