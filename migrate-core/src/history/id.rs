use std::fmt;

use serde::{Deserialize, Serialize};

use super::clock::Timestamp;

/// The longest version that Diesel's ledger holds: its column is a `VARCHAR(50)`.
pub const VERSION_LIMIT: usize = 50;

/// A revision's name: what stands before the first `_` of its directory, `2026-11-22-071800`.
///
/// Ids sort as Diesel sorts them: by [`Id::version`], as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// The id of a revision made now, which sorts behind all that are there.
    ///
    /// The clock may stand still or behind (two revisions in one second, another machine's
    /// clock): then it is the second after the newest.
    pub fn new<'a>(now: Timestamp, taken: impl IntoIterator<Item = &'a Id>) -> Self {
        let newest = taken.into_iter().filter_map(Self::moment).max();
        match newest {
            Some(newest) if newest >= now => Self(newest.next().id_text()),
            Some(_) | None => Self(now.id_text()),
        }
    }

    /// The id in a directory's name, and the rest of the name: the slug.
    pub fn split(dir_name: &str) -> (Self, &str) {
        let (id, slug) = dir_name.split_once('_').unwrap_or((dir_name, ""));
        (Self(id.to_owned()), slug)
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Diesel's version: the id without `-`.
    pub fn version(&self) -> String {
        self.0.replace('-', "")
    }

    /// When it was made, where it says so.
    fn moment(&self) -> Option<Timestamp> {
        Timestamp::from_id(&self.0)
    }
}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let digits = |id: &'_ Self| id.0.bytes().filter(|byte| *byte != b'-').collect::<Vec<_>>();
        digits(self).cmp(&digits(other)).then_with(|| self.0.cmp(&other.0))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// A message as part of a directory's name: lower case, words joined by `_`, at most 60 characters.
pub fn slug(message: &str) -> String {
    let mut slug = String::new();
    for c in message.chars().flat_map(char::to_lowercase) {
        if slug.chars().count() >= 60 {
            break;
        }
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    slug.truncate(slug.trim_end_matches('_').len());
    if slug.is_empty() { "revision".to_owned() } else { slug }
}

/// A slug as words again: what a revision is called that brings no message.
pub(super) fn slug_message(slug: &str) -> String {
    slug.replace('_', " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_id(text).unwrap()
    }

    #[test]
    fn a_new_id_sorts_behind_all_others() {
        let now = at("2026-11-22-071800");
        assert_eq!(Id::new(now, []).as_str(), "2026-11-22-071800");
        let older = Id::from("2026-11-22-071759");
        assert_eq!(Id::new(now, [&older]).as_str(), "2026-11-22-071800");
        let ahead = Id::from("2026-12-31-235959");
        assert_eq!(Id::new(now, [&ahead, &older]).as_str(), "2027-01-01-000000");
        let foreign = Id::from("00000000000000");
        assert_eq!(Id::new(now, [&foreign]).as_str(), "2026-11-22-071800");
    }

    #[test]
    fn ids_sort_as_diesel_sorts_versions() {
        let mut ids = [Id::from("2026-11-22-071800"), Id::from("20160107082941"), Id::from("20261122071801")];
        ids.sort();
        assert_eq!(ids.map(|id| id.to_string()), ["20160107082941", "2026-11-22-071800", "20261122071801"]);
    }

    #[test]
    fn names_are_split_at_the_first_underscore() {
        assert_eq!(Id::split("2026-11-22-071800_add_users").0.version(), "20261122071800");
        assert_eq!(Id::split("2026-11-22-071800_add_users").1, "add_users");
        assert_eq!(Id::split("plain").1, "");
    }

    #[test]
    fn slugs_are_fit_for_every_file_system() {
        assert_eq!(slug("Create users & teams!"), "create_users_teams");
        assert_eq!(slug("../../etc"), "etc");
        assert_eq!(slug("  "), "revision");
        assert!(slug(&"ä ".repeat(100)).chars().count() <= 60);
    }
}
