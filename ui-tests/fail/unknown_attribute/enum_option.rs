use model_derive::SqlEnum;

#[derive(SqlEnum)]
#[sql_enum(nmae = "status")]
pub enum Status {
    Active,
}

fn main() {}
