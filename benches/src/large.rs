//! A large database on a server: what reading one is measured on.

use std::marker::PhantomData;

use diesel::Connection;
use diesel::connection::SimpleConnection as _;

use crate::Outcome;

/// What differs between servers.
pub trait Kind {
    /// A connection to one.
    type Conn: Connection;
    /// What stands behind the name in CREATE DATABASE, and in DROP DATABASE.
    const OPTIONS: [&'static str; 2];
    /// The types of every other column.
    const TYPES: [&'static str; 2];
    /// What is run when all tables are there.
    const AFTERWARDS: &'static str;
}

/// PostgreSQL.
pub enum Postgres {}

impl Kind for Postgres {
    type Conn = diesel::PgConnection;
    const OPTIONS: [&'static str; 2] = ["TEMPLATE template0", "WITH (FORCE)"];
    const TYPES: [&'static str; 2] = ["text", "integer"];
    const AFTERWARDS: &'static str = "ANALYZE";
}

/// MySQL and MariaDB.
#[cfg(feature = "mysql")]
pub enum Mysql {}

#[cfg(feature = "mysql")]
impl Kind for Mysql {
    type Conn = diesel::MysqlConnection;
    const OPTIONS: [&'static str; 2] = ["CHARACTER SET utf8mb4", ""];
    const TYPES: [&'static str; 2] = ["varchar(100)", "integer"];
    const AFTERWARDS: &'static str = "DO 0";
}

/// A database of so many tables; gone with this value.
pub struct Large<K: Kind> {
    server: String,
    name: &'static str,
    /// Its address.
    pub url: String,
    kind: PhantomData<K>,
}

impl<K: Kind> Large<K> {
    /// Makes one, instead of the one of that name.
    pub fn make(server: &str, name: &'static str, count: usize) -> Outcome<Self> {
        let (base, _) = server.rsplit_once('/').ok_or("the server's URL names no database")?;
        let url = format!("{base}/{name}");
        let made = Self { server: server.to_owned(), name, url, kind: PhantomData };
        let mut admin = K::Conn::establish(server)?;
        let [options, _] = K::OPTIONS;
        admin.batch_execute(&made.drop_database())?;
        admin.batch_execute(&format!("CREATE DATABASE {name} {options}"))?;
        let mut conn = K::Conn::establish(&made.url)?;
        for n in 0..count {
            table::<K>(n).iter().try_for_each(|sql| conn.batch_execute(sql))?;
        }
        conn.batch_execute(K::AFTERWARDS)?;
        Ok(made)
    }

    fn drop_database(&self) -> String {
        let [_, options] = K::OPTIONS;
        format!("DROP DATABASE IF EXISTS {} {options}", self.name)
    }
}

impl<K: Kind> Drop for Large<K> {
    fn drop(&mut self) {
        if let Ok(mut admin) = K::Conn::establish(&self.server) {
            drop(admin.batch_execute(&self.drop_database()));
        }
    }
}

/// 20 columns, two indexes and a foreign key.
fn table<K: Kind>(n: usize) -> [String; 3] {
    let column = |c: usize| {
        let [text, number] = K::TYPES;
        let ty = if c % 2 == 1 { number } else { text };
        format!("c{c} {ty}{}", if c.is_multiple_of(3) { "" } else { " NOT NULL" })
    };
    let columns: Vec<String> = (0..18).map(column).collect();
    [
        format!(
            "CREATE TABLE t{n} (id bigint PRIMARY KEY, parent bigint, {}, FOREIGN KEY (parent) REFERENCES t{} (id))",
            columns.join(", "),
            n.saturating_sub(1)
        ),
        format!("CREATE INDEX t{n}_c1_idx ON t{n} (c1)"),
        format!("CREATE INDEX t{n}_c2_c3_idx ON t{n} (c2, c3)"),
    ]
}
