//! A MariaDB or MySQL server for tests: see [`crate::server`].

use std::io;
use std::path::Path;
use std::process::Output;

use diesel::prelude::*;
use once_cell::sync::Lazy;

use crate::server::{self, Instance, Kind, Program, User, command};
pub use crate::server::{run, with_database};

/// The server that all tests of this binary share.
static SERVER: Lazy<(String, Option<Instance>)> =
    Lazy::new(|| match std::env::var("MIGRATE_TEST_MYSQL_URL") {
        Ok(url) => (url, None),
        Err(_) => PROGRAM.start().map_or_else(
            |error| panic!("a MySQL server for the tests can't be started: {error}"),
            |instance| (instance.url.clone(), Some(instance)),
        ),
    });

static PROGRAM: Lazy<Program> = Lazy::new(|| Program {
    name: "mysql",
    path: (std::env::var("MIGRATE_TEST_MYSQL_BIN").ok())
        .or(option_env!("MIGRATE_FOUND_MYSQL_BIN").map(str::to_owned)),
    set_up,
    watchdog: WATCHDOG,
    url: |port| format!("mysql://root@127.0.0.1:{port}/mysql"),
    refuses: |url| MysqlConnection::establish(url).err().map(|error| error.to_string()),
    is_lost: |log| log.contains("Aborting"),
});

/// MariaDB, or MySQL.
#[derive(Debug)]
pub struct Mysql;

/// A database of one test; dropped with it.
pub type Scratch = server::Scratch<Mysql>;

impl Kind for Mysql {
    type Conn = MysqlConnection;

    fn server_url() -> &'static str {
        server_url()
    }

    fn connect(url: &str) -> MysqlConnection {
        connect(url)
    }

    fn statements(name: &str, options: &str) -> [String; 2] {
        [format!("CREATE DATABASE {name} {options}"), format!("DROP DATABASE IF EXISTS {name}")]
    }
}

/// The URL of the shared server, with a database that is always there.
pub fn server_url() -> &'static str {
    &SERVER.0
}

/// A connection.
pub fn connect(url: &str) -> MysqlConnection {
    MysqlConnection::establish(url)
        .unwrap_or_else(|error| panic!("no connection to the test server: {error}"))
}

/// A server that nobody else uses, and that may be killed.
pub struct Own(Instance);

impl Own {
    /// A new one.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// One with these settings beside the usual ones.
    pub fn start_with(settings: &[&str]) -> Self {
        let started = PROGRAM.start_with(settings, &|_| Ok(()));
        let mut instance = started.unwrap_or_else(|error| panic!("no server of our own: {error}"));
        run(&mut connect(&instance.url), "CREATE DATABASE app CHARACTER SET utf8mb4");
        instance.url = with_database(&instance.url, "app");
        Self(instance)
    }

    /// Its URL, with an empty database.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// A connection to it.
    pub fn connect(&self) -> MysqlConnection {
        connect(self.url())
    }

    /// SIGKILL, as a power cut would end it.
    pub fn kill(&self) {
        self.0.kill();
    }

    /// Starts it again on what it left.
    pub fn revive(&mut self) {
        PROGRAM.revive(&mut self.0).unwrap_or_else(|error| panic!("the server doesn't come back: {error}"));
    }
}

const WATCHDOG: &str = r#"
mkdir -p "$DIR/tmp"
"$PROGRAM" --no-defaults --datadir="$DIR/data" --port="$PORT" --bind-address=127.0.0.1 --socket="$DIR/socket" \
    --pid-file="$DIR/pid" --tmpdir="$DIR/tmp" --skip-name-resolve --character-set-server=utf8mb4 --max-connections=200 \
    --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=64M --innodb-fast-shutdown=2 --skip-log-bin "$@" \
    >"$DIR/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -9 $server
wait $server
rm -rf "$DIR"
"#;

fn set_up(server: &str, dir: &Path, user: User) -> io::Result<Output> {
    let version = command(server, user).arg("--version").output()?.stdout;
    let data = format!("--datadir={}", dir.join("data").display());
    if !String::from_utf8_lossy(&version).contains("MariaDB") {
        return command(server, user).args(["--no-defaults", "--initialize-insecure"]).arg(data).output();
    }
    // Its tables are made by a script that stands near it.
    command("sh", user)
        .env("PATH", "/usr/bin:/usr/local/bin:/opt/homebrew/bin:/usr/sbin:/bin:/sbin")
        .args(["-c", r#"exec "$(command -v mariadb-install-db || command -v mysql_install_db)" "$@""#, "sh"])
        .args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"])
        .arg(data)
        // A server that starts sweeps up the temporary tables in the folder that all others use, too.
        .env("TMPDIR", dir)
        .current_dir(dir)
        .output()
}
