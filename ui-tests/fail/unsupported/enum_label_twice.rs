use model_derive::SqlEnum;

#[derive(Debug, SqlEnum)]
pub enum Status {
    Active,
    #[sql_enum(label = "active")]
    Running,
}

fn main() {}
