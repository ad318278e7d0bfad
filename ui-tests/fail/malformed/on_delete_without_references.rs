use model_derive::{Table, tables};

#[derive(Table)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(on_delete = "cascade")]
    pub parent: Option<i64>,
}

tables! { pub TABLES = [User]; }

fn main() {}
