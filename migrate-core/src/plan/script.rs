use serde::Serialize;

use super::{Hazard, HazardCode};
use crate::Change;
use crate::dialect::{Dialect, split};

/// What will run, there and back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// From the old schema to the new one.
    pub up: Script,
    /// The way back.
    pub down: Script,
    /// The hazards on the way up, each once: what a review must accept.
    pub hazards: Vec<Hazard>,
    /// The parts, where not all of it can run in one way: each is a revision of its own. Empty where one will do.
    pub stages: Vec<Stage>,
}

/// A part of a plan that runs in one way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// What it changes; none where it only proves or fills something.
    pub changes: Vec<Change>,
    /// From the schema before it to the one behind it.
    pub up: Script,
    /// The way back.
    pub down: Script,
}

/// Statements, in the order in which they run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The statements.
    pub statements: Vec<Statement>,
    /// What stands around them.
    pub mode: Mode,
    /// What is said before the first, for as long as the transaction lasts.
    pub head: Vec<String>,
}

/// What stands around a script's statements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// The transaction that whoever runs it opens.
    #[default]
    Transaction,
    /// SQLite: the script's own transaction, with foreign keys off around it, for
    /// [inside a transaction they can't be switched](https://sqlite.org/pragma.html#pragma_foreign_keys).
    ForeignKeysOff,
    /// Nothing: some statement can't run in a transaction.
    Apart,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Its SQL, without the semicolon.
    pub sql: String,
    /// What it is for, in one line.
    pub why: String,
    /// What may go wrong.
    pub hazards: Vec<Hazard>,
    /// Whether it may run in a transaction.
    pub transaction: bool,
}

const OPEN: [&str; 2] = ["PRAGMA foreign_keys=OFF", "BEGIN"];
const CLOSE: [&str; 2] = ["COMMIT", "PRAGMA foreign_keys=ON"];

impl Script {
    /// Whether nothing runs.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// What `metadata.toml` says in `run_in_transaction`.
    pub fn run_in_transaction(&self) -> bool {
        self.mode == Mode::Transaction
    }

    /// Whether the text brings its own transaction with foreign keys off: `foreign_keys = "off"` in `metadata.toml`.
    pub fn foreign_keys_off(&self) -> bool {
        self.mode == Mode::ForeignKeysOff
    }

    /// All hazards, each once, in the order of the statements.
    pub fn hazards(&self) -> Vec<Hazard> {
        let mut hazards: Vec<Hazard> = Vec::new();
        for hazard in self.statements.iter().flat_map(|statement| &statement.hazards) {
            if !hazards.contains(hazard) {
                hazards.push(hazard.clone());
            }
        }
        hazards
    }

    /// The text of `up.sql` or `down.sql`: each statement under its reason, ended by a semicolon.
    pub fn to_sql(&self) -> String {
        let mut sql = String::new();
        if self.is_empty() {
            // PostgreSQL's client takes a file without a statement for a mistake.
            sql.push_str("-- Nothing to run: the database keeps nothing of these changes.\nSELECT 1;\n");
            return sql;
        }
        if self.foreign_keys_off() {
            sql.push_str(
                "-- This revision makes tables anew, here or on the way back. With foreign keys on, dropping the old ones would\n\
                 -- delete the rows that refer to them; and they can't be switched inside a transaction. So its files bring\n\
                 -- their own.\n",
            );
            OPEN.iter().for_each(|line| sql.push_str(&format!("{line};\n")));
            sql.push('\n');
        }
        for line in &self.head {
            sql.push_str(line);
            sql.push('\n');
        }
        for (at, statement) in self.statements.iter().enumerate() {
            if (at > 0 || !self.head.is_empty()) && !statement.why.is_empty() {
                sql.push('\n');
            }
            statement.write(&mut sql);
        }
        if self.foreign_keys_off() {
            sql.push('\n');
            CLOSE.iter().for_each(|line| sql.push_str(&format!("{line};\n")));
        }
        sql
    }

    /// What stands between `PRAGMA foreign_keys=OFF; BEGIN;` and `COMMIT; PRAGMA foreign_keys=ON;` in the text of a
    /// revision; `None` where it has no such wrapper, and nothing may be taken off.
    pub fn unwrap_foreign_keys_off(sql: &str) -> Option<&str> {
        let pieces = split(Dialect::Sqlite, sql);
        let [first, begin, .., commit, last] = pieces.as_slice() else { return None };
        let is = |piece: &str, words: &[&str]| {
            let piece: String = piece.chars().filter(|c| !c.is_whitespace()).collect();
            words.iter().any(|word| piece.eq_ignore_ascii_case(word))
        };
        let wrapped = is(first.sql, &["pragmaforeign_keys=off", "pragmaforeign_keys=0"])
            && is(begin.sql, &["begin", "beginimmediate", "begintransaction", "beginimmediatetransaction"])
            && is(commit.sql, &["commit", "end", "committransaction", "endtransaction"])
            && is(last.sql, &["pragmaforeign_keys=on", "pragmaforeign_keys=1"]);
        let from = begin.end;
        wrapped.then(|| sql.get(from..commit.start)).flatten()
    }
}

impl Statement {
    fn write(&self, sql: &mut String) {
        if !self.why.is_empty() {
            comment(sql, &self.why);
        }
        for hazard in &self.hazards {
            comment(sql, &format!("{}: {}", hazard.code.name(), hazard.message));
        }
        sql.push_str(&self.sql);
        // A comment to the line's end would swallow the semicolon.
        if self.sql.lines().next_back().is_some_and(|line| line.contains("--")) {
            sql.push('\n');
        }
        sql.push_str(";\n");
    }
}

/// A text as comment lines: no line break in it may end the comment early.
fn comment(sql: &mut String, text: &str) {
    for line in text.lines() {
        sql.push_str("-- ");
        sql.extend(line.chars().map(|c| if c.is_control() { ' ' } else { c }));
        sql.push('\n');
    }
}

/// Where each statement commits by itself, only a script of several can be left half-way; that is said once.
pub(super) fn half_way(statements: &mut [Statement]) {
    let several = statements.len() > 1;
    let mut said = false;
    for statement in statements {
        let mut keep = |hazard: &Hazard| {
            hazard.code != HazardCode::NotTransactional || several && !std::mem::replace(&mut said, true)
        };
        statement.hazards.retain(|hazard| keep(hazard));
    }
}
