use model_derive::{Columns, Table, tables};

#[derive(Columns)]
pub struct Audit {
    #[column(primary_key)]
    pub key: i64,
}

#[derive(Table)]
#[table(name = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[table(flatten)]
    pub audit: Audit,
}

tables! { pub TABLES = [User]; }

fn main() {}
