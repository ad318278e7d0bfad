//! A cargo project of its own in a temporary folder, and the real `cargo-migrate` run in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection};
use serde_json::Value;

use crate::answer::Answer;
use crate::revisions::Revisions;
use crate::terminal::Terminal;
use crate::workshop::{self, Place};

/// A package that depends on the workspace's crates by path, and shares one target folder with the others.
#[derive(Debug)]
pub struct Project {
    place: Place,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

impl Project {
    /// A library with this source, and nothing else.
    pub fn lib(source: &str) -> Self {
        Self::with_files(&[("src/lib.rs", source)])
    }

    /// A package with these files; `Cargo.toml` is made where it is not among them.
    pub fn with_files(files: &[(&str, &str)]) -> Self {
        let project = Self { place: Place::take() };
        project.write("Cargo.toml", &project.manifest());
        for (path, text) in files {
            project.write(path, text);
        }
        // The same versions as the workspace: nothing is resolved, nothing is fetched.
        std::fs::copy(workshop::workspace().join("Cargo.lock"), project.path().join("Cargo.lock"))
            .expect("Cargo.lock");
        project
    }

    /// A library of a project on PostgreSQL, with this source. It knows Diesel's types of PostgreSQL, and needs no libpq.
    pub fn postgres(source: &str) -> Self {
        let project = Self::lib(source);
        let manifest = project
            .manifest()
            .replace("features = [\"sqlite\"] }\nmodel", "features = [\"postgres-types\"] }\nmodel");
        let manifest = manifest
            .replace("features = [\"sqlite\"]", "features = [\"postgres_backend\", \"numeric\", \"uuid\"]");
        project.write("Cargo.toml", &manifest);
        project
    }

    /// A library of a project on MySQL, with this source. It knows Diesel's types of MySQL, and needs no client library.
    pub fn mysql(source: &str) -> Self {
        let project = Self::lib(source);
        let manifest = project
            .manifest()
            .replace("features = [\"sqlite\"] }\nmodel", "features = [\"mysql-types\"] }\nmodel")
            .replace("features = [\"sqlite\"]", "features = [\"mysql_backend\", \"numeric\"]");
        project.write("Cargo.toml", &manifest);
        project
    }

    /// The same with a client in it: a libpq of its own without TLS, which is quick to compile.
    pub fn postgres_client(source: &str) -> Self {
        let project = Self::lib(source);
        let manifest = project
            .manifest()
            .replace("features = [\"sqlite\"] }\nmodel", "features = [\"postgres-system\"] }\nmodel");
        let manifest = manifest.replace(
            "features = [\"sqlite\"] }\n",
            "features = [\"postgres\"] }\n\
             pq-sys = { version = \">=0.7, <0.8\", default-features = false, features = [\"bundled_without_openssl\"] }\n",
        );
        project.write("Cargo.toml", &manifest);
        project
    }

    /// A program on MySQL and nothing else, with this `src/main.rs`: it needs the client library.
    pub fn mysql_program(main: &str) -> Self {
        let project = Self::with_files(&[("src/main.rs", main)]);
        let manifest = project.manifest().replace("\"sqlite\"", "\"mysql\"");
        project.write("Cargo.toml", &manifest);
        project
    }

    /// A package with these revisions, and no models: nothing has to be built.
    pub fn of(revisions: &Revisions) -> Self {
        let project = Self::lib("");
        for (path, text) in revisions.files() {
            project.write(&format!("migrations/{path}"), &text);
        }
        project
    }

