//! A small disk of its own, in memory: it fills up, and it can be set to read only.

use std::path::Path;
use std::process::Command;

/// A test that needs a small disk. Where none can be made, it is ignored, and says why.
#[macro_export]
macro_rules! disk_test {
    (fn $name:ident() $body:block) => {
        #[test]
        #[cfg_attr(not(mounts), ignore = "a small disk can't be mounted: run as root, on Linux")]
        fn $name() $body
    };
}

/// The disk, gone when it is dropped.
#[derive(Debug)]
pub struct Disk {
    dir: tempfile::TempDir,
}

impl Disk {
    /// Of so many megabytes.
    pub fn new(megabytes: usize) -> Self {
        Self::of(&format!("{megabytes}m"))
    }

    /// Of so many kilobytes, which is a multiple of four.
    pub fn of_kilobytes(kilobytes: usize) -> Self {
        Self::of(&format!("{kilobytes}k"))
    }

    fn of(size: &str) -> Self {
        let disk = Self { dir: tempfile::tempdir().expect("a folder") };
        disk.run("mount", &["-t", "tmpfs", "-o", &format!("size={size}"), "none"]);
        disk
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Lets it be read only from now on, or written again.
    pub fn set_read_only(&self, read_only: bool) {
        self.run("mount", &["-o", if read_only { "remount,ro" } else { "remount,rw" }]);
    }

    /// Gives it another size.
    pub fn resize(&self, megabytes: usize) {
        self.run("mount", &["-o", &format!("remount,size={megabytes}m")]);
    }

    fn run(&self, program: &str, args: &[&str]) {
        let done = Command::new(program).args(args).arg(self.dir.path()).output().expect("util-linux");
        assert!(done.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.dir.path()).status();
    }
}
