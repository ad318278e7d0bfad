//! A PostgreSQL server for tests: see [`crate::server`].

use std::io;
use std::path::Path;
use std::process::Output;

use diesel::prelude::*;
use once_cell::sync::Lazy;

pub use crate::server::run;
use crate::server::{self, Instance, Kind, Program, User, command};

/// Why tests of PostgreSQL are ignored where they are.
#[macro_export]
macro_rules! postgres_test {
    ($(#[$meta:meta])* fn $name:ident() $body:block) => {
        #[test]
        #[cfg_attr(
            not(postgres),
            ignore = "no PostgreSQL server found: install it, or set MIGRATE_TEST_POSTGRES_BIN or MIGRATE_TEST_POSTGRES_URL"
        )]
        $(#[$meta])*
        fn $name() $body
    };
}

/// The same for tests that start servers of their own, with settings of their own.
#[macro_export]
macro_rules! postgres_cluster_test {
    ($(#[$meta:meta])* fn $name:ident() $body:block) => {
        #[test]
        #[cfg_attr(
            not(postgres_programs),
            ignore = "no PostgreSQL server is installed here: install it, or set MIGRATE_TEST_POSTGRES_BIN"
        )]
        $(#[$meta])*
        fn $name() $body
    };
}

/// The server that all tests of this binary share.
static SERVER: Lazy<(String, Option<Instance>)> =
    Lazy::new(|| match std::env::var("MIGRATE_TEST_POSTGRES_URL") {
        Ok(url) => (url, None),
        Err(_) => PROGRAM.start().map_or_else(
            |error| panic!("a PostgreSQL cluster for the tests can't be started: {error}"),
            |cluster| (cluster.url.clone(), Some(cluster)),
        ),
    });

static PROGRAM: Lazy<Program> = Lazy::new(|| Program {
    name: "postgres",
    path: (std::env::var("MIGRATE_TEST_POSTGRES_BIN").ok())
        .or(option_env!("MIGRATE_FOUND_POSTGRES_BIN").map(str::to_owned)),
    set_up,
    watchdog: WATCHDOG,
    url: |port| format!("postgres://postgres@127.0.0.1:{port}/postgres"),
    refuses: |url| PgConnection::establish(url).err().map(|error| error.to_string()),
    is_lost: |log| log.contains("FATAL") && !log.contains("starting up"),
});

/// PostgreSQL.
#[derive(Debug)]
pub struct Postgres;

/// A database of one test; dropped with it.
pub type Scratch = server::Scratch<Postgres>;

impl Kind for Postgres {
    type Conn = PgConnection;

    fn server_url() -> &'static str {
        server_url()
    }

    fn connect(url: &str) -> PgConnection {
        connect(url)
    }

    fn statements(name: &str, options: &str) -> [String; 2] {
        [
            format!("CREATE DATABASE {name} TEMPLATE template0 {options}"),
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        ]
    }
}

/// The URL of the shared server's maintenance database.
pub fn server_url() -> &'static str {
    &SERVER.0
}

/// A connection that says nothing of notices.
pub fn connect(url: &str) -> PgConnection {
    let mut conn = PgConnection::establish(url)
        .unwrap_or_else(|error| panic!("no connection to the test server: {error}"));
    run(&mut conn, "SET client_min_messages = warning");
    conn
}

/// The schema that these statements make.
pub fn schema_of(sql: &str) -> migrate_core::Schema {
    use migrate_core::introspect::{Options, introspect};
    let scratch = Scratch::new();
    let mut conn = scratch.connect();
    run(&mut conn, sql);
    introspect(&mut conn, &Options::all()).unwrap_or_else(|error| panic!("{error}")).schema
}

/// A cluster of our own, with settings of its own.
#[derive(Debug)]
pub struct Cluster(Instance);

impl Cluster {
    /// Starts one with these settings beside the usual ones; `prepare` is given its data folder before that.
    pub fn start(settings: &[&str], prepare: impl Fn(&Path) -> io::Result<()>) -> io::Result<Self> {
        let settings: Vec<&str> = settings.iter().flat_map(|setting| ["-c", setting]).collect();
        PROGRAM.start_with(&settings, &prepare).map(Self)
    }

    /// The URL of one of its databases, for its superuser.
    pub fn url(&self, database: &str) -> String {
        server::with_database(&self.0.url, database)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.0.port
    }

    /// Where its socket is.
    pub fn folder(&self) -> &Path {
        &self.0.dir
    }

    /// Shuts it down, whoever is at work on it, and waits until it is gone.
    pub fn stop(self) {
        self.0.stop();
    }
}

const WATCHDOG: &str = r#"
"$PROGRAM/postgres" -D "$DIR/data" -c port="$PORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$DIR" \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c max_connections=200 \
    -c shared_buffers=32MB -c max_wal_size=256MB -c log_min_messages=fatal "$@" >"$DIR/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$DIR"
"#;

fn set_up(bin: &str, dir: &Path, user: User) -> io::Result<Output> {
    command(&format!("{bin}/initdb"), user)
        .args(["--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "-D"])
        .arg(dir.join("data"))
        .current_dir(dir)
        .output()
}

/// Everything away, so that a database serves many cases.
pub fn clean(conn: &mut PgConnection) {
    run(
        conn,
        "DO $$ DECLARE s text; BEGIN
             FOR s IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
                 EXECUTE format('DROP SCHEMA %I CASCADE', s);
             END LOOP;
         END $$; CREATE SCHEMA public",
    );
}