    /// A folder with these files, and no package in it.
    pub fn folder(files: &[(&str, &str)]) -> Self {
        let folder = Self { place: Place::take() };
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    fn manifest(&self) -> String {
        let root = workshop::workspace();
        format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             migrate-core = {{ path = {:?}, features = [\"sqlite\"] }}\nmodel-derive = {{ path = {:?} }}\n\
             diesel = {{ version = \"2.3\", default-features = false, features = [\"sqlite\"] }}\n\n\
             [profile.dev]\ndebug = false\n\n[workspace]\n",
            self.name(),
            root.join("migrate-core"),
            root.join("model-derive"),
        )
    }

    /// Its name, which no other project has.
    pub fn name(&self) -> &str {
        self.place.name()
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.place.path()
    }

    /// Writes a file, with the folders it is in.
    pub fn write(&self, path: &str, text: &str) {
        let file = self.path().join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        std::fs::write(file, text).expect("a file");
    }

    /// Reads a file.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The folders of revisions in `migrations/`, in order.
    pub fn revisions(&self) -> Vec<String> {
        self.revisions_in("migrations")
    }

    /// The folders of revisions in a folder, in order.
    pub fn revisions_in(&self, dir: &str) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.path().join(dir))
            .into_iter()
            .flatten()
            .map(|entry| entry.expect("an entry"))
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The same, by paths that mean something in another project: to give it all that this one has.
    pub fn relative_files(&self, dir: &str) -> Vec<(String, String)> {
        let relative = |path: PathBuf| {
            path.strip_prefix(self.path()).expect("a path below").to_string_lossy().into_owned()
        };
        self.files(dir).into_iter().map(|(path, text)| (relative(path), text)).collect()
    }

    /// Every file below the folder, with its text: to see that nothing was written.
    pub fn files(&self, dir: &str) -> Vec<(PathBuf, String)> {
        let mut folders = vec![self.path().join(dir)];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let text = String::from_utf8_lossy(&std::fs::read(&path).expect("a file")).into_owned();
                    files.push((path, text));
                }
            }
        }
        files.sort();
        files
    }

    /// `cargo migrate …` in the project's folder, without a terminal.
    pub fn migrate(&self, args: &[&str]) -> Answer {
        self.migrate_with(args, &[])
    }

    /// The same, with variables in the environment.
    pub fn migrate_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Answer {
        let mut command = self.command(&workshop::binary());
        command.arg("migrate").args(args).envs(variables.iter().copied());
        self.answer(command)
    }

    /// `cargo migrate …` with somebody at a terminal.
    pub fn at_terminal(&self, args: &[&str]) -> Terminal {
        let mut command = self.program();
        command.arg("migrate").args(args);
        Terminal::start(&command)
    }

    /// The program under test, ready to be called in the project's folder.
    pub fn program(&self) -> Command {
        self.command(&workshop::binary())
    }

    /// `cargo …` in the project's folder.
    pub fn cargo(&self, args: &[&str]) -> Answer {
        let mut command = self.command(Path::new(env!("CARGO")));
        command.args(args);
        self.answer(command)
    }

    /// The same, with variables in the environment.
    pub fn cargo_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Answer {
        let mut command = self.command(Path::new(env!("CARGO")));
        command.args(args).envs(variables.iter().copied());
        self.answer(command)
    }

    /// A call whose result must be one JSON document; its exit code is in `expected`.
    pub fn json(&self, args: &[&str], expected: i32) -> Value {
        let mut all = args.to_vec();
        all.extend(["--format", "json"]);
        let answer = self.migrate(&all);
        assert_eq!(answer.code, expected, "{args:?}\n{answer:?}");
        serde_json::from_str(&answer.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}\n{answer:?}"))
    }

    /// Runs SQL on a SQLite file in the folder.
    pub fn sqlite(&self, file: &str, sql: &str) {
        self.open(file).batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// The texts that a query gives in its column `text`.
    pub fn texts(&self, file: &str, query: &str) -> Vec<String> {
        let rows: Vec<Row> = diesel::sql_query(query)
            .load(&mut self.open(file))
            .unwrap_or_else(|error| panic!("{query}: {error}"));
        rows.into_iter().map(|row| row.text).collect()
    }

    fn open(&self, file: &str) -> SqliteConnection {
        let file = self.path().join(file).display().to_string();
        SqliteConnection::establish(&file).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// The path of what `cargo build` made.
    pub fn artifact(&self, profile: &str, file: &str) -> PathBuf {
        workshop::target().join(profile).join(file)
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path());
        // What `cargo test` sets is not what a user's shell has.
        for (key, _) in std::env::vars_os() {
            let name = key.to_string_lossy();
            let ours = ["CARGO_", "POSTGRES_", "MYSQL_"].iter().any(|prefix| name.starts_with(prefix));
            if (ours && name != "CARGO_HOME")
                || ["CARGO", "DATABASE_URL", "MIGRATE_GATE"].contains(&name.as_ref())
            {
                command.env_remove(&key);
            }
        }
        command.env("CARGO_TARGET_DIR", workshop::target()).env("CARGO_NET_OFFLINE", "true");
        command.env_remove("RUSTFLAGS").env("NO_COLOR", "1").stdin(std::process::Stdio::null());
        command
    }

    fn answer(&self, mut command: Command) -> Answer {
        Answer::new(&command.output().expect("the program starts"), self.path())
    }
}
