use model_derive::{Table, tables};

#[derive(Table)]
#[table(index(age(descending)))]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub age: i32,
}

tables! { pub TABLES = [User]; }

fn main() {}
