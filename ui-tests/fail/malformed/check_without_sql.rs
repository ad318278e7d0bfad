use model_derive::{Table, tables};

#[derive(Table)]
#[table(check)]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
