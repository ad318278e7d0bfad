//! Names of any length are found: by the fields that refer to them, and in flattened structs.
#![deny(warnings)]

use model_derive::{Columns, Table, tables};

#[derive(Columns)]
pub struct Shared {
    pub cooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooool: i64,
    pub cooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooook: i32,
    #[column(name = "cxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    pub thirteen_long: i16,
}

#[derive(Table)]
#[table(name = "wide", diesel = false, primary_key(cooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooool), index(cooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooook))]
pub struct Wide {
    #[table(flatten)]
    pub shared: Shared,
    #[column(unique)]
    pub thirteen_more: String,
}

#[derive(Table)]
#[table(name = "narrow", diesel = false)]
pub struct Narrow {
    #[column(primary_key)]
    pub id: i64,
    #[column(references = Wide::cooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooool)]
    pub first: i64,
    #[column(references = Wide::cooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooook)]
    pub second: i32,
    #[column(references = Wide::thirteen_long)]
    pub third: i16,
    #[column(references = Wide::thirteen_more)]
    pub fourth: String,
}

tables! { pub TABLES = [Wide, Narrow]; }

fn main() {}
