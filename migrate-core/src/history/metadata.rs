use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Id, text};
use crate::embed::DataSteps;
use crate::{Error, ErrorCode, Result};

/// The version of the file formats that this crate writes.
pub const FORMAT: u32 = 1;

/// `metadata.toml` of a revision: Diesel's one key, and ours.
///
/// Diesel reads a missing `run_in_transaction` as false once the file is there, so it is always written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Whether Diesel (and we) open a transaction around the file.
    pub run_in_transaction: bool,
    /// Whether `up.sql` and `down.sql` bring `PRAGMA foreign_keys=OFF; BEGIN; … COMMIT; PRAGMA foreign_keys=ON;`.
    pub foreign_keys_off: bool,
    /// What it stands on. `None` in a directory that another tool made: then it is the revision before it.
    pub parents: Option<Vec<Id>>,
    /// What it does, in its author's words.
    pub message: Option<String>,
    /// When it was made, RFC 3339.
    pub created_at: Option<String>,
    /// The functions that run beside its SQL, compiled into the program.
    pub data_steps: DataSteps,
}

/// The file as it stands. Keys of other tools are none of our business.
#[derive(Deserialize, Serialize)]
struct File {
    #[serde(default)]
    run_in_transaction: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    format: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<Parent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    foreign_keys: Option<ForeignKeys>,
    #[serde(default, skip_serializing_if = "DataSteps::is_empty")]
    data_step: DataSteps,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Parent {
    One(Id),
    Several(Vec<Id>),
}

impl<'de> Deserialize<'de> for Parent {
    /// By hand, because an untagged enum can't say what is wrong.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Parent;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a revision's id, or a list of them")
            }
            fn visit_str<E>(self, id: &str) -> Result<Parent, E> {
                Ok(Parent::One(Id::from(id)))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Parent, A::Error> {
                let mut ids = Vec::new();
                while let Some(id) = seq.next_element::<Id>()? {
                    ids.push(id);
                }
                Ok(Parent::Several(ids))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum ForeignKeys {
    Off,
}

impl Metadata {
    /// What holds where there is no `metadata.toml`.
    pub fn absent() -> Self {
        Self {
            run_in_transaction: true,
            foreign_keys_off: false,
            parents: None,
            message: None,
            created_at: None,
            data_steps: DataSteps::default(),
        }
    }

    /// Reads the file's text; the path is for errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let help = "mend the line, or restore the file from version control";
        let file: File = text::parse_toml(path, text, help)?;
        if let Some(format) = file.format.filter(|format| *format != FORMAT) {
            return Err(Error::new(
                ErrorCode::BadFile,
                format!("is of format {format}; this version reads format {FORMAT}"),
            )
            .in_file(path)
            .with_help("use the version of `cargo migrate` and of its crates that wrote it"));
        }
        if file.foreign_keys.is_some() && file.run_in_transaction {
            return Err(Error::new(
                ErrorCode::BadFile,
                "`foreign_keys = \"off\"` needs `run_in_transaction = false`: SQLite ignores the switch inside a transaction",
            )
            .in_file(path)
            .with_help("restore the file from version control"));
        }
        let parents = match (file.parent, file.format) {
            (Some(Parent::One(id)), _) => Some(vec![id]),
            (Some(Parent::Several(ids)), _) => Some(ids),
            (None, Some(_)) => Some(Vec::new()),
            (None, None) => None,
        };
        Ok(Self {
            run_in_transaction: file.run_in_transaction,
            foreign_keys_off: file.foreign_keys.is_some(),
            parents,
            message: file.message,
            created_at: file.created_at,
            data_steps: file.data_step,
        })
    }

    /// The text of the file.
    pub fn to_toml(&self) -> Result<String> {
        let file = File {
            run_in_transaction: self.run_in_transaction,
            format: Some(FORMAT),
            parent: match self.parents.as_deref() {
                None | Some([]) => None,
                Some([one]) => Some(Parent::One(one.clone())),
                Some(several) => Some(Parent::Several(several.to_vec())),
            },
            message: self.message.clone(),
            created_at: self.created_at.clone(),
            foreign_keys: self.foreign_keys_off.then_some(ForeignKeys::Off),
            data_step: self.data_steps,
        };
        toml::to_string(&file)
            .map_err(|error| Error::new(ErrorCode::Internal, "metadata.toml can't be written").because(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embed::When;

    fn parse(text: &str) -> Result<Metadata> {
        Metadata::parse(Path::new("metadata.toml"), text)
    }

    #[test]
    fn what_is_written_reads_back() {
        for parents in [vec![], vec![Id::from("1")], vec![Id::from("1"), Id::from("2")]] {
            let metadata = Metadata {
                run_in_transaction: false,
                foreign_keys_off: true,
                parents: Some(parents),
                message: Some("it's \"quoted\"\nand\ttwo lines \u{7f}".to_owned()),
                created_at: Some("2026-11-22T07:18:00Z".to_owned()),
                data_steps: DataSteps { up: Some(When::Before), down: Some(When::After) },
            };
            assert_eq!(parse(&metadata.to_toml().unwrap()).unwrap(), metadata);
        }
    }

    #[test]
    fn the_switch_is_always_written() {
        let metadata = Metadata { parents: Some(vec![]), ..Metadata::absent() };
        assert!(metadata.to_toml().unwrap().starts_with("run_in_transaction = true\n"));
    }

    #[test]
    fn diesels_own_file_is_legal() {
        let foreign = parse("## a comment\nrun_in_transaction = true\nother_tool = 1\n").unwrap();
        assert_eq!(foreign.parents, None);
        assert!(foreign.run_in_transaction);
        assert!(!parse("").unwrap().run_in_transaction, "a missing key means false once the file is there");
    }

    #[test]
    fn mistakes_have_a_place() {
        let error = parse("format = 1\nrun_in_transaction = yes\n").unwrap_err();
        assert_eq!(error.place().unwrap().line.unwrap().0, 2, "{error}");
        let error = parse("format = 1\nparent = 3\n").unwrap_err();
        assert_eq!(error.place().unwrap().line.unwrap(), (2, 10), "{error}");
        let error = parse("format = 1\n[data_step]\nup = \"later\"\n").unwrap_err();
        assert_eq!(error.place().unwrap().line.unwrap().0, 3, "{error}");
        let error = parse("format = 1\n[data_step]\nboth = \"after\"\n").unwrap_err();
        assert!(error.to_string().contains("both"), "{error}");
        let error = parse("format = 7\n").unwrap_err();
        assert!(error.message().contains("format 7"), "{error}");
        let error = parse("format = 1\nforeign_keys = \"off\"\nrun_in_transaction = true").unwrap_err();
        assert!(error.message().contains("run_in_transaction"), "{error}");
        let error = parse("<<<<<<< HEAD\n").unwrap_err();
        assert!(error.message().contains("conflict"), "{error}");
    }
}
