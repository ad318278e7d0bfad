use model_derive::{Table, tables};

#[derive(Table)]
pub struct User {
    #[column(primry_key)]
    pub id: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
