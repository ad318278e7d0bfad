use std::process::Command;

use migrate_core::Dialect;
use migrate_core::history::{Approval, Batch, History};
use serde_json::{Value, json};

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::{Card, Page, Report, Tone, paint, plural};

/// Read a revision's plan, SQL and hazards, and approve it
///
/// Without REV: every revision that waits for its review. Without a terminal, --approve is needed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An id, a unique prefix of one, a unique part of the message, head, head-1, …
    #[arg(value_name = "REV")]
    revision: Option<String>,
    /// Approve without being asked
    #[arg(long)]
    approve: bool,
    /// Accept a hazard by its code; `all` for every one
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    ack: Vec<String>,
    /// Who approves [default: git's user.name, else the user's name]
    #[arg(long, value_name = "NAME")]
    reviewer: Option<String>,
    /// Of this dialect only
    #[arg(long)]
    dialect: Option<Dialect>,
}

pub(crate) struct Reviewed {
    cards: Vec<Card>,
    /// By whom; nobody where it was only shown.
    approved: Option<String>,
    was_shown: bool,
    needed: bool,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Reviewed> {
    let histories = context.histories(args.dialect)?;
    let mut cards: Vec<Card> = Vec::new();
    for history in &histories {
        cards.extend(wanted(history, args.revision.as_deref(), context)?);
    }
    let open: Vec<&Card> = cards.iter().filter(|card| !card.review.is_approved()).collect();
    if open.is_empty() {
        return Ok(Reviewed { cards, approved: None, was_shown: false, needed: false });
    }
    let mut accepted = acknowledged(&args.ack, &open, context)?;
    let asks = !args.approve && context.ask.allowed();
    if asks {
        context.screen.preview(|page| cards.iter().for_each(|card| card.draw(page)));
    }
    if !args.approve && !asks {
        return Ok(Reviewed { cards, approved: None, was_shown: false, needed: true });
    }
    for card in &open {
        let missing: Vec<&str> =
            card.codes().into_iter().filter(|code| !accepted.iter().any(|ack| ack == code)).collect();
        if !asks && !missing.is_empty() {
            return Err(not_accepted(card, &missing));
        }
        for code in missing {
            if !context.ask.confirm(&format!("{}: accept {code}?", card.id), &format!("`--ack {code}`"))? {
                return Err(not_accepted(card, &[code]));
            }
            accepted.push(code.to_owned());
        }
    }
    if asks && !context.ask.confirm(&format!("approve {}?", plural(open.len(), "revision")), "`--approve`")? {
        return Ok(Reviewed { cards, approved: None, was_shown: true, needed: true });
    }
    let reviewer = args.reviewer.unwrap_or_else(who);
    record(&histories, &open, &accepted, &reviewer, context)?;
    Ok(Reviewed { cards, approved: Some(reviewer), was_shown: asks, needed: true })
}

/// The revision that is named, or all that wait.
fn wanted(history: &History, name: Option<&str>, context: &Context<'_>) -> Result<Vec<Card>> {
    match name {
        None => Ok(history
            .revisions()
            .iter()
            .filter(|revision| !revision.review.is_approved())
            .map(|revision| Card::new(history, revision))
            .collect()),
        Some(name) => {
            let position = context.resolve(history, name)?;
            let revision = position.id().and_then(|id| history.revision(id));
            Ok(revision.into_iter().map(|revision| Card::new(history, revision)).collect())
        }
    }
}

/// The codes that are accepted by flags; what isn't needed is ignored with a note, what is no code is refused.
fn acknowledged(acks: &[String], open: &[&Card], context: &Context<'_>) -> Result<Vec<String>> {
    let needed: Vec<&str> = open.iter().flat_map(|card| card.codes()).collect();
    let mut accepted = Vec::new();
    for ack in acks {
        if ack == "all" {
            accepted.extend(needed.iter().map(|code| (*code).to_owned()));
        } else if let Err(why) = ack.parse::<migrate_core::plan::HazardCode>() {
            return Err(Failure::usage(why.to_string()));
        } else if needed.contains(&ack.as_str()) {
            accepted.push(ack.clone());
        } else {
            context.screen.note(&format!("`--ack {ack}` isn't needed"));
        }
    }
    accepted.sort();
    accepted.dedup();
    Ok(accepted)
}

fn not_accepted(card: &Card, missing: &[&str]) -> Failure {
    let why: Vec<String> = card
        .hazards
        .iter()
        .filter(|hazard| missing.contains(&hazard.code.name()))
        .map(|hazard| format!("{}: {}", hazard.code.name(), hazard.message))
        .collect();
    let flags: Vec<String> = missing.iter().map(|code| format!("--ack {code}")).collect();
    let failure = Failure::new(
        "hazard-not-accepted",
        format!("revision `{}` ({}) has hazards that nobody accepted", card.id, card.message),
    );
    Failure { causes: why, ..failure.with_help(format!("if that is meant, add {}", flags.join(" "))) }
}

/// One batch for all dialects: all or nothing.
fn record(
    histories: &[History],
    open: &[&Card],
    accepted: &[String],
    reviewer: &str,
    context: &Context<'_>,
) -> Result<()> {
    let mut batch = Batch::new(&context.project()?.migrations())?;
    let now = context.now().to_string();
    for history in histories {
        for card in open.iter().filter(|card| card.dialect == history.dialect()) {
            let Some(revision) = history.revisions().iter().find(|revision| revision.path == card.path)
            else {
                continue;
            };
            let codes = card.codes();
            let approval = Approval {
                sha256: revision.sha256.clone(),
                reviewer: reviewer.to_owned(),
                reviewed_at: now.clone(),
                acknowledged: accepted.iter().filter(|ack| codes.contains(&ack.as_str())).cloned().collect(),
            };
            history.approve(&revision.id, approval, &mut batch)?;
        }
    }
    Ok(batch.commit()?)
}

/// git's user, else the computer's.
fn who() -> String {
    let git = Command::new("git")
        .args(["config", "user.name"])
        .output()
        .ok()
        .filter(|output| output.status.success());
    let name = git.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let user = || ["USER", "USERNAME"].iter().find_map(|key| std::env::var(key).ok());
    name.filter(|name| !name.is_empty()).or_else(user).unwrap_or_else(|| "unknown".to_owned())
}

impl Report for Reviewed {
    fn human(&self, page: &mut Page) {
        if !self.was_shown {
            self.cards.iter().for_each(|card| card.draw(page));
        }
        page.blank();
        match &self.approved {
            Some(reviewer) => {
                for card in self.cards.iter().filter(|card| !card.review.is_approved()) {
                    page.line(format_args!(
                        "{} {} {} by {reviewer}",
                        paint(Tone::Good, "approved"),
                        paint(Tone::Name, &card.id),
                        card.message
                    ));
                }
                page.next("apply it", "cargo migrate upgrade");
            }
            None if self.needed => {
                page.toned(Tone::Look, "not approved");
                page.next("once it is read", "cargo migrate review --approve");
            }
            None if self.cards.is_empty() => {
                page.line("nothing waits for a review");
            }
            None => {
                page.line("approved already");
            }
        }
    }

    fn json(&self) -> Value {
        let done = |card: &Card| card.review.is_approved() || self.approved.is_some();
        let cards: Vec<Value> = self
            .cards
            .iter()
            .map(|card| {
                let mut value = card.json();
                value["reviewed"] = json!(done(card));
                if let (false, Some(reviewer)) = (card.review.is_approved(), &self.approved) {
                    value["reviewer"] = json!(reviewer);
                }
                value
            })
            .collect();
        json!({ "approved": self.cards.iter().all(done), "revisions": cards })
    }

    fn exit(&self) -> Exit {
        if self.needed && self.approved.is_none() { Exit::No } else { Exit::Done }
    }
}
