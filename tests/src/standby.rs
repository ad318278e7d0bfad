//! A hot standby of the test server: a second server that follows it, and only reads.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Duration;

use diesel::pg::PgConnection;
use diesel::prelude::*;

use crate::server::{command, unique_folder, unprivileged};

/// Where the build found them.
const BIN: Option<&str> = option_env!("MIGRATE_FOUND_POSTGRES_BIN");
const BASEBACKUP: Option<&str> = option_env!("MIGRATE_FOUND_BASEBACKUP");

/// The second server, stopped when it is dropped.
#[derive(Debug)]
pub struct Standby {
    child: Child,
    dir: PathBuf,
    port: u16,
}

impl Standby {
    /// A copy of the server of this URL, which follows it.
    pub fn of(server: &str) -> Self {
        let (Some(bin), Some(basebackup)) = (BIN, BASEBACKUP) else { panic!("no programs of a server") };
        let dir = unique_folder("standby");
        fs::create_dir(&dir).expect("a folder");
        let user = unprivileged("postgres").expect("somebody to run it as");
        if let Some((uid, gid)) = user {
            chown(&dir, Some(uid), Some(gid)).expect("a folder of its own");
        }
        let data = dir.join("data");
        let copied = command(basebackup, user)
            .args(["--no-sync", "-R", "-X", "stream", "-c", "fast", "-d", server, "-D"])
            .arg(&data)
            .current_dir(&dir)
            .output()
            .expect("pg_basebackup starts");
        assert!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
        fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).expect("rights");
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port").port();
        let settings = [
            format!("port={port}"),
            "listen_addresses=127.0.0.1".to_owned(),
            // At least as many as the server that it follows has.
            "max_connections=200".to_owned(),
            format!("unix_socket_directories={}", dir.display()),
            "fsync=off".to_owned(),
            "shared_buffers=32MB".to_owned(),
        ];
        let child = command(&format!("{bin}/postgres"), user)
            .arg("-D")
            .arg(&data)
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(dir.join("log")).expect("a log"))
            .spawn()
            .expect("the server starts");
        let standby = Self { child, dir, port };
        for _ in 0..1500 {
            if PgConnection::establish(&standby.url("postgres")).is_ok() {
                return standby;
            }
            sleep(Duration::from_millis(20));
        }
        let log = fs::read_to_string(standby.dir.join("log")).unwrap_or_default();
        panic!("the standby doesn't answer:\n{log}");
    }

    /// The URL of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Standby {
    fn drop(&mut self) {
        // A fast shutdown.
        let pid = self.child.id().to_string();
        let _ = std::process::Command::new("kill").args(["-INT", &pid]).status();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.dir);
    }
}
