//! What only has another name: said by flags or by the models, asked at the terminal, never guessed silently.

use migrate_core::change::{Hints, Origin, Rename};
use migrate_core::diff::{self, Candidate, Pair};
use migrate_core::{Dialect, QName, Schema, name};

use crate::ask::Ask;
use crate::context::Context;
use crate::failure::{Failure, Result};

/// `--rename OLD:NEW`, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flag {
    text: String,
    old: Vec<String>,
    new: Vec<String>,
}

impl std::str::FromStr for Flag {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write `OLD:NEW`, such as `people:users` or `users.mail:users.email`".to_owned();
        let (old, new) = split(text).ok_or_else(wrong)?;
        let old = name::split_quoted(old).ok_or_else(wrong)?;
        let new = name::split_quoted(new).ok_or_else(wrong)?;
        if old.len() > 3 || new.len() > 3 {
            return Err(wrong());
        }
        Ok(Self { text: text.to_owned(), old, new })
    }
}

/// At the colon that stands outside quotes.
fn split(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let colon = text.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == ':' && !quoted
    })?;
    Some((&text[..colon.0], &text[colon.0 + 1..]))
}

/// The arguments about renames.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct RenameArgs {
    /// A table, column, enum or label that only has another name: people:users, users.mail:users.email
    #[arg(long = "rename", value_name = "OLD:NEW")]
    pub(crate) renames: Vec<Flag>,
    /// What goes really goes, what comes is new: take no pair for a rename
    #[arg(long)]
    pub(crate) no_rename: bool,
}

/// The hints for a comparison, complete: every likely rename is settled.
pub(crate) fn settle(
    dialect: Dialect,
    pair: Pair<&Schema>,
    hints: Hints,
    args: &RenameArgs,
    ask: Ask,
) -> Result<Hints> {
    let mut hints = hints.placing(dialect.places_columns());
    add_flags(dialect, pair, &mut hints, args)?;
    if args.no_rename {
        return Ok(hints);
    }
    let mut open: Vec<Candidate> = Vec::new();
    let mut refused: Vec<Rename> = Vec::new();
    // An answer changes what else is likely: a renamed table brings its columns along.
    while let Some(candidate) = diff::rename_candidates(pair, &hints)
        .into_iter()
        .find(|candidate| !refused.contains(&candidate.rename))
    {
        refused.push(candidate.rename.clone());
        if ask.allowed() {
            let (old, new) = sides(&candidate.rename, pair, &hints);
            let options = [
                format!("renamed: {old} → {new}, rows keep their values"),
                format!("two things: {old} goes, {new} is new"),
            ];
            let question = format!("what became of `{old}`?");
            if ask.select(&question, &options, "`--rename` or `--no-rename`")? == 0 {
                hints.renames.push(candidate.rename);
            }
        } else {
            open.push(candidate);
        }
    }
    let open = best(open, pair, &hints);
    if open.is_empty() { Ok(hints) } else { Err(unsettled(&open, pair, &hints)) }
}

/// The hints for a comparison that only shows: what is likely is told, not asked.
pub(crate) fn said(
    dialect: Dialect,
    pair: Pair<&Schema>,
    hints: Hints,
    args: &RenameArgs,
    context: &Context<'_>,
) -> Result<Hints> {
    let mut hints = hints.placing(dialect.places_columns());
    add_flags(dialect, pair, &mut hints, args)?;
    if !args.no_rename {
        for candidate in best(diff::rename_candidates(pair, &hints), pair, &hints) {
            let (old, new) = sides(&candidate.rename, pair, &hints);
            context.screen.note(&format!(
                "`{new}` may be the new name of `{old}`: add --rename {}",
                quoted_for_shell(&format!("{old}:{new}"))
            ));
        }
    }
    Ok(hints)
}

/// Tables first: columns are named by their table's new name. Last what needs no saying.
fn add_flags(dialect: Dialect, pair: Pair<&Schema>, hints: &mut Hints, args: &RenameArgs) -> Result<()> {
    let (tables, parts): (Vec<&Flag>, Vec<&Flag>) = args.renames.iter().partition(|flag| flag.is_whole(pair));
    for flag in tables.into_iter().chain(parts) {
        let rename = flag.meant(pair, hints)?;
        hints.renames.push(rename);
    }
    if dialect.folds_case() {
        let renames = diff::case_renames(pair, hints);
        hints.renames.extend(renames);
    }
    Ok(())
}

/// Each name once, in its best pair.
fn best(candidates: Vec<Candidate>, pair: Pair<&Schema>, hints: &Hints) -> Vec<Candidate> {
    let (mut gone, mut come): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    candidates
        .into_iter()
        .filter(|candidate| {
            let (old, new) = sides(&candidate.rename, pair, hints);
            let first = !gone.contains(&old) && !come.contains(&new);
            gone.push(old);
            come.push(new);
            first
        })
        .collect()
}

