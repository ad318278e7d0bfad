use model_derive::SqlEnum;

#[derive(SqlEnum)]
pub enum Status {
    Active(i64),
    Gone { since: i64 },
}

fn main() {}
