use migrate_core::Dialect;
use migrate_core::change::Origin;
use migrate_core::diff::{self, Pair};
use migrate_core::embed::GateState;
use migrate_core::history;
use serde_json::{Value, json};

use crate::capture::{self, Gate};
use crate::context::Context;
use crate::database::Database;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::models::Models;
use crate::output::{Page, Report, Tone, paint, plural};

/// For CI: models, snapshot, revisions and reviews agree
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Of this dialect only
    #[arg(long)]
    dialect: Option<Dialect>,
}

pub(crate) struct Check {
    problems: Vec<Problem>,
    revisions: usize,
    tables: usize,
}

struct Problem {
    code: &'static str,
    message: String,
    table: Option<String>,
    column: Option<String>,
    revision: Option<String>,
    place: Option<String>,
    help: Option<String>,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Check> {
    let histories = context.histories(args.dialect)?;
    let mut problems = Vec::new();
    for history in &histories {
        problems.extend(history.check().iter().map(from_history));
    }
    let (models, refused) = models(context)?;
    models.agree_with(&histories, args.dialect, context)?;
    if refused.is_none() {
        problems.extend(past_gate(models.record.gate));
    }
    let mut tables = 0;
    for history in &histories {
        let (schema, hints) = models.schema(history.dialect())?;
        tables = tables.max(schema.tables.len());
        // Without a snapshot there is nothing to compare with; that is among the problems already.
        let Ok(snapshot) = history.snapshot() else { continue };
        let compared = diff::compare(Pair::new(snapshot, &schema), &hints)?;
        problems.extend(compared.changes.iter().map(|change| {
            let about = change.describe();
            Problem {
                code: "schema-changed",
                message: format!("unreviewed schema change: {} {}", about.sign, about.summary),
                table: about.table.map(|table| table.to_string()),
                column: about.column,
                revision: None,
                place: None,
                help: Some("run `cargo migrate revision -m \"...\"`".to_owned()),
            }
        }));
        for stale in &compared.stale {
            if stale.rename.origin() == Origin::Attribute {
                context.screen.note(&stale.message);
            }
        }
    }
    problems.extend(in_database(&histories, context)?);
    if let (true, Some(refused)) = (problems.is_empty(), refused) {
        // The build fails and we can't say why: its own words are the answer.
        return Err(refused);
    }
    let revisions = histories.iter().map(|history| history.revisions().len()).max().unwrap_or(0);
    Ok(Check { problems, revisions, tables })
}

/// The user's own build first: where the gate passes, nothing is built a second time. Where it refuses, how it said so.
fn models(context: &Context<'_>) -> Result<(Models, Option<Failure>)> {
    let project = context.project()?;
    match capture::models(project, Gate::AsSet, context.screen) {
        Ok(records) => Ok((Models::choose(records)?, None)),
        Err(refused) if refused.code == "compile-failed" => {
            let records = capture::models(project, Gate::Off, context.screen)?;
            Ok((Models::choose(records)?, Some(refused)))
        }
        Err(other) => Err(other),
    }
}

/// With `--database-url`: what the database's journal says of the files.
fn in_database(histories: &[history::History], context: &Context<'_>) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let Some(url) = context.common.database_url.as_ref().map(|_| context.need_database()).transpose()? else {
        return Ok(problems);
    };
    let Some(history) = histories.iter().find(|history| history.dialect() == url.dialect()) else {
        return Ok(problems);
    };
    let status = Database::look(&url)?.status(history)?;
    let problem = |code: &'static str, message: String, revision: &str, help: &str| Problem {
        code,
        message,
        table: None,
        column: None,
        revision: Some(revision.to_owned()),
        place: None,
        help: Some(help.to_owned()),
    };
    for id in &status.edited {
        problems.push(problem(
            "edited-after-applied",
            format!("revision `{id}` was edited after `{url}` had run it"),
            id,
            "restore the file; if the edit is meant, record it with `cargo migrate repair`",
        ));
    }
    if let Some(half) = &status.half {
        problems.push(problem(
            "half-applied",
            format!(
                "revision `{}` stopped on `{url}` after {} of its {} statements",
                half.name, half.done, half.statements
            ),
            &half.name,
            "run `cargo migrate upgrade`: it goes on there",
        ));
    }
    Ok(problems)
}

fn past_gate(gate: GateState) -> Option<Problem> {
    let word = match gate {
        GateState::On => return None,
        GateState::Warn { .. } | GateState::Off => gate.word(),
    };
    Some(Problem {
        code: "built-past-gate",
        message: format!(
            "the package is built with MIGRATE_GATE={word}: unreviewed changes don't stop the build"
        ),
        table: None,
        column: None,
        revision: None,
        place: None,
        help: Some("unset MIGRATE_GATE, also under `[env]` in `.cargo/config.toml`".to_owned()),
    })
}

fn from_history(problem: &history::Problem) -> Problem {
    Problem {
        code: problem.code.name(),
        message: problem.message.clone(),
        table: problem.table.clone(),
        column: None,
        revision: problem.revision.as_ref().map(ToString::to_string),
        place: problem.place.as_ref().map(ToString::to_string),
        help: problem.help.clone(),
    }
}

impl Report for Check {
    fn human(&self, page: &mut Page) {
        for problem in &self.problems {
            page.line(format_args!("{} {}", paint(Tone::Bad, problem.code), problem.message));
            if let Some(place) = &problem.place {
                page.toned(Tone::Dim, format_args!("  --> {place}"));
            }
        }
        let mut helps: Vec<&String> =
            self.problems.iter().filter_map(|problem| problem.help.as_ref()).collect();
        helps.dedup();
        if self.problems.is_empty() {
            let (tables, revisions) = (plural(self.tables, "table"), plural(self.revisions, "revision"));
            page.line(format_args!("{}: {tables}, {revisions}, all reviewed", paint(Tone::Good, "ok")));
        } else {
            page.blank().line(paint(Tone::Bad, &plural(self.problems.len(), "problem")));
            for help in helps {
                page.line(format_args!("{} {help}", paint(Tone::Dim, "help:")));
            }
        }
    }

    fn json(&self) -> Value {
        let problems: Vec<Value> = self
            .problems
            .iter()
            .map(|problem| {
                json!({
                    "code": problem.code,
                    "message": problem.message,
                    "table": problem.table,
                    "column": problem.column,
                    "revision": problem.revision,
                    "place": problem.place,
                    "help": problem.help,
                })
            })
            .collect();
        json!({ "ok": self.problems.is_empty(), "problems": problems })
    }

    fn exit(&self) -> Exit {
        if self.problems.is_empty() { Exit::Done } else { Exit::No }
    }
}
