//! PgBouncer in transaction mode, in front of the test server: each transaction may get another connection of its few.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Duration;

use diesel::pg::PgConnection;
use diesel::prelude::*;

use crate::server::{command, unique_folder, unprivileged};

/// A test behind PgBouncer. Where there is none, it is ignored, and says why.
#[macro_export]
macro_rules! pooler_test {
    (fn $name:ident() $body:block) => {
        #[test]
        #[cfg_attr(
            not(all(postgres, pgbouncer)),
            ignore = "no PgBouncer found: install the packages `pgbouncer` and `postgresql`"
        )]
        fn $name() $body
    };
}

/// A pooler, stopped when it is dropped.
#[derive(Debug)]
pub struct Pooler {
    child: Child,
    dir: std::path::PathBuf,
    port: u16,
}

impl Pooler {
    /// In front of the server of this URL, with so many connections per database.
    pub fn start(server: &str, size: usize) -> Self {
        let address =
            server.split('@').nth(1).and_then(|rest| rest.split('/').next()).expect("a host and a port");
        let (host, server_port) = address.split_once(':').unwrap_or((address, "5432"));
        let user = server.split("://").nth(1).and_then(|rest| rest.split(['@', ':']).next()).expect("a user");
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port").port();
        let dir = unique_folder("pgbouncer");
        fs::create_dir(&dir).expect("a folder");
        let text = format!(
            "[databases]\n* = host={host} port={server_port} user={user}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\nmax_client_conn = 100\n\
             default_pool_size = {size}\nserver_round_robin = 1\nignore_startup_parameters = extra_float_digits\n\
             logfile = {dir}/log\npidfile = {dir}/pid\n",
            dir = dir.display()
        );
        let file = dir.join("pgbouncer.ini");
        fs::write(&file, text).expect("its settings");
        let ids = unprivileged("postgres").expect("somebody to run it as");
        if let Some((uid, gid)) = ids {
            chown(&dir, Some(uid), Some(gid)).expect("a folder of its own");
        }
        let places = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"];
        let program = places.into_iter().find(|path| fs::exists(path).unwrap_or(false));
        let child = command(program.unwrap_or("pgbouncer"), ids)
            .arg(&file)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pgbouncer starts");
        let pooler = Self { child, dir, port };
        for _ in 0..500 {
            if PgConnection::establish(&pooler.url(server)).is_ok() {
                return pooler;
            }
            sleep(Duration::from_millis(20));
        }
        let log = fs::read_to_string(pooler.dir.join("log")).unwrap_or_default();
        panic!("pgbouncer doesn't answer:\n{log}");
    }

    /// The URL of the same database through the pooler.
    pub fn url(&self, direct: &str) -> String {
        let database = direct.rsplit('/').next().expect("a database");
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.dir);
    }
}
