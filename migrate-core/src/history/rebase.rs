//! The cure for two heads: one line is put behind the other. And for files that a merge left in pieces.

use std::collections::BTreeSet;

use super::replay::step;
use super::{Batch, Branch, Draft, History, Id, Position, ReviewFile, Revision, Timestamp, text};
use crate::{Error, ErrorCode, Result, Schema, plan};

/// A revision that was put behind another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Its id before.
    pub from: Id,
    /// Its id now; the same where it was late enough.
    pub to: Id,
    /// What it does.
    pub message: String,
    /// Whether its SQL was made anew: it had been made by this tool, for other tables than are there now.
    pub renewed: bool,
}

impl History {
    /// Puts one line of revisions behind the other head, and writes `schema.json` as the revisions make it.
    /// Which line: that of the revision that is named, else the only one that nobody has reviewed.
    ///
    /// SQL that was written or edited by hand is kept. SQL that is as this tool made it is made anew: a
    /// table that is rebuilt must be rebuilt with what the other line has added. Reviews are opened again.
    ///
    /// # Errors
    ///
    /// Where nothing says which line to move, or a change doesn't fit behind the other head.
    pub fn rebase(&self, mine: Option<&Id>, now: Timestamp, batch: &mut Batch) -> Result<Vec<Moved>> {
        let branches = self.branches();
        if branches.len() < 2 {
            let head = branches.first().map(|branch| branch.head.clone());
            let position = head.clone().map_or(Position::Base, Position::At);
            self.write_snapshot(head, &self.schema_at(&position)?, batch)?;
            return Ok(Vec::new());
        }
        let mine = self.choose(&branches, mine)?;
        let others = branches.iter().filter(|branch| branch.head != mine.head);
        let Some(other) = others.map(|branch| &branch.head).max() else { return Ok(Vec::new()) };
        let there = self.up_to(other);
        let mut schema = self.schema_of(&there)?;
        let mut parent = other.clone();
        let mut taken: Vec<Id> = self.revisions().iter().map(|revision| revision.id.clone()).collect();
        let mut moved = Vec::new();
        for id in mine.own.iter().filter(|id| !there.contains(id)) {
            let Some(revision) = self.revision(id) else { continue };
            let to = if *id > parent { id.clone() } else { Id::new(now, &taken) };
            let (draft, renewed) = self.moved(revision, &to, &parent, &mut schema, now)?;
            self.replace(id, &draft, &schema, batch)?;
            moved.push(Moved {
                from: id.clone(),
                to: to.clone(),
                message: revision.message.clone(),
                renewed,
            });
            taken.push(to.clone());
            parent = to;
        }
        Ok(moved)
    }

    /// Puts `review.toml` together again where a merge left conflict markers, or one entry twice: the entries of both
    /// sides. Says whether there was anything to do.
    pub fn mend_review(&self, batch: &mut Batch) -> Result<bool> {
        let path = self.dir().join("review.toml");
        let Some(text) = text::read(&path)? else { return Ok(false) };
        let Err(wrong) = ReviewFile::parse(&path, &text) else { return Ok(false) };
        let Ok(review) = ReviewFile::parse(&path, &union(&text)) else {
            return Err(
                wrong.with_help("mend it by hand, or remove it: then every revision is to be reviewed again")
            );
        };
        batch.write(path, review.to_toml()?);
        Ok(true)
    }

