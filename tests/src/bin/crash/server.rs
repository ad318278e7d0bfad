//! A server of our own, which may be killed and comes back.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use migrate_core::Dialect;

use super::place::Conn;

pub(crate) struct Server {
    dialect: Dialect,
    dir: tempfile::TempDir,
    port: u16,
    /// Whom to run it as, where we are root: both servers refuse root.
    user: Option<(u32, u32)>,
    child: Option<Child>,
}

impl Server {
    /// A new one, with an empty database `crash`.
    pub(crate) fn start(dialect: Dialect) -> Self {
        let dir = tempfile::Builder::new().prefix("migrate-crash-").tempdir().expect("a temporary folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        drop(listener);
        let mut server = Self { dialect, dir, port, user: unprivileged(), child: None };
        if let Some((user, group)) = server.user {
            std::os::unix::fs::chown(server.dir.path(), Some(user), Some(group)).expect("the folder's owner");
        }
        server.set_up();
        server.revive();
        let mut conn = Conn::open(dialect, &server.url(server.admin()));
        conn.execute("CREATE DATABASE crash");
        server
    }

    pub(crate) fn url(&self, database: &str) -> String {
        match self.dialect {
            Dialect::Mysql => format!("mysql://root@127.0.0.1:{}/{database}", self.port),
            Dialect::Sqlite | Dialect::Postgres => {
                format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
            }
        }
    }

    fn admin(&self) -> &'static str {
        if self.dialect == Dialect::Mysql { "mysql" } else { "postgres" }
    }

    /// Empties a database; whoever is still connected to it is put out.
    pub(crate) fn empty(&self, database: &str) {
        if self.dialect == Dialect::Mysql {
            let mut conn = Conn::open(self.dialect, &self.url(self.admin()));
            conn.execute(&format!("DROP DATABASE {database}"));
            conn.execute(&format!("CREATE DATABASE {database}"));
            return;
        }
        let mut conn = Conn::open(self.dialect, &self.url(database));
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid(); \
             DROP SCHEMA public CASCADE; CREATE SCHEMA public",
        );
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        // MariaDB sweeps up the temporary tables of all servers that share a folder.
        command.env("TMPDIR", self.dir.path());
        command.current_dir(self.dir.path()).env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    fn set_up(&self) {
        let data = self.path("data");
        let mut command = match self.dialect {
            Dialect::Mysql => {
                let mut command = self.command(Path::new("mariadb-install-db"));
                command.arg("--no-defaults").arg(format!("--datadir={}", data.display()));
                command.args(["--auth-root-authentication-method=normal", "--skip-test-db"]);
                command
            }
            Dialect::Sqlite | Dialect::Postgres => {
                let mut command = self.command(&postgres("initdb"));
                command.args([
                    "--no-sync",
                    "--username=postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C",
                    "-D",
                ]);
                command.arg(&data);
                command
            }
        };
        let made = command.output().unwrap_or_else(|error| panic!("no server can be set up: {error}"));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }

    /// Starts it, and waits until it answers.
    pub(crate) fn revive(&mut self) {
        let data = self.path("data");
        let deadline = Instant::now() + Duration::from_secs(90);
        loop {
            let mut command = match self.dialect {
                Dialect::Mysql => {
                    let program = ["/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd", "/usr/libexec/mariadbd"];
                    let found = program.iter().map(Path::new).find(|path| path.exists());
                    let mut command = self.command(found.unwrap_or(Path::new("mariadbd")));
                    command.arg("--no-defaults").arg(format!("--datadir={}", data.display()));
                    command
                        .arg(format!("--socket={}", self.path("s").display()))
                        .arg(format!("--tmpdir={}", self.dir.path().display()))
                        .arg(format!("--port={}", self.port));
                    command.args([
                        "--bind-address=127.0.0.1",
                        "--innodb-buffer-pool-size=32M",
                        "--innodb-flush-log-at-trx-commit=2",
                    ]);
                    command
                }
                Dialect::Sqlite | Dialect::Postgres => {
                    let mut command = self.command(&postgres("postgres"));
                    command.arg("-D").arg(&data).arg("-p").arg(self.port.to_string());
                    for setting in [
                        "listen_addresses=127.0.0.1",
                        "unix_socket_directories=",
                        "fsync=off",
                        "autovacuum=off",
                    ] {
                        command.arg("-c").arg(setting);
                    }
                    command
                }
            };
            let log = fs::File::options().create(true).append(true).open(self.path("log")).expect("a log");
            let errors = log.try_clone().expect("a log");
            // A group of its own: killing it takes its processes along.
            let mut child = command.stdout(log).stderr(errors).process_group(0).spawn().expect("a server");
            while child.try_wait().is_ok_and(|ended| ended.is_none()) {
                if Conn::try_open(self.dialect, &self.url(self.admin())).is_ok() {
                    self.child = Some(child);
                    return;
                }
                assert!(Instant::now() < deadline, "the server doesn't come back: {}", self.log());
                sleep(Duration::from_millis(30));
            }
            // What is left of the one before still holds its memory.
            assert!(Instant::now() < deadline, "the server doesn't start: {}", self.log());
            sleep(Duration::from_millis(100));
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// SIGKILL, for all its processes at once.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let group = format!("-{}", child.id());
            let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
            let _ = child.wait();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A program of the newest PostgreSQL that is installed.
fn postgres(program: &str) -> PathBuf {
    if let Ok(folder) = std::env::var("MIGRATE_TEST_POSTGRES_BIN") {
        return Path::new(&folder).join(program);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions.map(|version| version.path().join("bin").join(program)).collect();
    found.retain(|path| path.exists());
    found.sort();
    found.pop().unwrap_or_else(|| program.into())
}

/// A user to run servers as, where we are root.
fn unprivileged() -> Option<(u32, u32)> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if !id.stdout.starts_with(b"0") {
        return None;
    }
    let passwd = fs::read_to_string("/etc/passwd").ok()?;
    let ids = |name: &str| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    ids("postgres").or_else(|| ids("mysql")).or_else(|| ids("nobody"))
}
