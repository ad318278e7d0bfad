use chrono::NaiveDate;
use model_derive::{ColumnType, SqlEnum, Table};

use super::Audit;

/// An e-mail address, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, ColumnType)]
pub struct Email(pub String);

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlEnum)]
pub enum Standing {
    Active,
    Suspended,
    Left,
}

/// Somebody who borrows tools.
#[derive(Clone, Debug, Table)]
#[table(name = "members")]
pub struct Member {
    #[column(primary_key, autoincrement)]
    pub id: i64,
    pub name: String,
    #[column(unique, length = 254)]
    pub email: Email,
    pub phone: Option<String>,
    pub joined_on: NaiveDate,
    #[column(default = "active")]
    pub standing: Standing,
    #[table(flatten)]
    pub audit: Audit,
}
