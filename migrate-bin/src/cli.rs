//! The command line: the flags that all verbs share, and the list of verbs.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::Styles;
use clap::builder::styling::{AnsiColor, Effects};
use clap::{Args, ColorChoice, CommandFactory, Parser, ValueEnum};

use crate::commands::Verb;
use crate::exit;

/// Cargo's own colours, so that `cargo migrate --help` looks at home.
const STYLES: Styles = Styles::styled()
    .header(AnsiColor::BrightGreen.on_default().effects(Effects::BOLD))
    .usage(AnsiColor::BrightGreen.on_default().effects(Effects::BOLD))
    .literal(AnsiColor::BrightCyan.on_default().effects(Effects::BOLD))
    .placeholder(AnsiColor::Cyan.on_default())
    .error(AnsiColor::BrightRed.on_default().effects(Effects::BOLD))
    .valid(AnsiColor::BrightCyan.on_default().effects(Effects::BOLD))
    .invalid(AnsiColor::Yellow.on_default().effects(Effects::BOLD));

const EXAMPLES: &str = "\
Examples:
  cargo migrate init --dialect sqlite         set a package up
  cargo migrate revision -m \"create users\"    write a revision for what changed in the models
  cargo migrate review                        read its SQL and hazards, and approve it
  cargo migrate upgrade                       bring the database to head
  cargo migrate downgrade -1                  and one revision back
  cargo migrate check                         for CI: models, revisions and reviews agree
";

/// Schema migrations derived from Rust models: reviewed, applied, rolled back.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-migrate",
    bin_name = "cargo migrate",
    version,
    styles = STYLES,
    max_term_width = 110,
    after_help = format!("{EXAMPLES}\n{}", exit::HELP),
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// What every verb takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Common options")]
pub(crate) struct Common {
    /// Path to Cargo.toml
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) manifest_path: Option<PathBuf>,
    /// The package whose models these are
    #[arg(short, long, global = true, value_name = "NAME")]
    pub(crate) package: Option<String>,
    /// Read the models of the library [default: the lib, if it has a schema!, else the only bin that has one]
    #[arg(long, global = true, conflicts_with = "bin")]
    pub(crate) lib: bool,
    /// Read the models of this binary
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) bin: Option<String>,
    /// Change to this folder first
    #[arg(short = 'C', global = true, value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    /// The database: sqlite://path, postgres://…, mysql://…, or a path [default: DATABASE_URL, also from .env]
    #[arg(long, global = true, value_name = "URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// How to write the result
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// Say only what was asked for
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Never ask; name the flag that answers instead
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
}

/// How to write the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Human,
    /// One JSON document
    Json,
    /// SQL and nothing else, where there is any
    Sql,
    /// Structs with #[derive(Table)] (`inspect` only)
    Rust,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Tells the streams that write colours.
    pub(crate) fn apply(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// A call that was refused, or a call for help.
pub(crate) struct Refusal {
    /// What clap says.
    pub(crate) error: clap::Error,
    /// Whether the caller reads JSON.
    pub(crate) json: bool,
}

/// Reads the arguments, with or without the `migrate` that cargo puts first.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, Refusal> {
    let mut args: Vec<OsString> = args.into_iter().collect();
    if args.get(1).is_some_and(|arg| arg == "migrate") {
        args.remove(1);
    }
    let color = word_after(&args, "--color").and_then(|word| Color::from_str(&word, true).ok());
    let choice = match color.unwrap_or(Color::Auto) {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    let json = word_after(&args, "--format").is_some_and(|word| word == "json");
    let parsed =
        crate::examples::add(Cli::command()).color(choice).try_get_matches_from(args).and_then(|matches| {
            <Cli as clap::FromArgMatches>::from_arg_matches(&matches)
                .map_err(|error| error.format(&mut Cli::command()))
        });
    let cli = parsed.map_err(|error| Refusal { error, json })?;
    cli.common.color.apply();
    Ok(cli)
}

/// The value of a flag, found before anything is parsed: how to say that parsing failed depends on it.
fn word_after(args: &[OsString], flag: &str) -> Option<String> {
    let mut args = args.iter().map(|arg| arg.to_string_lossy());
    while let Some(arg) = args.next() {
        if arg == flag {
            return args.next().map(Into::into);
        }
        if let Some(value) = arg.strip_prefix(flag).and_then(|rest| rest.strip_prefix('=')) {
            return Some(value.to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
