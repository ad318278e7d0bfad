//! What models can say, in the database and back; and a program that has nothing but MySQL.

#[cfg(feature = "mysql")]
use super::help::{made, prove, same, texts};
#[cfg(feature = "mysql")]
use migrate_core::{Dialect, dialect::mysql::Flavour, diff::Hints};
#[cfg(feature = "mysql")]
use model_derive::{SqlEnum, Table, tables};
use tests::mysql_test;
#[cfg(feature = "mysql")]
use tests::{
    mysql::{Scratch, server_url},
    project::Project,
    schema_of,
};

#[cfg(feature = "mysql")]
mod before {
    use super::*;

    #[derive(Debug, SqlEnum)]
    pub(super) enum Size {
        Small,
        #[sql_enum(label = "it's large")]
        Large,
    }

    #[derive(Table)]
    #[table(name = "teams", diesel = false)]
    #[allow(dead_code, reason = "only its schema is wanted")]
    pub(super) struct Team {
        #[column(primary_key)]
        id: u32,
    }

    #[derive(Table)]
    #[table(
        name = "articles",
        diesel = false,
        engine = "InnoDB",
        row_format = "DYNAMIC",
        charset = "utf8mb4",
        collation = "utf8mb4_unicode_ci",
        comment = "what's sold",
        index(title, body, fulltext, name = "articles_words"),
        index(place, spatial),
        index(title(prefix = 10, desc), invisible, comment = "by title"),
        unique(number, small, name = "one_number"),
        check("number > 3", name = "articles_number"),
        check("length(title) > 0")
    )]
    #[allow(dead_code, reason = "only its schema is wanted")]
    pub(super) struct Article {
        #[column(primary_key, autoincrement(start = 1000))]
        id: u32,
        #[column(references = Team::id, on_delete = "cascade", on_update = "cascade")]
        team: Option<u32>,
        number: u64,
        tiny: i8,
        #[column(default = 7)]
        byte: u8,
        small: i16,
        short: u16,
        wide: i64,
        real: f32,
        double: f64,
        #[column(default = true)]
        on: bool,
        #[column(sql_type = "decimal(12, 3)", default = 1.5)]
        price: String,
        #[column(length = 200)]
        title: String,
        #[column(length = 40, charset = "ascii", collation(mysql = "ascii_bin"), default = "it's")]
        code: String,
        #[column(length = 3, fixed)]
        land: String,
        #[column(sql_type(mysql = "tinytext"))]
        tiny_text: String,
        body: Option<String>,
        #[column(sql_type(mysql = "mediumtext"))]
        medium: Option<String>,
        #[column(sql_type(mysql = "longtext"))]
        long: Option<String>,
        #[column(sql_type(mysql = "tinyblob"))]
        tiny_blob: Vec<u8>,
        blob: Vec<u8>,
        #[column(sql_type(mysql = "mediumblob"))]
        medium_blob: Option<Vec<u8>>,
        #[column(sql_type(mysql = "longblob"))]
        long_blob: Option<Vec<u8>>,
        #[column(length = 9)]
        some: Vec<u8>,
        #[column(length = 4, fixed)]
        four: Vec<u8>,
        #[column(sql_type(mysql = "mediumint unsigned"))]
        middle: u32,
        #[column(sql_type(mysql = "point"))]
        place: Vec<u8>,
        #[column(sql_type(mysql = "set('a','b''c')"), default = "a")]
        flags: String,
        #[column(sql_type(mysql = "year"))]
        year: i16,
        #[column(sql_type(mysql = "bit(3)"), default = sql("b'101'"))]
        bits: Vec<u8>,
        #[column(sql_type = "json", default = sql("'{}'"))]
        doc: String,
        #[column(sql_type = "date")]
        day: String,
        #[column(sql_type = "time(3)")]
        at: String,
        #[column(sql_type = "timestamp(6)", default = sql("CURRENT_TIMESTAMP(6)"), set_on_update = "CURRENT_TIMESTAMP(6)")]
        changed: String,
        #[column(sql_type = "timestamptz", set_on_update = "CURRENT_TIMESTAMP")]
        instant: Option<String>,
        size: Size,
        #[column(generated(stored = "small * 2"))]
        stored: Option<i32>,
        #[column(generated(virtual = "small + 2"), index)]
        virtual_one: Option<i32>,
        #[column(invisible, default = 0, comment = "nobody's business")]
        secret: i32,
    }

    tables! { pub(super) TABLES = [Team, Article]; }
}

#[cfg(feature = "mysql")]
mod after {
    use super::*;

