//! What MySQL and MariaDB have beyond the others. The structs compile for every database; they alone see these words.
use model_derive::{SqlEnum, Table, tables};

#[derive(Debug, SqlEnum)]
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
    index(title, body, fulltext, name = "articles_words"),
    index(place, spatial),
    index(title(prefix = 10, desc), invisible),
    index(number, method = "hash")
)]
pub struct Article {
    #[column(primary_key, autoincrement(start = 1000))]
    pub id: u32,
    pub number: u64,
    #[column(length = 200, charset = "ascii", collation(mysql = "ascii_bin"))]
    pub title: String,
    #[column(sql_type(mysql = "mediumtext"))]
    pub body: String,
    #[column(sql_type(mysql = "point"), diesel_type = Binary)]
    pub place: Vec<u8>,
    #[column(sql_type(mysql = "set('a','b')"))]
    pub flags: String,
    #[column(sql_type(mysql = "year"))]
    pub year: i16,
    #[column(sql_type(mysql = "bit(8)"), diesel_type = Binary)]
    pub bits: Vec<u8>,
    pub size: Size,
    #[column(default = sql("CURRENT_TIMESTAMP"), set_on_update = "CURRENT_TIMESTAMP")]
    pub changed: chrono::NaiveDateTime,
    #[column(invisible, default = 0)]
    pub secret: i32,
}

tables! { pub TABLES = [Article]; }

fn main() {}
