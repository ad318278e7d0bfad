use super::{name, registry, sweep};
use crate::connection::AnyConnection;
use crate::{Dialect, Error, ErrorCode, Result};

/// Where scratch databases are made.
#[derive(Clone, PartialEq, Eq)]
pub enum Server {
    /// SQLite: in memory.
    Memory,
    /// On the server of this database, which itself is only connected to.
    Of {
        /// Its dialect.
        dialect: Dialect,
        /// Its URL, as Diesel takes it.
        address: String,
    },
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Memory => f.write_str("Memory"),
            Self::Of { address, .. } => write!(f, "Of({})", crate::connection::shown(address)),
        }
    }
}

/// What says that a scratch database is ours, and may go.
pub(super) const MARK: &str =
    "scratch database of cargo migrate: may be dropped once nobody is connected to it";

impl Server {
    /// The server that a database is on; in memory for SQLite.
    pub fn of(dialect: Dialect, address: impl Into<String>) -> Self {
        match dialect {
            Dialect::Sqlite => Self::Memory,
            Dialect::Postgres | Dialect::Mysql => Self::Of { dialect, address: address.into() },
        }
    }

    /// What its databases speak.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Memory => Dialect::Sqlite,
            Self::Of { dialect, .. } => *dialect,
        }
    }

    /// A connection to the database that names the server.
    pub(super) fn connect(&self) -> Result<AnyConnection> {
        match self {
            Self::Memory => AnyConnection::open(Dialect::Sqlite, ":memory:"),
            Self::Of { dialect, address } => AnyConnection::open(*dialect, address),
        }
    }

    /// Makes a database; gives its name and a connection to it.
    pub(super) fn create(&self, admin: &mut AnyConnection) -> Result<(String, AnyConnection)> {
        sweep::sweep(admin);
        let name = name::fresh();
        // In UTF-8, whatever the server's own databases are in; and with nothing in it that an administrator may
        // have put into the usual template.
        let sql = match self.dialect() {
            Dialect::Postgres => {
                format!(
                    "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
                )
            }
            // What goes without saying in the database at hand must go without saying here.
            Dialect::Mysql => format!("CREATE DATABASE {name} {}", defaults(admin)),
            Dialect::Sqlite => return Ok((name, self.connect()?)),
        };
        registry::note(&name, self);
        let made = admin.run(&sql).map_err(|refused| self.refused(&refused.message));
        let opened = made.and_then(|()| {
            if self.dialect() == Dialect::Postgres {
                // Without its mark it is not swept up after a crash; that is all.
                let _ = admin.run(&format!("COMMENT ON DATABASE {name} IS '{MARK}'"));
            }
            self.open(&name)
        });
        match opened {
            Ok(conn) => Ok((name, conn)),
            Err(error) => {
                let _ = self.drop_database(admin, &name);
                registry::forget(&name);
                Err(error)
            }
        }
    }

    /// The address of one of its databases.
    pub(super) fn address_of(&self, name: &str) -> Option<String> {
        match self {
            Self::Memory => None,
            Self::Of { dialect, address } => Some(with_database(*dialect, address, name)),
        }
    }

    /// Copies a database whose files can be copied: its name, and a connection to another one.
    pub(super) fn copy(&self, address: &str) -> Option<(String, AnyConnection)> {
        let Self::Of { dialect: Dialect::Postgres, address: here } = self else { return None };
        if here != address {
            return None;
        }
        let asked = |conn: &mut AnyConnection| {
            let found = conn.texts("SELECT quote_ident(current_database()::text)").ok()?.pop();
            found.zip(conn.texts("SELECT current_database()::text").ok()?.pop())
        };
        let (template, plain) = asked(&mut self.connect().ok()?)?;
        // From within it, it can't be copied.
        let other = ["postgres", "template1"].into_iter().filter(|name| *name != plain);
        for other in other {
            let Some(address) = self.address_of(other) else { continue };
            let Ok(mut admin) = AnyConnection::open(Dialect::Postgres, &address) else { continue };
            let name = name::fresh();
            registry::note(&name, self);
            if admin.run(&format!("CREATE DATABASE {name} TEMPLATE {template}")).is_ok() {
                let _ = admin.run(&format!("COMMENT ON DATABASE {name} IS '{MARK}'"));
                return Some((name, admin));
            }
            registry::forget(&name);
        }
        None
    }

    /// A connection to a scratch database.
    pub(super) fn open(&self, name: &str) -> Result<AnyConnection> {
        let Self::Of { dialect, address } = self else { return self.connect() };
        let mut conn = AnyConnection::open(*dialect, &with_database(*dialect, address, name))?;
        if *dialect == Dialect::Postgres {
            conn.run(SESSION).map_err(|refused| self.refused(&refused.message))?;
        }
        Ok(conn)
    }

    /// Drops a scratch database.
    pub(super) fn drop_database(&self, admin: &mut AnyConnection, name: &str) -> Result<()> {
        let force = if self.dialect() == Dialect::Postgres { " WITH (FORCE)" } else { "" };
        let dropped = admin.run(&format!("DROP DATABASE IF EXISTS {name}{force}"));
        // A server that is too old for anything else doesn't know the word, either, and is to keep nothing of ours.
        let dropped = dropped
            .or_else(|refused| admin.run(&format!("DROP DATABASE IF EXISTS {name}")).map_err(|_| refused));
        dropped.map_err(|refused| {
            Error::new(
                ErrorCode::Database,
                format!("the scratch database `{name}` can't be dropped: {}", refused.message),
            )
            .with_help(format!("drop it by hand: `DROP DATABASE {name}`"))
        })
    }

    fn refused(&self, said: &str) -> Error {
        let help = if said.contains("permission denied") || said.contains("Access denied") {
            "let the role create databases (`ALTER ROLE … CREATEDB`), or name another server with `--scratch-url`"
        } else if said.contains("read-only") {
            "this is a standby, or its sessions are read-only: name another server with `--scratch-url`"
        } else {
            "name another server with `--scratch-url`"
        };
        let whose = match self {
            Self::Memory => String::new(),
            Self::Of { address, .. } => format!(" on the server of `{}`", crate::connection::shown(address)),
        };
        Error::new(ErrorCode::Database, format!("no scratch database can be made{whose}: {said}"))
            .with_help(help)
    }
}