/// What was said of renames, as flags: an answer that was given for one dialect holds for the others.
pub(crate) fn flags(hints: &Hints, pair: Pair<&Schema>) -> Vec<Flag> {
    hints
        .renames
        .iter()
        .filter(|rename| rename.origin() == Origin::Flag)
        .filter_map(|rename| {
            let (old, new) = sides(rename, pair, hints);
            format!("{old}:{new}").parse().ok()
        })
        .collect()
}

fn unsettled(open: &[Candidate], pair: Pair<&Schema>, hints: &Hints) -> Failure {
    let flags: Vec<String> = open
        .iter()
        .map(|candidate| {
            let (old, new) = sides(&candidate.rename, pair, hints);
            format!("--rename {}", quoted_for_shell(&format!("{old}:{new}")))
        })
        .collect();
    let (old, new) = sides(&open[0].rename, pair, hints);
    let failure = Failure::new(
        "rename-or-drop",
        format!("is `{new}` the new name of `{old}`, or does `{old}` go with all that it holds?"),
    );
    failure
        .with_help(format!("if it is renamed, add {}\nif it really goes, add --no-rename", flags.join(" ")))
}

fn quoted_for_shell(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '-'));
    if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// A rename's two names, as `--rename` takes them.
fn sides(rename: &Rename, pair: Pair<&Schema>, hints: &Hints) -> (String, String) {
    let part = |name: &str| QName::new(None, name).to_string();
    match rename {
        Rename::Table { from, to, .. } | Rename::Enum { from, to, .. } => (from.to_string(), to.to_string()),
        Rename::Column { table, from, to, .. } => {
            let old = old_table(table, pair, hints);
            (format!("{old}.{}", part(from)), format!("{table}.{}", part(to)))
        }
        Rename::Label { ty, from, to, .. } => (format!("{ty}.{}", part(from)), format!("{ty}.{}", part(to))),
    }
}

/// The name that a table had before.
fn old_table(table: &QName, pair: Pair<&Schema>, hints: &Hints) -> QName {
    let renamed = hints.renames.iter().find_map(|rename| match rename {
        Rename::Table { from, to, .. } if to == table && pair.old.table(from).is_some() => Some(from.clone()),
        _ => None,
    });
    renamed.unwrap_or_else(|| table.clone())
}

impl Flag {
    /// Whether it is about a table or an enum as a whole.
    fn is_whole(&self, pair: Pair<&Schema>) -> bool {
        whole(&self.old)
            .is_some_and(|name| pair.old.table(&name).is_some() || pair.old.enum_type(&name).is_some())
    }

    fn meant(&self, pair: Pair<&Schema>, hints: &Hints) -> Result<Rename> {
        let origin = Origin::Flag;
        if let (Some(from), Some(to)) = (whole(&self.old), whole(&self.new)) {
            if pair.old.table(&from).is_some() {
                return Ok(Rename::Table { from, to, origin });
            }
            if pair.old.enum_type(&from).is_some() {
                return Ok(Rename::Enum { from, to, origin });
            }
        }
        let (Some((holder, from)), Some((new_holder, to))) = (inside(&self.old), inside(&self.new)) else {
            return Err(self.unknown(pair));
        };
        let old_holder = old_table(&holder, pair, hints);
        if pair.old.table(&old_holder).is_some() {
            return Ok(Rename::Column { table: new_holder, from, to, origin });
        }
        if pair.old.enum_type(&holder).is_some() {
            return Ok(Rename::Label { ty: new_holder, from, to, origin });
        }
        Err(self.unknown(pair))
    }

    fn unknown(&self, pair: Pair<&Schema>) -> Failure {
        let old = self.text.split(':').next().unwrap_or_default();
        let names: Vec<String> = pair
            .old
            .tables
            .iter()
            .flat_map(|table| {
                let columns =
                    table.columns.iter().map(move |column| format!("{}.{}", table.name, column.name));
                std::iter::once(table.name.to_string()).chain(columns)
            })
            .collect();
        let failure = Failure::new("bad-rename", format!("`--rename {}`: there is no `{old}`", self.text));
        match crate::config::nearest(old, names.iter().map(String::as_str)) {
            Some(near) => failure.with_help(format!("did you mean `{near}`?")),
            None => {
                failure.with_help("a table is named as `people:users`, a column as `users.mail:users.email`")
            }
        }
    }
}

fn whole(parts: &[String]) -> Option<QName> {
    match parts {
        [name] => Some(QName::new(None, name)),
        [namespace, name] => Some(QName::new(Some(namespace), name)),
        _ => None,
    }
}

fn inside(parts: &[String]) -> Option<(QName, String)> {
    let (last, holder) = parts.split_last()?;
    Some((whole(holder)?, last.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read_with_quotes() {
        let flag: Flag = r#""odd:name".a:users.b"#.parse().unwrap();
        assert_eq!(flag.old, ["odd:name", "a"]);
        assert_eq!(flag.new, ["users", "b"]);
        for wrong in ["people", "a:", ":b", "a.b.c.d:x", "a\"b:c"] {
            assert!(wrong.parse::<Flag>().is_err(), "{wrong}");
        }
    }
}
