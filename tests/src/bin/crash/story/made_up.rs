//! Revisions made up from a number: tables, rows, columns, indexes, rebuilds, and statements outside of transactions.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use migrate_core::embed::{
    DataStep, DataSteps, Done, EmbeddedDialect, EmbeddedRevision, GateState, When, Work,
};
use migrate_core::{Dialect, Migrator};

use super::chapters::{Chapter, Story};

/// What each data step does, and what takes it back; done twice, either shows.
const STEP: [&str; 2] = ["UPDATE t0 SET n = n + 1 WHERE id < 50", "UPDATE t0 SET n = n - 1 WHERE id < 50"];

fn step_up<C: SimpleConnection>(conn: &mut C) -> Done {
    Ok(conn.batch_execute(STEP[0])?)
}

fn step_down<C: SimpleConnection>(conn: &mut C) -> Done {
    Ok(conn.batch_execute(STEP[1])?)
}

/// A small generator of numbers: the same seed tells the same story, everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

const ROWS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) SELECT";

/// The story of this number.
pub(super) fn story(dialect: Dialect, seed: u64) -> Story {
    let mut dice = Dice::new(seed);
    let mut chapters = vec![table(0)];
    for number in 1..5 {
        let chapter = match dice.below(4) {
            0 => table(number),
            1 => column(number),
            2 => rebuild(dialect, number),
            _ => outside(dialect, number),
        };
        chapters.push(Chapter { step: (number % 2 == 1).then_some(STEP), ..chapter });
    }
    let migrator = migrator(dialect, &chapters);
    Story { word: seed.to_string(), chapters, rows: BTreeMap::new(), migrator }
}

fn table(number: u64) -> Chapter {
    Chapter {
        up: format!(
            "CREATE TABLE t{number} (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, s VARCHAR(40));\n\
             INSERT INTO t{number} {ROWS} i, i * {number}, 'it''s; row' FROM n;\n\
             CREATE INDEX i{number} ON t{number} (n);\n\
             UPDATE t{number} SET n = n + 1 WHERE id > 200;"
        ),
        down: format!("DELETE FROM t{number} WHERE id > 300;\nDROP TABLE t{number};"),
        transaction: true,
        wrapped: false,
        step: None,
    }
}

fn column(number: u64) -> Chapter {
    Chapter {
        up: format!(
            "ALTER TABLE t0 ADD COLUMN c{number} INTEGER;\nUPDATE t0 SET c{number} = id * {number};\nINSERT INTO t0 (id, n) VALUES ({}, 0);",
            number + 1_000
        ),
        down: format!("DELETE FROM t0 WHERE id = {};\nALTER TABLE t0 DROP COLUMN c{number};", number + 1_000),
        transaction: true,
        wrapped: false,
        step: None,
    }
}

/// A table that is made anew, as SQLite has to; elsewhere it is one more way to move rows.
fn rebuild(dialect: Dialect, number: u64) -> Chapter {
    let (open, close) = match dialect {
        Dialect::Sqlite => ("PRAGMA foreign_keys=OFF;\nBEGIN;\n", "\nCOMMIT;\nPRAGMA foreign_keys=ON;"),
        Dialect::Postgres | Dialect::Mysql => ("", ""),
    };
    Chapter {
        up: format!(
            "{open}CREATE TABLE r{number} (id INTEGER PRIMARY KEY, n INTEGER);\nINSERT INTO r{number} SELECT id, n FROM t0;\n\
             ALTER TABLE r{number} RENAME TO s{number};\nUPDATE s{number} SET n = -n WHERE id < 100;{close}"
        ),
        down: format!("{open}ALTER TABLE s{number} RENAME TO r{number};\nDROP TABLE r{number};{close}"),
        transaction: dialect != Dialect::Sqlite,
        wrapped: dialect == Dialect::Sqlite,
        step: None,
    }
}

fn outside(dialect: Dialect, number: u64) -> Chapter {
    let (make, drop, clean) = match dialect {
        Dialect::Sqlite => ("CREATE INDEX", "DROP INDEX", "VACUUM;\n"),
        Dialect::Postgres => {
            ("CREATE INDEX CONCURRENTLY", "DROP INDEX CONCURRENTLY", "SET lock_timeout = '7s';\n")
        }
        Dialect::Mysql => ("CREATE INDEX", "DROP INDEX", "SET @number = 3;\n"),
    };
    let on = if dialect == Dialect::Mysql { " ON t0" } else { "" };
    Chapter {
        up: format!(
            "{clean}CREATE TABLE o{number} (id INTEGER PRIMARY KEY, n INTEGER);\n{make} x{number} ON t0 (s);\n\
             INSERT INTO o{number} {ROWS} i, i FROM n;\n{make} y{number} ON t0 (n, s);\nBEGIN;\nUPDATE o{number} SET n = n + 1;\n\
             DELETE FROM o{number} WHERE id > 350;\nCOMMIT;\nALTER TABLE o{number} ADD COLUMN m INTEGER;"
        ),
        down: format!(
            "{drop} y{number}{on};\n{clean}{drop} x{number}{on};\nDELETE FROM o{number};\nDROP TABLE o{number};"
        ),
        transaction: false,
        wrapped: false,
        step: None,
    }
}

fn migrator(dialect: Dialect, chapters: &[Chapter]) -> &'static Migrator {
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let mut parent: Option<&'static str> = None;
    let mut list = Vec::new();
    for (number, chapter) in chapters.iter().enumerate() {
        let id = leak(format!("2026-01-01-00000{number}"));
        list.push(EmbeddedRevision {
            id,
            version: leak(id.replace('-', "")),
            dir: leak(format!("{id}_chapter")),
            message: "chapter",
            parents: parent.map_or(&[], |parent| Box::leak(Box::new([parent]))),
            up: leak(chapter.up.clone()),
            down: Some(leak(chapter.down.clone())),
            run_in_transaction: chapter.transaction,
            foreign_keys_off: chapter.wrapped,
            data_steps: DataSteps {
                up: chapter.step.map(|_| When::After),
                down: chapter.step.map(|_| When::Before),
            },
            breaks_old_code: false,
            sha256: "",
            created_at: "",
            changes: None,
            reviewed: true,
        });
        parent = Some(id);
    }
    let dialects = Box::leak(Box::new([EmbeddedDialect {
        dialect,
        head: parent,
        revisions: Box::leak(list.into_boxed_slice()),
    }]));
    let [up, down] = match dialect {
        Dialect::Sqlite => [Work::Sqlite(step_up), Work::Sqlite(step_down)],
        Dialect::Postgres => [Work::Postgres(step_up), Work::Postgres(step_down)],
        #[cfg(feature = "mysql")]
        Dialect::Mysql => [Work::Mysql(step_up), Work::Mysql(step_down)],
        #[cfg(not(feature = "mysql"))]
        Dialect::Mysql => panic!("built without the feature `mysql`"),
    };
    let steps: Vec<DataStep> = dialects
        .iter()
        .flat_map(|embedded| embedded.revisions)
        .filter(|revision| !revision.data_steps.is_empty())
        .map(|revision| DataStep { revision: revision.id, dialect, up: Some(up), down: Some(down) })
        .collect();
    let app = Migrator::new("APP", "crash", GateState::On, false, dialects);
    Box::leak(Box::new(app.with_data_steps(Box::leak(steps.into_boxed_slice()))))
}
