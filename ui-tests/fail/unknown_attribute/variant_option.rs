use model_derive::SqlEnum;

#[derive(Debug, SqlEnum)]
pub enum Status {
    #[sql_enum(labl = "active")]
    Active,
}

fn main() {}
