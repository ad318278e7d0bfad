use std::rc::Rc;

use model_derive::{Table, tables};

#[derive(Table)]
#[table(name = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub name: Rc<str>,
}

tables! { pub TABLES = [User]; }

fn main() {}
