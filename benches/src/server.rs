use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::{Connection as _, PgConnection};

use crate::Outcome;

/// A PostgreSQL server of one bench, in a temporary folder, with the settings that servers have; gone with this value.
///
/// Its programs are those in the folder that `MIGRATE_TEST_POSTGRES_BIN` names, else Debian's newest.
pub struct Server {
    folder: PathBuf,
    process: Child,
    port: u16,
}

impl Server {
    /// Starts one, with these settings beside the usual ones.
    pub fn start(settings: &[&str]) -> Outcome<Self> {
        let bin = programs()?;
        let folder = std::env::temp_dir().join(format!("migrate-bench-{}", std::process::id()));
        fs::create_dir(&folder)?;
        let started = Self::start_in(&bin, &folder, settings);
        if started.is_err() {
            drop(fs::remove_dir_all(&folder));
        }
        started
    }

    fn start_in(bin: &Path, folder: &Path, settings: &[&str]) -> Outcome<Self> {
        unprivileged::give(folder)?;
        let data = folder.join("data");
        let mut initdb = unprivileged::command(&bin.join("initdb"))?;
        initdb
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(&data);
        let made = initdb.current_dir(folder).output()?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).into_owned().into());
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut server = unprivileged::command(&bin.join("postgres"))?;
        server.arg("-D").arg(&data).args(["-c", "listen_addresses=127.0.0.1", "-c"]);
        server.arg(format!("port={port}")).arg("-c");
        server.arg(format!("unix_socket_directories={}", folder.display()));
        for setting in settings {
            server.args(["-c", setting]);
        }
        let log = fs::File::create(folder.join("log"))?;
        server.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let started = Self { folder: folder.to_owned(), process: server.spawn()?, port };
        let deadline = Instant::now() + Duration::from_secs(60);
        while let Err(error) = PgConnection::establish(&started.url("postgres")) {
            if Instant::now() > deadline {
                return Err(format!("{error}\n{}", started.log()?).into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(started)
    }

    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// All that it has written into its log.
    pub fn log(&self) -> Outcome<String> {
        Ok(fs::read_to_string(self.folder.join("log"))?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A fast shutdown, as `pg_ctl stop` asks for it; what is left of it then goes by force.
        let asked = Command::new("kill").args(["-INT", &self.process.id().to_string()]).status();
        if !asked.is_ok_and(|status| status.success()) {
            drop(self.process.kill());
        }
        drop(self.process.wait());
        drop(fs::remove_dir_all(&self.folder));
        drop(std::io::stderr().flush());
    }
}

fn programs() -> Outcome<PathBuf> {
    if let Ok(bin) = std::env::var("MIGRATE_TEST_POSTGRES_BIN") {
        return Ok(bin.into());
    }
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    found.retain(|bin| bin.join("postgres").exists());
    found.sort();
    found.pop().ok_or_else(|| {
        "no PostgreSQL server is installed: name its programs' folder in MIGRATE_TEST_POSTGRES_BIN".into()
    })
}

/// A server refuses to run as root: it runs as the user `postgres`, or `nobody`.
#[cfg(unix)]
mod unprivileged {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, chown};
    use std::os::unix::process::CommandExt as _;
    use std::path::Path;
    use std::process::Command;

    use crate::Outcome;

    fn user() -> Outcome<Option<(u32, u32)>> {
        if !Command::new("id").arg("-u").output()?.stdout.starts_with(b"0") {
            return Ok(None);
        }
        let passwd = fs::read_to_string("/etc/passwd")?;
        let ids = |name: &str| {
            let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
            let mut fields = line.split(':').skip(2);
            Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
        };
        Ok(Some(ids("postgres").or_else(|| ids("nobody")).ok_or("no user `postgres` or `nobody`")?))
    }

    pub(super) fn give(folder: &Path) -> Outcome {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        if let Some((uid, gid)) = user()? {
            chown(folder, Some(uid), Some(gid))?;
        }
        Ok(())
    }

    pub(super) fn command(program: &Path) -> Outcome<Command> {
        let mut command = Command::new(program);
        if let Some((uid, gid)) = user()? {
            command.uid(uid).gid(gid);
        }
        command.env("LC_ALL", "C");
        Ok(command)
    }
}

#[cfg(not(unix))]
mod unprivileged {
    use std::path::Path;
    use std::process::Command;

    use crate::Outcome;

    pub(super) fn give(_: &Path) -> Outcome {
        Ok(())
    }

    pub(super) fn command(program: &Path) -> Outcome<Command> {
        Ok(Command::new(program))
    }
}