    fn choose<'b>(&self, branches: &'b [Branch], named: Option<&Id>) -> Result<&'b Branch> {
        let fits = |branch: &&Branch| match named {
            Some(id) => branch.own.contains(id),
            None => branch.own.iter().all(|id| self.revision(id).is_some_and(|r| !r.review.is_approved())),
        };
        let found: Vec<&Branch> = branches.iter().filter(fits).collect();
        match (found.as_slice(), named) {
            ([one], _) => Ok(one),
            (_, Some(id)) => Err(Error::new(
                ErrorCode::SeveralHeads,
                format!("revision `{id}` is not on one of the lines alone"),
            )
            .with_help(self.name_one(branches))),
            (found, None) => {
                let why = if found.is_empty() {
                    "all lines have reviewed revisions"
                } else {
                    "no line is reviewed"
                };
                Err(Error::new(ErrorCode::SeveralHeads, format!("nothing says which line to move: {why}"))
                    .with_help(self.name_one(branches)))
            }
        }
    }

    fn name_one(&self, branches: &[Branch]) -> String {
        let names: Vec<String> = branches
            .iter()
            .filter_map(|branch| self.revision(&branch.head))
            .map(|head| format!("`cargo migrate rebase {}` ({})", head.id, head.message))
            .collect();
        format!("name a revision of the line to move: {}", names.join(" or "))
    }

    /// A revision on another parent; `schema` is moved along.
    fn moved(
        &self,
        revision: &Revision,
        to: &Id,
        parent: &Id,
        schema: &mut Schema,
        now: Timestamp,
    ) -> Result<(Draft, bool)> {
        let changes = revision.changes()?;
        let mut as_made = None;
        for options in plan::Options::either() {
            let made = plan::plan(self.dialect(), &self.schema_before(revision)?, changes, &options)?;
            let same = !changes.is_empty()
                && made.up.to_sql() == revision.up
                && revision.down.as_ref().is_none_or(|down| *down == made.down.to_sql());
            as_made = as_made.or(same.then_some(options));
        }
        let before = schema.clone();
        step(schema, revision).map_err(|error| {
            Error::new(ErrorCode::SeveralHeads, format!("revision `{}` collides with `{parent}`: {}", revision.id, error.message()))
                .with_help("change the models so that both fit, remove the revision's directory, and run `cargo migrate revision` again")
        })?;
        let mut draft = Draft {
            id: to.clone(),
            message: revision.message.clone(),
            parents: vec![parent.clone()],
            created_at: now,
            up: revision.up.clone(),
            down: revision.down.clone().unwrap_or_else(|| "-- There is no way back.\n".to_owned()),
            run_in_transaction: revision.run_in_transaction,
            foreign_keys_off: revision.foreign_keys_off,
            data_steps: revision.data_steps,
            changes: changes.to_vec(),
        };
        if let Some(options) = as_made {
            let plan = plan::plan(self.dialect(), &before, changes, &options)?;
            draft.up = plan.up.to_sql();
            draft.down = plan.down.to_sql();
            draft.run_in_transaction = plan.up.run_in_transaction();
            draft.foreign_keys_off = plan.up.foreign_keys_off();
        }
        let renewed = draft.up != revision.up;
        Ok((draft, renewed))
    }
}

/// Both sides of every conflict, each entry once: where they differ on one, it is to be reviewed again.
fn union(broken: &str) -> String {
    let is_marker =
        |line: &str| ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark));
    let mut sections: Vec<(String, String)> = vec![(String::new(), String::new())];
    for line in broken.lines().filter(|line| !is_marker(line)) {
        if line.starts_with('[') {
            sections.push((line.to_owned(), String::new()));
        } else if let Some((_, body)) = sections.last_mut() {
            body.push_str(line.trim_end());
            body.push('\n');
        }
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut text = String::new();
    for (title, body) in &sections {
        if !seen.insert(title) {
            continue;
        }
        let same = |other: &&(String, String)| other.0 == *title && other.1.trim() != body.trim();
        let disputed = !title.is_empty() && sections.iter().any(|other| same(&other));
        let body = if disputed { "state = \"pending\"\n" } else { body.as_str() };
        text.push_str(&format!("{title}\n{body}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_a_conflict_are_kept() {
        let broken = "[revision.a]\nstate = \"pending\"\n\n<<<<<<< HEAD\n[revision.b]\nstate = \"pending\"\n=======\n\
                      [revision.c]\nstate = \"approved\"\nsha256 = \"1\"\n>>>>>>> theirs\n";
        let review = ReviewFile::parse("review.toml".as_ref(), &union(broken)).unwrap();
        let ids: Vec<&str> = review.ids().map(Id::as_str).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        assert!(review.entry(&Id::from("c")).unwrap().approval.is_some());
    }

    #[test]
    fn what_the_sides_dispute_is_pending() {
        let broken = "<<<<<<< HEAD\n[revision.b]\nstate = \"approved\"\nsha256 = \"1\"\n=======\n[revision.b]\n\
                      state = \"approved\"\nsha256 = \"2\"\n>>>>>>> theirs\n";
        let review = ReviewFile::parse("review.toml".as_ref(), &union(broken)).unwrap();
        assert!(review.entry(&Id::from("b")).unwrap().approval.is_none());
    }
}
