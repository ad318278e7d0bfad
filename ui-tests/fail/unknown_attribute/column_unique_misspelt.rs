use model_derive::{Table, tables};

#[derive(Table)]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(uniqe)]
    pub email: String,
}

tables! { pub TABLES = [User]; }

fn main() {}
