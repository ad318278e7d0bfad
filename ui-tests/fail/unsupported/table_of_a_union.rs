use model_derive::Table;

#[derive(Table)]
pub union User {
    a: i64,
    b: u64,
}

fn main() {}
