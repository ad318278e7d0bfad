//! The one table.

use diesel::prelude::*;
use model_derive::Table;
use serde::Serialize;

/// Something to remember.
#[derive(Debug, Queryable, Selectable, Serialize, Table)]
#[table(name = "notes", index(pinned, id))]
#[diesel(table_name = notes)]
pub struct Note {
    #[column(primary_key, identity)]
    pub id: i64,
    #[column(length = 2000)]
    pub text: String,
    #[column(default = false)]
    pub pinned: bool,
}

model_derive::schema! {
    /// The service's database.
    pub static NOTES: Postgres = [Note];
}
