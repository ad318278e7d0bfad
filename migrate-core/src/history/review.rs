use std::collections::BTreeMap;
use std::path::Path;

use serde::ser::SerializeMap as _;
use serde::{Deserialize, Serialize, Serializer};
use toml::{Table, Value};

use super::{Id, text};
use crate::{Error, ErrorCode, Result};

/// `review.toml`: who approved which bytes.
///
/// Entries are sorted by id. Keys that this version doesn't know are kept; comments are not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReviewFile {
    entries: BTreeMap<Id, Entry>,
    rest: Table,
}

/// One revision's entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// The approval, or `None` while it is pending.
    pub approval: Option<Approval>,
    rest: Table,
}

/// The record of an approval.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Approval {
    /// The checksum of the files that were approved.
    pub sha256: String,
    /// Who.
    pub reviewer: String,
    /// When, RFC 3339.
    pub reviewed_at: String,
    /// The codes of the hazards that were accepted.
    pub acknowledged: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    revision: BTreeMap<String, FileEntry>,
}

#[derive(Deserialize)]
struct FileEntry {
    state: State,
    #[serde(default)]
    sha256: Option<String>,
    #[serde(default)]
    reviewer: Option<String>,
    #[serde(default)]
    reviewed_at: Option<String>,
    #[serde(default)]
    acknowledged: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Pending,
    Approved,
}

const KNOWN: [&str; 5] = ["state", "sha256", "reviewer", "reviewed_at", "acknowledged"];
const HELP: &str =
    "mend the line or restore the file from version control; `cargo migrate review` writes an entry anew";

impl ReviewFile {
    /// Reads the file's text; the path is for errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let file: File = text::parse_toml(path, text, HELP)?;
        // Read twice, so that errors have places (serde's) and unknown keys are kept (the table's).
        let mut rest: Table = text::parse_toml(path, text, HELP)?;
        let mut raw = match rest.remove("revision") {
            Some(Value::Table(raw)) => raw,
            Some(_) | None => Table::new(),
        };
        let mut entries = BTreeMap::new();
        for (id, entry) in file.revision {
            let mut unknown = match raw.remove(&id) {
                Some(Value::Table(unknown)) => unknown,
                Some(_) | None => Table::new(),
            };
            unknown.retain(|key, _| !KNOWN.contains(&key));
            let approval = match (entry.state, entry.sha256) {
                (State::Pending, _) => None,
                (State::Approved, Some(sha256)) => Some(Approval {
                    sha256,
                    reviewer: entry.reviewer.unwrap_or_default(),
                    reviewed_at: entry.reviewed_at.unwrap_or_default(),
                    acknowledged: entry.acknowledged,
                }),
                (State::Approved, None) => {
                    return Err(Error::new(
                        ErrorCode::BadFile,
                        format!("revision `{id}` is approved, but of what is not said: `sha256` is missing"),
                    )
                    .in_file(path)
                    .with_help(format!("run `cargo migrate review {id}`")));
                }
            };
            entries.insert(Id::from(id.as_str()), Entry { approval, rest: unknown });
        }
        Ok(Self { entries, rest })
    }

    /// The entry of a revision.
    pub fn entry(&self, id: &Id) -> Option<&Entry> {
        self.entries.get(id)
    }

    /// Every revision that has an entry.
    pub fn ids(&self) -> impl Iterator<Item = &Id> {
        self.entries.keys()
    }

    /// Records that a revision waits for its review, also where it had been approved.
    pub fn set_pending(&mut self, id: &Id) {
        self.entries.entry(id.clone()).or_default().approval = None;
    }

    /// Records an approval.
    pub fn set_approved(&mut self, id: &Id, approval: Approval) {
        self.entries.entry(id.clone()).or_default().approval = Some(approval);
    }

    /// Forgets a revision.
    pub fn remove(&mut self, id: &Id) {
        self.entries.remove(id);
    }

    /// The text of the file.
    pub fn to_toml(&self) -> Result<String> {
        let mut text = toml::to_string(&self.rest).map_err(internal)?;
        for (id, entry) in &self.entries {
            if !text.is_empty() {
                text.push('\n');
            }
            let file = BTreeMap::from([("revision", BTreeMap::from([(id.as_str(), entry)]))]);
            text.push_str(&toml::to_string(&file).map_err(internal)?);
        }
        Ok(text)
    }
}

/// The keys in the order in which people read them; a plain table would sort them.
impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.approval {
            None => map.serialize_entry("state", "pending")?,
            Some(approval) => {
                map.serialize_entry("state", "approved")?;
                map.serialize_entry("sha256", &approval.sha256)?;
                map.serialize_entry("reviewer", &approval.reviewer)?;
                map.serialize_entry("reviewed_at", &approval.reviewed_at)?;
                if !approval.acknowledged.is_empty() {
                    map.serialize_entry("acknowledged", &approval.acknowledged)?;
                }
            }
        }
        for (key, value) in &self.rest {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

fn internal(error: toml::ser::Error) -> Error {
    Error::new(ErrorCode::Internal, "review.toml can't be written").because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ReviewFile> {
        ReviewFile::parse(Path::new("review.toml"), text)
    }

    fn approval() -> Approval {
        Approval {
            sha256: "ab".to_owned(),
            reviewer: "Ann \"A\" <ann@example.org>".to_owned(),
            reviewed_at: "2026-11-22T07:18:00Z".to_owned(),
            acknowledged: vec!["data-loss".to_owned()],
        }
    }

    #[test]
    fn what_is_written_reads_back_sorted_and_stable() {
        let mut file = ReviewFile::default();
        file.set_pending(&Id::from("2026-11-22-071801"));
        file.set_approved(&Id::from("2026-11-22-071800"), approval());
        let text = file.to_toml().unwrap();
        assert_eq!(parse(&text).unwrap(), file);
        assert_eq!(parse(&text).unwrap().to_toml().unwrap(), text);
        assert!(text.starts_with("[revision.2026-11-22-071800]\nstate = \"approved\"\n"), "{text}");
        assert_eq!(parse("").unwrap(), ReviewFile::default());
    }

    #[test]
    fn unknown_keys_are_kept() {
        let text = "note = \"ours\"\n\n[revision.a]\nstate = \"pending\"\nticket = 7\n\n[other]\nx = 1\n";
        let mut file = parse(text).unwrap();
        file.set_approved(&Id::from("a"), approval());
        file.set_pending(&Id::from("b"));
        let again = file.to_toml().unwrap();
        assert!(
            again.contains("note = \"ours\"") && again.contains("ticket = 7") && again.contains("[other]"),
            "{again}"
        );
        assert_eq!(parse(&again).unwrap(), file);
    }

    #[test]
    fn mistakes_have_a_place() {
        let error = parse("[revision.a]\nstate = \"fine\"\n").unwrap_err();
        assert_eq!(error.place().unwrap().line.unwrap(), (2, 9), "{error}");
        let error = parse("[revision.a]\nstate = \"approved\"\n").unwrap_err();
        assert!(error.message().contains("`sha256` is missing"), "{error}");
        let error =
            parse("[revision.a]\nstate = \"pending\"\n[revision.a]\nstate = \"pending\"\n").unwrap_err();
        assert_eq!(error.place().unwrap().line.unwrap().0, 3, "{error}");
    }
}
