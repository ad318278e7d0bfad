use super::{Introspected, Options, ours};
use crate::Result;
use crate::dialect::mysql::Flavour;

/// A connection whose database can be read back as a schema.
pub trait Introspect {
    /// All that the database holds. [`introspect`] is what callers want.
    #[doc(hidden)]
    fn read_all(&mut self, options: &Options) -> Result<Introspected>;

    /// [`flavour`] is what callers want.
    #[doc(hidden)]
    fn server(&mut self) -> Result<Flavour> {
        Ok(Flavour::Any)
    }
}

/// Which server of MySQL's kind a connection speaks to, for [`plan::Options`](crate::plan::Options); of others nothing
/// has to be known.
///
/// # Errors
///
/// Where it doesn't answer, or is older than what is spoken to here.
pub fn flavour<C: Introspect + ?Sized>(conn: &mut C) -> Result<Flavour> {
    conn.server()
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

    fn server(&mut self) -> Result<Flavour> {
        super::mysql::flavour(self)
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

    fn server(&mut self) -> Result<Flavour> {
        match self {
            #[cfg(feature = "sqlite-system")]
            Self::Sqlite(conn) => conn.server(),
            #[cfg(feature = "postgres-system")]
            Self::Postgres(conn) => conn.server(),
            #[cfg(feature = "mysql")]
            Self::Mysql(conn) => conn.server(),
        }
    }
}
