//! What people call a revision, and which one they mean.

use super::heads;
use super::{History, Id, Problem};
use crate::{Error, ErrorCode, Result};

/// A place in the line of revisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Position {
    /// Before the first.
    Base,
    /// At this revision: it and what it stands on are there.
    At(Id),
}

impl Position {
    /// The revision, `None` at base.
    pub fn id(&self) -> Option<&Id> {
        match self {
            Self::Base => None,
            Self::At(id) => Some(id),
        }
    }
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id().map_or("base", Id::as_str))
    }
}

/// Whether a name can only be understood with a database at hand: `current`, `current-1`, `+2`, `-1`.
pub fn needs_current(name: &str) -> bool {
    name.split(':').any(|name| {
        let (stem, steps) = split_steps(name.trim());
        stem == "current" || (stem.is_empty() && steps.is_some())
    })
}

impl History {
    /// The revision that a name means: an id or version, a unique prefix of one, a unique part of the
    /// message, `head`, `base`, `current`, any of these with `-N` or `+N` behind, or `+N`, `-N`
    /// alone, from `current`. `current` is where the database is, where one was asked.
    pub fn resolve(&self, name: &str, current: Option<&Position>) -> Result<Position> {
        let line = Line::new(self.revisions().iter().map(|revision| Name {
            id: revision.id.as_str(),
            dir: &revision.dir,
            message: &revision.message,
        }));
        let line = match heads::heads(self.revisions()).as_slice() {
            [] | [_] => line,
            several => line.with_heads(heads::several_heads(several)),
        };
        let current = match current {
            None => None,
            Some(Position::Base) => Some(0),
            Some(Position::At(id)) => Some(line.place(id.as_str())?),
        };
        line.resolve(name, current).map(|place| line.position(place))
    }

    /// `FROM:TO`, where either side may be missing: then it is base, or head.
    pub fn resolve_range(&self, range: &str, current: Option<&Position>) -> Result<(Position, Position)> {
        let (from, to) = range.split_once(':').unwrap_or(("", range));
        let side = |name: &str, default: &str| {
            let name = name.trim();
            self.resolve(if name.is_empty() { default } else { name }, current)
        };
        Ok((side(from, "base")?, side(to, "head")?))
    }
}

/// One revision's names.
pub(crate) struct Name<'a> {
    pub(crate) id: &'a str,
    pub(crate) dir: &'a str,
    pub(crate) message: &'a str,
}

/// Revisions in the order in which they run. A place is how many of them lie behind: 0 is base.
pub(crate) struct Line<'a> {
    names: Vec<Name<'a>>,
    heads: Option<Problem>,
}

impl<'a> Line<'a> {
    pub(crate) fn new(names: impl IntoIterator<Item = Name<'a>>) -> Self {
        Self { names: names.into_iter().collect(), heads: None }
    }

    /// What to say to whoever asks for the head.
    pub(crate) fn with_heads(mut self, problem: Problem) -> Self {
        self.heads = Some(problem);
        self
    }

    fn position(&self, place: usize) -> Position {
        match place.checked_sub(1).and_then(|index| self.names.get(index)) {
            Some(name) => Position::At(Id::from(name.id)),
            None => Position::Base,
        }
    }

    /// The place of an id.
    pub(crate) fn place(&self, id: &str) -> Result<usize> {
        let index = self.names.iter().position(|name| name.id == id);
        index.map(|index| index + 1).ok_or_else(|| self.unknown(id))
    }

    /// The place that a name means.
    pub(crate) fn resolve(&self, name: &str, current: Option<usize>) -> Result<usize> {
        let name = name.trim();
        let (stem, steps) = split_steps(name);
        if let Some(place) = self.keyword(name, current)? {
            return Ok(place);
        }
        if let Some(steps) = steps {
            let stem = if stem.is_empty() { "current" } else { stem };
            if let Some(place) = self.keyword(stem, current)? {
                return self.step(name, place, steps);
            }
        }
        if let Some(place) = self.named(name)? {
            return Ok(place);
        }
        match steps {
            Some(steps) => match self.named(stem)? {
                Some(place) => self.step(name, place, steps),
                None => Err(self.unknown(stem)),
            },
            None => Err(self.unknown(name)),
        }
    }

