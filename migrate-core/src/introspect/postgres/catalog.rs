use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::deserialize::QueryableByName;
use diesel::pg::Pg;
use diesel::{PgConnection, RunQueryDsl};

use super::rows::{
    Column, ColumnType, Constraint, Enum, Extension, Index, Named, Opaque, Relation, Sequence, Server, Unheld,
};
use crate::{Error, ErrorCode, Result};

/// The oldest server that is spoken to: the oldest that its makers still mended when this was written.
const OLDEST: i32 = 13_0000;

/// Everything that was read, as it came.
pub(super) struct Catalog {
    pub server: Server,
    pub relations: Vec<Relation>,
    pub columns: Vec<Column>,
    pub types: Vec<ColumnType>,
    pub enums: Vec<Enum>,
    pub indexes: Vec<Index>,
    pub constraints: Vec<Constraint>,
    pub sequences: Vec<Sequence>,
    pub extensions: Vec<Extension>,
    pub names: Vec<Named>,
    pub opaque: Vec<Opaque>,
    pub seen: Vec<Unheld>,
}

impl Catalog {
    /// Runs every query on one snapshot, so that a migration running beside us is seen whole or not at all.
    pub(super) fn read(conn: &mut PgConnection) -> Result<Self> {
        let open = AnsiTransactionManager::transaction_manager_status_mut(conn)
            .transaction_depth()
            .map_err(failed)?
            .is_some();
        if open {
            // Within a transaction of the caller's, its snapshot has to do.
            return Self::read_all(conn);
        }
        conn.build_transaction()
            .read_only()
            .repeatable_read()
            .run(|conn| diesel::QueryResult::Ok(Self::read_all(conn)))
            .map_err(failed)?
    }

    fn read_all(conn: &mut PgConnection) -> Result<Self> {
        let server: Server =
            diesel::sql_query(include_str!("server.sql")).get_result(conn).map_err(failed)?;
        if server.number < OLDEST {
            return Err(Error::new(
                ErrorCode::Unsupported,
                format!("PostgreSQL {} is too old: 13 is the oldest that can be read", server.version),
            )
            .with_help("upgrade the server"));
        }
        let version = server.number;
        Ok(Self {
            relations: load(conn, include_str!("relations.sql"), version)?,
            columns: load(conn, include_str!("columns.sql"), version)?,
            types: load(conn, include_str!("types.sql"), version)?,
            enums: load(conn, include_str!("enums.sql"), version)?,
            indexes: load(conn, include_str!("indexes.sql"), version)?,
            constraints: load(conn, include_str!("constraints.sql"), version)?,
            sequences: load(conn, include_str!("sequences.sql"), version)?,
            extensions: load(conn, include_str!("extensions.sql"), version)?,
            names: load(conn, include_str!("names.sql"), version)?,
            opaque: load(conn, include_str!("opaque.sql"), version)?,
            seen: load(conn, include_str!("seen.sql"), version)?,
            server,
        })
    }
}

/// What a newer catalog has, and what stands for it on an older server: the version, the words, the value.
const SINCE: &[(i32, &str, &str)] = &[
    (15_0000, "i.indnullsnotdistinct", "false"),
    (15_0000, "k.confdelsetcols", "NULL"),
    (18_0000, "k.conenforced", "true"),
    (18_0000, "k.conperiod", "false"),
];

fn load<T>(conn: &mut PgConnection, sql: &str, version: i32) -> Result<Vec<T>>
where
    T: QueryableByName<Pg> + 'static,
{
    let mut sql = sql.to_owned();
    for (since, words, value) in SINCE {
        if version < *since {
            sql = sql.replace(words, value);
        }
    }
    diesel::sql_query(sql).load(conn).map_err(failed)
}

fn failed(error: diesel::result::Error) -> Error {
    Error::new(ErrorCode::Database, format!("the database's catalog can't be read: {error}"))
        .with_help("check that the connection is alive, and that its role may read the catalog")
        .because(error)
}
