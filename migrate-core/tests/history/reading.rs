use std::fs;

use migrate_core::Dialect;
use migrate_core::history::{History, Review};

use super::folder::{EMPTY_SCHEMA, Folder, crlf};

const A: &str = "2026-11-22-071800";
const B: &str = "2026-11-22-071900";
const C: &str = "2026-11-22-072000";

fn three() -> Folder {
    let folder = Folder::new();
    folder.write("schema.json", EMPTY_SCHEMA);
    folder.revision(&format!("{A}_first"), &[]);
    folder.revision(&format!("{B}_second"), &[A]);
    folder.revision(&format!("{C}_third_thing"), &[B]);
    folder.approve_all();
    folder
}

#[test]
fn a_sound_folder_has_no_problems() {
    let folder = three();
    let history = folder.read();
    assert_eq!(history.problems(), []);
    let ids: Vec<_> = history.revisions().iter().map(|revision| revision.id.as_str()).collect();
    assert_eq!(ids, [A, B, C]);
    assert_eq!(history.head().unwrap().unwrap().message, "third thing");
    assert_eq!(history.files().len(), 2 + 3 * 3);
    assert!(history.snapshot().unwrap().is_empty());
}

#[test]
fn a_folder_that_is_not_there_names_the_cure() {
    let folder = Folder::new();
    let error = History::read(&folder.path.join("nowhere"), Dialect::Sqlite).unwrap_err();
    assert!(error.help().unwrap().contains("cargo migrate init"), "{error}");
    folder.write("file", "");
    let error = History::read(&folder.path.join("file"), Dialect::Sqlite).unwrap_err();
    assert!(error.to_string().contains("is a file"), "{error}");
}

#[test]
fn a_checkout_on_windows_keeps_its_reviews() {
    let folder = three();
    crlf(&folder.path);
    assert_eq!(folder.problems(), Vec::<String>::new());
    assert!(!folder.read().revisions()[0].up.contains('\r'));
}

