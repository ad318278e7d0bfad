use model_derive::{Table, tables};

#[derive(Table)]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key, generated(sql = "1", stored))]
    pub id: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
