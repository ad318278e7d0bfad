use model_derive::{Table, tables};

#[derive(Table)]
#[table(primary_key())]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