#[test]
fn an_edited_file_is_noticed() {
    let folder = three();
    for file in ["up.sql", "down.sql", "metadata.toml", "changes.json"] {
        let path = folder.path.join(format!("{B}_second/{file}"));
        let before = fs::read(&path).ok();
        fs::write(&path, [before.clone().unwrap_or_default(), b"\n\n".to_vec()].concat()).unwrap();
        let problems = folder.problems();
        assert_eq!(
            problems[0],
            format!(
                "edited-after-review: revision `{B}` (second) was edited after its review ({B}_second/up.sql)"
            )
        );
        match before {
            Some(before) => fs::write(&path, before).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        assert_eq!(folder.problems(), Vec::<String>::new());
    }
}

#[test]
fn unreviewed_revisions_are_named() {
    let folder = three();
    folder.write("review.toml", format!("[revision.{A}]\nstate = \"pending\"\n"));
    let history = folder.read();
    assert!(history.revisions().iter().all(|revision| revision.review == Review::Pending));
    assert_eq!(history.problems().len(), 3);
    assert_eq!(history.problems()[2].help.as_deref(), Some(&*format!("run `cargo migrate review {C}`")));
}

#[test]
fn heads_circles_and_gaps() {
    let folder = three();
    folder.revision("2026-11-22-072100_mine", &[B]);
    folder.approve_all();
    assert_eq!(
        folder.problems(),
        [format!(
            "several-heads: the revisions have 2 heads, and nothing says which is to run first: `{C}` (third thing), `2026-11-22-072100` (mine)"
        )]
    );
    assert!(folder.read().head().is_err());
    folder.revision("2026-11-22-072200_merge", &[C, "2026-11-22-072100"]);
    folder.approve_all();
    assert_eq!(folder.problems(), Vec::<String>::new());
    assert_eq!(folder.read().head().unwrap().unwrap().parents.len(), 2);

    let folder = three();
    folder.revision(&format!("{A}_first"), &[C]);
    folder.approve_all();
    let broken = folder.broken();
    assert!(broken[0].contains("stands on the later"), "{broken:#?}");
    assert!(broken[1].contains("in a circle"), "{broken:#?}");
    assert_eq!(folder.read().revisions().len(), 3);

    let folder = three();
    fs::remove_dir_all(folder.path.join(format!("{B}_second"))).unwrap();
    let broken = folder.broken();
    assert_eq!(
        broken[0],
        format!("revision `{C}` stands on `{B}`, which is not there ({C}_third_thing/metadata.toml)")
    );
    assert_eq!(broken[1], format!("speaks of revision `{B}`, whose directory is not there (review.toml)"));
}

#[test]
fn versions_that_diesel_confuses() {
    let folder = three();
    folder.revision("20261122-071900_same", &[A]);
    let broken = folder.broken();
    assert!(broken[0].contains("have the same version `20261122071900`"), "{broken:#?}");

    let folder = three();
    folder.revision(&format!("{}_long", "9".repeat(51)), &[C]);
    folder.revision("_none", &[C]);
    let broken = folder.broken();
    assert!(broken.iter().any(|text| text.contains("longer than 50")), "{broken:#?}");
    assert!(broken.iter().any(|text| text.contains("has no version")), "{broken:#?}");
}

#[test]
fn directories_of_diesels_own_tools_are_legal() {
    let folder = Folder::new();
    folder.write("00000000000000_diesel_initial_setup/up.sql", "-- nothing\n");
    folder.write("00000000000000_diesel_initial_setup/down.sql", "-- nothing\n");
    folder.write("2024-07-01-123456-0000_create_posts/up.sql", "CREATE TABLE posts (id INTEGER);\n");
    folder.write("2024-07-01-123456-0000_create_posts/metadata.toml", "run_in_transaction = false\n");
    folder.write("README.md", "hello").write(".hidden/x", "");
    folder.approve_all();
    assert_eq!(folder.problems(), Vec::<String>::new());
    let history = folder.read();
    assert_eq!(history.revisions()[1].parents, [history.revisions()[0].id.clone()]);
    assert_eq!(history.revisions()[1].message, "create posts");
    assert!(history.revisions()[0].run_in_transaction && !history.revisions()[1].run_in_transaction);
    assert_eq!(history.revisions()[1].down, None);
}

#[test]
fn broken_files_are_named_with_their_line() {
    let cases: [(&str, &[u8], &str); 12] = [
        ("schema.json", b"{\"format\": 1,\n \"dialect\": oops}", "schema.json:2:"),
        ("schema.json", b"{\"format\": 9}", "is of format 9"),
        ("schema.json", b"{}", "doesn't say its `format`"),
        ("schema.json", b"<<<<<<< HEAD\n{}\n=======\n", "conflict markers"),
        ("schema.json", b"{\"format\":1,\"dialect\":\"mysql\",\"schema\":{}}", "holds a schema for MySQL"),
        (
            "schema.json",
            b"{\"format\":1,\"dialect\":\"sqlite\",\"head\":\"1999\",\"schema\":{}}",
            "written at revision `1999`",
        ),
        ("review.toml", b"[revision.x\n", "review.toml:1:"),
        ("review.toml", b"\xff\xfe", "no UTF-8 text (review.toml:1:1)"),
        ("2026-11-22-071900_second/metadata.toml", b"run_in_transaction = 3\n", "metadata.toml:1:"),
        ("2026-11-22-071900_second/up.sql", b"", "is empty"),
        ("2026-11-22-071900_second/down.sql", b"a\n>>>>>>> theirs\n", "down.sql:2:1"),
        ("2026-11-30-000000_half/metadata.toml", b"run_in_transaction = true\n", "has no `up.sql`"),
    ];
    for (file, bytes, expected) in cases {
        let folder = three();
        folder.write(file, bytes);
        let broken = folder.broken();
        assert!(broken.iter().any(|text| text.contains(expected)), "{file}: {broken:#?}");
    }
    let folder = three();
    fs::create_dir_all(folder.path.join("2026-11-30-000000_odd/up.sql")).unwrap();
    let broken = folder.broken();
    assert!(broken.iter().any(|text| text.contains("can't be read")), "{broken:#?}");
}

#[test]
fn a_dialects_folder_in_the_wrong_place() {
    let folder = Folder::new();
    folder.write("sqlite/schema.json", EMPTY_SCHEMA);
    let history = folder.read();
    assert!(history.problems()[0].help.as_ref().unwrap().contains("name every dialect"));
    assert_eq!(History::dialects_in(&folder.path).unwrap(), [Dialect::Sqlite]);
    let both = [Dialect::Sqlite, Dialect::Postgres];
    assert_eq!(History::layout(&folder.path, &both)[1].1, folder.path.join("postgres"));
    assert_eq!(History::layout(&folder.path, &both[..1])[0].1, folder.path);
}
