use model_derive::SqlEnum;

#[derive(Debug, SqlEnum)]
#[sql_enum(nmae = "status")]
pub enum Status {
    Active,
}

fn main() {}
