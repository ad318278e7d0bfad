//! A mistake in an attribute leaves the queries alone: one error, not one more for each query.
use diesel::prelude::*;
use model_derive::{ColumnType, SqlEnum, Table, tables};

#[derive(Debug, SqlEnum)]
#[sql_enum(nmae = "status")]
pub enum Status {
    Active,
    Gone,
}

#[derive(Debug, ColumnType)]
pub struct Email(String);

#[derive(Table)]
#[table(name = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(uniqe)]
    pub email: Email,
    pub status: Status,
}

#[derive(Table)]
#[table(name = "posts")]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    #[column(references = User::id)]
    pub user_id: i64,
}

tables! { pub TABLES = [User, Post]; }

pub fn query(db: &mut SqliteConnection) -> QueryResult<Vec<(i64, Status)>> {
    users::table
        .inner_join(posts::table)
        .filter(users::email.eq(Email("a@b".to_owned())))
        .filter(users::status.ne(Status::Gone))
        .select((posts::id, users::status))
        .load(db)
}

fn main() {}
