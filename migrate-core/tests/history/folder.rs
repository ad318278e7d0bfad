//! A folder of revisions to be written by hand and spoilt.

use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::Dialect;
use migrate_core::history::{History, ProblemCode};

pub(crate) struct Folder {
    _dir: tempfile::TempDir,
    pub(crate) path: PathBuf,
}

pub(crate) const EMPTY_SCHEMA: &str = r#"{"format": 1, "dialect": "sqlite", "schema": {}}"#;

impl Folder {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("migrations");
        fs::create_dir(&path).unwrap();
        Self { _dir: dir, path }
    }

    pub(crate) fn write(&self, file: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path.join(file)).unwrap()
    }

    /// A revision of ours, pending.
    pub(crate) fn revision(&self, dir: &str, parents: &[&str]) -> &Self {
        let parents: Vec<_> = parents.iter().map(|id| format!("{id:?}")).collect();
        let parent =
            if parents.is_empty() { String::new() } else { format!("parent = [{}]\n", parents.join(", ")) };
        let name = dir.replace(['-', '_'], "");
        self.write(&format!("{dir}/up.sql"), format!("CREATE TABLE t{name} (id INTEGER);\n"))
            .write(&format!("{dir}/down.sql"), format!("DROP TABLE t{name};\n"))
            .write(
                &format!("{dir}/metadata.toml"),
                format!("run_in_transaction = true\nformat = 1\n{parent}"),
            )
    }

    /// Approves all that is there, as it is.
    pub(crate) fn approve_all(&self) -> &Self {
        let mut review = String::new();
        for revision in self.read().revisions() {
            review += &format!(
                "[revision.{:?}]\nstate = \"approved\"\nsha256 = {:?}\nreviewer = \"a\"\nreviewed_at = \"b\"\n",
                revision.id.as_str(),
                revision.sha256
            );
        }
        self.write("review.toml", review)
    }

    pub(crate) fn read(&self) -> History {
        History::read(&self.path, Dialect::Sqlite).unwrap()
    }

    pub(crate) fn problems(&self) -> Vec<String> {
        self.read()
            .problems()
            .iter()
            .map(|problem| format!("{}: {}", problem.code.name(), self.strip(problem)))
            .collect()
    }

    /// Without this machine's temporary folder.
    pub(crate) fn strip(&self, text: impl ToString) -> String {
        text.to_string().replace(&format!("{}/", self.path.display()), "")
    }

    pub(crate) fn broken(&self) -> Vec<String> {
        let history = self.read();
        let broken = history.problems().iter().filter(|problem| problem.code == ProblemCode::HistoryBroken);
        broken
            .map(|problem| {
                assert!(problem.help.is_some(), "no cure: {problem}");
                assert!(problem.place.is_some() || problem.message.contains("circle"), "no place: {problem}");
                self.strip(problem)
            })
            .collect()
    }
}

pub(crate) fn crlf(path: &Path) {
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            crlf(&path);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
        }
    }
}
