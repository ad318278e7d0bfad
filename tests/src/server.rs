//! What starting a server for tests takes, whichever it is.

use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

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
