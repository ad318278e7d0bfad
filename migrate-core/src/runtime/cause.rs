//! The database's own message, without the client's words around it, and what helps.

use diesel::result::Error as DieselError;

use crate::{Error, ErrorCode};

/// Diesel's error without its words around the database's.
#[derive(Debug)]
pub(super) struct Cause(DieselError);

/// What a message says, in the database's words, and what to do about it.
const HELP: [(&str, &str); 26] = [
    // SQLite: <https://www.sqlite.org/rescode.html>.
    ("is locked", "another process is writing to it: let it finish, or wait longer"),
    ("readonly", "give the right to write to the file and to its folder"),
    ("not a database", "see that the file is a SQLite database: it is damaged, encrypted, or something else"),
    ("malformed", "the file is damaged: restore it from a copy"),
    ("disk is full", "make room, then run it again"),
    ("unable to open", "see that the file and its folder are there, and that you may read and write them"),
    // PostgreSQL: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
    ("read-only transaction", "it is a replica, or set to read only: name the primary server"),
    ("due to statement timeout", "allow the statement more time, or do the work in smaller parts"),
    ("permission denied", "give the role the right, or run it as the owner of the tables"),
    ("must be owner", "run it as the owner of the table"),
    ("No space left on device", "make room on the server, then run it again"),
    ("terminating connection", "the server ended the connection: see its log, then run it again"),
    ("server closed the connection", "the server went away: see its log, then run it again"),
    ("connection closed", "the server went away: see its log, then run it again"),
    // MySQL and MariaDB: <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>.
    ("read-only option", "it is a replica, or set to read only: name the primary server"),
    ("command denied", "give the user the right on this database"),
    ("Access denied", "give the user the right on this database"),
    ("max_allowed_packet", "raise the server's `max_allowed_packet`, or split the statement"),
    ("max_statement_time exceeded", "allow the statement more time, or do the work in smaller parts"),
    (
        "maximum statement execution time exceeded",
        "allow the statement more time, or do the work in smaller parts",
    ),
    ("ALGORITHM=", MORE),
    ("LOCK=NONE is not supported", MORE),
    ("gone away", "the server went away: see its log, then run it again"),
    ("Lost connection", "the server went away: see its log, then run it again"),
    ("Specified key was too long", "index a prefix of the column, or use a smaller type or character set"),
    ("Row size too large", "make some columns TEXT or BLOB, or spread them over two tables"),
];

/// Where a statement says by `ALGORITHM` and `LOCK` what it may cost, and the server could only do worse.
const MORE: &str = "the server would have to do more than was reviewed, and has not touched the table: where a full-text \
                    index was once dropped by hand, `ALTER TABLE … FORCE` takes away the hidden column that it left; else \
                    write a dearer `ALGORITHM` and `LOCK` into the statement, or none, and review it again";

impl Cause {
    pub(super) fn new(error: DieselError) -> Self {
        Self(error)
    }

    pub(super) fn help(&self) -> Option<&'static str> {
        let message = self.to_string();
        HELP.iter().find(|(words, _)| message.contains(words)).map(|(_, help)| *help)
    }
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            DieselError::DatabaseError(_, info) => {
                f.write_str(info.message().trim_end())?;
                match info.details() {
                    // PostgreSQL names the offending row here.
                    Some(details) if !details.is_empty() => write!(f, " ({})", details.trim_end_matches('.')),
                    _ => Ok(()),
                }
            }
            other => write!(f, "{other}"),
        }
    }
}

impl std::error::Error for Cause {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// The database's own message as an error of ours.
pub(super) fn database(error: DieselError) -> Error {
    let cause = Cause::new(error);
    let message = format!("the database says: {cause}");
    let help = cause.help();
    let error = Error::new(ErrorCode::Database, message).because(cause);
    match help {
        Some(help) => error.with_help(help),
        None => error,
    }
}

/// A connection of the caller's that is inside a transaction.
pub(super) fn inside_transaction() -> Error {
    Error::new(ErrorCode::Database, "the connection is inside a transaction already; nothing was run")
        .with_help("upgrade outside of transactions: each revision brings its own")
}

/// A lock that somebody else would not give.
pub(super) fn is_lock_timeout(error: &DieselError) -> bool {
    let message = error.to_string();
    ["due to lock timeout", "Lock wait timeout exceeded"].iter().any(|words| message.contains(words))
}

/// Whether the same may go well the next time: another transaction was in the way.
pub(super) fn is_transient(error: &DieselError) -> bool {
    use diesel::result::DatabaseErrorKind::SerializationFailure;
    let message = error.to_string();
    matches!(error, DieselError::DatabaseError(SerializationFailure, _))
        || is_lock_timeout(error)
        || ["deadlock detected", "Deadlock found"].iter().any(|words| message.contains(words))
}
