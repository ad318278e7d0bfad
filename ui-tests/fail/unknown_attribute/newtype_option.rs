use model_derive::ColumnType;

#[derive(Debug, ColumnType)]
#[column_type(sqltype = "citext")]
pub struct Email(String);

fn main() {}
