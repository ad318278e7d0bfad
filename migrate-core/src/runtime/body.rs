use super::step::{Function, Step};
use crate::dialect::{Piece, TokenKind, lex, split};
use crate::embed::When;
use crate::{Dialect, Error, ErrorCode, Result};

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `up.sql`.
    Up,
    /// `down.sql`.
    Down,
}

impl Direction {
    /// Its file.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Up => "up.sql",
            Self::Down => "down.sql",
        }
    }

    /// Its name in the journal.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// Around what a revision runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// One transaction, which writes the ledger too.
    Transaction,
    /// One transaction with foreign keys off, which writes the ledger too. The file's own wrapper is taken off.
    ForeignKeysOff,
    /// None: each statement by itself.
    Bare,
}

impl Mode {
    /// Its name in the journal.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transaction => "transaction",
            Self::ForeignKeysOff => "foreign-keys-off",
            Self::Bare => "bare",
        }
    }

    /// The mode of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Transaction, Self::ForeignKeysOff, Self::Bare].into_iter().find(|mode| mode.name() == name)
    }
}

/// How far a file came that stopped on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resume {
    /// How many of its statements are recorded.
    pub done: usize,
    /// What was known of the schema before the next one, where that was under way.
    pub announced: Option<String>,
}

/// What of a revision's file runs, and how.
#[derive(Clone, Debug)]
pub struct Body<'a> {
    /// The revision.
    pub step: Step<'a>,
    /// Which of its files.
    pub direction: Direction,
    /// The statements, without a wrapper.
    pub statements: Vec<Piece<'a>>,
    /// Around what.
    pub mode: Mode,
    /// Which of the statements is the data step, where there is one: a comment stands for it.
    pub data_step: Option<usize>,
    /// Where it goes on.
    pub resume: Option<Resume>,
}

impl<'a> Body<'a> {
    /// Reads a revision's file. Fails where the file would break out of its transaction.
    pub fn new(dialect: Dialect, step: Step<'a>, direction: Direction) -> Result<Self> {
        let text = match direction {
            Direction::Up => step.up,
            Direction::Down => step.down.ok_or_else(|| irreversible(&step))?,
        };
        let mut statements = split(dialect, text);
        let mode = match (step.foreign_keys_off, step.run_in_transaction) {
            (true, _) => Mode::ForeignKeysOff,
            (false, true) => Mode::Transaction,
            (false, false) => Mode::Bare,
        };
        if mode == Mode::ForeignKeysOff {
            statements = unwrap(dialect, statements).ok_or_else(|| unwrapped(&step, direction))?;
        }
        if mode != Mode::Bare
            && let Some(piece) = statements.iter().find(|piece| controls_transaction(dialect, piece.sql))
        {
            return Err(Error::new(
                ErrorCode::BadFile,
                format!("revision `{}` runs in a transaction, but `{}` would end it or begin another", step.id, brief(piece.sql)),
            )
            .at(file(&step, direction), piece.line, 1)
            .with_help("take the statement out, or set `run_in_transaction = false` in `metadata.toml`; then review it again"));
        }
        if mode == Mode::Bare
            && let Some(piece) = unended(dialect, &statements)
        {
            return Err(Error::new(
                ErrorCode::BadFile,
                format!("revision `{}` begins a transaction that it doesn't end", step.id),
            )
            .at(file(&step, direction), piece.line, 1)
            .with_help("end it with `COMMIT`; then review it again"));
        }
        let data_step = step.data_step(direction).map(|(when, _)| match when {
            When::Before => 0,
            When::After => statements.len(),
        });
        if let Some(at) = data_step {
            let line = statements.get(at).or(statements.last()).map_or(1, |piece| piece.line);
            statements.insert(at, Piece { sql: DATA_STEP, full: DATA_STEP, start: 0, end: 0, line });
        }
        Ok(Self { step, direction, statements, mode, data_step, resume: None })
    }

