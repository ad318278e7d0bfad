use migrate_core::codegen::{self, Crates, Rust};
use migrate_core::history::Snapshot;
use migrate_core::introspect::Seen;
use migrate_core::plan;
use migrate_core::{Dialect, Schema};
use serde_json::Value;

use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::output::{Document, Page, Report, plural, schema};
use crate::source::{Loaded, Source, SourceArgs};

/// Show any source as a schema
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// models, head, base, database, a revision, x.json, x.sql, an rlib or executable, a URL
    #[arg(value_name = "SRC", allow_negative_numbers = true)]
    source: String,
    #[command(flatten)]
    of: SourceArgs,
}

pub(crate) struct Inspect {
    dialect: Dialect,
    schema: Schema,
    seen: Vec<Seen>,
    json: Value,
    sql: String,
    rust: Rust,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Inspect> {
    let source = Source::parse(&args.source);
    let scratches = args.of.scratch.gather([&source], context)?;
    let Loaded { schema, seen, dialect, .. } = source.load(args.of.dialect, &scratches, context)?;
    let text = Snapshot::new(dialect, None, schema.clone()).to_json()?;
    let json = serde_json::from_str(&text)
        .map_err(|error| Failure::new("internal", "the schema is no JSON").because(&error))?;
    let sql = if context.screen.wants(Document::Sql) {
        let empty = Schema::default();
        let changes = migrate_core::diff::diff(
            migrate_core::diff::Pair::new(&empty, &schema),
            &migrate_core::change::Hints::none(),
        )?;
        plan::plan(dialect, &empty, &changes, &plan::Options::default())?.up.to_sql()
    } else {
        String::new()
    };
    let rust = if context.screen.wants(Document::Rust) {
        let rust = structs(dialect, &schema, context)?;
        let lost = rust.lost.len() + seen.len();
        if lost > 0 {
            let what = plural(lost, "object");
            context
                .screen
                .note(&format!("{what} of the database can't be said by structs, and are left alone"));
        }
        rust
    } else {
        Rust { text: String::new(), lost: Vec::new() }
    };
    Ok(Inspect { dialect, schema, seen, json, sql, rust })
}

/// With the types of the crates that the package at hand has.
fn structs(dialect: Dialect, schema: &Schema, context: &Context<'_>) -> Result<Rust> {
    let Some(project) = context.maybe_project() else {
        return Ok(codegen::rust(dialect, schema, Crates::default(), "migrations"));
    };
    let project = project?;
    let dir = project.config.dir.as_ref().map_or("migrations".to_owned(), |dir| dir.display().to_string());
    Ok(codegen::rust(dialect, schema, project.crates, &dir))
}

impl Report for Inspect {
    fn human(&self, page: &mut Page) {
        page.fields(&[("dialect", self.dialect.title().to_owned())]);
        schema::draw(&self.schema, page);
        let carried = self.schema.opaque.iter().cloned().map(Seen::from);
        schema::draw_seen(&carried.chain(self.seen.iter().cloned()).collect::<Vec<_>>(), page);
    }

    fn json(&self) -> Value {
        self.json.clone()
    }

    fn document(&self, form: Document) -> Option<String> {
        match form {
            Document::Sql => Some(self.sql.clone()),
            Document::Rust => Some(self.rust.text.clone()),
        }
    }
}
