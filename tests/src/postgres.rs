//! A PostgreSQL server for tests: one per test binary, with scratch databases that clean up after themselves.
//!
//! `MIGRATE_TEST_POSTGRES_URL` names a server where databases may be made and dropped. Without it, a cluster is
//! started from the installed programs (`tests/build.rs` finds them) in a temporary folder, on a free port, as an
//! unprivileged user where the tests run as root. A watchdog process stops it and removes the folder as soon as the
//! test binary is gone, however it went.

use std::fs;
use std::io;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use once_cell::sync::Lazy;

use crate::server::{command, unique_folder, unprivileged};

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
static SERVER: Lazy<Server> = Lazy::new(|| match std::env::var("MIGRATE_TEST_POSTGRES_URL") {
    Ok(url) => Server { url, _cluster: None },
    Err(_) => Cluster::start(&[], |_| Ok(())).map_or_else(
        |error| panic!("a PostgreSQL cluster for the tests can't be started: {error}"),
        |cluster| Server { url: cluster.url("postgres"), _cluster: Some(cluster) },
    ),
});

struct Server {
    url: String,
    _cluster: Option<Cluster>,
}

/// The URL of the shared server's maintenance database.
pub fn server_url() -> &'static str {
    &SERVER.url
}

/// A database of one test; dropped with it.
#[derive(Debug)]
pub struct Scratch {
    name: String,
    url: String,
}

impl Scratch {
    /// A new, empty database.
    pub fn new() -> Self {
        Self::with("")
    }

    /// A new database, made with these options of `CREATE DATABASE`.
    pub fn with(options: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("migrate_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut server = connect(server_url());
        run(&mut server, &format!("CREATE DATABASE {name} TEMPLATE template0 {options}"));
        Self { url: with_database(server_url(), &name), name }
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A connection of its own.
    pub fn connect(&self) -> PgConnection {
        connect(&self.url)
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A test that fails must show its own message: no second panic from here.
        if let Ok(mut server) = PgConnection::establish(server_url()) {
            let _ = diesel::connection::SimpleConnection::batch_execute(
                &mut server,
                &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name),
            );
        }
    }
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

/// Runs statements, or fails the test with them in hand.
#[track_caller]
pub fn run(conn: &mut PgConnection, sql: &str) {
    if let Err(error) = diesel::connection::SimpleConnection::batch_execute(conn, sql) {
        panic!("{error}\nin:\n{sql}");
    }
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let after_scheme = base.find("://").map_or(0, |at| at + 3);
    let authority = base[after_scheme..].find('/').map_or(base, |at| &base[..after_scheme + at]);
    let query = query.map_or(String::new(), |query| format!("?{query}"));
    format!("{authority}/{name}{query}")
}

/// A cluster of our own, alive as long as the watchdog's standard input is open.
#[derive(Debug)]
pub struct Cluster {
    port: u16,
    folder: PathBuf,
    watchdog: Child,
}

/// Runs the server until its input closes, which the kernel does when the test binary ends, even by SIGKILL.
const WATCHDOG: &str = r#"
"$BIN/postgres" -D "$DIR/data" -c port="$PORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$DIR" \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c max_connections=200 \
    -c shared_buffers=32MB -c max_wal_size=256MB -c log_min_messages=fatal "$@" >"$DIR/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$DIR"
"#;

impl Cluster {
    /// Starts one with these settings beside the usual ones; `prepare` is given its data folder before that.
    pub fn start(settings: &[&str], prepare: impl Fn(&Path) -> io::Result<()>) -> io::Result<Self> {
        let bin = std::env::var("MIGRATE_TEST_POSTGRES_BIN")
            .ok()
            .or(option_env!("MIGRATE_FOUND_POSTGRES_BIN").map(str::to_owned))
            .ok_or_else(|| io::Error::other("no server was found when the tests were built"))?;
        // A free port can be taken by somebody else before the server has it.
        let mut last = io::Error::other("never tried");
        for _ in 0..5 {
            match Self::start_in(&bin, unique_folder("postgres"), settings, &prepare) {
                Ok(cluster) => return Ok(cluster),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn start_in(
        bin: &str,
        dir: PathBuf,
        settings: &[&str],
        prepare: &impl Fn(&Path) -> io::Result<()>,
    ) -> io::Result<Self> {
        fs::create_dir(&dir)?;
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o700))?;
        let user = unprivileged("postgres")?;
        if let Some((uid, gid)) = user {
            chown(&dir, Some(uid), Some(gid))?;
        }
        let mut initdb = command(&format!("{bin}/initdb"), user);
        let made = initdb
            .args(["--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(dir.join("data"))
            .current_dir(&dir)
            .output()?;
        if !made.status.success() {
            let _ = fs::remove_dir_all(&dir);
            return Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
        }
        prepare(&dir.join("data"))?;
        if let Some((uid, gid)) = user {
            for entry in fs::read_dir(dir.join("data"))? {
                chown(entry?.path(), Some(uid), Some(gid))?;
            }
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut watchdog = command("sh", user);
        watchdog
            .args(["-c", WATCHDOG, "watchdog"])
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .env("BIN", bin)
            .env("DIR", &dir)
            .env("PORT", port.to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C at the terminal ends the tests; the watchdog must live to see that.
            .process_group(0);
        let cluster = Self { port, folder: dir, watchdog: watchdog.spawn()? };
        cluster.wait()?;
        Ok(cluster)
    }

    /// The URL of one of its databases, for its superuser.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where its socket is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Shuts it down, whoever is at work on it, and waits until it is gone.
    pub fn stop(mut self) {
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
    }

    fn wait(&self) -> io::Result<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let error = match PgConnection::establish(&self.url("postgres")) {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            if Instant::now() > deadline || log.contains("FATAL") && !log.contains("starting up") {
                return Err(io::Error::other(format!("{error}\n{log}")));
            }
            sleep(Duration::from_millis(20));
        }
    }
}
