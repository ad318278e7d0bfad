use model_derive::SqlEnum;

#[derive(SqlEnum)]
pub enum Status {}

fn main() {}
