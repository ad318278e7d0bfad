//! The SQL type of a Rust type.

mod features;
mod numbers;
mod std;
pub mod takes;

use super::text::{hash, mix};

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
    /// The same with NULL among its values: an `Option` of it.
    const NULL: &'static TypeDef = &Self::TYPE.nullable(true);
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
    /// What is compared first: of `codes`, of `enum_json`, and of everything.
    ids: [u64; 3],
    labels: [u64; 3],
    pub(crate) sums: [u128; 3],
    /// Of `ids` and `dims`.
    base: u64,
    /// What can be said of it: see [`takes`].
    pub(crate) takes: u8,
}

/// A type as a number that is odd and has at most 55 bits, so that a table's sum can be built without a look at what
/// is too much.
pub(crate) const fn type_sum(code: u64, dims: u8, nullable: bool, labels: u64) -> u128 {
    (mix(mix(code, dims as u64 * 2 + nullable as u64), labels) >> 9 | 1) as u128
}

const fn each_hash(texts: [&str; 3]) -> [u64; 3] {
    let [a, b, c] = [texts[0].as_bytes(), texts[1].as_bytes(), texts[2].as_bytes()];
    [hash(a, 0, a.len()), hash(b, 0, b.len()), hash(c, 0, c.len())]
}

impl TypeDef {
    /// One type on all dialects.
    pub const fn new(code: &'static str) -> Self {
        Self::each([code; 3])
    }

    /// A type per dialect, in the order of [`crate::Dialect::ALL`].
    pub const fn each(codes: [&'static str; 3]) -> Self {
        let (ids, none) = (each_hash(codes), [0; 3]);
        Self {
            codes,
            dims: 0,
            nullable: false,
            enum_json: None,
            ids,
            labels: none,
            sums: [0; 3],
            base: 0,
            takes: 0,
        }
        .summed()
    }

    const fn summed(self) -> Self {
        let Self { ids, labels, dims, nullable, .. } = self;
        let sums = [
            type_sum(ids[0], dims, nullable, labels[0]),
            type_sum(ids[1], dims, nullable, labels[1]),
            type_sum(ids[2], dims, nullable, labels[2]),
        ];
        let base = mix(mix(mix(dims as u64, ids[0]), ids[1]), ids[2]);
        let takes = takes::of(&self.codes, dims, self.enum_json.is_some());
        Self { sums, base, takes, ..self }
    }

    /// The first dialect on which it differs from another, NULL and labels aside.
    pub(crate) const fn differs(&self, other: &Self) -> Option<usize> {
        if self.base == other.base {
            return None;
        }
        let mut dialect = 0;
        while dialect < 3 {
            if self.ids[dialect] != other.ids[dialect] || self.dims != other.dims {
                return Some(dialect);
            }
            dialect += 1;
        }
        None
    }

    /// An enum: `enum(name)`, and its labels as JSON, per dialect: only PostgreSQL has namespaces.
    pub const fn enumeration(codes: [&'static str; 3], json: [&'static str; 3]) -> Self {
        Self { enum_json: Some(json), labels: each_hash(json), ..Self::each(codes) }.summed()
    }

    /// The same with NULL among its values, or not.
    #[must_use]
    pub const fn nullable(self, nullable: bool) -> Self {
        Self { nullable, ..self }.summed()
    }

    /// An array of it.
    #[must_use]
    pub const fn array(self) -> Self {
        Self { dims: self.dims + 1, nullable: false, ..self }.summed()
    }

    /// The same with another type on one dialect: `#[column(sql_type(postgres = "citext"))]`.
    #[must_use]
    pub const fn on(self, dialect: usize, code: &'static str) -> Self {
        let mut codes = self.codes;
        codes[dialect] = code;
        Self { codes, ids: each_hash(codes), ..self }.summed()
    }
}
