use model_derive::Table;

#[derive(Table)]
pub enum User {
    A,
}

fn main() {}
