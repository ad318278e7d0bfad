//! A table's word at a field, and a field's at the table.
use model_derive::{Table, tables};

#[derive(Table)]
#[column(name = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[table(unique)]
    pub email: String,
}

tables! { pub TABLES = [User]; }

fn main() {}
