use chrono::NaiveDate;
use diesel::prelude::*;
use model_derive::{SqlEnum, Table};

use super::{Branch, Category, Cents};

/// How a tool is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlEnum)]
pub enum Condition {
    New,
    Good,
    Worn,
    Broken,
}

/// Something to borrow.
#[derive(Clone, Debug, Table, Queryable, Selectable)]
#[table(name = "tools")]
#[diesel(table_name = tools)]
pub struct Tool {
    #[column(primary_key, autoincrement)]
    pub id: i64,
    pub name: String,
    pub shelf: Option<String>,
    #[column(check = "day_price_cents >= 0")]
    pub day_price_cents: Cents,
    pub bought_on: NaiveDate,
    #[column(references = Branch::id, on_delete = "restrict", index)]
    pub branch_id: i64,
    #[column(references = Category::id, on_delete = "set_null", index)]
    pub category_id: Option<i64>,
    #[column(default = "good")]
    pub condition: Condition,
    #[column(unique)]
    pub serial_number: Option<String>,
}
