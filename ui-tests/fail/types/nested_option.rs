use model_derive::{Table, tables};

#[derive(Table)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub email: Option<Option<String>>,
}

tables! { pub TABLES = [User]; }

fn main() {}
