//! The record in an artifact: whatever a linker, a stripper or a bad disk made of it, reading ends.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

// The generator lives with the other tools; the pure crate is tested without what they need.
#[allow(dead_code, unreachable_pub, unused_imports)]
#[path = "../../tests/src/arbitrary/mod.rs"]
mod arbitrary;

use arbitrary::{Flavour, schema};
use migrate_core::Dialect;
use migrate_core::model::lines;
use migrate_core::model::record::{MAGIC, add_objects, add_table, read};
use proptest::prelude::*;

/// As `schema!` lays it: two tables, an enum, a key of each kind, hints.
const TEXT: &str = "\
{\"format\":4,\"name\":\"APP\",\"package\":\"walk\",\"version\":\"0.1.0\",\"dir\":\"migrations\",\"online\":true,\"dialects\":[\"sqlite\"],\"gate\":\"off\"}
D\tsqlite
T\tusers
t\t\t{}\t
c\tid\t{}\t
c\temail\t{\"size\":\"255\"}\t(255)
c\tverified\t{\"default\":{\"bool\":false}}\tDEFAULT false
c\tteam_id\t{}\t
c\tstatus\t{}\t
k\t0\t1\t2\t3\t4
y\t5
0bigint
7text
Aboolean
obigint?
_enum(status)\t{\"labels\":[\"active\",\"gone\"],\"name\":\"status\"}
p\t\t{\"columns\":[\"id\"]}\t(id)
i\t=key email\t{\"kind\":\"unique\",\"parts\":[{\"on\":{\"column\":\"email\"}}]}\tUNIQUE (email)
f\t=team_id\t{\"columns\":[\"team_id\"],\"on_delete\":\"cascade\"}\t(team_id) ON DELETE CASCADE
r\tteams\tid
x\t=0\t{\"expression\":\"length(email) > 3\"}\tlength(email) > 3
h\ttable\tpeople
h\tcolumn\temail\tmail
h\tbackfill\tverified\ttrue
T\tteams
t\t\t{}\t
c\tid\t{}\t
k\t0
y\t1
0
p\t\t{\"columns\":[\"id\"]}\t(id)
H\tusers
h\tcolumn\tteam_id\tclub_id
";

fn section(text: &[u8]) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap();
    [&MAGIC[..], &length.to_le_bytes(), text].concat()
}

/// Everything that a reader can be asked.
fn read_all(bytes: &[u8]) {
    match read(bytes) {
        Ok(records) => {
            for record in records {
                for dialect in Dialect::ALL {
                    if let Err(error) = record.schema(dialect) {
                        assert!(!error.to_string().is_empty());
                    }
                }
            }
        }
        Err(error) => {
            assert!(error.help().is_some(), "{error}");
            assert!(!error.message().contains('\n'), "{error}");
        }
    }
}

#[test]
fn a_sound_record_reads() {
    let two = [section(TEXT.as_bytes()), vec![0; 5], section(TEXT.as_bytes())].concat();
    let records = read(&two).unwrap();
    assert_eq!(records.len(), 2);
    let (schema, hints) = records[0].schema(Dialect::Sqlite).unwrap();
    assert_eq!(schema.tables.len(), 2);
    let types: Vec<String> = schema.tables.iter().map(|of| of.columns[0].ty.to_string()).collect();
    assert_eq!(types, ["bigint", "bigint"], "a letter means what it meant last");
    assert_eq!((hints.renamed_tables.len(), hints.renamed_columns.len(), hints.backfills.len()), (1, 2, 1));
    assert!(hints.renamed_columns.iter().all(|(table, ..)| table.to_string() == "users"), "{hints:?}");
}

#[test]
fn another_version_is_told_apart() {
    let other = [b"MIGRATE9".as_slice(), &[0; 4]].concat();
    assert!(read(&other).unwrap_err().message().contains("another version"));
    let later = section(TEXT.replace("\"format\":4", "\"format\":3").as_bytes());
    assert!(read(&later).unwrap_err().message().contains("another version"));
    let unknown = section(TEXT.replace("\n0bigint\n", "\n0\n").as_bytes());
    assert!(read(&unknown).unwrap_err().message().contains("`0` was never written out"));
    let nobody = section(TEXT.replace("H\tusers", "H\tnobody").as_bytes());
    assert!(read(&nobody).unwrap_err().message().contains("hints are of no table"));
    assert!(read(b"something else").unwrap_err().message().contains("doesn't begin"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_all(&bytes);
        read_all(&section(&bytes));
    }

    #[test]
    fn what_was_reviewed_is_read_as_it_was(schema in schema(Flavour::Any)) {
        let (head, _) = TEXT.split_once("T\t").unwrap();
        let mut text = head.to_owned();
        for table in &schema.tables {
            add_table(&mut text, &table.name.to_string(), &lines::of_table(&schema, table));
        }
        add_objects(&mut text, &schema);
        let (read, hints) = read(&section(text.as_bytes())).unwrap()[0].schema(Dialect::Sqlite).unwrap();
        // What no struct says stands in no record.
        let mut said = schema;
        let columns = || said.tables.iter().flat_map(|table| &table.columns);
        let used: Vec<_> = columns().filter_map(|column| column.ty.enum_name().cloned()).collect();
        said.enums.retain(|ty| used.contains(&ty.name));
        said.opaque.clear();
        prop_assert_eq!(read, said);
        prop_assert!(hints.renamed_tables.is_empty());
    }

    #[test]
    fn damage(
        at in any::<prop::sample::Index>(),
        length in 0_usize..40,
        put in prop::sample::select(vec!["", "\t", "\n", "{", "}", "\"", "?", "[]", "(", ")", "T\t\n", "H\tusers\n", "y\tbigint\n", "D\tmysql\n", "\u{0}", "é"]),
        whole in any::<bool>(),
    ) {
        let mut bytes = if whole { section(TEXT.as_bytes()) } else { TEXT.as_bytes().to_vec() };
        let from = at.index(bytes.len());
        let to = (from + length).min(bytes.len());
        bytes.splice(from..to, put.bytes());
        let bytes = if whole { bytes } else { section(&bytes) };
        read_all(&bytes);
    }
}
