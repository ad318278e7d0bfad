use chrono::NaiveDate;
use diesel::prelude::*;
use model_derive::Table;

use super::{Member, Tool};

/// A tool in somebody's hands, until it is back. No tool is lent twice at a time: see the partial index.
#[derive(Clone, Debug, Table, Queryable, Selectable)]
#[table(
    name = "loans",
    index(due_on),
    index(tool_id, unique, name = "loans_one_open", where = "returned_on IS NULL"),
    check("returned_on >= lent_on", name = "loans_returned_after_lent")
)]
#[diesel(table_name = loans)]
pub struct Loan {
    #[column(primary_key, autoincrement)]
    pub id: i64,
    #[column(references = Tool::id, on_delete = "cascade")]
    pub tool_id: i64,
    #[column(references = Member::id, on_delete = "cascade")]
    pub member_id: i64,
    pub lent_on: NaiveDate,
    pub due_on: NaiveDate,
    pub returned_on: Option<NaiveDate>,
}

/// Who wants a tool next.
#[derive(Clone, Debug, Table, Queryable, Selectable, Insertable)]
#[table(name = "reservations", primary_key(tool_id, member_id), without_rowid)]
#[diesel(table_name = reservations)]
pub struct Reservation {
    #[column(references = Tool::id, on_delete = "cascade")]
    pub tool_id: i64,
    #[column(references = Member::id, on_delete = "cascade", index)]
    pub member_id: i64,
    pub wanted_from: NaiveDate,
}
