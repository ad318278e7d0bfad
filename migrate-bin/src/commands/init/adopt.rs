//! `init --from-database`: the way in for a database that was there first.

use std::path::PathBuf;

use migrate_core::change::Hints;
use migrate_core::codegen::{self, Crates};
use migrate_core::dialect::reconcile;
use migrate_core::diff::{self, Pair};
use migrate_core::history::{Batch, Draft, History, Id};
use migrate_core::introspect::Introspected;
use migrate_core::plan;
use migrate_core::{Dialect, Schema};

use super::manifest::{self, Extras};
use super::source::declared;
use super::{Done, Edit, Step};
use crate::capture;
use crate::connect::DatabaseUrl;
use crate::context::Context;
use crate::database::{Database, Run, Way};
use crate::failure::{Failure, Result};
use crate::files;
use crate::models::Models;
use crate::project::Project;
use crate::scratch::ScratchArgs;
use crate::source::{self, Loaded};

/// The tables in which other tools keep what they have run.
const LEDGERS: [&str; 12] = [
    "alembic_version",
    "django_migrations",
    "schema_migrations",
    "ar_internal_metadata",
    "_sqlx_migrations",
    "refinery_schema_history",
    "seaql_migrations",
    "flyway_schema_history",
    "goose_db_version",
    "knex_migrations",
    "knex_migrations_lock",
    "_prisma_migrations",
];

/// What came of it.
pub(super) struct Adopted {
    pub(super) steps: Vec<Step>,
    pub(super) revision: Id,
}

/// Structs for every table, a baseline revision that makes them, recorded as applied.
pub(super) fn adopt(
    url: &str,
    checkout: Option<PathBuf>,
    scratch: &ScratchArgs,
    context: &Context<'_>,
) -> Result<Adopted> {
    let project = context.project()?;
    let url = DatabaseUrl::parse(url)?;
    let dialect = url.dialect();
    if url.is_missing_file() {
        return Err(Failure::new("database", format!("there is no database `{url}`")));
    }
    let root = refuse_what_is_there(project)?;
    let (found, ignore) = read(&url, context)?;
    let dir = History::layout(&project.migrations(), &[dialect]).remove(0).1;
    let others = others(&dir, dialect, &url)?;

    // The manifest first: what the structs need must be there when they are compiled.
    let extras = Extras { crates: Crates::of(&found.schema), ignore };
    let folder = project.config.dir.as_ref().map_or("migrations".to_owned(), |dir| dir.display().to_string());
    let rust = codegen::rust(dialect, &found.schema, extras.crates, &folder);
    let mut steps =
        vec![manifest::edited(&project.manifest, &[dialect], checkout.as_deref(), &extras)?.apply()?];
    let mut batch = Batch::new(&project.migrations())?;
    let made = History::init(&dir, dialect, &mut batch)?;
    batch.commit()?;
    let done = if made { Done::Made } else { Done::Kept };
    steps.push(Step { what: format!("revisions for {}", dialect.title()), file: dir.clone(), done });
    for edit in structs(&root, project, rust.text)? {
        steps.push(edit.apply()?);
    }
    let left = rust.lost.len() + found.seen.len();
    if left > 0 {
        context.screen.note(&format!(
            "{left} things in the database can't be said by structs, and are left alone: `cargo migrate inspect` names them"
        ));
    }

    // What the compiler made of them is what counts.
    let project = Project::find(context.common)?;
    let models = Models::choose(capture::models(&project, capture::Gate::Off, context.screen)?)?;
    let (schema, _) = models.schema(dialect)?;
    tell_differences(&schema, found, dialect, &url, scratch, context)?;
    let (revision, path) = baseline(&dir, dialect, &schema, others, context)?;
    steps.push(Step { what: "the baseline, to be reviewed".to_owned(), file: path, done: Done::Made });
    let history = History::read(&dir, dialect)?;
    let run = Run { target: Some(revision.to_string()), ..Run::default() };
    Database::open(&url)?.run(&history, Way::Stamp, run, |_| {})?;
    Ok(Adopted { steps, revision })
}

/// The crate's root, where nothing of ours is there yet.
fn refuse_what_is_there(project: &Project) -> Result<PathBuf> {
    let Some(root) = super::source::root(project) else {
        return Err(Failure::new(
            "no-package",
            format!("package `{}` has no code to put structs into", project.name),
        ));
    };
    if let Some(file) = declared(&root) {
        return Err(Failure::usage("the package has a `schema!` already").at(file.display()).with_help(
            "`cargo migrate diff --from database --to models` shows what the database has and the models don't",
        ));
    }
    let file = root.with_file_name("models.rs");
    if file.exists() {
        return Err(Failure::usage("there is a file already where the structs would go")
            .at(file.display())
            .with_help(
                "move it away, or write `cargo migrate inspect URL --format rust` to a file of your choice",
            ));
    }
    Ok(root)
}

