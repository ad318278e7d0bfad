//! One file per verb: its arguments and what it does. Each returns what it found and prints nothing.

mod completions;
mod heads;
mod init;

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Result;
use crate::output::Report;

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Init(init::Args),
    Heads(heads::Args),
    Completions(completions::Args),
}

/// Does it.
pub(crate) fn run(verb: Verb, context: &Context<'_>) -> Result<Box<dyn Report>> {
    fn boxed<R: Report + 'static>(report: R) -> Box<dyn Report> {
        Box::new(report)
    }
    match verb {
        Verb::Init(args) => init::run(args, context).map(boxed),
        Verb::Heads(args) => heads::run(args, context).map(boxed),
        Verb::Completions(args) => completions::run(args).map(boxed),
    }
}
