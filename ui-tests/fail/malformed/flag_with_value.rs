use model_derive::{Table, tables};

#[derive(Table)]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(unique = 3)]
    pub age: i32,
}

tables! { pub TABLES = [User]; }

fn main() {}
