use diesel::ConnectionError;

use crate::{Dialect, Error, ErrorCode};

/// What the libraries say, and what to do about it. They have no code for it, only English.
const CURES: &[(&str, &str)] = &[
    // Before others: its messages hold their words, too.
    (
        "certificate",
        "see `sslrootcert` and `sslmode` in the address: the server's certificate isn't trusted, or is for another host",
    ),
    ("password authentication failed", "see that the user and the password are right"),
    ("no password supplied", "give the password: `postgres://user:password@host/db`, or `~/.pgpass`"),
    (
        "Access denied",
        "see that the user and the password are right, and that the user may use this database",
    ),
    ("no pg_hba.conf entry", "let this user in from here: see `pg_hba.conf` on the server"),
    ("role \"", "see that the user is spelt as it was created"),
    ("Unknown database", "create it first, or name the one that is meant"),
    ("does not exist", "create it first, or name the one that is meant"),
    ("could not translate host name", "see that the host is spelt right"),
    // In the words of MySQL's client library, and of MariaDB's.
    ("Unknown MySQL server host", "see that the host is spelt right"),
    ("Unknown server host", "see that the host is spelt right"),
    ("Connection refused", "see that a server listens there: the host and the port"),
    ("Can't connect", "see that a server listens there: the host and the port, or the socket"),
    (
        "No such file or directory",
        "see that a server listens there: the host and the port, or the socket's folder",
    ),
    ("timeout expired", "see that the server can be reached from here"),
    ("SSL", "see `sslmode` in the address: the server and this side want different things of TLS"),
    ("too many", "wait until others have gone, or raise the server's limit of connections"),
    ("starting up", "wait a moment: the server is starting"),
    ("shutting down", "wait a moment: the server is going down"),
    ("invalid URI", "write it as `postgres://user:password@host:port/db?parameter=value`"),
    ("invalid port", "write it as `postgres://user:password@host:port/db?parameter=value`"),
];

/// Why a database can't be opened.
pub(super) fn refused(dialect: Dialect, address: &str, error: ConnectionError) -> Error {
    let said = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    let help = match dialect {
        Dialect::Sqlite => "see that its folder exists, and that you may write there",
        Dialect::Postgres | Dialect::Mysql => CURES.iter().find(|(words, _)| said.contains(words)).map_or(
            "see that the server runs, and that its address, user and password are right",
            |(_, cure)| cure,
        ),
    };
    Error::new(ErrorCode::Database, format!("can't open the database `{}`: {said}", shown(address)))
        .with_help(help)
}

/// An address without its password.
pub(crate) fn shown(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let authority = rest.find(['/', '?']).unwrap_or(rest.len());
    // A password may hold what ends an authority: then the last `@` before the query tells.
    let end = rest.split('?').next().unwrap_or(rest).rfind('@').unwrap_or(authority);
    let before = rest.get(..end).unwrap_or_default();
    let shown = match (before.split_once(':'), rest.get(end..)) {
        (Some((user, _)), Some(after)) if after.starts_with('@') => format!("{scheme}://{user}:***{after}"),
        _ => address.to_owned(),
    };
    hidden_parameter(shown)
}

/// `?password=…` is a way to give one, too.
fn hidden_parameter(address: String) -> String {
    let Some(at) = address.find("password=").filter(|at| address[..*at].ends_with(['?', '&'])) else {
        return address;
    };
    let from = at + "password=".len();
    let end = address[from..].find('&').map_or(address.len(), |end| from + end);
    format!("{}***{}", &address[..from], &address[end..])
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn a_password_is_never_shown() {
        for (address, said) in [
            ("postgres://me:secret@h:1/db?a=b", "postgres://me:***@h:1/db?a=b"),
            ("postgres://me:se/cr@t@h/db", "postgres://me:***@h/db"),
            ("postgres://me@h/db", "postgres://me@h/db"),
            ("postgres:///db?user=me&password=secret&a=b", "postgres:///db?user=me&password=***&a=b"),
            ("app.db", "app.db"),
        ] {
            assert_eq!(shown(address), said);
        }
    }
}