/// The character set and collation of the database that a connection is open to.
fn defaults(admin: &mut AnyConnection) -> String {
    match admin {
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(conn) => {
            use diesel::RunQueryDsl as _;
            let query = diesel::sql_query(
                "SELECT CONCAT('CHARACTER SET ', @@character_set_database, ' COLLATE ', @@collation_database) AS options",
            );
            let row: diesel::QueryResult<Defaults> = query.get_result(conn);
            row.map_or_else(|_| "CHARACTER SET utf8mb4".to_owned(), |row| row.options)
        }
        #[allow(unreachable_patterns, reason = "without MySQL, every kind is here")]
        _ => String::new(),
    }
}

#[cfg(feature = "mysql")]
#[derive(diesel::QueryableByName)]
struct Defaults {
    #[diesel(sql_type = diesel::sql_types::Text)]
    options: String,
}

/// What a user's or a server's own settings must not change: where bare names live, and how fast a mistake is told.
const SESSION: &str = "SET search_path TO public";

/// The same server, another database.
fn with_database(dialect: Dialect, address: &str, name: &str) -> String {
    match dialect {
        // libpq takes the last word on a parameter, and this one is the database.
        Dialect::Postgres => {
            let joint = if address.contains('?') { '&' } else { '?' };
            format!("{address}{joint}dbname={name}")
        }
        Dialect::Sqlite | Dialect::Mysql => {
            let (base, query) =
                address.split_once('?').map_or((address, None), |(base, query)| (base, Some(query)));
            let authority = base.find("://").map_or(0, |at| at + 3);
            let end = base[authority..].rfind('@').map_or(authority, |at| authority + at);
            let base = base[end..].find('/').map_or(base, |at| &base[..end + at]);
            query.map_or_else(|| format!("{base}/{name}"), |query| format!("{base}/{name}?{query}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_of_the_same_server() {
        let of = |dialect, address: &str| with_database(dialect, address, "s");
        assert_eq!(of(Dialect::Postgres, "postgres://me@h/app"), "postgres://me@h/app?dbname=s");
        assert_eq!(of(Dialect::Postgres, "postgres://h/app?a=b"), "postgres://h/app?a=b&dbname=s");
        assert_eq!(of(Dialect::Mysql, "mysql://me:a/b@h:1/app?x=y"), "mysql://me:a/b@h:1/s?x=y");
        assert_eq!(of(Dialect::Mysql, "mysql://h"), "mysql://h/s");
    }
}
