use model_derive::{Table, tables};

#[derive(Table)]
#[table(diesel = false)]
pub struct User {
    #[column(primry_key)]
    pub id: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
