use model_derive::{Table, tables};

#[derive(Table)]
#[table(without_rowid)]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key, autoincrement)]
    pub id: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
