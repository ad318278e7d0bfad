//! Whatever stands in the files, reading ends with values and problems, never in a panic.

use std::fs;

use migrate_core::Dialect;
use migrate_core::history::{History, ProblemCode};
use proptest::prelude::*;

use super::folder::Folder;

const ID: &str = "2026-11-22-071800";
const FILES: [&str; 6] =
    ["schema.json", "review.toml", "r/up.sql", "r/down.sql", "r/metadata.toml", "r/changes.json"];

fn sound() -> [&'static str; 6] {
    [
        r#"{"format": 1, "dialect": "sqlite", "head": "2026-11-22-071800", "schema": {"tables": [{"name": "users", "columns": [
            {"name": "id", "type": "bigint"}, {"name": "a", "type": "text", "nullable": true, "default": {"sql": "1"}}],
            "primary_key": {"columns": ["id"]}, "indexes": [{"name": "i", "parts": [{"on": {"column": "a"}}]}]}]}}"#,
        "[revision.2026-11-22-071800]\nstate = \"approved\"\nsha256 = \"00\"\nreviewer = \"a\"\nacknowledged = [\"data-loss\"]\n",
        "CREATE TABLE users (id INTEGER); -- ä\n",
        "DROP TABLE users;\n",
        "run_in_transaction = false\nformat = 1\nparent = [\"1\", \"2\"]\nmessage = \"x\"\nforeign_keys = \"off\"\n",
        r#"{"format": 1, "changes": [{"kind": "create_table", "table": {"name": "users", "columns": [{"name": "id", "type": "bigint"}]}},
            {"kind": "rename_column", "table": "users", "from": "id", "to": "key"}, {"kind": "drop_table", "table": {"name": "x", "columns": []}}]}"#,
    ]
}

/// Everything that a reader can be asked.
fn read_all(folder: &Folder) {
    let history = History::read(&folder.path, Dialect::Sqlite).unwrap();
    for problem in history.check() {
        assert!(!problem.message.is_empty() && !problem.message.contains('\n'), "{problem:?}");
        assert!(problem.help.is_some(), "{problem:?}");
        // What is broken stands somewhere, and is named.
        assert!(problem.code != ProblemCode::HistoryBroken || problem.place.is_some(), "{problem:?}");
        drop(problem.to_error().to_string());
    }
    drop((history.snapshot().is_ok(), history.head().is_ok(), History::dialects_in(&folder.path)));
    for name in ["head", "2", "-1", "users", "current+1"] {
        if let Ok(position) = history.resolve(name, None) {
            drop(history.schema_at(&position));
        }
    }
}

fn put(folder: &Folder, which: usize, bytes: &[u8]) {
    let name = FILES[which].replace("r/", &format!("{ID}_r/"));
    folder.write(&name, bytes);
}

fn all(folder: &Folder) {
    for (which, text) in sound().iter().enumerate() {
        put(folder, which, text.as_bytes());
    }
}

#[derive(Clone, Debug)]
enum Damage {
    Cut(prop::sample::Index),
    Put(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
    Twice(prop::sample::Index, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<prop::sample::Index>;
    let token = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        "\"",
        "=",
        "\n",
        "null",
        "1e999",
        "-1",
        "\u{feff}",
        "\\u0000",
        "<<<<<<< x\n",
        "\r\n",
        ",",
        "'''",
    ]);
    prop_oneof![
        at().prop_map(Damage::Cut),
        (at(), prop::collection::vec(any::<u8>(), 1..4)).prop_map(|(at, bytes)| Damage::Put(at, bytes)),
        (at(), token).prop_map(|(at, token)| Damage::Put(at, token.as_bytes().to_vec())),
        (at(), 1_usize..40).prop_map(|(at, len)| Damage::Remove(at, len)),
        (at(), 1_usize..40).prop_map(|(at, len)| Damage::Twice(at, len)),
    ]
}

fn spoil(mut bytes: Vec<u8>, damage: &Damage) -> Vec<u8> {
    if bytes.is_empty() {
        return bytes;
    }
    let end = |at: usize, len: usize, all: usize| (at + len).min(all);
    match damage {
        Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
        Damage::Put(at, more) => {
            drop(bytes.splice(at.index(bytes.len())..at.index(bytes.len()), more.iter().copied()))
        }
        Damage::Remove(at, len) => {
            let at = at.index(bytes.len());
            drop(bytes.drain(at..end(at, *len, bytes.len())));
        }
        Damage::Twice(at, len) => {
            let at = at.index(bytes.len());
            let part = bytes[at..end(at, *len, bytes.len())].to_vec();
            drop(bytes.splice(at..at, part));
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_in_any_file(which in 0..FILES.len(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let folder = Folder::new();
        all(&folder);
        put(&folder, which, &bytes);
        read_all(&folder);
    }

    #[test]
    fn sound_files_with_damage(which in 0..FILES.len(), damages in prop::collection::vec(damage(), 1..4)) {
        let folder = Folder::new();
        all(&folder);
        let bytes = damages.iter().fold(sound()[which].as_bytes().to_vec(), spoil);
        put(&folder, which, &bytes);
        read_all(&folder);
    }

    #[test]
    fn any_names_of_directories(names in prop::collection::vec("[-_0-9a-z.é ]{1,60}", 1..6)) {
        let folder = Folder::new();
        for name in names {
            if fs::create_dir_all(folder.path.join(&name)).is_ok() && !name.trim_matches('.').is_empty() {
                drop(fs::write(folder.path.join(&name).join("up.sql"), "SELECT 1;"));
            }
        }
        read_all(&folder);
    }
}
