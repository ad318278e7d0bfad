//! A MariaDB or MySQL server for tests: one per test binary, with scratch databases that clean up after themselves.
//!
//! `MIGRATE_TEST_MYSQL_URL` names a server where databases may be made and dropped. Without it, a server is started from
//! the installed programs (`tests/build.rs` finds them) in a temporary folder, on a free port, as an unprivileged user
//! where the tests run as root. A watchdog process stops it and removes the folder as soon as the test binary is gone,
//! however it went.

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

/// The server that all tests of this binary share.
static SERVER: Lazy<Server> = Lazy::new(|| match std::env::var("MIGRATE_TEST_MYSQL_URL") {
    Ok(url) => Server { url, _instance: None },
    Err(_) => Instance::start().map_or_else(
        |error| panic!("a MySQL server for the tests can't be started: {error}"),
        |instance| Server { url: instance.url.clone(), _instance: Some(instance) },
    ),
});

struct Server {
    url: String,
    _instance: Option<Instance>,
}

/// The URL of the shared server, with a database that is always there.
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
        run(&mut server, &format!("CREATE DATABASE {name} {options}"));
        Self { url: with_database(server_url(), &name), name }
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A connection of its own.
    pub fn connect(&self) -> MysqlConnection {
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
        if let Ok(mut server) = MysqlConnection::establish(server_url()) {
            let drop = format!("DROP DATABASE IF EXISTS {}", self.name);
            let _ = diesel::connection::SimpleConnection::batch_execute(&mut server, &drop);
        }
    }
}

/// A connection.
pub fn connect(url: &str) -> MysqlConnection {
    MysqlConnection::establish(url)
        .unwrap_or_else(|error| panic!("no connection to the test server: {error}"))
}

/// Runs statements, or fails the test with them in hand.
#[track_caller]
pub fn run(conn: &mut MysqlConnection, sql: &str) {
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

/// A server of our own, alive as long as the watchdog's standard input is open.
struct Instance {
    url: String,
    _watchdog: Child,
}

/// Runs the server until its input closes, which the kernel does when the test binary ends, even by SIGKILL.
const WATCHDOG: &str = r#"
"$SERVER" --no-defaults --datadir="$DIR/data" --port="$PORT" --bind-address=127.0.0.1 --socket="$DIR/socket" \
    --pid-file="$DIR/pid" --skip-name-resolve --character-set-server=utf8mb4 --max-connections=200 \
    --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=64M --innodb-fast-shutdown=2 --skip-log-bin \
    >"$DIR/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -9 $server
wait $server
rm -rf "$DIR"
"#;

impl Instance {
    fn start() -> io::Result<Self> {
        let server = std::env::var("MIGRATE_TEST_MYSQL_BIN")
            .ok()
            .or(option_env!("MIGRATE_FOUND_MYSQL_BIN").map(str::to_owned))
            .ok_or_else(|| io::Error::other("no server was found when the tests were built"))?;
        // A free port can be taken by somebody else before the server has it.
        let mut last = io::Error::other("never tried");
        for _ in 0..5 {
            match Self::start_in(&server, unique_folder("mysql")) {
                Ok(instance) => return Ok(instance),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn start_in(server: &str, dir: PathBuf) -> io::Result<Self> {
        fs::create_dir(&dir)?;
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o700))?;
        let user = unprivileged("mysql")?;
        if let Some((uid, gid)) = user {
            chown(&dir, Some(uid), Some(gid))?;
        }
        let version = command(server, user).arg("--version").output()?.stdout;
        let data = format!("--datadir={}", dir.join("data").display());
        let made = if String::from_utf8_lossy(&version).contains("MariaDB") {
            // Its tables are made by a script that stands near it.
            command("sh", user)
                .env("PATH", "/usr/bin:/usr/local/bin:/opt/homebrew/bin:/usr/sbin:/bin:/sbin")
                .args([
                    "-c",
                    r#"exec "$(command -v mariadb-install-db || command -v mysql_install_db)" "$@""#,
                    "sh",
                ])
                .args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"])
                .arg(data)
                .current_dir(&dir)
                .output()?
        } else {
            command(server, user).args(["--no-defaults", "--initialize-insecure"]).arg(data).output()?
        };
        if !made.status.success() {
            let _ = fs::remove_dir_all(&dir);
            return Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut watchdog = command("sh", user);
        watchdog
            .args(["-c", WATCHDOG])
            .env("SERVER", server)
            .env("DIR", &dir)
            .env("PORT", port.to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C at the terminal ends the tests; the watchdog must live to see that.
            .process_group(0);
        let mut instance =
            Self { url: format!("mysql://root@127.0.0.1:{port}/mysql"), _watchdog: watchdog.spawn()? };
        instance.wait(&dir)?;
        Ok(instance)
    }

    fn wait(&mut self, dir: &Path) -> io::Result<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let error = match MysqlConnection::establish(&self.url) {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            let log = fs::read_to_string(dir.join("log")).unwrap_or_default();
            if Instant::now() > deadline || log.contains("Aborting") {
                return Err(io::Error::other(format!("{error}\n{log}")));
            }
            sleep(Duration::from_millis(20));
        }
    }
}
