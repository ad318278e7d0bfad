use migrate_core::history::Id;
use serde_json::{Value, json};

use super::drafted::Drafted;
use crate::commands::prove::Proven;
use crate::output::{Document, Page, Report, Tone, paint, plan as draw, plural, short, words};

/// What came of it.
pub(crate) struct Revision {
    pub(super) id: Option<Id>,
    pub(super) message: String,
    pub(super) drafts: Vec<Drafted>,
    pub(super) what: What,
    pub(super) proven: Vec<Proven>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Written,
    Amended,
    Removed,
    DryRun,
    Nothing,
}

impl Revision {
    /// Nothing was written, or nothing is left to prove.
    pub(super) fn unwritten(id: Option<Id>, message: String, drafts: Vec<Drafted>, what: What) -> Self {
        Self { id, message, drafts, what, proven: Vec::new() }
    }

    /// What `schema!` has to say of its data step.
    fn step_to_name(&self) -> Option<String> {
        let steps = self.drafts.iter().find_map(|draft| draft.data_steps)?;
        let down = if steps.down.is_some() { ", down = function" } else { "" };
        Some(format!("#[schema(step(\"{}\", up = function{down}))]", self.id.as_ref()?))
    }

    fn proven_for(&self, draft: &Drafted) -> Option<&Proven> {
        self.proven.iter().find(|proven| proven.dialect() == draft.dialect)
    }
}

impl Report for Revision {
    fn human(&self, page: &mut Page) {
        if self.what == What::Nothing {
            page.line("nothing changed: the models are as the snapshot has them");
            return;
        }
        let several = self.drafts.len() > 1;
        for draft in &self.drafts {
            if several {
                page.heading(draft.dialect.title());
            }
            if several && draft.changes.is_empty() {
                page.toned(Tone::Dim, "  nothing changed");
                continue;
            }
            draw::draw_changes(&draft.changes, page);
            if self.what == What::DryRun {
                page.heading("SQL");
                draw::draw_sql(&draft.plan.up.to_sql(), page);
            }
            if !draft.plan.hazards.is_empty() {
                page.heading("Hazards");
                draw::draw_hazards(&draft.plan.hazards, page);
            }
        }
        page.blank();
        let id = self.id.as_ref().map(ToString::to_string).unwrap_or_default();
        match self.what {
            What::DryRun => {
                page.toned(Tone::Dim, "dry run: nothing was written");
            }
            What::Removed => {
                page.line(format_args!(
                    "{} {id}: the models are as they were before it",
                    paint(Tone::Bad, "removed")
                ));
            }
            What::Written | What::Amended | What::Nothing => {
                let word = if self.what == What::Amended { "amended" } else { "wrote" };
                for path in self.drafts.iter().flat_map(|draft| &draft.paths) {
                    page.line(format_args!(
                        "{} {}",
                        paint(Tone::Good, word),
                        paint(Tone::Name, &short(path))
                    ));
                }
                self.proven.iter().for_each(|proven| proven.draw(page));
                if let Some(cure) = self.step_to_name() {
                    page.next("write the function of its data step, and name it", &cure);
                }
                let changes = self.drafts.iter().map(|draft| draft.changes.len()).max().unwrap_or(0);
                let by_hand = self.drafts.iter().all(|draft| draft.data_steps.is_none());
                let why = match changes {
                    0 if by_hand => "write its up.sql and down.sql, then approve".to_owned(),
                    0 => "read it, approve".to_owned(),
                    changes => format!("read its {}, approve", plural(changes, "change")),
                };
                page.next(&why, "cargo migrate review");
            }
        }
    }

    fn json(&self) -> Value {
        let one = |draft: &Drafted| {
            json!({
                "dialect": draft.dialect.name(),
                "path": draft.paths.last(),
                "revisions": draft.ids,
                "changes": words::changes(&draft.changes),
                "statements": {
                    "up": words::statements(&draft.plan.up),
                    "down": words::statements(&draft.plan.down),
                },
                "hazards": words::hazards(&draft.plan.hazards),
                "data_step": draft.data_steps.as_ref().map_or(Value::Null, words::data_steps),
                "verified": self.proven_for(draft).map_or(Value::Null, Proven::verified),
                "proof": self.proven_for(draft).map_or(Value::Null, Proven::json),
            })
        };
        // A dialect that nothing changed for has nothing to say.
        let first = self.drafts.iter().find(|draft| !draft.changes.is_empty()).or(self.drafts.first());
        let mut value = first.map_or_else(|| json!({}), one);
        let written = matches!(self.what, What::Written | What::Amended);
        value["revision"] = if written { json!(self.id) } else { Value::Null };
        value["message"] = if self.message.is_empty() { Value::Null } else { json!(self.message) };
        if self.what == What::Removed {
            value["removed"] = json!(self.id);
        }
        if self.drafts.len() > 1 {
            value["dialects"] = self.drafts.iter().map(one).collect();
        }
        value
    }

    fn document(&self, form: Document) -> Option<String> {
        let sql = self.drafts.iter().map(|draft| draft.plan.up.to_sql()).collect::<Vec<_>>();
        (form == Document::Sql).then(|| sql.join("\n"))
    }
}
