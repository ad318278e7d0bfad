//! `cargo migrate`: revisions derived from Rust models, reviewed, applied, rolled back.

mod ask;
mod capture;
mod cli;
mod commands;
mod config;
mod connect;
mod context;
mod database;
mod examples;
mod exit;
mod failure;
mod files;
mod hooks;
mod interrupt;
mod models;
mod output;
mod project;
mod renames;
mod revisions;
mod scratch;
mod source;

use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match cli::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(refusal) => return output::refuse(&refusal).into(),
    };
    let screen = output::Screen::new(&cli.common);
    let done =
        context::Context::new(&cli.common, &screen).and_then(|context| commands::run(cli.verb, &context));
    interrupt::let_end();
    let exit = match done {
        Ok(report) => screen.show(report.as_ref()),
        Err(failure) => screen.fail(&failure),
    };
    exit.into()
}
