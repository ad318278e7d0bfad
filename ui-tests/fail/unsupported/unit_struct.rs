use model_derive::Table;

#[derive(Table)]
pub struct User;

fn main() {}
