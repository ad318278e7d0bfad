use migrate_core::change::Hints;
use migrate_core::dialect;
use migrate_core::diff::{self, Pair};
use migrate_core::history::{History, Id, Position};
use migrate_core::introspect::{Unheld, forget_empty_namespaces};
use migrate_core::plan::{self, Plan};
use migrate_core::{Change, proof};
use serde_json::{Value, json};

use crate::context::Context;
use crate::database::Database;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::{Document, Page, Report, Tone, paint, plan as draw, plural, words};
use crate::scratch::{ScratchArgs, Scratches};
use crate::source::{self, Loaded};

/// Compare the database with the schema at its current revision
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    scratch: ScratchArgs,
}

/// What differs, and what would lead from the database back to its revision.
pub(crate) struct Drift {
    at: Option<Id>,
    changes: Vec<Change>,
    plan: Plan,
    /// Beside the schema: what revisions make or don't make.
    structure: Vec<Unheld>,
    /// The affair of whoever runs the server.
    others: Vec<Unheld>,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Drift> {
    let url = context.need_database()?;
    let history = context.history(Some(url.dialect()))?;
    let mut database = Database::look(&url)?;
    let status = database.status(&history)?;
    if let [first, ..] = status.unknown.as_slice() {
        return Err(Failure::new(
            "diverged",
            format!("the database has had revisions that are not here, such as `{first}`: nobody knows what it should be"),
        )
        .with_help("bring the missing revisions into `migrations/`"));
    }
    let at = status.current.as_deref().map(Id::from);
    let progress = context.screen.progress(format!("reading {url}"));
    let mut scratches = args.scratch.gather([], context)?;
    scratches.near(&url);
    let flavour = database.flavour()?;
    let found = database.introspect(&source::options(context)?)?;
    if at.is_none() && !found.schema.is_empty() {
        context.screen.note(
            "no revision is recorded in this database; if it was made in another way, say where it stands with `cargo migrate stamp`",
        );
    }
    let mut live = Loaded::read(found, url.dialect());
    progress.say("building what it should be");
    let position = at.clone().map_or(Position::Base, Position::At);
    let mut expected = expected(&history, &position, &mut live, &scratches, context)?;
    progress.finish();
    forget_empty_namespaces(&mut live.schema, &expected.schema);
    dialect::reconcile(url.dialect(), Pair::new(&mut live.schema, &mut expected.schema));
    let hints = Hints::none().placing(url.dialect().places_columns());
    let changes = diff::diff(Pair::new(&live.schema, &expected.schema), &hints)?;
    let plan = plan::plan(url.dialect(), &live.schema, &changes, &plan::Options::on(flavour))?;
    let unheld = Unheld::between(Pair::new(&live.seen[..], &expected.seen[..]));
    let (structure, others) = unheld.into_iter().partition(Unheld::is_structure);
    Ok(Drift { at, changes, plan, structure, others })
}

/// What the database should be: what its revisions make, run in a scratch database; where they don't run on an empty
/// one, what they say that they make.
fn expected(
    history: &History,
    at: &Position,
    live: &mut Loaded,
    scratches: &Scratches,
    context: &Context<'_>,
) -> Result<Loaded> {
    let mut scratch = scratches.make(live.dialect, context)?;
    match proof::expected(history, at, &mut scratch, &source::options(context)?) {
        Ok(found) => Ok(Loaded::read(found, live.dialect)),
        Err(error) => {
            drop(scratch);
            context.screen.note(&format!(
                "the revisions don't run on an empty database, so it is compared with what they say that they do: {error}"
            ));
            let mut written = Loaded::written(history.schema_at(at)?, live.dialect, Hints::none());
            source::as_written_by_database(&mut written, live, scratches, context)?;
            Ok(written)
        }
    }
}

impl Drift {
    fn is_none(&self) -> bool {
        self.changes.is_empty() && self.structure.is_empty()
    }
}

impl Report for Drift {
    fn human(&self, page: &mut Page) {
        let at = paint(Tone::Name, self.at.as_ref().map_or("base", |id| id.as_str()));
        if self.is_none() {
            page.line(format_args!("{}: the database is as {at} has it", paint(Tone::Good, "no drift")));
        } else {
            page.line(format_args!(
                "{}: the database isn't as {at} has it; this would bring it back",
                paint(Tone::Bad, "drift")
            ));
        }
        if !self.changes.is_empty() {
            page.blank();
            draw::draw_changes(&self.changes, page);
            page.heading("SQL");
            draw::draw_sql(&self.plan.up.to_sql(), page);
        }
        if !self.plan.hazards.is_empty() {
            page.heading("Hazards");
            draw::draw_hazards(&self.plan.hazards, page);
        }
        draw::draw_unheld(&self.structure, "Also different, to be mended by hand", page);
        draw::draw_unheld(&self.others, "Also there, and left alone", page);
        if !self.changes.is_empty() {
            page.blank().line(plural(self.changes.len(), "difference"));
        }
    }

    fn json(&self) -> Value {
        json!({
            "ok": self.is_none(),
            "revision": self.at,
            "changes": words::changes(&self.changes),
            "statements": words::statements(&self.plan.up),
            "hazards": words::hazards(&self.plan.hazards),
            "unheld": self.structure,
            "left_alone": self.others,
        })
    }

    fn document(&self, form: Document) -> Option<String> {
        (form == Document::Sql).then(|| words::bare(&self.plan.up))
    }

    fn exit(&self) -> Exit {
        if self.is_none() { Exit::Done } else { Exit::No }
    }
}
