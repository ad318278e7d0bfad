//! All Rust in docs/guide.md stands, word for word, in a file that is compiled: in `pass/guide.rs`, or in the example.

use std::path::{Path, PathBuf};

/// Lines without what depends on where they stand.
fn plain(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn the_guide_shows_what_compiles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = vec![root.join("ui-tests/pass/guide.rs")];
    rust_files(&root.join("examples/toolshed/src"), &mut files);
    let compiled: Vec<String> =
        files.iter().map(|file| plain(&std::fs::read_to_string(file).expect("a file"))).collect();
    let guide = std::fs::read_to_string(root.join("docs/guide.md")).expect("the guide");
    let blocks: Vec<&str> =
        guide.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect();
    assert!(blocks.len() >= 8, "the guide has blocks of Rust: {}", blocks.len());
    for block in blocks {
        let wanted = plain(block);
        assert!(compiled.iter().any(|text| text.contains(&wanted)), "nothing compiles this:\n{block}");
    }
}
