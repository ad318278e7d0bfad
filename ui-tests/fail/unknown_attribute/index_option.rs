use model_derive::{Table, tables};

#[derive(Table)]
#[table(index(email, wher = "email <> ''"))]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub email: String,
}

tables! { pub TABLES = [User]; }

fn main() {}
