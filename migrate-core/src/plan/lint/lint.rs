use serde::Serialize;

use super::read::deeds;
use super::rules;
use super::seen::Seen;
use crate::dialect::{Dialect, Piece, split};
use crate::plan::Hazard;

/// A hazard, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    #[serde(flatten)]
    pub hazard: Hazard,
    /// The statement, without the semicolon.
    pub statement: String,
    /// The line that it starts on, counted from 1; nothing where the text doesn't hold it any more.
    pub line: Option<usize>,
}

/// The hazards of a script, in the order of its statements. `in_transaction` says whether whoever runs the script
/// opens a transaction around it.
///
/// What the script makes itself is nobody else's yet, and no hazard. What a statement does is read from its words
/// alone; one that nobody knows here has no hazards.
pub fn lint(dialect: Dialect, script: &str, in_transaction: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (piece, hazards) in each(dialect, script, in_transaction) {
        findings.extend(hazards.into_iter().map(|hazard| Finding::of(hazard, &piece)));
    }
    findings
}

impl Finding {
    pub(crate) fn of(hazard: Hazard, piece: &Piece<'_>) -> Self {
        Self { hazard, statement: piece.sql.to_owned(), line: Some(piece.line) }
    }
}

/// The same, statement by statement.
pub(crate) fn each(dialect: Dialect, script: &str, in_transaction: bool) -> Vec<(Piece<'_>, Vec<Hazard>)> {
    let pieces = split(dialect, script);
    let several = pieces.len() > 1;
    let mut seen = Seen::new(in_transaction);
    let mut found = Vec::new();
    for piece in pieces {
        let mut hazards: Vec<Hazard> = Vec::new();
        for deed in deeds(dialect, piece.sql) {
            for hazard in rules::hazards(dialect, &deed, &seen, several) {
                if !hazards.contains(&hazard) {
                    hazards.push(hazard);
                }
            }
            seen.note(&deed);
        }
        hazards.sort_by_key(|hazard| hazard.code);
        found.push((piece, hazards));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(dialect: Dialect, script: &str) -> Vec<String> {
        let found = lint(dialect, script, false);
        found.into_iter().map(|found| format!("{} {}", found.line.unwrap(), found.hazard.code)).collect()
    }

    #[track_caller]
    fn check(dialect: Dialect, script: &str, expected: &[&str]) {
        assert_eq!(codes(dialect, script), expected, "{script}");
    }

    #[test]
    fn sqlite() {
        let check = |script: &str, expected: &[&str]| check(Dialect::Sqlite, script, expected);
        check("CREATE TABLE a (id INTEGER PRIMARY KEY);\nCREATE UNIQUE INDEX i ON a (id); DROP TABLE a", &[]);
        check("DROP TABLE IF EXISTS \"a b\"", &["1 data-loss", "1 breaks-old-code"]);
        check("ALTER TABLE a ADD COLUMN b TEXT", &[]);
        check("ALTER TABLE a ADD b TEXT NOT NULL DEFAULT 'not null'", &[]);
        check("ALTER TABLE a ADD b TEXT NOT NULL", &["1 may-fail-on-data", "1 breaks-old-code"]);
        check(
            "ALTER TABLE a RENAME b TO c;\nALTER TABLE a RENAME TO d",
            &["1 breaks-old-code", "2 breaks-old-code"],
        );
        check("-- why\nALTER TABLE a DROP COLUMN b", &["2 data-loss", "2 breaks-old-code"]);
        check("DELETE FROM a; DELETE FROM a WHERE b", &["1 data-loss", "1 data-loss"]);
        check("CREATE UNIQUE INDEX i ON a (b); DROP INDEX i", &["1 may-fail-on-data", "1 index-dropped"]);
        check("CREATE INDEX i ON a (b); INSERT INTO a VALUES (1); SELECT 1; nonsense", &[]);
        check("INSERT OR REPLACE INTO a VALUES (1)", &["1 data-loss"]);
        check("CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END", &[]);
    }

    #[test]
    fn sqlite_rebuilds() {
        let body =
            "CREATE TABLE n (id); INSERT INTO n SELECT id FROM a; DROP TABLE a; ALTER TABLE n RENAME TO a";
        let safe = format!("PRAGMA foreign_keys=OFF; BEGIN; {body}; COMMIT");
        check(Dialect::Sqlite, &safe, &["1 table-rewrite"]);
        // With foreign keys on, children that cascade go with the old table.
        check(Dialect::Sqlite, body, &["1 data-loss", "1 table-rewrite"]);
        let late = format!("BEGIN; PRAGMA foreign_keys=OFF; {body}; COMMIT");
        check(Dialect::Sqlite, &late, &["1 data-loss", "1 table-rewrite"]);
        assert_eq!(lint(Dialect::Sqlite, &safe, true).len(), 2);
        let some = safe.replace("FROM a", "FROM a WHERE id > 3");
        check(Dialect::Sqlite, &some, &["1 data-loss", "1 table-rewrite"]);
    }

    #[test]
    fn postgres() {
        let check = |script: &str, expected: &[&str]| check(Dialect::Postgres, script, expected);
        check("CREATE INDEX i ON a (b)", &["1 index-not-concurrent"]);
        check("CREATE INDEX CONCURRENTLY i ON a (b)", &["1 not-transactional"]);
        check("CREATE TABLE a (b int); CREATE INDEX ON a (b); ALTER TABLE a ADD CHECK (b > 0)", &[]);
        check(
            "ALTER TABLE a ALTER COLUMN b TYPE bigint USING b::bigint",
            &["1 table-rewrite", "1 long-lock", "1 may-fail-on-data", "1 breaks-old-code"],
        );
        check(
            "ALTER TABLE a ALTER b SET NOT NULL",
            &["1 constraint-scan", "1 may-fail-on-data", "1 breaks-old-code"],
        );
        check(
            "ALTER TABLE ONLY s.a ADD CONSTRAINT k FOREIGN KEY (b) REFERENCES c (d)",
            &["1 constraint-scan", "1 may-fail-on-data"],
        );
        check("ALTER TABLE a ADD CONSTRAINT k FOREIGN KEY (b) REFERENCES c NOT VALID", &[]);
        check("ALTER TABLE a VALIDATE CONSTRAINT k", &["1 constraint-scan", "1 may-fail-on-data"]);
        check("ALTER TABLE a ADD UNIQUE (b)", &["1 index-not-concurrent", "1 may-fail-on-data"]);
        check("ALTER TABLE a ADD CONSTRAINT k UNIQUE USING INDEX i", &[]);
        check("ALTER TABLE a ADD b int, DROP c", &["1 data-loss", "1 breaks-old-code"]);
        check("ALTER TABLE a ADD b timestamptz NOT NULL DEFAULT now()", &[]);
        check(
            "ALTER TABLE a ADD b uuid NOT NULL DEFAULT gen_random_uuid()",
            &["1 table-rewrite", "1 long-lock"],
        );
        check("ALTER TABLE a ADD b bigserial", &["1 table-rewrite", "1 long-lock"]);
        check(
            "ALTER TABLE a ADD b int GENERATED ALWAYS AS (c * 2) STORED",
            &["1 table-rewrite", "1 long-lock"],
        );
        check("ALTER TYPE mood ADD VALUE 'x'", &["1 not-transactional", "1 irreversible"]);
        check(
            "GRANT SELECT ON a TO b; ALTER TABLE a ENABLE ROW LEVEL SECURITY",
            &["1 access-change", "1 access-change"],
        );
        check("TRUNCATE a, b CASCADE", &["1 data-loss", "1 data-loss"]);
        check("WITH x AS (SELECT 1) DELETE FROM a USING x WHERE true", &["1 data-loss"]);
        check("UPDATE a SET b = 1; UPDATE a SET b = 1 WHERE c", &["1 table-rewrite"]);
        check("VACUUM FULL a", &["1 table-rewrite", "1 long-lock", "1 not-transactional"]);
        check("REFRESH MATERIALIZED VIEW v; REFRESH MATERIALIZED VIEW CONCURRENTLY v", &["1 long-lock"]);
        check(
            "DROP VIEW v; DROP SCHEMA s CASCADE",
            &["1 breaks-old-code", "1 data-loss", "1 breaks-old-code"],
        );
        check("CREATE FUNCTION f() RETURNS int AS $$ DROP TABLE a; $$ LANGUAGE sql", &[]);
        check("LOCK TABLE a", &["1 long-lock"]);
    }

    #[test]
    fn mysql() {
        let check = |script: &str, expected: &[&str]| check(Dialect::Mysql, script, expected);
        check(
            "ALTER TABLE `a` MODIFY COLUMN b BIGINT NOT NULL",
            &["1 table-rewrite", "1 long-lock", "1 may-fail-on-data", "1 breaks-old-code"],
        );
        check(
            "ALTER TABLE a CHANGE b c INT",
            &["1 table-rewrite", "1 long-lock", "1 may-fail-on-data", "1 breaks-old-code"],
        );
        check("/*!50001 DROP TABLE a */", &["1 data-loss", "1 breaks-old-code"]);
        check("ALTER TABLE a ADD INDEX i (b)", &[]);
        check("ALTER TABLE a ADD UNIQUE KEY i (b)", &["1 may-fail-on-data"]);
        check(
            "ALTER TABLE a ADD COLUMN (b INT, c INT NOT NULL), LOCK=SHARED",
            &["1 long-lock", "1 breaks-old-code"],
        );
        check(
            "ALTER TABLE a ADD CONSTRAINT k FOREIGN KEY (b) REFERENCES c (d)",
            &["1 table-rewrite", "1 long-lock", "1 constraint-scan", "1 may-fail-on-data"],
        );
        check(
            "ALTER TABLE a CONVERT TO CHARACTER SET utf8mb4",
            &["1 table-rewrite", "1 long-lock", "1 may-fail-on-data"],
        );
        check("DROP INDEX i ON a", &["1 index-dropped"]);
        check("RENAME TABLE a TO b, c TO d", &["1 breaks-old-code", "1 breaks-old-code"]);
        check(
            "CREATE TABLE x (a INT); CREATE TABLE y (a INT)",
            &["1 not-transactional", "1 not-transactional"],
        );
        check("CREATE FULLTEXT INDEX i ON a (b)", &["1 long-lock"]);
        check("OPTIMIZE TABLE a", &["1 table-rewrite", "1 long-lock"]);
    }

    #[test]
    fn no_text_is_too_odd() {
        let mut text =
            "ALTER TABLE a ADD (b INT DEFAULT (1 + (2)), c) , DROP KEY k; DELETE a FROM a; CREATE INDEX ON"
                .to_owned();
        while text.pop().is_some() {
            for dialect in Dialect::ALL {
                lint(dialect, &text, true);
            }
        }
    }
}
