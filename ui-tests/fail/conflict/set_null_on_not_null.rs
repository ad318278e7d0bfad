use model_derive::{Table, tables};

#[derive(Table)]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(references = User::id, on_delete = "set null")]
    pub parent: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
