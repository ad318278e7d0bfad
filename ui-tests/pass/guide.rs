//! What docs/guide.md shows: `tests/guide.rs` looks whether it stands here word for word.
use chrono::NaiveDateTime;
use diesel::prelude::*;
use model_derive::{ColumnType, Columns, SqlEnum, View};
// As the guide begins.
use model_derive::Table;

#[derive(Table)]
#[table(name = "members")]
pub struct Member {
    #[column(primary_key, autoincrement)]
    pub id: i64,
    pub name: String,
    #[column(unique, length = 254)]
    pub email: Email,
    pub phone: Option<String>,
    #[column(default = "active")]
    pub standing: Standing,
    #[table(flatten)]
    pub audit: Audit,
}

#[derive(Debug, SqlEnum)]
pub enum Standing {
    Active,
    Suspended,
    #[sql_enum(label = "has left")]
    Left,
}

#[derive(Debug, ColumnType)]
pub struct Email(pub String);

#[derive(Columns)]
pub struct Audit {
    #[column(default = sql("CURRENT_TIMESTAMP"))]
    pub created_at: NaiveDateTime,
    #[column(default = sql("CURRENT_TIMESTAMP"))]
    pub updated_at: NaiveDateTime,
}

#[derive(Table)]
#[table(name = "documents", index(words, method = "gin"))]
pub struct Document {
    #[column(primary_key)]
    pub id: i64,
    #[column(sql_type(sqlite = "text", postgres = "tsvector", mysql = "text"))]
    pub words: String,
}

#[derive(Table)]
#[table(
    name = "seats",
    primary_key(row, number),
    unique(ticket, name = "one_seat_per_ticket"),
    index(sold_at(desc), where = "sold_at IS NOT NULL"),
    index(expr("lower(ticket)")),
    check("number > 0"),
    foreign_key(columns(hall, stage), references = Hall(name, stage), on_delete = "cascade")
)]
pub struct Seat {
    pub row: i32,
    pub number: i32,
    pub hall: String,
    pub stage: i32,
    pub ticket: Option<String>,
    pub sold_at: Option<NaiveDateTime>,
    #[column(references = Member::id, on_delete = "set_null")]
    pub member_id: Option<i64>,
    #[column(generated(virtual = "row * 100 + number"))]
    pub label: i32,
}

#[derive(Table)]
#[table(name = "halls", primary_key(name, stage))]
pub struct Hall {
    pub name: String,
    pub stage: i32,
}

#[derive(View, Queryable, Selectable)]
#[view(name = "active_members", query = "SELECT id, name FROM members WHERE standing = 'active'")]
#[diesel(table_name = active_members)]
pub struct ActiveMember {
    pub id: i64,
    pub name: String,
}

#[derive(Table)]
#[table(name = "people")]
pub struct Person {
    #[column(primary_key)]
    pub id: i64,
    #[column(renamed_from = "mail")]
    pub email: String,
    #[column(backfill = "CAST(round(day_price * 100) AS INTEGER)")]
    pub day_price_cents: i32,
}

pub mod billing {
    use model_derive::Table;

    #[derive(Table)]
    #[table(name = "invoices")]
    pub struct Invoice {
        #[column(primary_key)]
        pub id: i64,
    }

    #[derive(Table)]
    #[table(name = "payments")]
    pub struct Payment {
        #[column(primary_key)]
        pub id: i64,
        #[column(references = Invoice::id, index)]
        pub invoice_id: i64,
    }

    // in the crate `billing`
    model_derive::tables! { pub TABLES = [Invoice, Payment]; }
}

model_derive::tables! {
    pub TABLES = [Member, Document, Seat, Hall, ActiveMember, Person, billing::TABLES];
}

pub fn active(db: &mut SqliteConnection) -> QueryResult<Vec<ActiveMember>> {
    active_members::table.order(active_members::name).select(ActiveMember::as_select()).load(db)
}

fn main() {}
