use model_derive::{Table, tables};

type Id = Option<i64>;

#[derive(Table)]
#[table(name = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: Id,
}

tables! { pub TABLES = [User]; }

fn main() {}
