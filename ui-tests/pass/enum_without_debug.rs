//! Who never writes an enum through Diesel need not derive `Debug` for it.

use model_derive::{SqlEnum, Table, tables};

#[derive(SqlEnum)]
pub enum Status {
    Active,
    Gone,
}

#[derive(Table)]
#[table(name = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub status: Status,
}

tables! { pub TABLES = [User]; }

fn main() {}