    fn keyword(&self, name: &str, current: Option<usize>) -> Result<Option<usize>> {
        match (name, current) {
            ("base", _) => Ok(Some(0)),
            ("head", _) => match &self.heads {
                None => Ok(Some(self.names.len())),
                Some(problem) => Err(problem.to_error()),
            },
            ("current", Some(place)) => Ok(Some(place)),
            ("current", None) => Err(Error::new(
                ErrorCode::UnknownRevision,
                "`current` is where a database is, and none was named",
            )
            .with_help("name the database, or a revision by its id")),
            _ => Ok(None),
        }
    }

    /// By id or version, then by a prefix of one, then by a part of the message.
    fn named(&self, text: &str) -> Result<Option<usize>> {
        if text.is_empty() {
            return Ok(None);
        }
        let version = |name: &Name<'_>| name.id.replace('-', "");
        let exact = self
            .find(|name| name.id == text || name.dir == text.trim_end_matches('/') || version(name) == text);
        if let Ok(Some(place)) = exact {
            return Ok(Some(place));
        }
        let prefix = self.find(|name| name.dir.starts_with(text) || version(name).starts_with(text));
        if let Some(place) = prefix.map_err(|several| self.ambiguous(text, &several))? {
            return Ok(Some(place));
        }
        let lower = text.to_lowercase();
        if let Ok(Some(place)) = self.find(|name| name.message.to_lowercase() == lower) {
            return Ok(Some(place));
        }
        self.find(|name| {
            name.message.to_lowercase().contains(&lower) || name.dir.to_lowercase().contains(&lower)
        })
        .map_err(|several| self.ambiguous(text, &several))
    }

    /// The one place that fits, or all of them.
    fn find(&self, fits: impl Fn(&Name<'_>) -> bool) -> Result<Option<usize>, Vec<usize>> {
        let places: Vec<_> = self
            .names
            .iter()
            .enumerate()
            .filter(|(_, name)| fits(name))
            .map(|(index, _)| index + 1)
            .collect();
        match places.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            _ => Err(places),
        }
    }

    fn step(&self, name: &str, place: usize, steps: i64) -> Result<usize> {
        let wanted = i64::try_from(place).unwrap_or(i64::MAX).saturating_add(steps);
        match usize::try_from(wanted) {
            Ok(wanted) if wanted <= self.names.len() => Ok(wanted),
            Ok(_) | Err(_) => {
                let (end, there) =
                    if steps < 0 { ("before", place) } else { ("after", self.names.len() - place) };
                Err(Error::new(
                    ErrorCode::UnknownRevision,
                    format!(
                        "`{name}` is {} steps away, but only {there} lie {end} `{}`",
                        steps.unsigned_abs(),
                        self.position(place)
                    ),
                )
                .with_help("`cargo migrate history` lists them all"))
            }
        }
    }

    fn describe(&self, place: usize) -> String {
        match place.checked_sub(1).and_then(|index| self.names.get(index)) {
            Some(name) => format!("`{}` ({})", name.id, name.message),
            None => "`base`".to_owned(),
        }
    }

    fn ambiguous(&self, text: &str, places: &[usize]) -> Error {
        const SHOWN: usize = 8;
        let mut names: Vec<_> = places.iter().take(SHOWN).map(|place| self.describe(*place)).collect();
        if places.len() > SHOWN {
            names.push(format!("and {} more", places.len() - SHOWN));
        }
        Error::new(ErrorCode::UnknownRevision, format!("`{text}` could be {}", names.join(", ")))
            .with_help("write more of its id")
    }

