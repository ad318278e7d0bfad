use migrate_core::Dialect;
use migrate_core::change::Hints;
use migrate_core::diff::{self, Pair};
use migrate_core::history::{Batch, History, Id};
use migrate_core::plan;
use serde_json::{Value, json};

use super::drafted::{self, Drafted};
use super::prove::{Proven, prove};
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::models::Models;
use crate::output::{Document, Page, Report, Tone, paint, plan as draw, plural, short, words};
use crate::renames::{self, RenameArgs};
use crate::scratch::ScratchArgs;

/// Compile the models, compare them with the snapshot, write a revision for review
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What it does, in your words
    #[arg(short, long, value_name = "MSG")]
    message: Option<String>,
    /// Without comparing anything: for SQL of your own, such as a data step
    #[arg(long, conflicts_with_all = ["amend", "renames", "no_rename"])]
    empty: bool,
    /// Renew the newest revision (same id), while it is neither reviewed nor applied
    #[arg(long)]
    amend: bool,
    /// With --amend: drop what was changed by hand in the revision's SQL
    #[arg(long, requires = "amend")]
    discard_edits: bool,
    #[command(flatten)]
    renames: RenameArgs,
    /// Show what would be written; write nothing
    #[arg(long)]
    dry_run: bool,
    /// For this dialect only
    #[arg(long)]
    dialect: Option<Dialect>,
    #[command(flatten)]
    scratch: ScratchArgs,
}

/// What came of it.
pub(crate) struct Revision {
    id: Option<Id>,
    message: String,
    drafts: Vec<Drafted>,
    what: What,
    proven: Vec<Proven>,
}

