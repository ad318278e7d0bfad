use model_derive::SqlEnum;

#[derive(SqlEnum)]
pub enum Status {
    #[sql_enum(labl = "active")]
    Active,
}

fn main() {}
