//! Every attribute that all databases share.
use model_derive::{Columns, Table, tables};

#[derive(Table)]
#[table(
    name = "teams",
    primary_key(org, number),
    unique(org, name, name = "teams_name"),
    index(name, created_at(desc)),
    index(desc(created_at), name = "teams_newest", where = "name <> ''"),
    index(expr("lower(name)"), unique),
    index(columns(name), comment = "by name"),
    check("number > 0"),
    check("length(name) < 100", name = "teams_name_length"),
    comment = "groups of people"
)]
pub struct Team {
    pub org: i64,
    pub number: i32,
    pub name: String,
    #[column(default = sql("CURRENT_TIMESTAMP"))]
    pub created_at: chrono::NaiveDateTime,
}

#[derive(Table)]
#[table(
    name = "people",
    renamed_from = "persons",
    foreign_key(columns(org, team), references = Team(org, number), on_delete = "cascade", deferrable = "deferred"),
    diesel = "people_rows",
    strict
)]
pub struct Person {
    #[column(primary_key, autoincrement)]
    pub id: i64,
    pub org: i64,
    pub team: i32,
    #[column(unique(name = "people_email"), length = 254, collation = "NOCASE", check("email LIKE '%@%'"))]
    pub email: String,
    #[column(renamed_from = "fullname", backfill = "'?'", index)]
    pub name: String,
    #[column(default = "it's", comment = "what friends say")]
    pub nick: String,
    #[column(default = -1)]
    pub points: i32,
    #[column(default = 0.5)]
    pub factor: f64,
    #[column(default = true)]
    pub active: bool,
    #[column(default(sqlite = sql("x'00'"), postgres = sql("'\\x00'"), mysql = sql("x'00'")))]
    pub bytes: Vec<u8>,
    #[column(generated(stored = "lower(name)"))]
    pub lower_name: String,
    #[column(generated(virtual = "points * 2"))]
    pub double: i32,
    #[column(references = Person::id, on_delete = "set_null", on_update = "cascade", foreign_key_name = "boss_fk")]
    pub boss: Option<i64>,
    /// Where a letter goes.
    #[column(comment, nullable = true, sql_type = "text", diesel_type = Text)]
    pub address: String,
    #[column(skip)]
    pub cache: Option<String>,
    #[table(flatten)]
    pub audit: Audit,
}

#[derive(Columns)]
#[table(index(updated_at), check("updated_at >= created_at", name = "in_order"))]
pub struct Audit {
    #[column(default = sql("CURRENT_TIMESTAMP"))]
    pub created_at: chrono::NaiveDateTime,
    #[column(default = sql("CURRENT_TIMESTAMP"))]
    pub updated_at: chrono::NaiveDateTime,
    #[table(flatten)]
    pub place: Place,
}

#[derive(Columns)]
pub struct Place {
    #[column(name = "place_x")]
    pub x: Option<f64>,
    #[column(name = "place_y")]
    pub y: Option<f64>,
}

/// The key is all there is, and stands in the table itself.
#[derive(Table)]
#[table(name = "tags", without_rowid)]
pub struct Tag {
    #[column(primary_key)]
    pub tag: String,
}

/// Two structs of one table would need two names; one without a module needs none.
#[derive(Table)]
#[table(name = "type", diesel = false)]
pub struct Kind {
    #[column(primary_key)]
    pub id: i64,
}

tables! { pub TABLES = [Team, Person, Tag, Kind]; }

fn main() {
    fn columns(_: people_rows::lower_name, _: people_rows::x, _: teams::org) {}
    let _ = columns;
}
