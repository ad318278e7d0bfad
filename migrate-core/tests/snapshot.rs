//! `schema.json` and `changes.json` as text: what is written, and what is said of a broken one.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

// The generator lives with the other tools; the pure crate is tested without what they need.
#[allow(dead_code, unreachable_pub, unused_imports)]
#[path = "../../tests/src/arbitrary/mod.rs"]
mod arbitrary;

use std::path::Path;

use arbitrary::{Flavour, schema};
use migrate_core::history::Snapshot;
use migrate_core::schema::{Column, Default, PrimaryKey, Table, Type};
use migrate_core::{Dialect, Error, Schema};
use proptest::prelude::*;

fn sample() -> Schema {
    let mut table = Table::new("users".into());
    table.columns.push(Column::new("id", Type::Int { bits: 64, unsigned: false }));
    table.columns.push(Column { default: Some(Default::Bool(false)), ..Column::new("verified", Type::Bool) });
    table.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
    Schema { tables: vec![table], ..Schema::default() }
}

const SAMPLE: &str = r#"{
  "format": 1,
  "dialect": "sqlite",
  "head": null,
  "schema": {
    "tables": [
      {
        "name": "users",
        "columns": [
          { "name": "id", "type": "bigint" },
          { "name": "verified", "type": "boolean", "default": { "bool": false } }
        ],
        "primary_key": { "columns": ["id"] }
      }
    ]
  }
}
"#;

fn parse(text: &str) -> Result<Snapshot, Error> {
    Snapshot::parse(Path::new("schema.json"), text)
}

/// The error as a user sees it.
fn refused(text: &str) -> String {
    let error = parse(text).unwrap_err();
    format!("{error}\n{}", error.help().unwrap_or_default())
}

#[test]
fn one_column_stands_on_one_line() {
    let text = Snapshot::new(Dialect::Sqlite, None, sample()).to_json().unwrap();
    assert_eq!(text, SAMPLE);
    assert_eq!(parse(&text).unwrap().schema, sample());
    assert_eq!(parse(&format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap().schema, sample());
}

#[test]
fn an_empty_schema_is_short() {
    let text = Snapshot::new(Dialect::Postgres, None, Schema::default()).to_json().unwrap();
    assert_eq!(
        text,
        "{\n  \"format\": 1,\n  \"dialect\": \"postgres\",\n  \"head\": null,\n  \"schema\": {}\n}\n"
    );
}

#[test]
fn a_broken_file_says_where_and_what_to_do() {
    let conflict = SAMPLE.replace("      {\n", "<<<<<<< HEAD\n      {\n=======\n>>>>>>> other\n");
    let cases = [
        ("", "is empty (schema.json)", "restore it"),
        (&conflict, "holds conflict markers from a merge (schema.json:7:1)", "`cargo migrate rebase`"),
        (&SAMPLE.replace("1,", "2,"), "is of format 2; this version reads format 1", "use the version"),
        (&SAMPLE.replace("  \"format\": 1,\n", ""), "doesn't say its `format`", "restore it"),
        (
            &SAMPLE.replace("\"columns\": [\n", "\"colums\": [\n"),
            "unknown field `colums` (schema.json:9:16)",
            "did you mean `columns`?",
        ),
        (
            &SAMPLE.replace("\"dialect\"", "\"dialekt\""),
            "unknown field `dialekt` (schema.json:3:11)",
            "did you mean `dialect`?",
        ),
        (&SAMPLE.replace("\"sqlite\"", "\"sqlit\""), "unknown variant `sqlit`", "did you mean `sqlite`?"),
        (
            &SAMPLE.replace("bigint", "bigin"),
            "`bigin` is not a type: a database's own type is written `raw(…)` (schema.json:10:",
            "",
        ),
        (
            &SAMPLE.replace("[\"id\"]", "[\"uid\"]"),
            "contradicts itself: table `users`: the primary key names the column `uid`, which is not there",
            "",
        ),
        (&SAMPLE.replace("false } }", "false } "), "expected `,` or `}` (schema.json:", ""),
        (&SAMPLE[..SAMPLE.len() / 2], "EOF while parsing", ""),
        (&format!("{SAMPLE}x"), "trailing characters (schema.json:18:1)", ""),
        (
            &SAMPLE.replace("\"name\": \"users\"", "\"name\": \"us.er.s\""),
            "`us.er.s` is not a table's name",
            "",
        ),
        (
            &SAMPLE.replace("\"name\": \"users\",", "\"name\": \"users\", \"name\": \"users\","),
            "duplicate field `name`",
            "",
        ),
    ];
    for (text, message, help) in cases {
        let said = refused(text);
        assert!(said.contains(message) && said.contains(help), "{said}\nshould say: {message}, {help}");
    }
}

#[test]
fn a_text_that_was_put_in_disorder_by_hand_is_read_in_order() {
    let mut schema = sample();
    schema.tables.push(Table::new("accounts".into()));
    let text = Snapshot::new(Dialect::Sqlite, None, schema.clone()).to_json().unwrap();
    assert_eq!(parse(&text).unwrap().schema, schema.normalized());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(schema in schema(Flavour::Any)) {
        let snapshot = Snapshot::new(Dialect::Sqlite, None, schema);
        let text = snapshot.to_json().unwrap();
        prop_assert_eq!(text.chars().last(), Some(char::from(10)));
        prop_assert_eq!(&parse(&text).unwrap(), &snapshot);
        prop_assert_eq!(parse(&text).unwrap().to_json().unwrap(), text);
        // The layout is nothing but layout.
        let plain: serde_json::Value = serde_json::to_value(&snapshot).unwrap();
        let ours: serde_json::Value = serde_json::from_str(&snapshot.to_json().unwrap()).unwrap();
        prop_assert_eq!(ours, plain);
    }

    #[test]
    fn any_damage_is_an_error_or_another_schema(at in 0..SAMPLE.len() - 1, byte in " -~") {
        let mut text = SAMPLE.to_owned();
        text.replace_range(at..=at, &byte);
        if let Ok(snapshot) = parse(&text) {
            prop_assert!(snapshot.schema.flaws().is_empty());
        }
        let _ = parse(&SAMPLE[..at]).unwrap_err();
    }
}
