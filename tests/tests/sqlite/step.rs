//! One step, from one `CREATE TABLE` text to another: written, run on rows with foreign keys on, run back.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use migrate_core::dialect::reconcile;
use migrate_core::diff::{Backfill, Hints, Origin, Pair, Rename, diff};
use migrate_core::plan::Plan;
use migrate_core::runtime::Runner;
use migrate_core::{Dialect, Error, Schema};
use tests::revisions::Revisions;
use tests::sqlite::{File, canonical, introspected, texts};

/// The schema that an SQL text makes.
pub(crate) fn schema(sql: &str) -> Schema {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    introspected(&mut conn, &[]).schema
}

/// A step in the making.
pub(crate) struct Step {
    old: Schema,
    new: Schema,
    rows: String,
    hints: Hints,
    options: Vec<&'static str>,
}

/// What it did.
pub(crate) struct Done {
    file: File,
    folder: Revisions,
    pub(crate) plan: Plan,
    /// The kinds of the changes, in order.
    pub(crate) kinds: Vec<&'static str>,
}

impl Step {
    pub(crate) fn new(old: &str, new: &str) -> Self {
        Self {
            old: schema(old),
            new: schema(new),
            rows: String::new(),
            hints: Hints::none(),
            options: Vec::new(),
        }
    }

    /// Run on the old schema: rows, and what no model knows of.
    pub(crate) fn rows(mut self, sql: &str) -> Self {
        sql.clone_into(&mut self.rows);
        self
    }

    /// Tables that only the database has.
    pub(crate) fn ignoring(mut self, table: &'static str) -> Self {
        self.options.push(table);
        self
    }

    /// `a:b` or `t.a:t.b`, in new names for the table.
    pub(crate) fn rename(mut self, from: &str, to: &str) -> Self {
        let origin = Origin::Flag;
        self.hints.renames.push(match (from.split_once('.'), to.split_once('.')) {
            (Some((_, from)), Some((table, to))) => {
                Rename::Column { table: table.into(), from: from.to_owned(), to: to.to_owned(), origin }
            }
            _ => Rename::Table { from: from.into(), to: to.into(), origin },
        });
        self
    }

    pub(crate) fn backfill(mut self, table: &str, column: &str, sql: &str) -> Self {
        self.hints.backfills.push(Backfill {
            table: table.into(),
            column: column.to_owned(),
            sql: sql.to_owned(),
        });
        self
    }

    /// Labels of an enum by another name.
    pub(crate) fn relabel(mut self, ty: &str, from: &str, to: &str) -> Self {
        let (from, to) = (from.to_owned(), to.to_owned());
        self.hints.renames.push(Rename::Label { ty: ty.into(), from, to, origin: Origin::Flag });
        self
    }

    /// Runs it up, down and up again; the schema must be the right one each time, and no row may refer to nothing.
    pub(crate) fn run(self) -> Done {
        let done = self.start();
        for (target, schema) in [("head", &self.new), ("-1", &self.old), ("head", &self.new)] {
            let ran = done.go(target);
            assert!(
                ran.is_ok(),
                "{}\n{}\n{}",
                ran.unwrap_err(),
                done.plan.up.to_sql(),
                done.plan.down.to_sql()
            );
            let mut conn = done.file.connect();
            let mut found = introspected(&mut conn, &self.options).schema;
            // Triggers that nobody declares are looked at for themselves.
            found.opaque.retain(|one| schema.opaque.iter().any(|other| other.id == one.id));
            let mut wanted = canonical(schema);
            reconcile(Dialect::Sqlite, Pair::new(&mut found, &mut wanted));
            assert_eq!(canonical(&found), wanted, "{target}");
            assert_eq!(diff(Pair::new(&found, &wanted), &Hints::none()).unwrap(), []);
            assert_eq!(texts(&mut conn, "SELECT \"table\" AS x FROM pragma_foreign_key_check"), [""; 0]);
        }
        done
    }

    /// The old schema with its rows, and the revision to run.
    pub(crate) fn start(&self) -> Done {
        let (file, folder) = (File::new(), Revisions::new(Dialect::Sqlite));
        folder.add(&self.old, &Hints::none()).unwrap();
        let changes = diff(Pair::new(&self.old, &self.new), &self.hints).unwrap();
        let plan = folder.add(&self.new, &self.hints).unwrap();
        let kinds = changes.iter().map(migrate_core::Change::kind).collect();
        let done = Done { file, folder, plan, kinds };
        done.go("+1").unwrap();
        done.sql(&self.rows);
        done
    }
}

impl Done {
    /// Upgrades, or (`-1`) downgrades.
    pub(crate) fn go(&self, target: &str) -> Result<(), Error> {
        let history = self.folder.history();
        let mut conn = self.file.connect();
        let runner = Runner::read(&history, &mut conn).unwrap().to(target);
        if target.starts_with('-') { runner.downgrade() } else { runner.upgrade() }.map(drop)
    }

    /// The newest revision's `up.sql`.
    pub(crate) fn up(&self) -> String {
        let history = self.folder.history();
        history.head().unwrap().unwrap().up.clone()
    }

    /// Whether a table is made anew on the way up.
    pub(crate) fn rebuilds(&self) -> usize {
        self.plan.up.statements.iter().filter(|it| it.sql.starts_with("CREATE TABLE __migrate_new_")).count()
            + self
                .plan
                .up
                .statements
                .iter()
                .filter(|it| it.sql.starts_with("CREATE TABLE \"__migrate_new_"))
                .count()
    }

    /// A query's first column `x`.
    pub(crate) fn texts(&self, sql: &str) -> Vec<String> {
        texts(&mut self.file.connect(), sql)
    }

    pub(crate) fn sql(&self, sql: &str) {
        self.try_sql(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    pub(crate) fn try_sql(&self, sql: &str) -> QueryResult<()> {
        self.file.connect().batch_execute(sql)
    }
}
