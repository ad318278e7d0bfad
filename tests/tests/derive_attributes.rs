//! Every attribute reaches the schema: what the derives record, on each database, as `schema.json` would hold it.

use migrate_core::Dialect;
use model_derive::{SqlEnum, Table, View, tables};
use tests::schema_of;

#[derive(Debug, SqlEnum)]
#[sql_enum(name = "status", schema = "billing", comment = "how far it is")]
enum Status {
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
struct Booking {
    #[column(primary_key, identity(always, start = 1000, increment = 10))]
    id: i64,
    #[column(collation(sqlite = "NOCASE", postgres = "C"), length = 40)]
    room: String,
    #[column(sql_type(postgres = "tsrange"), diesel_type = Range<Timestamp>)]
    during: String,
    #[column(sql_type(postgres = "inet"), name = "from")]
    source: Option<String>,
    made: i64,
    #[column(default = 1, check("price < 1000"))]
    price: i32,
    #[column(default = "open")]
    status: Status,
    #[column(generated(stored = "price * 2"))]
    double: Option<i32>,
}

#[derive(Table)]
#[table(name = "lines", diesel = false, foreign_key(columns(booking), references = Booking(id), deferrable = "immediate", on_update = "cascade"))]
struct Line {
    #[column(primary_key, identity = "serial")]
    id: i32,
    booking: i64,
    #[column(references = Booking::id, on_delete = "restrict", foreign_key_name = "other")]
    second: Option<i64>,
    tags: Vec<String>,
    steps: Vec<Option<Status>>,
    #[column(comment = "bits", default = sql("'\\x00'"))]
    bytes: Vec<u8>,
}

#[derive(View)]
#[view(
    name = "open_bookings",
    schema = "billing",
    query = "SELECT id, room FROM billing.bookings WHERE status = 'open'",
    comment = "what is left"
)]
struct OpenBooking {
    id: i64,
    room: String,
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
struct Room {
    room: String,
}

tables! { POSTGRES = [Booking, Line, OpenBooking, Room]; }

#[derive(Debug, SqlEnum)]
#[sql_enum(rename_all = "uppercase")]
enum Size {
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
struct Article {
    #[column(primary_key, autoincrement(start = 1000))]
    id: u32,
    number: u64,
    tiny: i8,
    byte: u8,
    short: u16,
    #[column(length = 200, charset = "ascii", collation(mysql = "ascii_bin"))]
    title: String,
    #[column(sql_type(mysql = "mediumtext"))]
    body: String,
    #[column(sql_type(mysql = "point"))]
    place: Vec<u8>,
    #[column(sql_type(mysql = "set('a','b')"), length = 3)]
    flags: String,
    #[column(sql_type(mysql = "year"))]
    year: i16,
    #[column(sql_type = "decimal(10, 2)", nullable = true, diesel_type = Double)]
    price: f64,
    size: Option<Size>,
    #[column(sql_type = "timestamp(3)", diesel_type = Timestamp, default = sql("CURRENT_TIMESTAMP(3)"), set_on_update = "CURRENT_TIMESTAMP(3)")]
    changed: i64,
    #[column(invisible, default = 0)]
    secret: i32,
    #[column(length = 16, fixed)]
    key: Vec<u8>,
}

tables! { MYSQL = [Article]; }

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
