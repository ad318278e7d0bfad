//! A revision as a reviewer sees it.

use migrate_core::embed::{DataSteps, When};
use migrate_core::history::{History, Review, Revision};
use migrate_core::plan::Hazard;
use migrate_core::{Change, Dialect};
use serde_json::{Value, json};

use super::{Page, Tone, paint, plan, words};
use crate::revisions;

/// One revision with all that a decision about it needs.
pub(crate) struct Card {
    pub(crate) dialect: Dialect,
    pub(crate) id: String,
    pub(crate) message: String,
    pub(crate) parents: Vec<String>,
    pub(crate) path: std::path::PathBuf,
    pub(crate) created_at: Option<String>,
    pub(crate) review: Review,
    pub(crate) changes: Vec<Change>,
    pub(crate) up: String,
    pub(crate) down: Option<String>,
    pub(crate) hazards: Vec<Hazard>,
    /// The functions that run beside its SQL.
    pub(crate) data_steps: DataSteps,
    /// Why the changes, and with them the hazards, can't be told.
    pub(crate) unknown: Option<String>,
}

impl Card {
    /// Reads what there is to know.
    pub(crate) fn new(history: &History, revision: &Revision) -> Self {
        let (changes, hazards, unknown) = match revisions::hazards(history, revision) {
            Ok((changes, hazards)) => (changes, hazards, None),
            Err(failure) => (Vec::new(), Vec::new(), Some(failure.message)),
        };
        Self {
            dialect: history.dialect(),
            id: revision.id.to_string(),
            message: revision.message.clone(),
            parents: revision.parents.iter().map(ToString::to_string).collect(),
            path: revision.path.clone(),
            created_at: revision.created_at.clone(),
            review: revision.review.clone(),
            changes,
            up: revision.up.clone(),
            down: revision.down.clone(),
            hazards,
            data_steps: revision.data_steps,
            unknown,
        }
    }

    /// Everything but the way back.
    pub(crate) fn draw(&self, page: &mut Page) {
        page.blank().line(format_args!(
            "{}  {}",
            paint(Tone::Name, &self.id),
            paint(Tone::Strong, &self.message)
        ));
        let parents = if self.parents.is_empty() { "base".to_owned() } else { self.parents.join(", ") };
        let mut fields = vec![("dialect", self.dialect.title().to_owned()), ("after", parents)];
        fields.extend(self.created_at.clone().map(|at| ("made", at)));
        fields.push(("folder", super::short(&self.path)));
        fields.push(("review", about_review(&self.review)));
        if !self.data_steps.is_empty() {
            let part = |word: &str, when: Option<When>| when.map(|when| format!("{} {word}", when.name()));
            let parts = [part("up.sql", self.data_steps.up), part("down.sql", self.data_steps.down)];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            fields.push(("data step", format!("in Rust, {}", parts.join(", "))));
        }
        page.fields(&fields);
        if !self.changes.is_empty() {
            page.heading("Changes");
            plan::draw_changes(&self.changes, page);
        }
        page.heading("SQL");
        plan::draw_sql(&self.up, page);
        if !self.hazards.is_empty() {
            page.heading("Hazards");
            plan::draw_hazards(&self.hazards, page);
        }
        if let Some(why) = &self.unknown {
            page.blank().toned(Tone::Look, format_args!("its hazards are unknown: {why}"));
        }
    }

    /// The way back.
    pub(crate) fn draw_down(&self, page: &mut Page) {
        page.heading("Down");
        match &self.down {
            Some(down) => plan::draw_sql(down, page),
            None => {
                page.toned(Tone::Dim, "  there is no way back: no down.sql");
            }
        }
    }

    /// The codes of its hazards, each once.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<&'static str> = self.hazards.iter().map(|hazard| hazard.code.name()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// For machines.
    pub(crate) fn json(&self) -> Value {
        let mut value = json!({
            "revision": self.id,
            "message": self.message,
            "parent": super::words::parent(&self.parents),
            "dialect": self.dialect.name(),
            "path": self.path,
            "created_at": self.created_at,
            "reviewed": self.review.is_approved(),
            "changes": words::changes(&self.changes),
            "up": self.up,
            "hazards": words::hazards(&self.hazards),
            "data_step": words::data_steps(&self.data_steps),
        });
        if let Review::Approved(approval) = &self.review {
            value["reviewer"] = json!(approval.reviewer);
            value["reviewed_at"] = json!(approval.reviewed_at);
            value["acknowledged"] = json!(approval.acknowledged);
        }
        value
    }
}

fn about_review(review: &Review) -> String {
    match review {
        Review::Pending => paint(Tone::Look, "pending"),
        Review::Edited(approval) => {
            paint(Tone::Bad, &format!("edited after {} approved it", super::clean::clean(&approval.reviewer)))
        }
        Review::Approved(approval) => {
            let accepted = match approval.acknowledged.as_slice() {
                [] => String::new(),
                codes => format!(", accepting {}", codes.join(", ")),
            };
            let by = super::clean::clean(&approval.reviewer);
            paint(Tone::Good, &format!("approved by {by}, {}{accepted}", approval.reviewed_at))
        }
    }
}
