use model_derive::{Table, tables};

#[derive(Table)]
#[table(diesel = false)]
pub struct User {
    #[column(primry_key)]
    pub id: i64,
    #[column(lenght = 3)]
    pub email: String,
    #[column(defualt = 1)]
    pub age: i32,
}

tables! { pub TABLES = [User]; }

fn main() {}
