use model_derive::{Table, tables};

#[derive(Table)]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(on_delete = "cascade")]
    pub parent: Option<i64>,
}

tables! { pub TABLES = [User]; }

fn main() {}
