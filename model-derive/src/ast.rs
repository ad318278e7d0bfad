//! A typed view of what the user wrote: each value keeps the place where it stands.
//!
//! Nothing here is checked across attributes yet ([`crate::check`]) or expanded ([`crate::expand`]).
//! Names of columns inside keys and indexes are the names of *columns*, already looked up from fields.

mod parts;

use migrate_core::Dialect;
use proc_macro2::Span;
use syn::{Generics, Ident, Member, Type, Visibility};

pub(crate) use parts::{Check, Exclusion, ForeignKey, Index, IndexPart, PrimaryKey, Unique};

/// A value and the place where it was written.
#[derive(Clone, Debug)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl<T> At<T> {
    pub(crate) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A value that may differ between dialects: one for all, or one for some.
#[derive(Clone, Debug)]
pub(crate) struct PerDialect<T> {
    pub(crate) all: Option<T>,
    pub(crate) each: [Option<T>; 3],
}

impl<T> Default for PerDialect<T> {
    fn default() -> Self {
        Self { all: None, each: [None, None, None] }
    }
}

impl<T> PerDialect<T> {
    /// The value on a dialect.
    pub(crate) fn get(&self, dialect: Dialect) -> Option<&T> {
        self.each[dialect.index()].as_ref().or(self.all.as_ref())
    }

    /// Whether none was given.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_none() && self.each.iter().all(Option::is_none)
    }

    /// Any of them, for a place to point at.
    pub(crate) fn any(&self) -> Option<&T> {
        self.all.as_ref().or_else(|| self.each.iter().flatten().next())
    }
}

/// A struct that derives `Table`, or `Columns` (shared columns, to flatten).
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) kind: ModelKind,
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    /// The table's name; for `Columns` the struct's own in snake case (nothing is named by it).
    pub(crate) name: At<String>,
    /// `#[table(schema = "billing")]`
    pub(crate) namespace: Option<At<String>>,
    /// In the order in which they were written.
    pub(crate) fields: Vec<Field>,
    /// From `#[column(primary_key)]` on each column, or `#[table(primary_key(…))]`.
    pub(crate) primary_key: Option<PrimaryKey>,
    /// Of the table and of its columns, in the order in which they were written.
    pub(crate) indexes: Vec<Index>,
    pub(crate) uniques: Vec<Unique>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    pub(crate) checks: Vec<Check>,
    pub(crate) exclusions: Vec<Exclusion>,
    pub(crate) comment: Option<At<String>>,
    pub(crate) options: migrate_core::schema::TableOptions,
    pub(crate) renamed_from: Option<At<String>>,
    pub(crate) diesel: DieselModule,
    /// The doc comment, as text.
    pub(crate) docs: Option<String>,
}

/// What is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ModelKind {
    Table,
    Columns,
}

/// `#[table(diesel = …)]`
#[derive(Clone, Debug)]
pub(crate) enum DieselModule {
    /// Not said: a module named like the table.
    Default,
    /// `diesel = false`
    Off,
    /// `diesel = "user_rows"`
    Named(At<String>),
}

/// One field of the struct.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "a struct has few fields")]
pub(crate) enum Field {
    Column(Box<Column>),
    /// `#[table(flatten)]`
    Flatten {
        ident: Ident,
        ty: Type,
    },
    /// `#[column(skip)]`: a field that is no column.
    Skip {
        ident: Ident,
    },
}

/// A field that is a column.
#[derive(Debug)]
pub(crate) struct Column {
    /// The field, perhaps raw (`r#type`).
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    /// The column's name; the field's, without `r#`, where none was given.
    pub(crate) name: At<String>,
    /// The Rust type, `Option` and all.
    pub(crate) ty: Type,
    /// `#[column(sql_type = "…")]`: the SQL type instead of the Rust type's own.
    pub(crate) sql_type: PerDialect<At<String>>,
    /// `#[column(nullable = …)]`, only where `sql_type` stands.
    pub(crate) nullable: Option<At<bool>>,
    /// `#[column(diesel_type = BigInt)]`: the type in Diesel's table module.
    pub(crate) diesel_type: Option<Type>,
    /// `length = 255`, `length = 3, fixed`, `precision = 10, scale = 2`: as `schema::Type::sized` reads it.
    pub(crate) size: Option<At<String>>,
    /// Whether `size` was written as `precision`.
    pub(crate) precision: bool,
    pub(crate) default: PerDialect<At<migrate_core::schema::Default>>,
    pub(crate) identity: Option<At<Identity>>,
    pub(crate) generated: Option<At<migrate_core::schema::Generated>>,
    pub(crate) collation: PerDialect<At<String>>,
    pub(crate) charset: Option<At<String>>,
    /// MySQL's `ON UPDATE` of a column.
    pub(crate) set_on_update: Option<At<String>>,
    pub(crate) invisible: bool,
    pub(crate) comment: Option<At<String>>,
    pub(crate) renamed_from: Option<At<String>>,
    pub(crate) backfill: Option<At<String>>,
    pub(crate) docs: Option<String>,
}

/// A struct that derives `View`.
#[derive(Debug)]
pub(crate) struct ViewModel {
    /// Its name, its fields, and Diesel's module; nothing else.
    pub(crate) model: Model,
    pub(crate) query: PerDialect<At<String>>,
    pub(crate) materialized: bool,
}

/// `#[column(identity)]`, `#[column(autoincrement)]`
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) kind: IdentityKind,
    pub(crate) start: Option<i64>,
    pub(crate) increment: Option<i64>,
}

/// What was written; each dialect has its own for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdentityKind {
    /// `autoincrement`: an id is never issued twice.
    Autoincrement,
    /// `identity`, `identity = "by_default"`
    ByDefault,
    /// `identity = "always"`
    Always,
    /// `identity = "serial"`
    Serial,
}

/// An enum that derives `SqlEnum`.
#[derive(Debug)]
pub(crate) struct EnumModel {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    /// The type's name in the database.
    pub(crate) name: At<String>,
    pub(crate) namespace: Option<At<String>>,
    /// Each variant with its label, in order.
    pub(crate) labels: Vec<(Ident, At<String>)>,
    pub(crate) comment: Option<At<String>>,
    /// `#[sql_enum(diesel = false)]`
    pub(crate) diesel: bool,
}

/// A newtype that derives `ColumnType`.
#[derive(Debug)]
pub(crate) struct NewtypeModel {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    /// Its only field: `.0` or a name.
    pub(crate) field: Member,
    pub(crate) inner: Type,
    /// `#[column_type(sql_type = "…")]`
    pub(crate) sql_type: PerDialect<At<String>>,
    /// `#[column_type(diesel_type = Text)]`
    pub(crate) diesel_type: Option<Type>,
    /// `#[column_type(diesel = false)]`
    pub(crate) diesel: bool,
}

impl Model {
    /// The columns that stand in the struct itself.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &Column> {
        self.fields.iter().filter_map(|field| match field {
            Field::Column(column) => Some(&**column),
            Field::Flatten { .. } | Field::Skip { .. } => None,
        })
    }

    /// Whether columns come from elsewhere too.
    pub(crate) fn flattens(&self) -> bool {
        self.fields.iter().any(|field| matches!(field, Field::Flatten { .. }))
    }

    /// The table's qualified name.
    pub(crate) fn qname(&self) -> migrate_core::QName {
        migrate_core::QName::new(
            self.namespace.as_ref().map(|namespace| namespace.value.as_str()),
            self.name.value.as_str(),
        )
    }
}
