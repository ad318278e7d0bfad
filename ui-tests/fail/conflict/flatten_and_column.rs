use model_derive::{Columns, Table, tables};

#[derive(Columns)]
pub struct Audit {
    pub made: i64,
}

#[derive(Table)]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[table(flatten)]
    #[column(unique)]
    pub audit: Audit,
}

tables! { pub TABLES = [User]; }

fn main() {}
