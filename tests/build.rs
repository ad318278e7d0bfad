//! Looks for database servers, so that tests that need one are shown as ignored where there is none.

use std::env;
use std::path::Path;

/// Where Debian, Fedora, Homebrew and the PostgreSQL project's own packages keep the server's programs.
const FOLDERS: &[&str] = &["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"];

fn main() {
    println!(
        "cargo::rustc-check-cfg=cfg(postgres, postgres_programs, mysql, terminal, pgbouncer, mounts, standby)"
    );
    // util-linux's: others of that name take other flags.
    let script = std::process::Command::new("script").arg("--version").output();
    if script.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("util-linux")) {
        println!("cargo::rustc-cfg=terminal");
    }
    let path = env::var_os("PATH").unwrap_or_default();
    if env::split_paths(&path).chain(["/usr/sbin".into()]).any(|folder| folder.join("pgbouncer").is_file()) {
        println!("cargo::rustc-cfg=pgbouncer");
    }
    if may_mount() {
        println!("cargo::rustc-cfg=mounts");
    }
    for name in [
        "MIGRATE_TEST_POSTGRES_URL",
        "MIGRATE_TEST_POSTGRES_BIN",
        "MIGRATE_TEST_MYSQL_URL",
        "MIGRATE_TEST_MYSQL_BIN",
        "MIGRATE_TEST_REQUIRE",
        "PATH",
    ] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    // What a package manager writes when a server comes or goes.
    for file in ["build.rs", "/var/lib/dpkg/status", "/var/lib/rpm/rpmdb.sqlite"] {
        if Path::new(file).exists() {
            println!("cargo::rerun-if-changed={file}");
        }
    }
    let required = env::var("MIGRATE_TEST_REQUIRE").unwrap_or_default();
    mysql(required.split(',').any(|name| name == "mysql"));
    let programs = postgres_programs();
    if let Some(folder) = &programs {
        println!("cargo::rustc-cfg=postgres_programs");
        println!("cargo::rustc-env=MIGRATE_FOUND_POSTGRES_BIN={folder}");
        // A server of our own can be copied.
        let own = env::var_os("MIGRATE_TEST_POSTGRES_URL").is_none();
        if let Some(program) = basebackup(folder).filter(|_| own) {
            println!("cargo::rustc-cfg=standby");
            println!("cargo::rustc-env=MIGRATE_FOUND_BASEBACKUP={program}");
        }
    }
    if programs.is_some() || env::var_os("MIGRATE_TEST_POSTGRES_URL").is_some() {
        println!("cargo::rustc-cfg=postgres");
    } else if required.split(',').any(|name| name == "postgres") {
        println!(
            "cargo::error=MIGRATE_TEST_REQUIRE names postgres, but there is no server: install the package \
             `postgresql`, or set MIGRATE_TEST_POSTGRES_BIN or MIGRATE_TEST_POSTGRES_URL"
        );
    }
}

/// Whether a small disk can be made, which takes root and Linux.
fn may_mount() -> bool {
    let Some(folder) = env::var_os("OUT_DIR").map(|dir| Path::new(&dir).join("mount")) else { return false };
    let run = |program: &str, args: &[&str]| {
        let done = std::process::Command::new(program).args(args).arg(&folder).output();
        done.is_ok_and(|output| output.status.success())
    };
    let made = std::fs::create_dir_all(&folder).is_ok();
    made && run("mount", &["-t", "tmpfs", "-o", "size=64k", "none"]) && run("umount", &[])
}

/// The program that copies a server: beside the server's own, on the path, or of the newest version installed.
fn basebackup(folder: &str) -> Option<String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<_> = vec![folder.into()];
    folders.extend(env::split_paths(&path));
    let mut installed = Vec::new();
    for root in FOLDERS.iter().filter_map(|folder| Path::new(folder).read_dir().ok()) {
        installed.extend(root.filter_map(|entry| Some(entry.ok()?.path().join("bin"))));
    }
    installed.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    folders.extend(installed);
    let programs = folders.into_iter().map(|folder| folder.join("pg_basebackup"));
    programs.into_iter().find(|program| program.is_file()).map(|program| program.display().to_string())
}

/// The client library comes with the feature, which a build script can't switch on; the server is looked for.
fn mysql(required: bool) {
    let feature = env::var_os("CARGO_FEATURE_MYSQL").is_some();
    let url = env::var_os("MIGRATE_TEST_MYSQL_URL").is_some();
    match mysql_program() {
        _ if feature && url => println!("cargo::rustc-cfg=mysql"),
        Some(program) if feature => {
            println!("cargo::rustc-cfg=mysql");
            println!("cargo::rustc-env=MIGRATE_FOUND_MYSQL_BIN={program}");
        }
        _ if required && !feature => println!(
            "cargo::error=MIGRATE_TEST_REQUIRE names mysql, but the tests are built without it: add \
             `--features tests/mysql`, and install the package `libmariadb-dev` or `libmysqlclient-dev`"
        ),
        _ if required => println!(
            "cargo::error=MIGRATE_TEST_REQUIRE names mysql, but there is no server: install the package \
             `mariadb-server`, or set MIGRATE_TEST_MYSQL_BIN or MIGRATE_TEST_MYSQL_URL"
        ),
        _ => {}
    }
}

/// The server's program: named, on the path, or where packages put what isn't for everybody's path.
fn mysql_program() -> Option<String> {
    if let Ok(program) = env::var("MIGRATE_TEST_MYSQL_BIN") {
        return Path::new(&program).is_file().then_some(program);
    }
    let mut folders: Vec<_> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    folders.extend(["/usr/sbin", "/usr/libexec", "/usr/local/sbin"].map(Into::into));
    let programs = folders.iter().flat_map(|folder| ["mariadbd", "mysqld"].map(|name| folder.join(name)));
    programs.into_iter().find(|program| program.is_file()).map(|program| program.display().to_string())
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
