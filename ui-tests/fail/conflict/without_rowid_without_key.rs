use model_derive::{Table, tables};

#[derive(Table)]
#[table(without_rowid)]
pub struct User {
    pub id: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
