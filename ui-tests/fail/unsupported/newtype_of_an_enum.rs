use model_derive::ColumnType;

#[derive(ColumnType)]
pub enum Email {
    A,
}

fn main() {}