/// The database, and which of its tables are other tools'.
fn read(url: &DatabaseUrl, context: &Context<'_>) -> Result<(Introspected, Vec<String>)> {
    let mut options = source::options(context)?;
    let all = Database::look(url)?.introspect(&options)?;
    let tables = all.schema.tables.iter().map(|table| table.name.name.as_str());
    let ledgers: Vec<String> = tables.filter(|name| LEDGERS.contains(name)).map(str::to_owned).collect();
    if ledgers.is_empty() {
        return Ok((all, ledgers));
    }
    options.ignore.extend(ledgers.iter().cloned());
    Ok((Database::look(url)?.introspect(&options)?, ledgers))
}

/// Whether Diesel's own directories are there; all of them must have run.
fn others(dir: &std::path::Path, dialect: Dialect, url: &DatabaseUrl) -> Result<bool> {
    if !dir.is_dir() {
        return Ok(false);
    }
    let history = History::read(dir, dialect)?;
    if let Some(ours) = history.revisions().iter().find(|revision| !revision.foreign) {
        return Err(Failure::usage("there are revisions already").at(ours.path.display()));
    }
    if history.revisions().is_empty() {
        return Ok(false);
    }
    let status = Database::look(url)?.status(&history)?;
    match status.pending.first() {
        None => Ok(true),
        Some(id) => Err(Failure::new("behind", format!("the database hasn't had the migration `{id}` yet"))
            .at(dir.display())
            .with_help("run `diesel migration run` first: the baseline begins where these end")),
    }
}

/// The structs' file, and the line that takes it in.
fn structs(root: &std::path::Path, project: &Project, text: String) -> Result<Vec<Edit>> {
    let mut source = files::read(root)?;
    let vis = if project.targets.lib.as_deref() == Some(root) { "pub " } else { "" };
    let line = format!("{vis}mod models;\n");
    // Behind the crate's own attributes and documentation.
    let at = source
        .lines()
        .take_while(|line| line.starts_with("//!") || line.starts_with("#![") || line.trim().is_empty())
        .map(|line| line.len() + 1)
        .sum::<usize>()
        .min(source.len());
    source.insert_str(at, &line);
    let file = root.with_file_name("models.rs");
    Ok(vec![
        Edit { what: "a struct for each table".to_owned(), file, text, done: Done::Made },
        Edit { what: "mod models".to_owned(), file: root.to_owned(), text: source, done: Done::Changed },
    ])
}

/// Says where the models are not what the database is: a revision would change it there.
fn tell_differences(
    schema: &Schema,
    found: Introspected,
    dialect: Dialect,
    url: &DatabaseUrl,
    scratch: &ScratchArgs,
    context: &Context<'_>,
) -> Result<()> {
    let mut scratches = scratch.gather([], context)?;
    scratches.near(url);
    let mut live = Loaded::read(found, dialect);
    let mut models = Loaded::written(schema.clone(), dialect, Hints::none());
    if let Err(failure) = source::as_written_by_database(&mut models, &mut live, &scratches, context) {
        context.screen.note(&format!(
            "whether the structs are all that the database is wasn't proven: {}",
            failure.message
        ));
        return Ok(());
    }
    reconcile(dialect, Pair::new(&mut live.schema, &mut models.schema));
    for change in diff::diff(Pair::new(&live.schema, &models.schema), &Hints::none())? {
        let about = change.describe();
        context.screen.warn(&format!(
            "the structs can't say it as the database has it: {} {}",
            about.sign, about.summary
        ));
    }
    Ok(())
}

/// The first revision of ours: it makes all that is there, unless another tool's directories do.
fn baseline(
    dir: &std::path::Path,
    dialect: Dialect,
    schema: &Schema,
    others: bool,
    context: &Context<'_>,
) -> Result<(Id, PathBuf)> {
    // PostgreSQL's client takes a file without a statement for a mistake.
    const MADE: &str =
        "-- Nothing to run: the migrations before this one make all that it says.\nSELECT 1;\n";
    let history = History::read(dir, dialect)?;
    let empty = Schema::default();
    let changes = diff::diff(Pair::new(&empty, schema), &Hints::none())?;
    let plan = plan::plan(dialect, &empty, &changes, &plan::Options::default())?;
    let now = context.now();
    let id = Id::new(now, history.revisions().iter().map(|revision| &revision.id));
    let (up, down) =
        if others { (MADE.to_owned(), MADE.to_owned()) } else { (plan.up.to_sql(), plan.down.to_sql()) };
    let draft = Draft {
        id: id.clone(),
        message: "baseline".to_owned(),
        parents: history.head()?.map(|head| head.id.clone()).into_iter().collect(),
        created_at: now,
        up,
        down,
        run_in_transaction: others || plan.up.run_in_transaction(),
        foreign_keys_off: !others && plan.up.foreign_keys_off(),
        data_steps: migrate_core::embed::DataSteps::default(),
        changes: changes.clone(),
    };
    let mut batch = Batch::new(dir)?;
    let path = history.add(&draft, &diff::replayed(&empty, &changes)?, &mut batch)?;
    batch.commit()?;
    Ok((id, path))
}
