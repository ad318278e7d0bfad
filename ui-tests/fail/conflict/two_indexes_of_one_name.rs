use model_derive::{Table, tables};

#[derive(Table)]
#[table(index(a, name = "i"), index(b, name = "i"))]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub a: i64,
    pub b: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
