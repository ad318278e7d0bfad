//! What to type, for each verb: the last part of its `--help`. A test reads every line as a call.

use clap::Command;

/// A call, and what it does.
const EXAMPLES: &[(&str, &str)] = &[
    ("init", "for SQLite, or for the database in use"),
    ("init --dialect sqlite --dialect postgres", "one schema, a folder of revisions for each"),
    ("init --from-database old.db", "start from the tables that are there"),
    ("revision -m \"create users\"", "what changed in the models"),
    ("revision -m \"rename\" --rename users.mail:users.email", "say what only has another name"),
    ("revision -m \"fill names\" --empty", "for SQL of your own"),
    ("revision --amend", "renew the newest, after one more change"),
    ("revision --dry-run", "look, write nothing"),
    ("review", "read what waits, approve it"),
    ("review head --approve --ack data-loss --reviewer Ada", "without a terminal"),
    ("check", "exit 1 where anything is wrong"),
    ("check --format json", "for a program that comments on pull requests"),
    ("upgrade", "to head"),
    ("upgrade +1", "one revision"),
    ("upgrade --sql head-1:head", "a script for the newest, for a database that is elsewhere"),
    ("upgrade --dry-run", "say what would run"),
    ("downgrade -1", "one revision"),
    ("downgrade 2026-11", "to a revision, which stays: here by the start of its id"),
    ("downgrade base --sql", "a script from head to nothing"),
    ("current", "the revision, and what is pending"),
    ("current --check-head", "exit 1 where the database is not at head"),
    ("history", "all of them"),
    ("history -r head-3:head", "the newest four"),
    ("history -r current:", "from where the database is"),
    ("heads", "more than one: see rebase and merge"),
    ("show head", "the newest"),
    ("show \"create users\"", "by a part of its message"),
    ("stamp head", "the tables are there already"),
    ("stamp base --purge", "forget all that was applied"),
    ("repair", "after a reviewed file was edited on purpose"),
    ("restore app.backup", "what `upgrade --backup` wrote, into an empty database"),
    ("restore app.backup --force", "in place of all that is there"),
    ("rehearse", "on a copy of the database in use"),
    ("diff --from database --to models", "what the models would change"),
    ("diff --from head-1 --to head --format sql", "nothing but the statements"),
    ("diff --from old.json --to target/release/app --exit-code", "any two sources; exit 1 where they differ"),
    ("drift", "exit 1 where somebody changed the database by hand"),
    ("verify", "all revisions"),
    ("verify head", "the newest only"),
    ("inspect database", "tables, columns, keys"),
    ("inspect target/release/app --format json", "what a binary was built with"),
    ("inspect database --format rust", "write the structs"),
    ("lint", "the newest revision"),
    ("lint --sql change.sql --dialect postgres", "any SQL"),
    ("rebase", "after a merge in version control"),
    ("rebase \"add age\"", "name one of the revisions to move"),
    ("merge", "where the order doesn't matter"),
    ("merge -m \"join ages and names\"", "with a message of your own"),
    ("completions bash > ~/.local/share/bash-completion/completions/cargo-migrate", "for bash"),
    ("completions zsh > ~/.zfunc/_cargo-migrate", "for zsh"),
];

/// The command line with examples at each verb.
pub(crate) fn add(command: Command) -> Command {
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    verbs.into_iter().fold(command, |command, name| {
        let text = text(&name);
        command.mut_subcommand(name, |verb| if text.is_empty() { verb } else { verb.after_help(text) })
    })
}

fn of(verb: &str) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    EXAMPLES.iter().filter(move |(call, _)| call.split(' ').next() == Some(verb))
}

fn text(verb: &str) -> String {
    let width = of(verb).map(|(call, _)| call.len()).max().unwrap_or(0);
    let lines: Vec<String> =
        of(verb).map(|(call, what)| format!("  cargo migrate {call:width$}  {what}")).collect();
    if lines.is_empty() { String::new() } else { format!("Examples:\n{}", lines.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn every_verb_has_examples_and_every_example_is_a_call() {
        let command = Cli::command();
        for verb in command.get_subcommands().map(Command::get_name) {
            assert!(of(verb).count() > 0, "{verb}");
        }
        for (call, _) in EXAMPLES {
            let call = call.split(" > ").next().unwrap();
            let words = call.split('"').enumerate().flat_map(|(place, part)| {
                if place % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }
            });
            let args: Vec<&str> = std::iter::once("cargo-migrate").chain(words).collect();
            if let Err(error) = Cli::command().try_get_matches_from(&args) {
                panic!("{call}: {error}");
            }
        }
    }
}