    #[derive(Debug, SqlEnum)]
    #[sql_enum(name = "size")]
    pub(super) enum Size {
        Small,
        Middle,
        #[sql_enum(label = "it's large")]
        Large,
    }

    #[derive(Table)]
    #[table(name = "teams", diesel = false)]
    #[allow(dead_code, reason = "only its schema is wanted")]
    pub(super) struct Team {
        #[column(primary_key)]
        id: u32,
    }

    #[derive(Table)]
    #[table(
        name = "articles",
        diesel = false,
        row_format = "COMPRESSED",
        charset = "latin1",
        comment = "what was sold",
        index(title, fulltext, name = "articles_words"),
        index(title(prefix = 20, desc)),
        index(number(desc), small, name = "one_number"),
        check("number > 4", name = "articles_number")
    )]
    #[allow(dead_code, reason = "only its schema is wanted")]
    pub(super) struct Article {
        #[column(default = 1)]
        first: u8,
        #[column(primary_key, autoincrement(start = 5000))]
        id: u32,
        #[column(references = Team::id, on_delete = "set_null")]
        team: Option<u32>,
        number: u64,
        tiny: i16,
        byte: u16,
        small: i16,
        short: u32,
        wide: u64,
        real: f64,
        double: f64,
        #[column(default = false)]
        on: bool,
        #[column(sql_type = "decimal(14, 3)")]
        price: String,
        #[column(length = 300)]
        title: String,
        #[column(length = 40, charset = "utf8mb4", default = "it's")]
        code: String,
        #[column(length = 5, fixed)]
        land: String,
        #[column(sql_type(mysql = "mediumtext"))]
        tiny_text: String,
        body: Option<String>,
        medium: Option<String>,
        #[column(sql_type(mysql = "longblob"))]
        long: Option<Vec<u8>>,
        blob: Vec<u8>,
        #[column(length = 19)]
        some: Vec<u8>,
        #[column(length = 4, fixed)]
        four: Vec<u8>,
        middle: u32,
        #[column(sql_type(mysql = "geometry"))]
        place: Vec<u8>,
        #[column(sql_type(mysql = "set('a','b''c','d')"))]
        flags: String,
        #[column(sql_type(mysql = "bit(9)"))]
        bits: Vec<u8>,
        doc: String,
        #[column(sql_type = "timestamp")]
        day: String,
        #[column(sql_type = "time")]
        at: String,
        #[column(sql_type = "timestamp(3)", default = sql("CURRENT_TIMESTAMP(3)"))]
        changed: String,
        #[column(sql_type = "timestamptz(3)", set_on_update = "CURRENT_TIMESTAMP(3)")]
        instant: Option<String>,
        size: Size,
        #[column(generated(stored = "small * 3"))]
        stored: Option<i32>,
        #[column(generated(virtual = "small + 3"), index)]
        virtual_one: Option<i32>,
        #[column(default = 0)]
        secret: i32,
    }

    tables! { pub(super) TABLES = [Team, Article]; }
}

mysql_test! {
    fn every_word_of_a_model_is_in_the_database_and_back() {
        let old = schema_of!(before::TABLES, Dialect::Mysql);
        let new = schema_of!(after::TABLES, Dialect::Mysql);
        let rows = ["INSERT INTO teams VALUES (1)", "INSERT INTO articles (team, number, tiny, small, short, wide, `real`, `double`, title, land,
                tiny_text, tiny_blob, `blob`, some, four, middle, place, year, day, at, size)
             VALUES (1, 5, -1, 2, 3, 4, 1.5, 2.5, 'x', 'de', 'a', 'b', 'c', 'd', 'e', 9, point(1, 2), 2020, '2020-01-01', '01:02:03.123', 'SMALL')"];
        prove(&old, &new, &Hints::none(), &rows.map(str::to_owned));
    }
}

mysql_test! {
    fn numbers_begin_where_the_model_says() {
        let schema = schema_of!(before::TABLES, Dialect::Mysql);
        let script = tests::models::script(&schema, Dialect::Mysql);
        let (_scratch, mut conn, _) = made(&script);
        let next = "SELECT CAST(auto_increment AS CHAR) AS x FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'articles'";
        assert_eq!(texts(&mut conn, next), ["1000"]);
    }
}

