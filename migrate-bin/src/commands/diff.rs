use migrate_core::Change;
use migrate_core::diff::{self, Pair};
use migrate_core::introspect::Unheld;
use migrate_core::plan::{self, Plan};
use serde_json::{Value, json};

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::{Document, Page, Report, Tone, plan as draw, plural, words};
use crate::renames::{self, RenameArgs};
use crate::source::{self, Loaded, Origin, Source, SourceArgs};

/// Show the plan between any two sources
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// models, head, base, database, a revision, x.json, x.sql, an rlib or executable, a URL
    #[arg(long, value_name = "SRC", allow_hyphen_values = true)]
    from: String,
    /// The same
    #[arg(long, value_name = "SRC", allow_hyphen_values = true)]
    to: String,
    #[command(flatten)]
    of: SourceArgs,
    #[command(flatten)]
    renames: RenameArgs,
    /// Exit 1 where the sources differ
    #[arg(long)]
    exit_code: bool,
}

/// What differs, and what leads from one to the other.
pub(crate) struct Difference {
    pub(super) changes: Vec<Change>,
    pub(super) plan: Plan,
    pub(super) unheld: Vec<Unheld>,
    pub(super) same: String,
    pub(super) differs: Exit,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Difference> {
    let sources = Pair::new(Source::parse(&args.from), Source::parse(&args.to));
    let scratches = args.of.scratch.gather([&sources.old, &sources.new], context)?;
    let loaded = source::load_pair(&sources, args.of.dialect, &scratches, context)?;
    let pair = Pair::new(&loaded.old.schema, &loaded.new.schema);
    let hints = renames::said(loaded.new.dialect, pair, loaded.new.hints.clone(), &args.renames, context)?;
    let changes = diff::diff(pair, &hints)?;
    let plan = plan::plan(loaded.new.dialect, pair.old, &changes, &plan::Options::on(loaded.old.flavour))?;
    let differs = if args.exit_code { Exit::No } else { Exit::Done };
    let unheld = unheld(&loaded);
    if context.screen.wants(Document::Sql) {
        // The statements stand alone there: what they don't speak of is said beside them.
        for one in &unheld {
            context.screen.warn(&format!(
                "{} `{}` differs, and no statement speaks of it: {} → {}",
                one.kind,
                one.name,
                draw::said(&one.old),
                draw::said(&one.new)
            ));
        }
    }
    Ok(Difference { changes, plan, unheld, same: "no difference".to_owned(), differs })
}

/// What differs beside the schemas; a source that is no database says nothing of it.
fn unheld(loaded: &Pair<Loaded>) -> Vec<Unheld> {
    let speaks = loaded.as_ref().map(|side| !side.seen.is_empty() || side.origin == Origin::Read);
    if speaks.old && speaks.new {
        Unheld::between(Pair::new(&loaded.old.seen[..], &loaded.new.seen[..]))
    } else {
        Vec::new()
    }
}

impl Report for Difference {
    fn human(&self, page: &mut Page) {
        if self.changes.is_empty() && !self.unheld.is_empty() {
            page.toned(Tone::Look, "no difference that a schema holds");
            draw::draw_unheld(&self.unheld, "Different, and left alone", page);
            return;
        }
        if self.changes.is_empty() {
            page.toned(Tone::Good, &self.same);
            return;
        }
        draw::draw_changes(&self.changes, page);
        page.heading("SQL");
        draw::draw_sql(&self.plan.up.to_sql(), page);
        if !self.plan.hazards.is_empty() {
            page.heading("Hazards");
            draw::draw_hazards(&self.plan.hazards, page);
        }
        draw::draw_unheld(&self.unheld, "Also different, and left alone", page);
        page.blank().line(plural(self.changes.len(), "change"));
    }

    fn json(&self) -> Value {
        json!({
            "changes": words::changes(&self.changes),
            "statements": words::statements(&self.plan.up),
            "hazards": words::hazards(&self.plan.hazards),
            "unheld": self.unheld,
        })
    }

    fn document(&self, form: Document) -> Option<String> {
        (form == Document::Sql).then(|| words::bare(&self.plan.up))
    }

    fn exit(&self) -> Exit {
        if self.changes.is_empty() { Exit::Done } else { self.differs }
    }
}
