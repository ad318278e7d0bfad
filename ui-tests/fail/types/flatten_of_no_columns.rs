use model_derive::{Table, tables};

pub struct Audit;

#[derive(Table)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[table(flatten)]
    pub audit: Audit,
}

tables! { pub TABLES = [User]; }

fn main() {}
