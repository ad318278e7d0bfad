use model_derive::Table;

#[derive(Table)]
pub struct User(i64);

fn main() {}