impl Revision {
    fn unwritten(id: Option<Id>, message: String, drafts: Vec<Drafted>, what: What) -> Self {
        Self { id, message, drafts, what, proven: Vec::new() }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Written,
    Amended,
    Removed,
    DryRun,
    Nothing,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Revision> {
    let histories = context.histories(args.dialect)?;
    for history in &histories {
        // Nothing can stand on several heads, or on a snapshot that can't be read.
        history.head()?;
        history.snapshot()?;
    }
    let amended = if args.amend { Some(amended(&histories, &args, context)?) } else { None };
    let mut drafts =
        if args.empty { empty(&histories)? } else { compare(&histories, amended.as_ref(), &args, context)? };
    let unchanged = !args.empty && drafts.iter().all(|draft| draft.changes.is_empty());
    if unchanged && amended.is_none() {
        return Ok(Revision::unwritten(None, String::new(), drafts, What::Nothing));
    }
    if args.dry_run {
        let message = args.message.unwrap_or_default();
        return Ok(Revision::unwritten(None, message, drafts, What::DryRun));
    }
    let mut batch = Batch::new(&context.project()?.migrations())?;
    if let (true, Some(id)) = (unchanged, &amended) {
        for (history, draft) in histories.iter().zip(&drafts) {
            for part in drafted::parts(std::slice::from_ref(history), id).iter().rev() {
                history.remove(part, &draft.schema, &mut batch)?;
            }
        }
        batch.commit()?;
        return Ok(Revision::unwritten(amended, String::new(), drafts, What::Removed));
    }
    let message = message(&args, amended.as_ref(), &histories, context)?;
    let now = context.now();
    let taken = histories.iter().flat_map(History::revisions).map(|revision| &revision.id);
    let old = amended.as_ref().map_or_else(Vec::new, |id| drafted::parts(&histories, id));
    let count = drafts.iter().map(Drafted::len).max().unwrap_or(1);
    let ids = drafted::ids(now, taken, &old, count);
    for (history, draft) in histories.iter().zip(&mut drafts) {
        draft.write(&ids, &message, history, &old, now, &mut batch)?;
    }
    batch.commit()?;
    hook(&drafts, context);
    let what = if amended.is_some() { What::Amended } else { What::Written };
    // SQL that is still to be written proves nothing.
    let proven = if args.empty { Vec::new() } else { prove(&histories, &ids, &args.scratch, context)? };
    Ok(Revision { id: ids.last().cloned(), message, drafts, what, proven })
}

/// The revision that `--amend` renews.
fn amended(histories: &[History], args: &Args, context: &Context<'_>) -> Result<Id> {
    let mut id: Option<Id> = None;
    for history in histories {
        let Some(head) = history.head()? else {
            return Err(Failure::new("nothing-to-amend", "there is no revision to amend")
                .with_help("leave `--amend` away to write the first"));
        };
        // What was written together is renewed together.
        for part in history.parts(head) {
            if part.review.is_approved() {
                return Err(Failure::new(
                    "reviewed",
                    format!("revision `{}` ({}) is reviewed", part.id, part.message),
                )
                .with_help("leave `--amend` away: what changed since then is a revision of its own"));
            }
            if context.applied(history)?.is_some_and(|applied| applied.contains(&part.version())) {
                return Err(Failure::new(
                    "applied",
                    format!("revision `{}` ({}) is applied to the database in use", part.id, part.message),
                )
                .with_help("run `cargo migrate downgrade -1` first, or leave `--amend` away"));
            }
        }
        if !args.discard_edits && !args.dry_run && drafted::edited(history, head)? {
            return Err(Failure::new(
                "edited",
                format!("the SQL of revision `{}` was changed by hand", head.id),
            )
            .at(head.path.join("up.sql").display())
            .with_help("to lose that, add --discard-edits; to keep it, leave `--amend` away"));
        }
        if id.as_ref().is_some_and(|id| *id != head.id) {
            return Err(Failure::usage("the dialects have different newest revisions")
                .with_help("name one with `--dialect`"));
        }
        id = Some(head.id.clone());
    }
    id.ok_or_else(|| Failure::new("nothing-to-amend", "there is no revision to amend"))
}

fn message(
    args: &Args,
    amended: Option<&Id>,
    histories: &[History],
    context: &Context<'_>,
) -> Result<String> {
    let old = || amended.and_then(|id| histories.iter().find_map(|history| history.revision(id)));
    if let Some(message) = args.message.clone().or_else(|| old().map(|revision| revision.message.clone())) {
        return Ok(message);
    }
    context
        .ask
        .line("what does this revision do?", "`-m \"what it does\"`")
        .map_err(|failure| Failure { exit: crate::exit::Exit::Usage, ..failure })
}

fn empty(histories: &[History]) -> Result<Vec<Drafted>> {
    histories
        .iter()
        .map(|history| {
            let schema = history.snapshot()?.clone();
            let plan = plan::plan(history.dialect(), &schema, &[], &plan::Options::default())?;
            Ok(Drafted::new(history.dialect(), Vec::new(), plan, schema))
        })
        .collect()
}

fn compare(
    histories: &[History],
    amended: Option<&Id>,
    args: &Args,
    context: &Context<'_>,
) -> Result<Vec<Drafted>> {
    let models = Models::capture(context)?;
    models.agree_with(histories, args.dialect, context)?;
    let mut drafts = Vec::new();
    let mut answered = args.renames.clone();
    for history in histories {
        let dialect = history.dialect();
        let old = match amended.and_then(|id| history.revision(id)) {
            Some(revision) => {
                let first = history.parts(revision).first().copied().unwrap_or(revision);
                history.schema_before(first)?
            }
            None => history.snapshot()?.clone(),
        };
        let (schema, hints) = models.schema(dialect)?;
        let pair = Pair::new(&old, &schema);
        let hints: Hints = renames::settle(dialect, pair, hints, &answered, context.ask)?;
        // What was answered for one dialect holds for all.
        answered.renames = renames::flags(&hints, pair);
        answered.no_rename |= context.ask.allowed();
        let changes = diff::diff(pair, &hints)?;
        let plan = plan::plan(dialect, &old, &changes, &plan::Options::default())?;
        let schema = diff::replayed(&old, &changes)?;
        drafts.push(Drafted::new(dialect, changes, plan, schema));
    }
    Ok(drafts)
}

/// The user's own command; its failure doesn't undo the revision.
fn hook(drafts: &[Drafted], context: &Context<'_>) {
    let Ok(project) = context.project() else { return };
    let Some((program, args)) = project.config.hooks.after_revision.split_first() else { return };
    for path in drafts.iter().flat_map(|draft| &draft.paths) {
        let done =
            std::process::Command::new(program).args(args).arg(path).current_dir(&project.dir).status();
        if !done.is_ok_and(|status| status.success()) {
            context.screen.warn(&format!("the hook `{program}` failed; the revision is written"));
        }
    }
}

impl Revision {
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
                let changes = self.drafts.iter().map(|draft| draft.changes.len()).max().unwrap_or(0);
                page.next(
                    &format!("read its {}, approve", plural(changes, "change")),
                    "cargo migrate review",
                );
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
                "verified": self.proven_for(draft).map_or(Value::Null, Proven::verified),
                "proof": self.proven_for(draft).map_or(Value::Null, Proven::json),
            })
        };
        let mut value = self.drafts.first().map_or_else(|| json!({}), one);
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
