use model_derive::{Table, tables};

#[derive(Table)]
pub struct User {
    #[column(primary_key, identity, default = 1)]
    pub id: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
