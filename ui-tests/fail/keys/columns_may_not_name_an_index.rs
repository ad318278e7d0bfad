use model_derive::Columns;

#[derive(Columns)]
pub struct Audit {
    #[column(unique, name = "c")]
    pub created_at: i64,
    #[column(index(name = "audit_idx"))]
    pub updated_at: i64,
}

fn main() {}