    fn unknown(&self, text: &str) -> Error {
        let error = Error::new(ErrorCode::UnknownRevision, format!("there is no revision `{text}`"));
        let words = ["head", "base", "current"];
        let likeness = |other: &str| strsim::jaro_winkler(&text.to_lowercase(), &other.to_lowercase());
        let names = self.names.iter().flat_map(|name| {
            let words = name.message.split(|c: char| !c.is_alphanumeric()).map(likeness).fold(0.0, f64::max);
            [(likeness(name.id), name.id), (likeness(name.message).max(words), name.id)]
        });
        let nearest = words
            .iter()
            .map(|word| (likeness(word), *word))
            .chain(names)
            .filter(|(likeness, _)| *likeness >= 0.85)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match nearest {
            Some((_, nearest)) => {
                let place = self.names.iter().position(|name| name.id == nearest).map(|index| index + 1);
                let what = place.map_or_else(|| format!("`{nearest}`"), |place| self.describe(place));
                error.with_help(format!("did you mean {what}?"))
            }
            None if self.names.is_empty() => {
                error.with_help("there are none yet: `cargo migrate revision` makes one")
            }
            None => error.with_help("`cargo migrate history` lists them all"),
        }
    }
}

/// `head-1` as `head` and -1.
fn split_steps(name: &str) -> (&str, Option<i64>) {
    let Some(sign) = name.rfind(['+', '-']) else { return (name, None) };
    let (stem, steps) = name.split_at(sign);
    let digits = steps.get(1..).unwrap_or_default();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return (name, None);
    }
    // An id's own digits are no steps: more of them than anybody has revisions.
    let count = digits.parse::<i64>().unwrap_or(i64::MAX);
    (stem, Some(if steps.starts_with('-') { -count } else { count }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Line<'static> {
        let name = |id, dir, message| Name { id, dir, message };
        Line::new([
            name("2026-11-22-071800", "2026-11-22-071800_create_users", "create users"),
            name("2026-11-22-071900", "2026-11-22-071900_add_users_email", "add users.email"),
            name("2026-12-01-000000", "2026-12-01-000000_create_teams", "Create teams"),
        ])
    }

    fn resolve(name: &str) -> Result<usize, String> {
        line().resolve(name, Some(2)).map_err(|error| format!("{error}; {}", error.help().unwrap()))
    }

    #[test]
    fn every_way_to_name_one() {
        for (name, place) in [
            ("base", 0),
            ("head", 3),
            ("current", 2),
            ("head-1", 2),
            ("head-3", 0),
            ("base+2", 2),
            ("current-1", 1),
            ("+1", 3),
            ("-2", 0),
            ("-0", 2),
            ("2026-11-22-071800", 1),
            ("20261122071900", 2),
            ("2026-12", 3),
            ("202612", 3),
            ("2026-11-22-071900_add_users_email/", 2),
            ("email", 2),
            ("TEAMS", 3),
            ("create users", 1),
            ("2026-11-22-071800+1", 2),
            ("email-1", 1),
            (" head ", 3),
        ] {
            assert_eq!(resolve(name), Ok(place), "{name}");
        }
    }

    #[test]
    fn what_is_not_clear_is_said() {
        let says = |name: &str, expected: &str| {
            let error = resolve(name).unwrap_err();
            assert!(error.contains(expected), "{name}: {error}");
        };
        says("2026", "could be `2026-11-22-071800` (create users), `2026-11-22-071900` (add users.email)");
        says("users", "could be");
        says("haed", "did you mean `head`?");
        says("emial", "did you mean `2026-11-22-071900` (add users.email)?");
        says("nonsense", "cargo migrate history");
        says("head-4", "only 3 lie before");
        says("+2", "only 1 lie after");
        says("", "there is no revision");
        says("head-99999999999999999999", "steps away");
        assert!(line().resolve("current", None).unwrap_err().message().contains("`current`"));
        assert!(line().resolve("-1", None).is_err());
        assert!(Line::new([]).resolve("x", None).unwrap_err().help().unwrap().contains("none yet"));
    }

    #[test]
    fn which_names_need_a_database() {
        assert!(
            needs_current("current")
                && needs_current("current-1")
                && needs_current("+1")
                && needs_current("base:-1")
        );
        assert!(
            !needs_current("head-1") && !needs_current("2026-11-22-071800") && !needs_current("base:head")
        );
    }
}
