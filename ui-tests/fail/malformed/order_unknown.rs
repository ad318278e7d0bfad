use model_derive::{Table, tables};

#[derive(Table)]
#[table(index(age(descending)))]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub age: i32,
}

tables! { pub TABLES = [User]; }

fn main() {}
