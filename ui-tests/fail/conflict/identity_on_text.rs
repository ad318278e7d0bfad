use model_derive::{Table, tables};

#[derive(Table)]
#[table(diesel = false)]
pub struct User {
    #[column(primary_key, identity)]
    pub id: String,
}

tables! { pub TABLES = [User]; }

fn main() {}