    /// The function of the data step, where it is at hand.
    pub(super) fn work(&self) -> Option<Function> {
        self.step.data_step(self.direction).and_then(|(_, work)| work)
    }

    /// The file, as far as it is known.
    pub fn file(&self) -> String {
        file(&self.step, self.direction)
    }

    /// The error of a statement that the database refused.
    pub fn failed(&self, piece: &Piece<'_>, cause: impl std::error::Error + Send + Sync + 'static) -> Error {
        let Self { step, direction, .. } = self;
        Error::new(
            ErrorCode::Database,
            format!("revision `{}` ({}) failed at `{}`: {cause}", step.id, step.message, brief(piece.sql)),
        )
        .at(file(step, *direction), piece.line, 1)
        .because(cause)
    }
}

/// What stands for a data step among the statements: it counts as one, and is recorded as one.
pub(super) const DATA_STEP: &str = "-- data step in Rust";

/// The file, as far as it is known.
fn file(step: &Step<'_>, direction: Direction) -> String {
    format!("{}/{}", step.dir, direction.file())
}

fn irreversible(step: &Step<'_>) -> Error {
    Error::new(
        ErrorCode::Unsupported,
        format!("revision `{}` ({}) has no `down.sql`; nothing was run", step.id, step.message),
    )
    .in_file(file(step, Direction::Down))
    .with_help("write what takes it back, then review it again")
}

fn unwrapped(step: &Step<'_>, direction: Direction) -> Error {
    Error::new(
        ErrorCode::BadFile,
        format!(
            "revision `{}` says `foreign_keys = \"off\"`, but its file doesn't begin and end as that needs",
            step.id
        ),
    )
    .in_file(file(step, direction))
    .with_help(
        "begin it with `PRAGMA foreign_keys=OFF; BEGIN;` and end it with `COMMIT; PRAGMA foreign_keys=ON;`, \
         or take `foreign_keys` out of `metadata.toml`",
    )
}

/// The statements between `PRAGMA foreign_keys=OFF; BEGIN;` and `COMMIT; PRAGMA foreign_keys=ON;`.
/// A file with no statement at all needs no wrapper.
fn unwrap(dialect: Dialect, mut statements: Vec<Piece<'_>>) -> Option<Vec<Piece<'_>>> {
    let is = |piece: &Piece<'_>, words: &str| canonical(dialect, piece.sql) == words;
    let begins = |piece: &Piece<'_>| {
        is(piece, "BEGIN") || is(piece, "BEGIN TRANSACTION") || is(piece, "BEGIN IMMEDIATE")
    };
    let commits =
        |piece: &Piece<'_>| is(piece, "COMMIT") || is(piece, "COMMIT TRANSACTION") || is(piece, "END");
    match statements.as_slice() {
        [] => Some(statements),
        [off, begin, .., commit, on]
            if is(off, "PRAGMA FOREIGN_KEYS = OFF")
                && begins(begin)
                && commits(commit)
                && is(on, "PRAGMA FOREIGN_KEYS = ON") =>
        {
            statements.truncate(statements.len() - 2);
            statements.drain(..2);
            Some(statements)
        }
        _ => None,
    }
}

/// Upper case, one space between tokens, no comments.
fn canonical(dialect: Dialect, sql: &str) -> String {
    let tokens: Vec<_> =
        lex(dialect, sql).filter(|token| token.speaks()).map(|token| token.text.to_uppercase()).collect();
    tokens.join(" ")
}

/// Whether a statement begins or ends a transaction; savepoints are a revision's own affair.
fn controls_transaction(dialect: Dialect, sql: &str) -> bool {
    let mut words = lex(dialect, sql).filter(|token| token.speaks());
    let Some(first) = words.next().filter(|token| token.kind == TokenKind::Word) else { return false };
    if first.is_word("rollback") {
        return !words.any(|word| word.is_word("to"));
    }
    let is_start_transaction =
        first.is_word("start") && words.next().is_some_and(|word| word.is_word("transaction"));
    is_start_transaction || ["begin", "commit", "end", "abort"].iter().any(|word| first.is_word(word))
}

