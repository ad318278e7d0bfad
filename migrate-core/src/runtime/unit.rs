//! A file that runs statement by statement, as the units that can be recorded one by one.

use std::ops::Range;

use crate::Dialect;
use crate::dialect::{Piece, Token, spoken};

/// How a unit runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It sets something of the session: it is run again before what is left, and never recorded.
    Setting,
    /// In a transaction with its record.
    Together,
    /// It brings its own `BEGIN` and `COMMIT`; the record slips in before the `COMMIT`.
    Own,
    /// It can't run in a transaction: it is announced before, and recorded after.
    Alone,
}

/// One statement, or several that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) kind: Kind,
    /// Which statements of the file.
    pub(super) range: Range<usize>,
}

/// Takes a file apart.
pub(super) fn units(dialect: Dialect, statements: &[Piece<'_>]) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut at = 0;
    while let Some(piece) = statements.get(at) {
        let words = Words::of(dialect, piece.sql);
        let end = group_end(dialect, statements, at, &words);
        let kind = match end {
            Some(end) => group_kind(dialect, statements.get(at..end).unwrap_or_default(), &words),
            None => kind(dialect, &words),
        };
        let end = end.unwrap_or(at + 1);
        units.push(Unit { kind, range: at..end });
        at = end;
    }
    units
}

/// Where the group ends that a statement opens; `None` where it opens none.
fn group_end(dialect: Dialect, statements: &[Piece<'_>], at: usize, words: &Words<'_>) -> Option<usize> {
    let closes: fn(&Words<'_>) -> bool = if words.begins_transaction() {
        |words| words.ends_transaction()
    } else if words.is(0, "savepoint") {
        |words| words.is(0, "release")
    } else if dialect == Dialect::Mysql && words.is(0, "lock") && words.any(1, &["tables", "table"]) {
        |words| words.is(0, "unlock")
    } else {
        return None;
    };
    let rest = statements.get(at + 1..)?.iter();
    let end = rest.map(|piece| Words::of(dialect, piece.sql)).position(|words| closes(&words))?;
    Some(at + 1 + end + 1)
}

fn group_kind(dialect: Dialect, group: &[Piece<'_>], first: &Words<'_>) -> Kind {
    if !first.begins_transaction() {
        return if first.is(0, "savepoint") { Kind::Together } else { Kind::Alone };
    }
    let inner = group.get(1..group.len() - 1).unwrap_or_default();
    // MySQL commits at each change of the schema, whatever stands around it.
    let whole = inner
        .iter()
        .all(|piece| matches!(kind(dialect, &Words::of(dialect, piece.sql)), Kind::Together | Kind::Setting));
    if dialect == Dialect::Mysql && !whole { Kind::Alone } else { Kind::Own }
}

fn kind(dialect: Dialect, words: &Words<'_>) -> Kind {
    match dialect {
        // A comment stands for a data step, which changes rows.
        _ if words.first.is_empty() => Kind::Together,
        // <https://www.sqlite.org/lang_vacuum.html>; most pragmas do nothing inside a transaction.
        Dialect::Sqlite if words.any(0, &["pragma", "attach", "detach"]) => Kind::Setting,
        Dialect::Sqlite if words.is(0, "vacuum") => Kind::Alone,
        Dialect::Postgres if words.any(0, &["set", "reset", "prepare", "load", "listen", "deallocate"]) => {
            Kind::Setting
        }
        Dialect::Postgres if words.is(0, "select") && words.holds("set_config") => Kind::Setting,
        Dialect::Postgres if never_in_transaction(words) => Kind::Alone,
        Dialect::Sqlite | Dialect::Postgres => Kind::Together,
        Dialect::Mysql if words.any(0, &["set", "use", "prepare", "deallocate"]) => Kind::Setting,
        // All else commits by itself: <https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html>.
        Dialect::Mysql
            if words.any(0, &["insert", "update", "delete", "replace", "with", "select", "do", "values"]) =>
        {
            Kind::Together
        }
        Dialect::Mysql => Kind::Alone,
    }
}

/// What PostgreSQL refuses inside a transaction block: each command's own page says so.
fn never_in_transaction(words: &Words<'_>) -> bool {
    let concurrently = words.holds("concurrently");
    match () {
        () if words.any(0, &["vacuum", "call", "cluster"]) => true,
        () if words.is(0, "create") && concurrently => words.holds("index"),
        () if words.is(0, "drop") && concurrently => words.is(1, "index"),
        () if words.is(0, "reindex") => true,
        () if words.is(0, "alter") && words.holds("detach") => concurrently,
        () if words.any(0, &["create", "drop"]) => words.any(1, &["database", "tablespace", "subscription"]),
        () if words.is(0, "alter") => words.any(1, &["system", "database"]),
        // A block may commit by itself.
        () if words.is(0, "do") => words.text.to_ascii_lowercase().contains("commit"),
        () => false,
    }
}

/// The first words of a statement; names in quotes are none.
pub(super) struct Words<'a> {
    text: &'a str,
    first: Vec<Token<'a>>,
}

impl<'a> Words<'a> {
    const LOOKED_AT: usize = 40;

    pub(super) fn of(dialect: Dialect, sql: &'a str) -> Self {
        let tokens = spoken(dialect, sql);
        Self { text: sql, first: tokens.take(Self::LOOKED_AT).collect() }
    }

    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.first.get(at).is_some_and(|token| token.is_word(word))
    }

    pub(super) fn any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(at, word))
    }

    pub(super) fn holds(&self, word: &str) -> bool {
        self.first.iter().any(|token| token.is_word(word))
    }

    /// Whether the word stands among the first five: behind `CREATE OR REPLACE TEMPORARY`, but not in a body.
    pub(super) fn early(&self, word: &str) -> bool {
        self.first.iter().take(5).any(|token| token.is_word(word))
    }

    /// The tokens, from the first that is this word on.
    pub(super) fn after(&self, word: &str) -> &[Token<'a>] {
        let at =
            self.first.iter().position(|token| token.is_word(word)).map_or(self.first.len(), |at| at + 1);
        self.first.get(at..).unwrap_or_default()
    }

    pub(super) fn begins_transaction(&self) -> bool {
        self.is(0, "begin") || self.is(0, "start") && self.is(1, "transaction")
    }

    pub(super) fn ends_transaction(&self) -> bool {
        self.any(0, &["commit", "end"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::split;

    fn kinds(dialect: Dialect, sql: &str) -> Vec<(Kind, usize)> {
        units(dialect, &split(dialect, sql)).into_iter().map(|unit| (unit.kind, unit.range.len())).collect()
    }

    #[test]
    fn sqlite() {
        let sql = "PRAGMA foreign_keys=OFF; BEGIN; CREATE TABLE a (id); DROP TABLE b; COMMIT; VACUUM; INSERT INTO a VALUES (1)";
        assert_eq!(
            kinds(Dialect::Sqlite, sql),
            [(Kind::Setting, 1), (Kind::Own, 4), (Kind::Alone, 1), (Kind::Together, 1)]
        );
    }

    #[test]
    fn postgres() {
        for (sql, expected) in [
            ("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)", Kind::Alone),
            ("CREATE INDEX i ON t (a)", Kind::Together),
            ("CREATE INDEX \"concurrently\" ON t (a)", Kind::Together),
            ("DROP INDEX CONCURRENTLY i", Kind::Alone),
            ("REFRESH MATERIALIZED VIEW CONCURRENTLY v", Kind::Together),
            ("ALTER TABLE t DETACH PARTITION p CONCURRENTLY", Kind::Alone),
            ("ALTER TYPE t ADD VALUE 'x'", Kind::Together),
            ("SET lock_timeout = '5s'", Kind::Setting),
            ("DO $$ BEGIN FOR i IN 1..3 LOOP COMMIT; END LOOP; END $$", Kind::Alone),
            ("DO $$ BEGIN PERFORM 1; END $$", Kind::Together),
            ("VACUUM ANALYZE t", Kind::Alone),
        ] {
            assert_eq!(kinds(Dialect::Postgres, sql), [(expected, 1)], "{sql}");
        }
    }

    #[test]
    fn mysql() {
        let sql = "SET foreign_key_checks = 0; ALTER TABLE a ADD b INT; START TRANSACTION; UPDATE a SET b = 1; COMMIT; \
                   BEGIN; CREATE TABLE c (id INT); COMMIT; INSERT INTO a VALUES (1); LOCK TABLES a WRITE; UNLOCK TABLES";
        assert_eq!(
            kinds(Dialect::Mysql, sql),
            [
                (Kind::Setting, 1),
                (Kind::Alone, 1),
                (Kind::Own, 3),
                (Kind::Alone, 3),
                (Kind::Together, 1),
                (Kind::Alone, 2)
            ]
        );
    }

    #[test]
    fn comments_that_mysql_reads() {
        for (sql, expected) in [
            ("/*!40101 SET NAMES utf8mb4 */", Kind::Setting),
            ("/*!50001 CREATE VIEW v AS SELECT 1 */", Kind::Alone),
            ("/*M!100100 INSERT INTO t */ VALUES (1)", Kind::Together),
        ] {
            assert_eq!(kinds(Dialect::Mysql, sql), [(expected, 1)], "{sql}");
        }
    }

    #[test]
    fn a_transaction_that_never_ends_is_one_statement_after_the_other() {
        assert_eq!(kinds(Dialect::Sqlite, "BEGIN; SELECT 1"), [(Kind::Together, 1), (Kind::Together, 1)]);
    }
}
