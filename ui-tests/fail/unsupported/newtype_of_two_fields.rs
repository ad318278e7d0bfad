use model_derive::ColumnType;

#[derive(ColumnType)]
pub struct Email(String, String);

fn main() {}
