//! Nothing parses source text: generics, `macro_rules!`, `cfg` and aliases are what rustc makes of them.
use model_derive::{ColumnType, Columns, Table, tables};

#[derive(Debug, Clone, Copy, ColumnType)]
pub struct Of<T>(pub T);

#[derive(Columns)]
pub struct Span<T> {
    pub from: T,
    pub until: Option<T>,
}

/// One row of a log, for whatever is logged.
#[derive(Table)]
#[table(name = "log", diesel = false)]
pub struct Log<T> {
    #[column(primary_key)]
    pub id: i64,
    pub what: T,
    #[table(flatten)]
    pub span: Span<i64>,
}

#[derive(Table)]
#[table(name = "rooms")]
pub struct Room {
    #[column(primary_key)]
    pub id: Of<i64>,
    pub size: Option<Of<f64>>,
}

macro_rules! lookup {
    ($($name:ident $table:literal),*) => {$(
        #[derive(Table)]
        #[table(name = $table)]
        pub struct $name {
            #[column(primary_key)]
            pub id: i32,
            #[column(unique, length = 40)]
            pub name: String,
        }
    )*};
}

lookup! { Country "countries", Currency "currencies" }

#[derive(Table)]
#[table(name = "prices")]
pub struct Price {
    #[column(primary_key)]
    pub id: i64,
    #[column(references = Currency::id)]
    pub currency: i32,
    #[cfg(any())]
    pub never: NoSuchType,
    #[cfg(all())]
    #[column(references = Country::id)]
    pub country: Option<i32>,
    #[cfg_attr(all(), column(length = 9))]
    pub code: String,
}

tables! { pub TABLES = [Log<String>, Room, Country, Currency, Price]; }

fn main() {
    fn columns(_: prices::country, _: prices::currency, _: countries::name) {}
    let _ = columns;
}
