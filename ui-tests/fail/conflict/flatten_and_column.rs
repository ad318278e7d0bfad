use model_derive::{Table, tables};

#[derive(Table)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[table(flatten)]
    #[column(unique)]
    pub audit: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