mysql_test! {
    fn what_one_of_them_lacks_is_refused_by_name() {
        #[derive(Table)]
        #[table(name = "people", diesel = false, index(expr("lower(mail)"), name = "lowered"))]
        #[allow(dead_code, reason = "only its schema is wanted")]
        struct Person {
            #[column(primary_key)]
            id: i64,
            #[column(length = 20)]
            mail: String,
        }
        tables! { TABLES = [Person]; }
        let schema = schema_of!(TABLES, Dialect::Mysql);
        let mut conn = Scratch::new().connect();
        let flavour = migrate_core::introspect::flavour(&mut conn).unwrap();
        let changes = migrate_core::diff::diff(migrate_core::diff::Pair::new(&Default::default(), &schema), &Hints::none()).unwrap();
        let plan = |flavour| migrate_core::plan::plan(Dialect::Mysql, &Default::default(), &changes, &migrate_core::plan::Options::on(flavour));
        assert!(plan(Flavour::Mysql84).unwrap().up.to_sql().contains("((lower(mail)))"));
        if flavour.is_mariadb() {
            assert!(plan(flavour).unwrap_err().to_string().contains("MariaDB has no index on an expression"));
        } else {
            let (_scratch, mut conn, _) = made(&plan(flavour).unwrap().up.to_sql());
            same(&super::help::read(&mut conn).schema, &super::help::canonical(&schema), "made");
        }
    }
}

#[cfg(feature = "mysql")]
const MAIN: &str = r##"
use diesel::prelude::*;
use model_derive::{SqlEnum, Table};

#[derive(Debug, PartialEq, Clone, Copy, SqlEnum)]
pub enum Size {
    Small,
    Large,
}

#[derive(Debug, PartialEq, Clone, Table, Queryable, Selectable, Insertable)]
#[table(name = "articles", index(title(prefix = 5)))]
#[diesel(table_name = articles)]
pub struct Article {
    #[column(primary_key)]
    pub id: u32,
    pub tiny: i8,
    pub byte: u8,
    pub short: u16,
    pub number: u64,
    pub on: bool,
    #[column(length = 40)]
    pub title: String,
    pub body: Option<String>,
    pub bytes: Vec<u8>,
    #[column(sql_type(mysql = "year"), diesel_type = SmallInt)]
    pub year: i16,
    pub size: Size,
}

#[derive(Debug, PartialEq, Table, Queryable, Selectable, Insertable)]
#[table(name = "lines")]
#[diesel(table_name = lines)]
pub struct Line {
    #[column(primary_key)]
    pub id: i64,
    #[column(references = Article::id, on_delete = "cascade")]
    pub article: u32,
}

model_derive::schema! {
    /// The application's database.
    pub static APP: Mysql = [Article, Line];
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut conn = MysqlConnection::establish(&std::env::var("APP_URL")?)?;
    let report = APP.upgrade(&mut conn)?;
    let article = Article {
        id: u32::MAX, tiny: -128, byte: 255, short: 65535, number: u64::MAX, on: true, title: "it's \\ so".into(), body: None,
        bytes: vec![0, 255], year: 2024, size: Size::Large,
    };
    diesel::delete(articles::table).execute(&mut conn)?;
    diesel::insert_into(articles::table).values(&article).execute(&mut conn)?;
    diesel::insert_into(lines::table).values(&Line { id: 1, article: article.id }).execute(&mut conn)?;
    let found: (Line, Article) = lines::table.inner_join(articles::table)
        .filter(articles::number.gt(5_u64)).select((Line::as_select(), Article::as_select())).first(&mut conn)?;
    assert_eq!(found.1, article);
    println!("{} ran", report.ran.len());
    Ok(())
}
"##;

mysql_test! {
    fn a_program_of_mysql_alone_upgrades_itself_and_reads_its_rows() {
        let project = Project::mysql_program(MAIN);
        let scratch = Scratch::new();
        project.migrate(&["init", "--dialect", "mysql"]).ok();
        let made = project.json(&["revision", "-m", "first"], 0);
        assert!(made["revision"].is_string(), "{made}");
        project.migrate(&["review", "--approve", "--ack", "all"]).ok();
        let run = |expected: &str| {
            let answer = project.cargo_with(&["run", "-q"], &[("APP_URL", scratch.url())]);
            assert_eq!((answer.code, answer.stdout.trim()), (0, expected), "{answer:?}");
        };
        run("1 ran");
        run("0 ran");
        let drift = project.json(&["drift", "--database-url", scratch.url()], 0);
        assert_eq!(super::help::summaries(&drift), [""; 0]);
        let models = ["diff", "--from", "models", "--to", scratch.url(), "--scratch-url", server_url(), "--exit-code"];
        project.json(&models, 0);
    }
}
