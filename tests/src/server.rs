//! A database server for tests, whichever it is: one per test binary, with scratch databases that clean up after
//! themselves.
//!
//! `MIGRATE_TEST_POSTGRES_URL` and `MIGRATE_TEST_MYSQL_URL` name servers where databases may be made and dropped.
//! Without them, a server is started from the installed programs (`tests/build.rs` finds them) in a temporary folder, on
//! a free port, as an unprivileged user where the tests run as root. A watchdog process stops it and removes the folder
//! as soon as the test binary is gone, however it went.

use std::fs;
use std::io;
use std::marker::PhantomData;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel::Connection;
use diesel::connection::SimpleConnection as _;

/// What is done to a server's data folder before it starts.
pub(crate) type Prepare<'a> = dyn Fn(&Path) -> io::Result<()> + 'a;

/// Whom to run it as: user and group, where we are root.
pub(crate) type User = Option<(u32, u32)>;

/// A kind of server.
pub trait Kind {
    /// A connection to it.
    type Conn: Connection;

    /// The URL of the server that all tests of this binary share, with a database that is always there.
    fn server_url() -> &'static str;

    /// A new connection, set up as tests want it.
    fn connect(url: &str) -> Self::Conn;

    /// The statement that makes a database, and the one that drops it.
    fn statements(name: &str, options: &str) -> [String; 2];
}

/// A database of one test; dropped with it.
#[derive(Debug)]
pub struct Scratch<K: Kind> {
    url: String,
    drop: String,
    kind: PhantomData<K>,
}

impl<K: Kind> Scratch<K> {
    /// A new, empty database.
    pub fn new() -> Self {
        Self::with("")
    }

    /// A new database, made with these options of `CREATE DATABASE`.
    pub fn with(options: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("migrate_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let [create, drop] = K::statements(&name, options);
        run(&mut K::connect(K::server_url()), &create);
        Self { url: with_database(K::server_url(), &name), drop, kind: PhantomData }
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A connection of its own.
    pub fn connect(&self) -> K::Conn {
        K::connect(&self.url)
    }
}

impl<K: Kind> Default for Scratch<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Kind> Drop for Scratch<K> {
    fn drop(&mut self) {
        // A test that fails must show its own message: no second panic from here.
        if let Ok(mut server) = K::Conn::establish(K::server_url()) {
            let _ = server.batch_execute(&self.drop);
        }
    }
}

/// Runs statements, or fails the test with them in hand.
#[track_caller]
pub fn run(conn: &mut impl Connection, sql: &str) {
    if let Err(error) = conn.batch_execute(sql) {
        panic!("{error}\nin:\n{sql}");
    }
}

/// The same server, another database.
pub fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let after_scheme = base.find("://").map_or(0, |at| at + 3);
    let authority = base[after_scheme..].find('/').map_or(base, |at| &base[..after_scheme + at]);
    let query = query.map_or(String::new(), |query| format!("?{query}"));
    format!("{authority}/{name}{query}")
}

/// How a server is set up and started.
pub(crate) struct Program {
    /// Whose name its folder has, and the user that it likes to run as.
    pub(crate) name: &'static str,
    /// The program, or the folder that it is in.
    pub(crate) path: Option<String>,
    /// Makes its data in a folder.
    pub(crate) set_up: fn(&str, &Path, User) -> io::Result<Output>,
    /// The script that runs it until its input closes, which the kernel does when the test binary ends, even by
    /// SIGKILL. It has `$PROGRAM`, `$DIR` and `$PORT`, and more settings as its arguments.
    pub(crate) watchdog: &'static str,
    /// Its address on a port.
    pub(crate) url: fn(u16) -> String,
    /// Why it doesn't answer yet.
    pub(crate) refuses: fn(&str) -> Option<String>,
    /// Whether its log says that it never will.
    pub(crate) is_lost: fn(&str) -> bool,
}

/// A server of our own, alive as long as the watchdog's standard input is open.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) url: String,
    pub(crate) dir: PathBuf,
    pub(crate) port: u16,
    settings: Vec<String>,
    watchdogs: Vec<Child>,
}

impl Instance {
    /// Shuts it down, whoever is at work on it, and waits until it is gone.
    pub(crate) fn stop(mut self) {
        for watchdog in &mut self.watchdogs {
            drop(watchdog.stdin.take());
            let _ = watchdog.wait();
        }
    }

