//! Every attribute reaches the schema: what the derives record, on each database, as `schema.json` would hold it.

use migrate_core::Dialect;
use model_derive::{SqlEnum, Table, View, tables};
use tests::schema_of;

#[derive(Debug, SqlEnum)]
#[sql_enum(name = "status", schema = "billing", comment = "how far it is")]
pub enum Status {
    Open,
    #[sql_enum(label = "all paid")]
    Paid,
}

#[derive(Table)]
#[table(
    name = "bookings",
    schema = "billing",
    unlogged,
    strict,
    with = "fillfactor=70",
    comment = "who sits where",
    index(during, method = "gist"),
    index(
        room(opclass = "text_pattern_ops"),
        include(price),
        nulls_not_distinct,
        unique,
        comment = "by room"
    ),
    index(made(desc, nulls = "last"), where = "price > 0", with("fillfactor=50")),
    index(expr("lower(room)", collation = "C"), name = "bookings_room_c"),
    unique(room, made, deferrable = "deferred", nulls_not_distinct),
    exclude(
        name = "no_overlap",
        using = "gist",
        part("room", "="),
        part("during", "&&"),
        where = "price > 0"
    ),
    check("price >= 0"),
    renamed_from = "reservations"
)]
pub struct Booking {
    #[column(primary_key, identity(always, start = 1000, increment = 10))]
    pub id: i64,
    #[column(collation(sqlite = "NOCASE", postgres = "C"), length = 40)]
    pub room: String,
    #[column(sql_type(postgres = "tsrange"), diesel_type = Range<Timestamp>)]
    pub during: String,
    #[column(sql_type(postgres = "inet"), name = "from")]
    pub source: Option<String>,
    pub made: i64,
    #[column(default = 1, check("price < 1000"))]
    pub price: i32,
    #[column(default = "open")]
    pub status: Status,
    #[column(generated(stored = "price * 2"))]
    pub double: Option<i32>,
}

#[derive(Table)]
#[table(name = "lines", diesel = false, foreign_key(columns(booking), references = Booking(id), deferrable = "immediate", on_update = "cascade"))]
pub struct Line {
    #[column(primary_key, identity = "serial")]
    pub id: i32,
    pub booking: i64,
    #[column(references = Booking::id, on_delete = "restrict", foreign_key_name = "other")]
    pub second: Option<i64>,
    pub tags: Vec<String>,
    pub steps: Vec<Option<Status>>,
    #[column(comment = "bits", default = sql("'\\x00'"))]
    pub bytes: Vec<u8>,
}

#[derive(View)]
#[view(
    name = "open_bookings",
    schema = "billing",
    query = "SELECT id, room FROM billing.bookings WHERE status = 'open'",
    comment = "what is left"
)]
pub struct OpenBooking {
    pub id: i64,
    pub room: String,
}

#[derive(View)]
#[view(
    name = "rooms",
    query(
        postgres = "SELECT DISTINCT room FROM billing.bookings;",
        mysql = "SELECT DISTINCT room FROM bookings"
    ),
    materialized,
    diesel = false
)]
pub struct Room {
    pub room: String,
}

tables! { pub POSTGRES = [Booking, Line, OpenBooking, Room]; }

#[derive(Debug, SqlEnum)]
#[sql_enum(rename_all = "uppercase")]
pub enum Size {
    Small,
    Large,
}

#[derive(Table)]
#[table(
    name = "articles",
    engine = "InnoDB",
    row_format = "DYNAMIC",
    charset = "utf8mb4",
    collation = "utf8mb4_unicode_ci",
    comment = "what is sold",
    index(title, body, fulltext, name = "words", with = "ngram"),
    index(place, spatial),
    index(title(prefix = 10, desc), invisible),
    index(number, method = "hash", comment = "by number")
)]
pub struct Article {
    #[column(primary_key, autoincrement(start = 1000))]
    pub id: u32,
    pub number: u64,
    pub tiny: i8,
    pub byte: u8,
    pub short: u16,
    #[column(length = 200, charset = "ascii", collation(mysql = "ascii_bin"))]
    pub title: String,
    #[column(sql_type(mysql = "mediumtext"))]
    pub body: String,
    #[column(sql_type(mysql = "point"))]
    pub place: Vec<u8>,
    #[column(sql_type(mysql = "set('a','b')"), length = 3)]
    pub flags: String,
    #[column(sql_type(mysql = "year"))]
    pub year: i16,
    #[column(sql_type = "decimal(10, 2)", nullable = true, diesel_type = Double)]
    pub price: f64,
    pub size: Option<Size>,
    #[column(sql_type = "timestamp(3)", diesel_type = Timestamp, default = sql("CURRENT_TIMESTAMP(3)"), set_on_update = "CURRENT_TIMESTAMP(3)")]
    pub changed: i64,
    #[column(invisible, default = 0)]
    pub secret: i32,
    #[column(length = 16, fixed)]
    pub key: Vec<u8>,
}

tables! { pub MYSQL = [Article]; }

fn json(schema: &migrate_core::Schema) -> String {
    serde_json::to_string_pretty(schema).unwrap_or_default()
}

#[test]
fn on_postgres() {
    insta::assert_snapshot!(json(&schema_of!(POSTGRES, Dialect::Postgres)));
}

#[test]
fn of_postgres_on_the_others() {
    insta::assert_snapshot!("sqlite", json(&schema_of!(POSTGRES, Dialect::Sqlite)));
}

#[test]
fn on_mysql() {
    insta::assert_snapshot!(json(&schema_of!(MYSQL, Dialect::Mysql)));
}

#[test]
fn of_mysql_on_postgres() {
    insta::assert_snapshot!(json(&schema_of!(MYSQL, Dialect::Postgres)));
}
