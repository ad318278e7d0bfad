//! The shape of the code: layers look one way, files stay small.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use std::fs;
use std::path::{Path, PathBuf};

/// Modules of `migrate-core`, lowest first. A module may use those before it (and those of its own row).
const LAYERS: &[&[&str]] = &[
    &["error", "name", "dsl"],
    &["schema"],
    &["change", "snapshot", "model"],
    &["diff"],
    &["dialect"],
    &["plan", "codegen"],
    &["history", "embed"],
    &["connection"],
    &["backup"],
    &["introspect", "runtime"],
    &["scratch"],
    &["proof", "rehearsal"],
    &["command"],
];

/// Lines of code that a file may have; its tests don't count.
const LIMIT: usize = 400;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

fn sources(krate: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    rust_files(&root().join(krate).join("src"), &mut found);
    assert!(!found.is_empty(), "no sources in {krate}");
    found
}

/// The code of a file: what stands before its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.split("#[cfg(test)]\nmod").next().unwrap_or_default().to_owned()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

#[test]
fn layers_look_one_way() {
    let mut wrong = Vec::new();
    let core = root().join("migrate-core/src");
    for path in sources("migrate-core") {
        let inside = path.strip_prefix(&core).unwrap();
        let own = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        let Some(own_layer) = layer(own) else { continue };
        for (number, line) in code(&path).lines().enumerate() {
            let line = line.trim_start();
            if line.starts_with("//") {
                continue;
            }
            for part in line.split("crate::").skip(1) {
                // The enum of dialects is a name; only their grammars are a layer.
                let module: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if layer(&module).is_some_and(|used| used > own_layer) {
                    wrong.push(format!("{}:{}: {own} looks up at {module}", inside.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_small() {
    let mut large = Vec::new();
    for krate in ["migrate-core", "model-derive", "migrate-bin", "tests"] {
        for path in sources(krate) {
            let lines = code(&path).lines().count();
            if lines > LIMIT {
                large.push(format!("{}: {lines} lines of code", path.display()));
            }
        }
    }
    assert!(large.is_empty(), "more than {LIMIT}:\n{}", large.join("\n"));
}

#[test]
fn pure_layers_touch_nothing() {
    let mut wrong = Vec::new();
    let core = root().join("migrate-core/src");
    for path in sources("migrate-core") {
        let inside = path.strip_prefix(&core).unwrap();
        let own = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        if matches!(
            own,
            "backup"
                | "history"
                | "connection"
                | "introspect"
                | "runtime"
                | "scratch"
                | "proof"
                | "rehearsal"
                | "command"
        ) {
            continue;
        }
        for (number, line) in code(&path).lines().enumerate() {
            for banned in [
                "std::fs",
                "SystemTime::now",
                "Instant::now",
                "println!",
                "HashMap",
                "HashSet",
                "std::env",
                "std::net",
            ] {
                if line.contains(banned) && !line.trim_start().starts_with("//") {
                    wrong.push(format!("{}:{}: {banned}", inside.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
