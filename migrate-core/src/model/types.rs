//! The SQL type of a Rust type.

mod features;
mod numbers;
mod std;

/// A Rust type that can be a column's.
///
/// The compiler looks the implementation up, so aliases, generics and types of other crates work.
/// For a newtype derive `ColumnType`, for an enum `SqlEnum`, both of `model-derive`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column's type",
    label = "no SQL type is known for `{Self}`",
    note = "for a newtype add `#[derive(ColumnType)]`, for an enum `#[derive(SqlEnum)]`",
    note = "types of chrono, time, uuid, serde_json, bigdecimal and rust_decimal need that feature of `migrate-core`",
    note = "or name the SQL type at the field: `#[column(sql_type = \"…\")]`; a field that is no column: `#[column(skip)]`; shared columns: `#[table(flatten)]`"
)]
pub trait ColumnType {
    /// Itself: see [`super::Table::This`].
    type This: ?Sized;
    /// Its SQL type.
    const TYPE: TypeDef;
    /// The same, in one place for all columns.
    const DEF: &'static TypeDef = &Self::TYPE;
}

/// A type that can be the element of an array (`Vec<T>`), which only PostgreSQL has.
///
/// `u8` is none: `Vec<u8>` is bytes.
#[diagnostic::on_unimplemented(
    message = "`Vec<{Self}>` is not a column's type",
    label = "no array of `{Self}` is known",
    note = "arrays hold plain column types; name another SQL type at the field: `#[column(sql_type = \"…\")]`"
)]
pub trait Element: ColumnType {}

/// A SQL type as const evaluation can hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeDef {
    /// The text form of a [`crate::schema::Type`] per dialect, in the order of [`crate::Dialect::ALL`].
    pub codes: [&'static str; 3],
    /// How often `[]` follows.
    pub dims: u8,
    /// Whether NULL is among its values.
    pub nullable: bool,
    /// For an enum: its [`crate::schema::EnumType`] as JSON, made by [`super::lines::enum_json`].
    pub enum_json: Option<[&'static str; 3]>,
    /// Its slot per dialect, see [`super::lines::type_slot`], NOT NULL and NULL, where both were written down:
    /// const evaluation then needs not put it together.
    pub(crate) slots: [[&'static str; 3]; 2],
}

const NO_SLOTS: [[&str; 3]; 2] = [[""; 3]; 2];

impl TypeDef {
    /// One type on all dialects.
    pub const fn new(code: &'static str) -> Self {
        Self::each([code; 3])
    }

    /// A type per dialect, in the order of [`crate::Dialect::ALL`].
    pub const fn each(codes: [&'static str; 3]) -> Self {
        Self { codes, dims: 0, nullable: false, enum_json: None, slots: NO_SLOTS }
    }

    /// The same, with its slots.
    pub(crate) const fn slots(self, slots: [[&'static str; 3]; 2]) -> Self {
        Self { slots, ..self }
    }

    /// Its slot on a dialect, line feed and all; empty where it must be put together.
    pub(crate) const fn slot(&self, dialect: usize) -> &'static str {
        self.slots[self.nullable as usize][dialect]
    }

    /// An enum: `enum(name)`, and its labels as JSON, per dialect: only PostgreSQL has namespaces.
    pub const fn enumeration(codes: [&'static str; 3], json: [&'static str; 3]) -> Self {
        Self { enum_json: Some(json), ..Self::each(codes) }
    }

    /// The same with NULL among its values, or not.
    #[must_use]
    pub const fn nullable(self, nullable: bool) -> Self {
        Self { nullable, ..self }
    }

    /// An array of it.
    #[must_use]
    pub const fn array(self) -> Self {
        Self { dims: self.dims + 1, nullable: false, slots: NO_SLOTS, ..self }
    }

    /// The same with another type on one dialect: `#[column(sql_type(postgres = "citext"))]`.
    #[must_use]
    pub const fn on(self, dialect: usize, code: &'static str) -> Self {
        let mut codes = self.codes;
        codes[dialect] = code;
        Self { codes, slots: NO_SLOTS, ..self }
    }
}
