use diesel::prelude::*;
use model_derive::Table;

/// A place with shelves.
#[derive(Clone, Debug, Table, Queryable, Selectable)]
#[table(name = "branches")]
#[diesel(table_name = branches)]
pub struct Branch {
    #[column(primary_key)]
    pub id: i64,
    #[column(unique)]
    pub name: String,
    pub city: Option<String>,
}

/// What a tool is for; categories stand in one another.
#[derive(Clone, Debug, Table, Queryable, Selectable, Insertable)]
#[table(name = "categories", unique(parent_id, name))]
#[diesel(table_name = categories)]
pub struct Category {
    #[column(primary_key)]
    pub id: i64,
    #[column(references = Category::id, on_delete = "set_null")]
    pub parent_id: Option<i64>,
    pub name: String,
}
