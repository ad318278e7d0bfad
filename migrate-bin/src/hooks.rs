//! The project's own commands, before and after the work.

use std::process::{Command, Stdio};

use migrate_core::Dialect;

use crate::context::Context;
use crate::failure::{Failure, Result};

/// What a hook is told, as variables of its environment. Never the database's address: it may hold a password.
#[derive(Debug)]
pub(crate) struct Moment {
    /// As in the settings: `before-upgrade`.
    pub(crate) name: &'static str,
    pub(crate) dialect: Option<Dialect>,
    /// `up` or `down`, where revisions run.
    pub(crate) direction: Option<&'static str>,
    /// The revisions that it is about, in the order in which they run.
    pub(crate) revisions: Vec<String>,
    /// Where the database is, and where it is to be; `base` where nothing is applied.
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
}

impl Moment {
    /// One at which no database is at hand.
    pub(crate) fn plain(name: &'static str) -> Self {
        Self { name, dialect: None, direction: None, revisions: Vec::new(), from: None, to: None }
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        let mut variables = vec![("MIGRATE_HOOK", self.name.to_owned())];
        variables.extend(self.dialect.map(|dialect| ("MIGRATE_DIALECT", dialect.name().to_owned())));
        variables.extend(self.direction.map(|direction| ("MIGRATE_DIRECTION", direction.to_owned())));
        if !self.revisions.is_empty() {
            variables.push(("MIGRATE_REVISIONS", self.revisions.join(" ")));
        }
        variables.extend(self.from.clone().map(|from| ("MIGRATE_FROM", from)));
        variables.extend(self.to.clone().map(|to| ("MIGRATE_TO", to)));
        variables
    }
}

/// Runs the command of a moment, in the package's folder; what it writes goes to stderr. Nothing where none is set.
fn run(
    command: &[String],
    more: Option<&std::path::Path>,
    moment: &Moment,
    context: &Context<'_>,
) -> Result<(), String> {
    let Some((program, args)) = command.split_first() else { return Ok(()) };
    let dir = &context.project().map_err(|failure| failure.message)?.dir;
    let mut call = Command::new(program);
    call.args(args).args(more).current_dir(dir).envs(moment.variables());
    call.stdin(Stdio::null()).stdout(Stdio::from(std::io::stderr()));
    match call.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` ended with {status}", command.join(" "))),
        Err(error) => Err(format!("`{program}` can't be started: {error}")),
    }
}

/// Before the work: its failure is ours, and nothing was done.
pub(crate) fn before(command: &[String], moment: &Moment, context: &Context<'_>) -> Result<()> {
    run(command, None, moment, context).map_err(|why| {
        Failure::new("hook", format!("the hook `{}` failed: {why}; nothing was run", moment.name)).with_help(
            "mend what it complains of; it stands in Cargo.toml, in `[package.metadata.migrate] hooks`",
        )
    })
}

/// After the work, which its failure doesn't undo.
pub(crate) fn after(
    command: &[String],
    more: Option<&std::path::Path>,
    moment: &Moment,
    context: &Context<'_>,
) {
    if let Err(why) = run(command, more, moment, context) {
        context.screen.warn(&format!("the hook `{}` failed: {why}; what was done stands", moment.name));
    }
}
