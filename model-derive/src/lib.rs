//! The derives and macros of a schema that is declared as Rust structs.
//!
//! | macro | is for |
//! |---|---|
//! | [`macro@Table`] | a struct that is a table |
//! | [`macro@Columns`] | a struct of shared columns, flattened into tables |
//! | [`macro@View`] | a struct that is a view |
//! | [`macro@ColumnType`] | a newtype as a column's type |
//! | [`macro@SqlEnum`] | an enum as a column's type |
//! | [`tables!`] | a list of tables that a library brings |
//! | [`schema!`] | the schema of an application: checked, recorded, embedded |
//!
//! Input is read (`input`) to a typed view (`ast`, `attr`), checked (`check`), and expanded (`expand`, `schema`, `diesel`); every mistake
//! is gathered on the way (`errors`), and stubs keep one mistake from making twenty (`fallback`).

mod ast;
mod attr;
mod check;
mod diesel;
mod errors;
mod expand;
mod fallback;
mod input;
mod schema;
mod suggest;

use proc_macro::TokenStream;
use syn::DeriveInput;

use crate::ast::ModelKind;
use crate::errors::Errors;

/// A struct that is a table: its fields are the columns.
///
/// The table is named like the struct, in snake case and not made plural; `#[table(name = "users")]` names it.
/// See the [table of attributes](https://docs.rs/migrate-core) in the guide.
#[proc_macro_derive(Table, attributes(table, column))]
pub fn table(input: TokenStream) -> TokenStream {
    derive(input, |input| model(input, ModelKind::Table))
}

/// A struct of columns that several tables share: `#[table(flatten)]` at a field of theirs.
#[proc_macro_derive(Columns, attributes(table, column))]
pub fn columns(input: TokenStream) -> TokenStream {
    derive(input, |input| model(input, ModelKind::Columns))
}

/// A view: a query with a name, its columns as fields. `#[view(name = "active_users", query = "SELECT …")]`
#[proc_macro_derive(View, attributes(view, column))]
pub fn view(input: TokenStream) -> TokenStream {
    derive(input, |input| {
        let mut errors = Errors::default();
        let view = attr::view(input, &mut errors);
        check::view(&view, &mut errors);
        let mut tokens = diesel::model(&view.model, &input.attrs);
        tokens.extend(if errors.is_empty() { expand::view(&view) } else { fallback::view(input, errors) });
        tokens
    })
}

/// What a derive makes of what it is given.
fn derive(input: TokenStream, expand: impl FnOnce(&DeriveInput) -> proc_macro2::TokenStream) -> TokenStream {
    match input::read(input.into()) {
        Ok(input) => expand(&input).into(),
        Err(error) => error.into_compile_error().into(),
    }
}

fn model(input: &DeriveInput, kind: ModelKind) -> proc_macro2::TokenStream {
    let mut errors = Errors::default();
    let mut model = attr::model(input, kind, &mut errors);
    check::check(&model, &mut errors);
    // Queries go on compiling where an attribute is wrong.
    let mut tokens = diesel::model(&model, &input.attrs);
    tokens.extend(if errors.is_empty() {
        expand::model(&mut model)
    } else {
        fallback::model(input, kind, errors)
    });
    tokens
}

/// A newtype as a column's type: that of what it holds.
#[proc_macro_derive(ColumnType, attributes(column_type))]
pub fn column_type(input: TokenStream) -> TokenStream {
    derive(input, |input| {
        let mut errors = Errors::default();
        match attr::newtype(input, &mut errors) {
            Some(model) => {
                let mut tokens = diesel::newtype(&model);
                tokens.extend(if errors.is_empty() {
                    expand::newtype(&model)
                } else {
                    fallback::column_type(input, errors)
                });
                tokens
            }
            None => fallback::column_type(input, errors),
        }
    })
}

/// An enum as a column's type: one label per variant, `#[sql_enum(label = "…")]` or the variant in snake case.
#[proc_macro_derive(SqlEnum, attributes(sql_enum))]
pub fn sql_enum(input: TokenStream) -> TokenStream {
    derive(input, |input| {
        let mut errors = Errors::default();
        let model = attr::enumeration(input, &mut errors);
        let mut tokens = diesel::enumeration(input, &model);
        tokens.extend(if errors.is_empty() {
            expand::enumeration(&model)
        } else {
            fallback::column_type(input, errors)
        });
        tokens
    })
}

/// The tables that a crate brings: `tables! { pub TABLES = [Invoice, Payment]; }`.
///
/// `TABLES` becomes a type, to be listed in the `schema!` of an application.
#[proc_macro]
pub fn tables(input: TokenStream) -> TokenStream {
    schema::tables(input.into()).into()
}

/// The schema of an application:
///
/// ```ignore
/// schema! {
///     /// The application's database.
///     #[schema(dir = "migrations")]
///     pub static APP: Sqlite = [User, Team, billing::TABLES];
/// }
/// ```
///
/// It compares the models with what was reviewed, lays their record into the artifact, and embeds the revisions.
#[proc_macro]
pub fn schema(input: TokenStream) -> TokenStream {
    schema::schema(input.into()).into()
}

/// Goes on with a table module where a flattened struct has told its columns. Generated code calls it.
#[doc(hidden)]
#[proc_macro]
pub fn __diesel(input: TokenStream) -> TokenStream {
    diesel::resume(input.into()).into()
}
