//! Looks for database servers, so that tests that need one are shown as ignored where there is none.

use std::env;
use std::path::Path;

/// Where Debian, Fedora, Homebrew and the PostgreSQL project's own packages keep the server's programs.
const FOLDERS: &[&str] = &["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"];

fn main() {
    println!("cargo::rustc-check-cfg=cfg(postgres)");
    println!("cargo::rustc-check-cfg=cfg(terminal)");
    // util-linux's: others of that name take other flags.
    let script = std::process::Command::new("script").arg("--version").output();
    if script.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("util-linux")) {
        println!("cargo::rustc-cfg=terminal");
    }
    for name in ["MIGRATE_TEST_POSTGRES_URL", "MIGRATE_TEST_POSTGRES_BIN", "MIGRATE_TEST_REQUIRE", "PATH"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    // What a package manager writes when a server comes or goes.
    for file in ["build.rs", "/var/lib/dpkg/status", "/var/lib/rpm/rpmdb.sqlite"] {
        if Path::new(file).exists() {
            println!("cargo::rerun-if-changed={file}");
        }
    }
    let required = env::var("MIGRATE_TEST_REQUIRE").unwrap_or_default();
    if env::var_os("MIGRATE_TEST_POSTGRES_URL").is_some() {
        println!("cargo::rustc-cfg=postgres");
    } else if let Some(folder) = postgres_programs() {
        println!("cargo::rustc-cfg=postgres");
        println!("cargo::rustc-env=MIGRATE_FOUND_POSTGRES_BIN={folder}");
    } else if required.split(',').any(|name| name == "postgres") {
        println!(
            "cargo::error=MIGRATE_TEST_REQUIRE names postgres, but there is no server: install the package \
             `postgresql`, or set MIGRATE_TEST_POSTGRES_BIN or MIGRATE_TEST_POSTGRES_URL"
        );
    }
}

/// The folder that holds `initdb` and `postgres`: named, on the path, or the newest installed.
fn postgres_programs() -> Option<String> {
    let complete = |folder: &Path| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    if let Ok(folder) = env::var("MIGRATE_TEST_POSTGRES_BIN") {
        return complete(Path::new(&folder)).then_some(folder);
    }
    let on_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>());
    let mut found: Vec<_> =
        on_path.unwrap_or_default().into_iter().filter(|folder| complete(folder)).collect();
    if found.is_empty() {
        let mut installed = Vec::new();
        for folder in FOLDERS.iter().filter_map(|folder| Path::new(folder).read_dir().ok()) {
            installed.extend(folder.filter_map(|entry| Some(entry.ok()?.path().join("bin"))));
        }
        installed.retain(|folder| complete(folder));
        installed.sort_by_key(|folder| version(folder));
        found.extend(installed.pop());
    }
    found.first().map(|folder| folder.display().to_string())
}

fn version(folder: &Path) -> u32 {
    let parent = folder.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
    parent.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or_default()
}
