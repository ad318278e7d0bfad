//! Where the projects of the tests are made: folders of their own, one target folder, the program under test.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// A folder for one project, named for the test that it is of.
///
/// The name is the package's, too. Packages of one name would write their libraries and programs to one place of
/// the shared target folder. It is the same in every run, so that cargo replaces what it built before.
#[derive(Debug)]
pub(crate) struct Place {
    name: String,
    path: PathBuf,
    /// Nobody else takes the name meanwhile: not this test a second time, nor the same test in another run.
    _lock: File,
}

impl Place {
    /// An empty folder.
    pub(crate) fn take() -> Self {
        let exe = std::env::current_exe().expect("the test's own path");
        let exe = exe.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let exe = exe.split('-').next().unwrap_or_default().to_owned();
        let thread = std::thread::current();
        let test = thread.name().unwrap_or("test").replace("::", "-");
        let root = sources();
        fs::create_dir_all(&root).expect("a folder for projects");
        for number in 1.. {
            let name = format!("{exe}-{test}-{number}");
            let lock = File::create(root.join(format!("{name}.lock"))).expect("a lock");
            if lock.try_lock().is_err() {
                continue;
            }
            let path = root.join(&name);
            if path.exists() {
                fs::remove_dir_all(&path).expect("what a failed test left");
            }
            fs::create_dir(&path).expect("a folder");
            return Self { name, path, _lock: lock };
        }
        unreachable!("numbers don't end")
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Place {
    /// What failed is kept for whoever wants to look at it.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            drop(fs::remove_dir_all(&self.path));
        }
    }
}

/// The workspace's root.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the workspace")
}

/// Outside of the workspace, whose own settings for cargo are not for users; for each checkout its own.
fn sources() -> PathBuf {
    let mut hasher = DefaultHasher::new();
    build_folder().hash(&mut hasher);
    std::env::temp_dir().join(format!("migrate-tests-{:016x}", hasher.finish()))
}

/// One target folder for all projects: Diesel and SQLite are built once.
pub(crate) fn target() -> PathBuf {
    build_folder().join("projects")
}

/// The target folder that this test runs from.
fn build_folder() -> PathBuf {
    let exe = std::env::current_exe().expect("the test's own path");
    exe.ancestors().nth(3).expect("target/debug/deps/test").to_owned()
}

/// The program under test, built once per run.
pub(crate) fn binary() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            let built = Command::new(env!("CARGO"))
                .args(["build", "-q", "-p", "migrate-bin", "--target-dir"])
                .arg(build_folder())
                // Tests of MySQL need it; all others are the same with it.
                .args(cfg!(feature = "mysql").then_some("--features=mysql"))
                .current_dir(workspace())
                .status();
            assert!(built.is_ok_and(|status| status.success()), "migrate-bin doesn't build");
            build_folder().join("debug").join(format!("cargo-migrate{}", std::env::consts::EXE_SUFFIX))
        })
        .clone()
}
