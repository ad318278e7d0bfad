//! Sets a package up. Safe to repeat: what is there stays as it is.

mod adopt;
mod build_script;
mod manifest;
mod source;

use std::path::{Path, PathBuf};

use migrate_core::Dialect;
use migrate_core::history::{Batch, History, Id};
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::Result;
use crate::files;
use crate::output::{Cell, Page, Report, Table, Tone};
use crate::project::Project;
use crate::scratch::ScratchArgs;

/// Set a package up: migrations/, the two dependencies, a schema! (safe to repeat)
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The database, or several [default: what the package has, else what the database in use is, else sqlite]
    #[arg(long, value_name = "DIALECT")]
    dialect: Vec<Dialect>,
    /// Take the two crates from this checkout [default: the one this program was built in, if it is there]
    #[arg(long, value_name = "DIR")]
    crates: Option<PathBuf>,
    /// Have build.rs watch migrations/, so that a folder added by hand is noticed too
    #[arg(long)]
    build_script: bool,
    /// Begin with a database that is there: a struct for each table, and a baseline revision, recorded there
    #[arg(long, value_name = "URL", conflicts_with = "dialect")]
    from_database: Option<String>,
    #[command(flatten)]
    scratch: ScratchArgs,
}

pub(crate) struct Init {
    steps: Vec<Step>,
    watched: bool,
    /// The baseline of a database that was there first.
    revision: Option<Id>,
}

const NEXT: &str = "cargo migrate revision -m \"create tables\"";

/// One thing to see to.
struct Step {
    what: String,
    file: PathBuf,
    done: Done,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Made,
    Changed,
    Kept,
}

impl Done {
    fn word(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Changed => "changed",
            Self::Kept => "kept",
        }
    }
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Init> {
    if let Some(url) = &args.from_database {
        let adopted = adopt::adopt(url, args.crates.or_else(own_checkout), &args.scratch, context)?;
        let watched = build_script::look(context.project()?)?.watches();
        return Ok(Init { steps: adopted.steps, watched, revision: Some(adopted.revision) });
    }
    let project = context.project()?;
    let dialects = dialects(&args, project, context)?;
    let checkout = args.crates.or_else(own_checkout);
    let mut steps = Vec::new();

    // Everything is worked out before anything is written.
    let manifest =
        manifest::edited(&project.manifest, &dialects, checkout.as_deref(), &manifest::Extras::default())?;
    let source = source::edited(project, &dialects)?;
    let script = build_script::look(project)?;

    let migrations = project.migrations();
    let mut batch = Batch::new(&migrations)?;
    for (dialect, dir) in History::layout(&migrations, &dialects) {
        let missing = History::init(&dir, dialect, &mut batch)?;
        let done = if missing { Done::Made } else { Done::Kept };
        steps.push(Step { what: format!("revisions for {}", dialect.title()), file: dir, done });
    }
    batch.commit()?;
    for edit in [Some(manifest), source].into_iter().flatten() {
        steps.push(edit.apply()?);
    }
    let mut watched = script.watches();
    if !watched {
        let question = "add a build.rs line, so that a revision added by hand is noticed by every build?";
        let wanted = args.build_script
            || (context.ask.allowed() && context.ask.confirm(question, "`--build-script`")?);
        if let (true, Some(edit)) = (wanted, script.edited()) {
            steps.push(edit.apply()?);
            watched = true;
        }
    }
    Ok(Init { steps, watched, revision: None })
}

fn dialects(args: &Args, project: &Project, context: &Context<'_>) -> Result<Vec<Dialect>> {
    let mut dialects = args.dialect.clone();
    let there = History::dialects_in(&project.migrations())?;
    if dialects.is_empty() {
        dialects = if project.config.dialects.is_empty() { there } else { project.config.dialects.clone() };
    } else if there.len() == 1 && dialects.iter().any(|dialect| !there.contains(dialect)) {
        return Err(crate::failure::Failure::usage(format!(
            "the package's revisions are for {} alone, in the folder itself",
            there[0].title()
        ))
        .at(project.migrations().display())
        .with_help(format!(
            "to have several dialects, move them to `{}`, then repeat",
            project.migrations().join(there[0].name()).display()
        )));
    }
    if dialects.is_empty() {
        dialects.push(context.database_url()?.map_or(Dialect::Sqlite, |url| url.dialect()));
    }
    dialects.sort();
    dialects.dedup();
    Ok(dialects)
}

/// The checkout that this program was built in, where it still is: crates that no registry has are taken by path.
fn own_checkout() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    ["migrate-core", "model-derive"]
        .iter()
        .all(|name| root.join(name).join("Cargo.toml").is_file())
        .then(|| root.to_owned())
}

/// A file's new text.
struct Edit {
    what: String,
    file: PathBuf,
    text: String,
    done: Done,
}

impl Edit {
    fn apply(self) -> Result<Step> {
        if self.done != Done::Kept {
            files::write(&self.file, &self.text)?;
        }
        Ok(Step { what: self.what, file: self.file, done: self.done })
    }
}

impl Report for Init {
    fn human(&self, page: &mut Page) {
        let mut table = Table::bare(0);
        for step in &self.steps {
            let tone = if step.done == Done::Kept { Tone::Dim } else { Tone::Good };
            table.row([
                Cell::new(tone, step.done.word()),
                Cell::new(Tone::Name, crate::output::short(&step.file)),
                Cell::new(Tone::Dim, &step.what),
            ]);
        }
        page.table(&table);
        if !self.watched {
            page.blank().toned(
                Tone::Dim,
                "a revision folder added by hand is noticed by builds once build.rs watches it: repeat with --build-script",
            );
        }
        match &self.revision {
            Some(id) => page.next(
                "the database is at the baseline; read it, approve",
                &format!("cargo migrate review {id}"),
            ),
            None => page.next("list your structs in `schema!`, then", NEXT),
        };
    }

    fn json(&self) -> Value {
        let steps: Vec<Value> = self
            .steps
            .iter()
            .map(|step| json!({ "file": step.file, "what": step.what, "done": step.done.word() }))
            .collect();
        let next = match &self.revision {
            Some(id) => format!("cargo migrate review {id}"),
            None => NEXT.to_owned(),
        };
        json!({ "steps": steps, "revision": self.revision, "next": next })
    }
}
