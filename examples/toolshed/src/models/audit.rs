use chrono::NaiveDateTime;
use model_derive::Columns;

/// When a row was made, and when it was last changed.
#[derive(Clone, Debug, Columns)]
pub struct Audit {
    #[column(default = sql("CURRENT_TIMESTAMP"))]
    pub created_at: NaiveDateTime,
    #[column(default = sql("CURRENT_TIMESTAMP"))]
    pub updated_at: NaiveDateTime,
}
