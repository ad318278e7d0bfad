use serde::{Deserialize, Serialize};

use crate::Dialect;

/// When a data step runs: before the SQL of its revision, or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// Before it.
    Before,
    /// After it.
    After,
}

impl When {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// The data steps that a revision's `metadata.toml` speaks of: there is one, and when it runs. What it does stands in
/// the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSteps {
    /// Beside `up.sql`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up: Option<When>,
    /// Beside `down.sql`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down: Option<When>,
}

impl DataSteps {
    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.up.is_none() && self.down.is_none()
    }
}

/// What a data step gives back. Any error takes the revision back.
pub type Done = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// A function that changes rows, for one kind of connection. It runs in the revision's transaction.
#[derive(Clone, Copy, Debug)]
pub enum Work {
    /// On SQLite.
    #[cfg(feature = "sqlite-system")]
    Sqlite(fn(&mut diesel::sqlite::SqliteConnection) -> Done),
    /// On PostgreSQL.
    #[cfg(feature = "postgres-system")]
    Postgres(fn(&mut diesel::pg::PgConnection) -> Done),
    /// On MySQL and MariaDB.
    #[cfg(feature = "mysql")]
    Mysql(fn(&mut diesel::mysql::MysqlConnection) -> Done),
}

#[cfg(feature = "connected")]
impl Work {
    /// Calls it on the connection that it is for.
    pub(crate) fn call(self, conn: &mut dyn std::any::Any) -> Done {
        let done: Option<Done> = match self {
            #[cfg(feature = "sqlite-system")]
            Self::Sqlite(function) => conn.downcast_mut().map(function),
            #[cfg(feature = "postgres-system")]
            Self::Postgres(function) => conn.downcast_mut().map(function),
            #[cfg(feature = "mysql")]
            Self::Mysql(function) => conn.downcast_mut().map(function),
        };
        done.unwrap_or_else(|| {
            Err("a data step needs one of Diesel's own connections, to the database it is for".into())
        })
    }
}

/// The functions beside one revision, as `#[schema(step(…))]` names them.
#[derive(Clone, Copy, Debug)]
pub struct DataStep {
    /// The revision's id.
    pub revision: &'static str,
    /// Of which dialect.
    pub dialect: Dialect,
    /// Beside `up.sql`.
    pub up: Option<Work>,
    /// Beside `down.sql`.
    pub down: Option<Work>,
}

macro_rules! work {
    ($feature:literal, $macro:ident, $variant:ident, $cure:literal) => {
        /// A data step's function, where this crate was built for its database.
        #[doc(hidden)]
        #[macro_export]
        #[cfg(feature = $feature)]
        macro_rules! $macro {
            ($function:expr) => {
                $crate::__private::Work::$variant($function)
            };
        }

        /// A data step's function, where this crate was not built for its database.
        #[doc(hidden)]
        #[macro_export]
        #[cfg(not(feature = $feature))]
        macro_rules! $macro {
            ($function:expr) => {
                ::core::compile_error!($cure)
            };
        }
    };
}

work!(
    "sqlite-system",
    __work_sqlite,
    Sqlite,
    "a data step needs a connection: give `migrate-core` the feature `sqlite`"
);
work!(
    "postgres-system",
    __work_postgres,
    Postgres,
    "a data step needs a connection: give `migrate-core` the feature `postgres`"
);
work!(
    "mysql",
    __work_mysql,
    Mysql,
    "a data step needs a connection: give `migrate-core` the feature `mysql`"
);
