use std::io::Read as _;
use std::path::{Path, PathBuf};

use migrate_core::Dialect;
use migrate_core::history::{Review, Revision};
use migrate_core::plan::{self, Finding, HazardCode};
use serde_json::{Value, json};

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::files;
use crate::output::{Cell, Page, Report, Table, Tone, paint, plan as draw, plural};

/// Name the hazards of a revision, or of any SQL; exit 1 where one is not accepted
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An id, a unique prefix of one, a unique part of the message, head, head-1, … [default: head]
    #[arg(value_name = "REV", conflicts_with = "sql")]
    revision: Option<String>,
    /// SQL from this file instead; `-` for stdin
    #[arg(long, value_name = "FILE")]
    sql: Option<PathBuf>,
    /// Accept a hazard by its code; `all` for every one
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    ack: Vec<String>,
    /// What the SQL is written for; of this dialect's revisions
    #[arg(long)]
    dialect: Option<Dialect>,
}

pub(crate) struct Lint {
    /// Whose: a revision, or a file.
    of: String,
    revision: Option<String>,
    dialect: Dialect,
    findings: Vec<Finding>,
    /// Codes that somebody accepted, by flag or in the review.
    accepted: Vec<String>,
}

pub(super) fn run(args: Args, context: &Context<'_>) -> Result<Lint> {
    let mut accepted = Vec::new();
    for ack in args.ack {
        if ack == "all" {
            accepted.extend(HazardCode::ALL.iter().map(|code| code.name().to_owned()));
        } else {
            ack.parse::<HazardCode>().map_err(|why| Failure::usage(why.to_string()))?;
            accepted.push(ack);
        }
    }
    if let Some(file) = args.sql {
        let dialect = dialect(args.dialect, context)?;
        let findings = plan::lint(dialect, &text(&file)?, false);
        let of = file.display().to_string();
        return Ok(Lint { of, revision: None, dialect, findings, accepted });
    }
    let history = context.history(args.dialect)?;
    let position = context.resolve(&history, args.revision.as_deref().unwrap_or("head"))?;
    let Some(revision) = position.id().and_then(|id| history.revision(id)) else {
        return Err(Failure::new("unknown-revision", "`base` is the empty start: it runs nothing"));
    };
    accepted.extend(in_review(revision));
    Ok(Lint {
        of: format!("{} {}", revision.id, revision.message),
        revision: Some(revision.id.to_string()),
        dialect: history.dialect(),
        findings: history.findings(revision)?,
        accepted,
    })
}

fn in_review(revision: &Revision) -> Vec<String> {
    match &revision.review {
        Review::Approved(approval) => approval.acknowledged.clone(),
        Review::Pending | Review::Edited(_) => Vec::new(),
    }
}

fn text(file: &Path) -> Result<String> {
    if file != Path::new("-") {
        return files::read(file);
    }
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::new("io", "stdin can't be read").because(&error))?;
    Ok(text)
}

/// The one that is named, else that of the database in use, else the package's only one.
fn dialect(named: Option<Dialect>, context: &Context<'_>) -> Result<Dialect> {
    if let Some(dialect) = named {
        return Ok(dialect);
    }
    if let Some(url) = context.database_url()? {
        return Ok(url.dialect());
    }
    match context.folders().unwrap_or_default().as_slice() {
        [(only, _)] => Ok(*only),
        _ => Err(Failure::usage("nothing says which database the SQL is for")
            .with_help("name it: `--dialect sqlite`, `postgres` or `mysql`")),
    }
}

impl Lint {
    fn is_accepted(&self, finding: &Finding) -> bool {
        self.accepted.iter().any(|code| code == finding.hazard.code.name())
    }

    fn open(&self) -> usize {
        self.findings.iter().filter(|finding| !self.is_accepted(finding)).count()
    }
}

impl Report for Lint {
    fn human(&self, page: &mut Page) {
        if self.findings.is_empty() {
            page.line(format_args!(
                "{}: no hazards in {}",
                paint(Tone::Good, "ok"),
                crate::output::clean(&self.of)
            ));
            return;
        }
        page.toned(Tone::Strong, format_args!("{} ({})", self.of, self.dialect.title()));
        let same = |a: &Finding, b: &Finding| a.line == b.line && a.statement == b.statement;
        for found in self.findings.chunk_by(same) {
            let line = found[0]
                .line
                .map_or_else(|| "planned, but not in the text:".to_owned(), |line| format!("line {line}"));
            page.blank().toned(Tone::Dim, line);
            draw::draw_sql(&found[0].statement, page);
            let mut table = Table::bare(2);
            for finding in found {
                let accepted = self.is_accepted(finding);
                let tone = if accepted { Tone::Dim } else { Tone::Look };
                table.row([
                    Cell::new(tone, format!("! {}", finding.hazard.code.name())),
                    finding.hazard.message.as_str().into(),
                    Cell::new(Tone::Good, if accepted { "accepted" } else { "" }),
                ]);
            }
            page.table(&table);
        }
        let accepted = self.findings.len() - self.open();
        let note = if accepted > 0 { format!(", {accepted} accepted") } else { String::new() };
        page.blank().line(format_args!("{}{note}", plural(self.findings.len(), "hazard")));
    }

    fn json(&self) -> Value {
        let hazards: Vec<Value> = self
            .findings
            .iter()
            .map(|finding| {
                json!({
                    "code": finding.hazard.code.name(),
                    "message": finding.hazard.message,
                    "statement": finding.statement,
                    "line": finding.line,
                    "accepted": self.is_accepted(finding),
                })
            })
            .collect();
        json!({ "revision": self.revision, "dialect": self.dialect.name(), "hazards": hazards })
    }

    fn exit(&self) -> Exit {
        if self.open() == 0 { Exit::Done } else { Exit::No }
    }
}
