use model_derive::{Table, tables};

#[derive(Table)]
#[table(primary_key(tenant, numbr))]
pub struct User {
    pub tenant: i64,
    pub number: i64,
}

tables! { pub TABLES = [User]; }

fn main() {}
