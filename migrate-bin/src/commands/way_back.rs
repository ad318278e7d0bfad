//! The way back from an upgrade: what `downgrade` would run, what it can't bring back, where the backup lies.

use migrate_core::backup::Backup;
use migrate_core::history::{History, Revision};
use migrate_core::plan::{self, HazardCode};
use migrate_core::runtime::Report as Done;
use serde_json::{Value, json};

use crate::output::{Page, Tone, paint, plural};

/// Known when the upgrade is done.
pub(super) struct WayBack {
    /// Where a downgrade would lead.
    to: String,
    /// The revisions that it would take back, newest first.
    takes_back: Vec<String>,
    /// Those among them whose way back loses something, or that have none, with why.
    irreversible: Vec<(String, String)>,
    backup: Option<Backup>,
}

impl WayBack {
    /// Of what ran; nothing where nothing did.
    pub(super) fn of(history: &History, done: &Done) -> Option<Self> {
        if done.ran.is_empty() || done.dry_run {
            return None;
        }
        let ran: Vec<&Revision> = done
            .ran
            .iter()
            .rev()
            .filter_map(|ran| {
                history.revisions().iter().find(|revision| revision.id.as_str() == ran.revision)
            })
            .collect();
        let why = |revision: &&Revision| Some((revision.id.to_string(), loses(history, revision)?));
        Some(Self {
            to: done.from.clone().unwrap_or_else(|| "base".to_owned()),
            takes_back: ran.iter().map(|revision| revision.id.to_string()).collect(),
            irreversible: ran.iter().filter_map(why).collect(),
            backup: done.backup.clone(),
        })
    }

    pub(super) fn draw(&self, page: &mut Page) {
        page.heading("Way back");
        page.line(format_args!(
            "  {} takes back {}",
            paint(Tone::Name, &format!("cargo migrate downgrade {}", self.to)),
            plural(self.takes_back.len(), "revision")
        ));
        for (revision, why) in &self.irreversible {
            page.line(format_args!("  {} {}  {why}", paint(Tone::Look, "!"), paint(Tone::Name, revision)));
        }
        if let Some(backup) = &self.backup {
            let rows: u64 = backup.rows.values().sum();
            let path = backup.path.display().to_string();
            page.line(format_args!(
                "  {} brings back all as it was ({}, {rows} rows, read again)",
                paint(Tone::Name, &format!("cargo migrate restore {path} --force")),
                plural(backup.rows.len(), "table"),
            ));
        }
    }

    pub(super) fn json(&self) -> Value {
        let irreversible: Vec<Value> = self
            .irreversible
            .iter()
            .map(|(revision, why)| json!({ "revision": revision, "why": why }))
            .collect();
        json!({
            "downgrade": self.to,
            "takes_back": self.takes_back,
            "irreversible": irreversible,
            "backup": self.backup.as_ref().map(|backup| json!({
                "path": backup.path.display().to_string(),
                "bytes": backup.bytes,
                "rows": backup.rows,
            })),
        })
    }
}

/// What the way back can't bring again.
fn loses(history: &History, revision: &Revision) -> Option<String> {
    if revision.down.is_none() {
        return Some("has no down.sql".to_owned());
    }
    let before = history.schema_before(revision).ok()?;
    let plan =
        plan::plan(history.dialect(), &before, revision.changes().ok()?, &plan::Options::default()).ok()?;
    let found: Vec<&str> = plan
        .hazards
        .iter()
        .filter(|hazard| matches!(hazard.code, HazardCode::Irreversible | HazardCode::DataLoss))
        .map(|hazard| hazard.message.as_str())
        .collect();
    (!found.is_empty()).then(|| found.join("; "))
}