/// The `BEGIN` without a `COMMIT`, if there is one.
fn unended<'p, 'a>(dialect: Dialect, statements: &'p [Piece<'a>]) -> Option<&'p Piece<'a>> {
    let mut open = None;
    for piece in statements.iter().filter(|piece| controls_transaction(dialect, piece.sql)) {
        let begins = lex(dialect, piece.sql)
            .find(|token| token.speaks())
            .is_some_and(|word| word.is_word("begin") || word.is_word("start"));
        open = begins.then_some(piece);
    }
    open
}

/// A statement short enough for a message: its first line, at most 60 characters.
pub(super) fn brief(sql: &str) -> String {
    const SHOWN: usize = 60;
    let line = sql.lines().next().unwrap_or_default().trim_end();
    let short: String = line.chars().take(SHOWN).collect();
    if short.len() < sql.trim_end().len() { format!("{short}…") } else { short }
}

#[cfg(test)]
mod tests {
    use super::super::step::{Parents, Reviewed};
    use super::*;

    fn body(up: &str, run_in_transaction: bool, foreign_keys_off: bool) -> Result<Vec<String>, String> {
        let step = Step {
            id: "1",
            dir: "1_x",
            message: "x",
            parents: Parents::Embedded(&[]),
            up,
            down: None,
            run_in_transaction,
            foreign_keys_off,
            data_steps: crate::embed::DataSteps::default(),
            work: [None; 2],
            breaks_old_code: false,
            review: Reviewed::Yes,
        };
        let body = Body::new(Dialect::Sqlite, step, Direction::Up).map_err(|error| error.to_string())?;
        Ok(body.statements.iter().map(|piece| piece.sql.to_owned()).collect())
    }

    #[test]
    fn the_wrapper_is_taken_off_however_it_is_spelt() {
        let sql = "-- why\nPRAGMA foreign_keys=OFF;\nBEGIN;\nA;\nB;\nCOMMIT;\nPRAGMA foreign_keys=ON;\n";
        assert_eq!(body(sql, false, true).unwrap(), ["A", "B"]);
        let sql = "pragma foreign_keys = off; begin transaction; A; end; pragma /* x */ foreign_keys=on";
        assert_eq!(body(sql, false, true).unwrap(), ["A"]);
        assert_eq!(body("-- nothing\n", false, true).unwrap(), [""; 0]);
        assert_eq!(body(sql, false, false).unwrap().len(), 5, "without the key it is run as it is");
    }

    #[test]
    fn a_file_without_the_promised_wrapper_is_refused() {
        for sql in
            ["A;", "PRAGMA foreign_keys=OFF; BEGIN; A; COMMIT;", "BEGIN; A; COMMIT; PRAGMA foreign_keys=ON;"]
        {
            assert!(body(sql, false, true).unwrap_err().contains("doesn't begin and end"), "{sql}");
        }
    }

    #[test]
    fn nothing_breaks_out_of_a_transaction() {
        for sql in ["A; COMMIT; B", "begin", "END TRANSACTION", "ROLLBACK", "/* x */ BEGIN IMMEDIATE"] {
            let error = body(sql, true, false).unwrap_err();
            assert!(error.contains("would end it or begin another"), "{sql}: {error}");
        }
        for sql in [
            "SAVEPOINT a; ROLLBACK TO a; RELEASE a",
            "CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END",
        ] {
            assert!(body(sql, true, false).is_ok(), "{sql}");
        }
    }

    #[test]
    fn statements_are_shown_in_short() {
        assert_eq!(brief("SELECT 1"), "SELECT 1");
        assert_eq!(brief("CREATE TABLE x (\n  a\n)"), "CREATE TABLE x (…");
        assert_eq!(brief(&"ä".repeat(100)).chars().count(), 61);
    }
}
