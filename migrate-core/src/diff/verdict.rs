//! The rules that a rename hint has to keep, the same for tables, columns, enums and labels.

use std::collections::BTreeSet;

use crate::change::{Origin, closest};
use crate::{Error, ErrorCode, Result};

/// One hint, in its own words.
pub(super) struct Claim<'a, T> {
    pub(super) from: &'a T,
    pub(super) to: &'a T,
    pub(super) origin: Origin,
    /// What it speaks of: `table`, `column`.
    pub(super) what: &'static str,
    /// What goes before the names: `users.`, or nothing.
    pub(super) prefix: &'a str,
    /// Another place says the same and is right: columns that several tables flatten share their attributes.
    pub(super) shared: bool,
}

/// What a hint is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A rename.
    Rename,
    /// A rename that a revision has recorded already: the attribute can go.
    Stale,
    /// It is meant for other tables.
    Elsewhere,
}

/// The names on both sides, in one place (a schema's tables, a table's columns).
pub(super) struct Names<'a, T> {
    pub(super) old: BTreeSet<&'a T>,
    pub(super) new: BTreeSet<&'a T>,
}

impl<T: Ord + AsName> Names<'_, T> {
    /// Judges a claim; `claims` are all that speak of this place.
    pub(super) fn judge(&self, claim: &Claim<'_, T>, claims: &[(&T, &T)]) -> Result<Verdict> {
        let Claim { from, to, .. } = *claim;
        if claims.iter().any(|(f, t)| (*f == from) != (*t == to)) {
            return Err(self.contradiction(claim, claims));
        }
        if from == to {
            return Err(claim.error(format!("its old name is its new name, {}", claim.called(from)), None));
        }
        if !self.new.contains(to) {
            return Err(claim.error(
                format!("there is no {} {}", claim.what, claim.called(to)),
                meant(to, self.new.difference(&self.old).copied()),
            ));
        }
        // Where names move up (`a` is now `b`, `b` is now `c`), one of them is both old and new.
        let from_is_new = self.new.contains(from) && !claims.iter().any(|(_, t)| *t == from);
        let to_was_old = self.old.contains(to) && !claims.iter().any(|(f, _)| *f == to);
        match (self.old.contains(from), from_is_new) {
            (true, false) if to_was_old => Err(claim.error(
                format!("{} was there already, beside {}", claim.called(to), claim.called(from)),
                None,
            )),
            (true, false) => Ok(Verdict::Rename),
            (_, true) => Err(claim.error(format!("{} still exists", claim.called(from)), None)),
            (false, false) if self.old.contains(to) && claim.origin == Origin::Attribute => {
                Ok(Verdict::Stale)
            }
            (false, false) if claim.shared && claim.origin == Origin::Attribute => Ok(Verdict::Elsewhere),
            (false, false) => Err(claim.error(
                format!("there never was a {} {}", claim.what, claim.called(from)),
                meant(from, self.old.difference(&self.new).copied()),
            )),
        }
    }

    fn contradiction(&self, claim: &Claim<'_, T>, claims: &[(&T, &T)]) -> Error {
        let Claim { from, to, .. } = *claim;
        let other = claims.iter().find(|(f, t)| (*f == from) != (*t == to));
        let why = match other {
            Some((f, t)) if *f == from => {
                format!(
                    "{} can't become both {} and {}",
                    claim.called(from),
                    claim.called(to),
                    claim.called(t)
                )
            }
            Some((f, _)) => {
                format!(
                    "{} can't have been both {} and {}",
                    claim.called(to),
                    claim.called(from),
                    claim.called(f)
                )
            }
            None => "it contradicts itself".to_owned(),
        };
        claim.error(why, None)
    }
}

/// A name as text.
pub(super) trait AsName: std::fmt::Display + PartialEq {}
impl AsName for String {}
impl AsName for crate::QName {}

fn meant<'a, T: AsName + 'a>(wanted: &T, known: impl Iterator<Item = &'a T>) -> Option<String> {
    let known: Vec<String> = known.map(T::to_string).collect();
    closest(&wanted.to_string(), known.iter().map(String::as_str)).map(str::to_owned)
}

impl<T: AsName> Claim<'_, T> {
    fn called(&self, name: &T) -> String {
        format!("`{}{name}`", self.prefix)
    }

    fn error(&self, why: String, meant: Option<String>) -> Error {
        let (said, cure) = match self.origin {
            Origin::Attribute => (
                format!("`renamed_from = \"{}\"` on {} is no rename", self.from, self.called(self.to)),
                "take the attribute away",
            ),
            Origin::Flag => {
                (format!("`{0}{1}:{0}{2}` is no rename", self.prefix, self.from, self.to), "leave it out")
            }
        };
        let help = match meant {
            Some(name) => {
                format!("did you mean {}{name}`? Otherwise {cure}", format_args!("`{}", self.prefix))
            }
            None => format!("name what was there before and is gone now, or {cure}"),
        };
        Error::new(ErrorCode::BadRename, format!("{said}: {why}")).with_help(help)
    }
}
