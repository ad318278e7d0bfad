//! A copy of a database before it is changed, and the way back from it.
//!
//! | database | copied by | read again by | brought back by |
//! |---|---|---|---|
//! | SQLite | its online backup API | `PRAGMA integrity_check`, every row | putting the file in its place |
//! | PostgreSQL | `pg_dump`, custom format | `pg_restore`, every row | `pg_restore` into `psql`, one transaction |
//! | MySQL, MariaDB | `mariadb-dump` or `mysqldump` | its last line, every row | the client |
//!
//! A copy counts only once it has been read again, whole; then it gets its name, in one step, and never another
//! file's. Passwords go by the environment or a file that only this user may read.
//!
//! | file | holds |
//! |---|---|
//! | `backup` | [`BackupTo`], [`Backup`]: what is wanted, and what came of it |
//! | `take` | taking one |
//! | `restore` | [`restore`]: bringing it back |
//! | `sqlite`, `postgres`, `mysql` | how each database does both |
//! | `count` | rows in a dump, counted as it streams by |
//! | `address` | an address taken apart, so that no password stands on a command line |
//! | `program` | the databases' own programs |

mod address;
#[allow(clippy::module_inception, reason = "the file is named for the type it holds")]
mod backup;
mod count;
mod mysql;
mod postgres;
mod program;
mod restore;
mod sqlite;
mod take;

pub use backup::{Backup, BackupTo, Rows};
pub use restore::{Restored, restore};
pub(crate) use take::take;
