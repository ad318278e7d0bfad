use model_derive::{Table, tables};

pub struct Money;

#[derive(Table)]
pub struct Invoice {
    #[column(primary_key)]
    pub id: i64,
    pub total: Money,
}

tables! { pub TABLES = [Invoice]; }

fn main() {}
