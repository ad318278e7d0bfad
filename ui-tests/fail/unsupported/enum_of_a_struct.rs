use model_derive::SqlEnum;

#[derive(SqlEnum)]
pub struct Status;

fn main() {}
