//! What PostgreSQL has beyond the others. The structs compile for every database; it alone sees these words.
use model_derive::{SqlEnum, Table, tables};

#[derive(Debug, SqlEnum)]
#[sql_enum(name = "status", schema = "billing", comment = "how far it is")]
pub enum Status {
    Open,
    Paid,
}

#[derive(Table)]
#[table(
    name = "bookings",
    schema = "billing",
    unlogged,
    with = "fillfactor=70",
    index(during, method = "gist"),
    index(tags, method = "gin", name = "bookings_tags"),
    index(room(opclass = "text_pattern_ops"), include(price), nulls_not_distinct, unique),
    index(made(desc, nulls = "last"), where = "price > 0", with("fillfactor=50")),
    index(expr("lower(room)", collation = "C"), name = "bookings_room_c"),
    unique(room, made, deferrable = "deferred", nulls_not_distinct),
    exclude(name = "bookings_no_overlap", using = "gist", part("room", "="), part("during", "&&"), where = "price > 0"),
    check("price >= 0")
)]
pub struct Booking {
    #[column(primary_key, identity(always, start = 1000, increment = 10))]
    pub id: i64,
    #[column(collation = "C")]
    pub room: String,
    #[column(sql_type(postgres = "tsrange"), diesel_type = Text)]
    pub during: String,
    #[column(sql_type(postgres = "text[]"))]
    pub tags: String,
    #[column(precision = 3)]
    pub made: chrono::NaiveDateTime,
    #[column(precision = 10, scale = 2)]
    pub price: bigdecimal::BigDecimal,
    #[column(sql_type(postgres = "inet"))]
    pub from: String,
    pub status: Status,
}

#[derive(Table)]
#[table(name = "counters")]
pub struct Counter {
    #[column(primary_key, identity = "serial")]
    pub id: i32,
    #[column(references = Booking::id, deferrable = "immediate")]
    pub booking: i64,
}

tables! { pub TABLES = [Booking, Counter]; }

fn main() {}
