use model_derive::{Table, tables};

#[derive(Table)]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(default = 1, generated(sql = "id + 1", stored))]
    pub n: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
