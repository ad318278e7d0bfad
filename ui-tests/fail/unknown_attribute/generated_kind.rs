use model_derive::{Table, tables};

#[derive(Table)]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(generated(sotred = "1"))]
    pub n: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
