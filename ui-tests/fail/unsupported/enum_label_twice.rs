use model_derive::SqlEnum;

#[derive(SqlEnum)]
pub enum Status {
    Active,
    #[sql_enum(label = "active")]
    Running,
}

fn main() {}