    /// SIGKILL, as a power cut would end it.
    #[cfg(feature = "mysql")]
    pub(crate) fn kill(&self) {
        let pid = fs::read_to_string(self.dir.join("pid")).expect("the server's number");
        let killed = Command::new("kill").args(["-KILL", pid.trim()]).status();
        assert!(killed.is_ok_and(|status| status.success()), "the server can't be killed");
    }
}

impl Program {
    /// Starts one.
    pub(crate) fn start(&self) -> io::Result<Instance> {
        self.start_with(&[], &|_| Ok(()))
    }

    /// Starts one with these settings beside the usual ones; `prepare` is given its data folder before that.
    pub(crate) fn start_with(&self, settings: &[&str], prepare: &Prepare<'_>) -> io::Result<Instance> {
        let none = || io::Error::other("no server was found when the tests were built");
        let path = self.path.as_deref().ok_or_else(none)?;
        // A free port can be taken by somebody else before the server has it.
        let mut last = io::Error::other("never tried");
        for _ in 0..5 {
            match self.start_in(path, &unique_folder(self.name), settings, prepare) {
                Ok(instance) => return Ok(instance),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn start_in(
        &self,
        path: &str,
        dir: &Path,
        settings: &[&str],
        prepare: &Prepare<'_>,
    ) -> io::Result<Instance> {
        fs::create_dir(dir)?;
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
        let user = unprivileged(self.name)?;
        if let Some((uid, gid)) = user {
            chown(dir, Some(uid), Some(gid))?;
        }
        let made = (self.set_up)(path, dir, user)?;
        if !made.status.success() {
            let _ = fs::remove_dir_all(dir);
            return Err(io::Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
        }
        prepare(&dir.join("data"))?;
        if let Some((uid, gid)) = user {
            for entry in fs::read_dir(dir.join("data"))? {
                chown(entry?.path(), Some(uid), Some(gid))?;
            }
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let (url, settings) =
            ((self.url)(port), settings.iter().map(|&setting| setting.to_owned()).collect());
        let mut instance = Instance { url, dir: dir.to_owned(), port, settings, watchdogs: Vec::new() };
        self.launch(path, &mut instance)?;
        Ok(instance)
    }

    /// Starts it again on what it left.
    #[cfg(feature = "mysql")]
    pub(crate) fn revive(&self, instance: &mut Instance) -> io::Result<()> {
        self.launch(self.path.as_deref().unwrap_or_default(), instance)
    }

    /// Starts the server in its folder, and waits until it answers.
    fn launch(&self, path: &str, instance: &mut Instance) -> io::Result<()> {
        let dir = &instance.dir;
        let mut watchdog = command("sh", unprivileged(self.name)?);
        watchdog
            .args(["-c", self.watchdog, "watchdog"])
            .args(&instance.settings)
            .env("PROGRAM", path)
            .env("DIR", dir)
            .env("PORT", instance.port.to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C at the terminal ends the tests; the watchdog must live to see that.
            .process_group(0);
        instance.watchdogs.push(watchdog.spawn()?);
        let deadline = Instant::now() + Duration::from_secs(60);
        while let Some(error) = (self.refuses)(&instance.url) {
            let log = fs::read_to_string(dir.join("log")).unwrap_or_default();
            if Instant::now() > deadline || (self.is_lost)(&log) {
                return Err(io::Error::other(format!("{error}\n{log}")));
            }
            sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

/// A program, run as that user and group, whose messages are English.
pub(crate) fn command(program: &str, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command.env("LC_ALL", "C");
    command
}

/// The user and group to run as, where we are root, which servers refuse: the server's own user, or nobody.
pub(crate) fn unprivileged(own: &str) -> io::Result<Option<(u32, u32)>> {
    if !Command::new("id").arg("-u").output()?.stdout.starts_with(b"0") {
        return Ok(None);
    }
    let passwd = fs::read_to_string("/etc/passwd")?;
    let ids = |name: &str| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    match ids(own).or_else(|| ids("nobody")) {
        Some(user) => Ok(Some(user)),
        None => Err(io::Error::other(format!(
            "running as root, and there is no user `{own}` or `nobody` to start a server"
        ))),
    }
}

/// A folder for a server that nobody else has; it isn't made yet.
pub(crate) fn unique_folder(server: &str) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("migrate-{server}-{}-{number}", std::process::id()))
}
