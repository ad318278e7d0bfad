//! The desk: `toolshed`, and what it is told to do.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::Local;
use diesel::prelude::*;
use toolshed::models::{Email, SHED};
use toolshed::page::{GOOD, LATE};
use toolshed::{Outcome, desk, story};

const USAGE: &str = "\
A library of things: it lends tools, and upgrades its own database.

Usage: toolshed [open] [FILE]                      open the shed: upgrade its database, show what there is
       toolshed found [FILE]                       make a database as it was on the first day
       toolshed tour                               both, in a file that is gone afterwards
       toolshed lend FILE TOOL E-MAIL [DAYS]       lend a tool
       toolshed back FILE LOAN                     take it back

FILE is shed.db where it isn't given.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(code) => code,
        Err(error) => {
            anstream::eprintln!("{LATE}error:{LATE:#} {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Outcome<ExitCode> {
    match words {
        [] | ["open"] => story::open(Path::new("shed.db"))?,
        ["open", file] => story::open(Path::new(file))?,
        ["found"] => story::found(Path::new("shed.db"))?,
        ["found", file] => story::found(Path::new(file))?,
        ["tour"] => story::tour()?,
        ["lend", file, tool, email] => lend(file, tool, email, "7")?,
        ["lend", file, tool, email, days] => lend(file, tool, email, days)?,
        ["back", file, loan] => back(file, loan)?,
        ["help" | "--help" | "-h"] => println!("{USAGE}"),
        _ => {
            eprintln!("{USAGE}");
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn lend(file: &str, tool: &str, email: &str, days: &str) -> Outcome {
    let mut db = upgraded(file)?;
    let email = Email(email.to_lowercase());
    let loan = desk::lend(&mut db, number(tool)?, &email, days.parse()?, Local::now().date_naive())?;
    anstream::println!("{GOOD}✔{GOOD:#} loan {loan}: tool {tool} for {days} days");
    Ok(())
}

fn back(file: &str, loan: &str) -> Outcome {
    let mut db = upgraded(file)?;
    let price = desk::take_back(&mut db, number(loan)?, Local::now().date_naive())?;
    anstream::println!("{GOOD}✔{GOOD:#} it is back; to pay: {price}");
    Ok(())
}

fn number(word: &str) -> Outcome<i64> {
    word.parse().map_err(|_| format!("`{word}` is no number").into())
}

/// The whole of what it takes to keep a database up to date.
fn upgraded(file: &str) -> Outcome<SqliteConnection> {
    let path = PathBuf::from(file);
    let mut db = SqliteConnection::establish(&path.to_string_lossy())?;
    SHED.upgrade(&mut db)?;
    Ok(db)
}
