//! From what the user gave to the address of a database; a password is never shown.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use migrate_core::Dialect;

use crate::failure::{Failure, Result};

/// Where a database is.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum DatabaseUrl {
    /// A file, or `:memory:`; with SQLite's own parameters behind `?`, if any.
    Sqlite { path: PathBuf, query: Option<String> },
    /// A PostgreSQL server's.
    Postgres(String),
    /// A MySQL or MariaDB server's.
    Mysql(String),
}

impl DatabaseUrl {
    /// Reads any of the forms; an address that is none of them is a path.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Failure::usage("the database's address is empty").with_help(FORMS));
        }
        let Some((scheme, rest)) = text.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
            return Ok(Self::Sqlite { path: text.into(), query: None });
        };
        match scheme.to_ascii_lowercase().as_str() {
            "sqlite" | "sqlite3" => sqlite(rest),
            "file" => Ok(split_query(rest.strip_prefix("//").unwrap_or(rest))),
            "postgres" | "postgresql" => server(rest).map(|rest| Self::Postgres(format!("postgres:{rest}"))),
            "mysql" | "mariadb" => server(rest).map(|rest| Self::Mysql(format!("mysql:{rest}"))),
            other => {
                Err(Failure::usage(format!("`{other}://` is no database this tool speaks to"))
                    .with_help(FORMS))
            }
        }
    }

    /// The dialect its database speaks.
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
            Self::Mysql(_) => Dialect::Mysql,
        }
    }

    /// What Diesel is given.
    pub(crate) fn for_diesel(&self) -> String {
        match self {
            Self::Sqlite { path, query: None } => path.display().to_string(),
            Self::Sqlite { path, query: Some(query) } => format!("file:{}?{query}", path.display()),
            Self::Postgres(url) | Self::Mysql(url) => url.clone(),
        }
    }

    /// A SQLite file that isn't there yet: to look at it must not make it.
    pub(crate) fn is_missing_file(&self) -> bool {
        match self {
            Self::Sqlite { path, .. } => path.as_os_str() != ":memory:" && !path.exists(),
            Self::Postgres(_) | Self::Mysql(_) => false,
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { path, .. } => write!(f, "{}", path.display()),
            Self::Postgres(url) | Self::Mysql(url) => f.write_str(&without_password(url)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

const FORMS: &str = "one of `sqlite://path`, `sqlite::memory:`, a path, `postgres://user:password@host/db`, \
                     `mysql://user:password@host/db`";

/// A drive letter is no scheme.
fn is_scheme(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn sqlite(rest: &str) -> Result<DatabaseUrl> {
    if rest == ":memory:" || rest == "//:memory:" {
        return Ok(DatabaseUrl::Sqlite { path: ":memory:".into(), query: None });
    }
    let path = rest.strip_prefix("//").unwrap_or(rest);
    if path.is_empty() {
        return Err(Failure::usage("`sqlite://` names no file").with_help("write `sqlite://path/to/app.db`"));
    }
    Ok(split_query(path))
}

fn split_query(path: &str) -> DatabaseUrl {
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned()).filter(|query| !query.is_empty())),
        None => (path, None),
    };
    DatabaseUrl::Sqlite { path: decode(path).into(), query }
}

fn server(rest: &str) -> Result<&str> {
    if !rest.starts_with("//") {
        return Err(Failure::usage("a server's address has two slashes").with_help(FORMS));
    }
    if let Some(password) = password(rest) {
        // What stands elsewhere in the address, too, is no secret: to hide it would blank out user and database.
        let elsewhere = rest.replacen(&format!(":{password}@"), "@", 1);
        keep_secret(password, !elsewhere.contains(password));
    }
    Ok(rest)
}

/// What stands between the first `:` and the last `@` of the part before the path.
fn password(url: &str) -> Option<&str> {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    let end =
        rest.find('/').map_or(rest.len(), |slash| rest[..slash].rfind('@').map_or(rest.len(), |_| slash));
    let user = &rest[..rest[..end].rfind('@')?];
    user.split_once(':').map(|(_, password)| password).filter(|password| !password.is_empty())
}

fn without_password(url: &str) -> String {
    match password(url) {
        Some(password) => url.replacen(&format!(":{password}@"), ":***@", 1),
        None => url.to_owned(),
    }
}

/// `%20` → a space; what is no such code stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok()))
            .flatten();
        out.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Passwords seen in this run, and whether each may be looked for by itself: no text that leaves the process may hold
/// one.
static SECRETS: Mutex<Vec<(String, bool)>> = Mutex::new(Vec::new());

fn keep_secret(password: &str, alone: bool) {
    if let Ok(mut secrets) = SECRETS.lock() {
        // A password of one or two letters would blank out half of every message; a URL hides it by itself.
        secrets.push((password.to_owned(), alone && password.len() > 2));
        secrets.push((decode(password), alone && password.len() > 2));
    }
}

/// A message without any password seen so far.
pub(crate) fn redact(text: &str) -> String {
    secrets().iter().fold(
        redact_addresses(text),
        |text, (secret, alone)| {
            if *alone { text.replace(secret, "***") } else { text }
        },
    )
}

/// A result without any password in an address. By itself, a word that is somebody's password is data: a column may
/// be named `password`.
pub(crate) fn redact_addresses(text: &str) -> String {
    secrets().iter().fold(text.to_owned(), |text, (secret, _)| text.replace(&format!(":{secret}@"), ":***@"))
}

fn secrets() -> Vec<(String, bool)> {
    SECRETS.lock().map(|secrets| secrets.clone()).unwrap_or_default()
}

/// Where settings come from: the process, else `.env`.
pub(crate) struct Environment {
    file: BTreeMap<String, String>,
}

impl Environment {
    /// Reads `.env` from the folder at hand or above it, else from the package's.
    pub(crate) fn read(package: Option<&Path>) -> Result<Self> {
        let found = match dotenvy::dotenv_iter() {
            Err(error) if error.not_found() => match package.map(|dir| dir.join(".env")) {
                Some(file) if file.exists() => {
                    dotenvy::from_path_iter(&file).map_err(|error| bad_env(&error))?
                }
                _ => return Ok(Self { file: BTreeMap::new() }),
            },
            other => other.map_err(|error| bad_env(&error))?,
        };
        let mut file = BTreeMap::new();
        for pair in found {
            let (key, value) = pair.map_err(|error| bad_env(&error))?;
            file.insert(key, value);
        }
        Ok(Self { file })
    }

    fn get(&self, key: &str) -> Option<String> {
        std::env::var(key).ok().or_else(|| self.file.get(key).cloned()).filter(|value| !value.is_empty())
    }

    /// The database in use: the flag's, `DATABASE_URL`'s, or one put together from its parts.
    pub(crate) fn database(&self, flag: Option<&str>) -> Result<Option<DatabaseUrl>> {
        if let Some(url) = flag.map(str::to_owned).or_else(|| self.get("DATABASE_URL")) {
            return DatabaseUrl::parse(&url).map(Some);
        }
        for (prefix, scheme, database) in
            [("POSTGRES", "postgres", &["DB", "DATABASE"][..]), ("MYSQL", "mysql", &["DATABASE", "DB"][..])]
        {
            if let Some(url) = self.parts(prefix, scheme, database) {
                return DatabaseUrl::parse(&url).map(Some);
            }
        }
        Ok(None)
    }

    fn parts(&self, prefix: &str, scheme: &str, database: &[&str]) -> Option<String> {
        let get = |part: &str| self.get(&format!("{prefix}_{part}"));
        let database = database.iter().find_map(|part| get(part));
        let user = get("USER");
        if database.is_none() && user.is_none() {
            return None;
        }
        let user = user.unwrap_or_else(|| if prefix == "MYSQL" { "root" } else { "postgres" }.to_owned());
        // The official images: without a name of its own, the database is named for the user.
        let database = database.unwrap_or_else(|| user.clone());
        let password = get("PASSWORD").map(|password| format!(":{}", encode(&password))).unwrap_or_default();
        // A socket's folder stands in the host's place, encoded.
        let host = get("HOST").unwrap_or_else(|| "localhost".to_owned());
        let host = if host.starts_with('/') { encode(&host) } else { host };
        let port = get("PORT").map(|port| format!(":{port}")).unwrap_or_default();
        Some(format!("{scheme}://{}{password}@{host}{port}/{}", encode(&user), encode(&database)))
    }
}

/// dotenvy's own message holds the whole line, and with it perhaps a password.
fn bad_env(error: &dotenvy::Error) -> Failure {
    let why = match error {
        dotenvy::Error::LineParse(_, at) => format!("a line can't be read, at its byte {at}"),
        dotenvy::Error::Io(error) => error.to_string(),
        _ => "it can't be read".to_owned(),
    };
    Failure::new("bad-file", format!("`.env` is malformed: {why}")).with_help("write one `KEY=value` a line")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(url: &str) -> String {
        match DatabaseUrl::parse(url).unwrap() {
            DatabaseUrl::Sqlite { path, .. } => path.display().to_string(),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn sqlite_has_many_forms() {
        assert_eq!(path("app.db"), "app.db");
        assert_eq!(path("sqlite://data/app.db"), "data/app.db");
        assert_eq!(path("sqlite:///abs/my%20app.db"), "/abs/my app.db");
        assert_eq!(path("sqlite:app.db"), "app.db");
        assert_eq!(path("sqlite::memory:"), ":memory:");
        assert_eq!(path("sqlite://:memory:"), ":memory:");
        assert_eq!(path(":memory:"), ":memory:");
        assert_eq!(path(r"C:\data\app.db"), r"C:\data\app.db");
        assert_eq!(path("100%.db"), "100%.db");
        let read_only = DatabaseUrl::parse("sqlite://app.db?mode=ro").unwrap();
        assert_eq!(read_only.for_diesel(), "file:app.db?mode=ro");
        assert!(DatabaseUrl::parse("sqlite://").is_err());
        assert!(DatabaseUrl::parse(" ").is_err());
        assert!(DatabaseUrl::parse("oracle://x").is_err());
    }

    #[test]
    fn a_password_is_never_shown() {
        for url in [
            "postgres://me:s3cr:t@h/db",
            "postgresql://me:s3cr:t@h:1/db?a=b",
            "mariadb://me:s3cr:t@h/db?x=a@b",
        ] {
            let url = DatabaseUrl::parse(url).unwrap();
            assert!(!format!("{url} {url:?}").contains("s3cr"), "{url}");
            assert!(url.for_diesel().contains("s3cr:t"));
        }
        assert_eq!(redact("FATAL: s3cr:t is wrong"), "FATAL: *** is wrong");
        DatabaseUrl::parse("postgres://postgres:postgres@h/db").unwrap();
        assert_eq!(redact("postgres postgres://postgres:postgres@h"), "postgres postgres://postgres:***@h");
        assert_eq!(
            redact_addresses("s3cr:t is a word, x:s3cr:t@h is none"),
            "s3cr:t is a word, x:***@h is none"
        );
        assert_eq!(DatabaseUrl::parse("mysql://root@h/db").unwrap().to_string(), "mysql://root@h/db");
    }

    #[test]
    fn parts_make_a_url() {
        let file = [
            ("POSTGRES_USER", "me"),
            ("POSTGRES_PASSWORD", "a/b@c"),
            ("POSTGRES_HOST", "db"),
            ("POSTGRES_DB", "app"),
        ];
        let environment =
            Environment { file: file.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect() };
        let url = environment.parts("POSTGRES", "postgres", &["DB"]).unwrap();
        assert_eq!(url, "postgres://me:a%2Fb%40c@db/app");
        let url = DatabaseUrl::parse(&url).unwrap();
        assert_eq!(url.to_string(), "postgres://me:***@db/app");
        assert!(!redact("a/b@c a%2Fb%40c").contains("b@c"));
        let file = [("POSTGRES_USER", "me"), ("POSTGRES_HOST", "/run/pg")];
        let environment =
            Environment { file: file.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect() };
        let url = environment.parts("POSTGRES", "postgres", &["DB"]).unwrap();
        assert_eq!(url, "postgres://me@%2Frun%2Fpg/me");
    }
}
