use super::{Introspected, Options, ours};
use crate::Result;

/// A connection whose database can be read back as a schema.
pub trait Introspect {
    /// All that the database holds. [`introspect`] is what callers want.
    #[doc(hidden)]
    fn read_all(&mut self, options: &Options) -> Result<Introspected>;
}

/// The schema of the database that a connection is open to, and what no schema can hold.
///
/// What is ours (Diesel's ledger, everything named `__migrate_…`) and what the options ignore is left out.
///
/// # Errors
///
/// Where the database can't be read, or is older than what is spoken to here.
pub fn introspect<C: Introspect + ?Sized>(conn: &mut C, options: &Options) -> Result<Introspected> {
    let mut found = conn.read_all(options)?;
    ours::leave_out(&mut found, options);
    found.seen.sort();
    Ok(found)
}

#[cfg(feature = "sqlite-system")]
impl Introspect for diesel::SqliteConnection {
    fn read_all(&mut self, options: &Options) -> Result<Introspected> {
        super::sqlite::read(self, options)
    }
}

#[cfg(feature = "postgres-system")]
impl Introspect for diesel::PgConnection {
    fn read_all(&mut self, _options: &Options) -> Result<Introspected> {
        super::postgres::introspect(self)
    }
}

#[cfg(feature = "mysql")]
impl Introspect for diesel::MysqlConnection {
    fn read_all(&mut self, _options: &Options) -> Result<Introspected> {
        super::mysql::introspect(self)
    }
}

#[cfg(any(feature = "sqlite-system", feature = "postgres-system", feature = "mysql"))]
impl Introspect for crate::connection::AnyConnection {
    fn read_all(&mut self, options: &Options) -> Result<Introspected> {
        match self {
            #[cfg(feature = "sqlite-system")]
            Self::Sqlite(conn) => conn.read_all(options),
            #[cfg(feature = "postgres-system")]
            Self::Postgres(conn) => conn.read_all(options),
            #[cfg(feature = "mysql")]
            Self::Mysql(conn) => conn.read_all(options),
        }
    }
}
