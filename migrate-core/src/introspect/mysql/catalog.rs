use diesel::deserialize::QueryableByName;
use diesel::mysql::Mysql;
use diesel::{MysqlConnection, RunQueryDsl};

use super::rows::{
    Charset, Check, Column, Created, IndexPart, KeyColumn, KeyRule, Parameter, Partition, Program, Server,
    Table, View,
};
use crate::dialect::mysql::{Flavour, QUOTING};
use crate::{Error, ErrorCode, Result};

/// Everything that was read, as it came.
pub(super) struct Catalog {
    pub flavour: Flavour,
    pub server: Server,
    pub charsets: Vec<Charset>,
    pub tables: Vec<Table>,
    pub columns: Vec<Column>,
    pub indexes: Vec<IndexPart>,
    pub key_columns: Vec<KeyColumn>,
    pub key_rules: Vec<KeyRule>,
    pub checks: Vec<Check>,
    pub views: Vec<View>,
    pub programs: Vec<Program>,
    pub parameters: Vec<Parameter>,
    pub partitions: Vec<Partition>,
    /// The text of tables that have a full-text index: its parser stands nowhere else.
    pub texts: Vec<(String, String)>,
}

impl Catalog {
    /// Runs every query. The server quotes names in expressions as the session's `sql_mode` says, so that is set
    /// aside meanwhile.
    pub(super) fn read(conn: &mut MysqlConnection) -> Result<Self> {
        let server: Server =
            diesel::sql_query(include_str!("server.sql")).get_result(conn).map_err(failed)?;
        if server.database.is_none() {
            return Err(Error::new(ErrorCode::Database, "the connection has no database")
                .with_help("name one in the URL: `mysql://user@host/database`"));
        }
        let flavour = Flavour::of(&server.version)?;
        if !server.mode.contains("ANSI_QUOTES") {
            return Self::read_all(conn, server, flavour);
        }
        let mode = server.mode.clone();
        set_mode(conn, "")?;
        let read = Self::read_all(conn, server, flavour);
        set_mode(conn, &mode)?;
        read
    }

    fn read_all(conn: &mut MysqlConnection, server: Server, flavour: Flavour) -> Result<Self> {
        let tables: Vec<Table> = load(conn, include_str!("tables.sql"))?;
        let indexes = include_str!("indexes.sql");
        let indexes: Vec<IndexPart> = if flavour.is_mariadb() {
            load(conn, &indexes.replace("/* hidden */ 'NO'", "ignored"))?
        } else {
            let sql = indexes.replace("/* hidden */ 'NO'", "IF(is_visible = 'NO', 'YES', 'NO')");
            load(conn, &sql.replace("/* expression */ NULL", "expression"))?
        };
        let checks = if flavour.is_mariadb() {
            include_str!("checks_mariadb.sql")
        } else {
            include_str!("checks_mysql.sql")
        };
        let views = if tables.iter().any(|table| table.kind == "VIEW") {
            load(conn, include_str!("views.sql"))?
        } else {
            Vec::new()
        };
        let partitioned =
            |table: &Table| table.options.as_deref().is_some_and(|options| options.contains("partitioned"));
        let partitions = if tables.iter().any(partitioned) {
            load(conn, include_str!("partitions.sql"))?
        } else {
            Vec::new()
        };
        let programs: Vec<Program> = load(conn, include_str!("programs.sql"))?;
        let parameters = if programs.iter().any(|one| matches!(&*one.kind, "function" | "procedure")) {
            load(conn, include_str!("parameters.sql"))?
        } else {
            Vec::new()
        };
        let mut texts = Vec::new();
        for part in indexes.iter().filter(|part| part.kind == "FULLTEXT") {
            if texts.last().is_some_and(|(table, _)| *table == part.table) {
                continue;
            }
            let query = format!("SHOW CREATE TABLE {}", QUOTING.always(&part.table));
            let created: Created = diesel::sql_query(query).get_result(conn).map_err(failed)?;
            texts.push((part.table.clone(), created.text));
        }
        Ok(Self {
            charsets: load(conn, include_str!("charsets.sql"))?,
            columns: load(conn, include_str!("columns.sql"))?,
            key_columns: load(conn, include_str!("key_columns.sql"))?,
            key_rules: load(conn, include_str!("key_rules.sql"))?,
            checks: load(conn, checks)?,
            flavour,
            server,
            tables,
            indexes,
            views,
            partitions,
            programs,
            parameters,
            texts,
        })
    }
}

fn set_mode(conn: &mut MysqlConnection, mode: &str) -> Result<()> {
    diesel::sql_query("SET SESSION sql_mode = ?")
        .bind::<diesel::sql_types::Text, _>(mode)
        .execute(conn)
        .map(drop)
        .map_err(failed)
}

fn load<T>(conn: &mut MysqlConnection, sql: &str) -> Result<Vec<T>>
where
    T: QueryableByName<Mysql> + 'static,
{
    diesel::sql_query(sql).load(conn).map_err(failed)
}

fn failed(error: diesel::result::Error) -> Error {
    Error::new(ErrorCode::Database, format!("the database's catalog can't be read: {error}"))
        .with_help("check that the connection is alive, and that its user may see the tables")
        .because(error)
}
