//! A PostgreSQL database against its revision: what no model can say is told by its name, and never passed over.

use migrate_core::Dialect;
use tests::postgres::{Scratch, run, schema_of, server_url};
use tests::postgres_test;
use tests::project::Project;
use tests::revisions::Revisions;

use crate::summaries;

/// A package with one revision, and a database that is at it.
fn upgraded(scratch: &Scratch) -> Project {
    let revisions = Revisions::new(Dialect::Postgres);
    revisions.add_schema(&schema_of("CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL)"));
    let project = crate::project_of(&revisions);
    project.migrate(&["upgrade", "--database-url", scratch.url()]).ok();
    project.migrate(&["drift", "--database-url", scratch.url()]).ok().shows("no drift");
    project
}

postgres_test! {
    fn everything_that_no_model_holds_is_named() {
        let scratch = Scratch::new();
        let project = upgraded(&scratch);
        // What makes it; what `drift` calls it; what takes it away again.
        let structure = [
            ("CREATE AGGREGATE last_of (int) (sfunc = int4larger, stype = int)", "aggregate last_of(integer)", "DROP AGGREGATE last_of (int)"),
            ("CREATE TYPE span AS RANGE (subtype = int)", "range type span", "DROP TYPE span"),
            ("CREATE TABLE heir (more int) INHERITS (users)", "inheriting table heir", "DROP TABLE heir"),
            ("CREATE COLLATION german (locale = 'C')", "collation german", "DROP COLLATION german"),
            ("CREATE CAST (int AS bytea) WITH INOUT", "cast integer as bytea", "DROP CAST (int AS bytea)"),
            ("CREATE TEXT SEARCH CONFIGURATION words (COPY = simple)", "text search configuration words", "DROP TEXT SEARCH CONFIGURATION words"),
        ];
        let carried = [
            ("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$", "drop function `f()`", "DROP FUNCTION f"),
            ("CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'", "drop procedure `p()`", "DROP PROCEDURE p"),
            ("CREATE POLICY mine ON users USING (id > 0)", "drop policy `mine` of `users`", "DROP POLICY mine ON users"),
            ("ALTER TABLE users ENABLE ROW LEVEL SECURITY", "drop row level security `users`", "ALTER TABLE users DISABLE ROW LEVEL SECURITY"),
            ("CREATE RULE quiet AS ON DELETE TO users DO INSTEAD NOTHING", "drop rule `quiet` of `users`", "DROP RULE quiet ON users"),
            ("CREATE DOMAIN code AS text CHECK (VALUE <> '')", "drop domain `code`", "DROP DOMAIN code"),
            ("CREATE TYPE both_of AS (a int, b text)", "drop composite type `both_of`", "DROP TYPE both_of"),
            ("CREATE EXTENSION citext", "drop extension `citext`", "DROP EXTENSION citext"),
            ("CREATE SCHEMA far; CREATE EXTENSION citext SCHEMA far", "drop place of extension `citext`", "DROP EXTENSION citext; DROP SCHEMA far"),
            ("ALTER TABLE users REPLICA IDENTITY FULL", "drop replica identity `users`", "ALTER TABLE users REPLICA IDENTITY DEFAULT"),
            ("CREATE TABLE parts (at date) PARTITION BY RANGE (at)", "drop table `parts`", "DROP TABLE parts"),
            ("CREATE VIEW seen AS SELECT 1 AS one", "drop view `seen`", "DROP VIEW seen"),
            ("CREATE SEQUENCE loose", "drop sequence `loose`", "DROP SEQUENCE loose"),
        ];
        let left_alone = [
            ("GRANT SELECT ON users TO PUBLIC", "grants users on users", "REVOKE SELECT ON users FROM PUBLIC"),
            ("GRANT SELECT (email) ON users TO PUBLIC", "column grants email on users", "REVOKE SELECT (email) ON users FROM PUBLIC"),
            ("CREATE PUBLICATION pub FOR TABLE users", "publication pub", "DROP PUBLICATION pub"),
            ("CREATE STATISTICS known ON id, email FROM users", "statistics known on users", "DROP STATISTICS known"),
        ];
        let mut conn = scratch.connect();
        let drift = ["drift", "--database-url", scratch.url()];
        let groups = [(&structure[..], 1), (&carried[..], 1), (&left_alone[..], 0)];
        for (group, code) in groups {
            for (make, says, undo) in group {
                run(&mut conn, make);
                project.migrate(&drift).code(code).shows(says);
                run(&mut conn, undo);
            }
        }
        // An owner's own rights stay written down once anybody had some.
        project.migrate(&drift).ok();
    }
}

postgres_test! {
    fn an_index_that_a_failed_build_left_is_told_and_mended() {
        let scratch = Scratch::new();
        let project = upgraded(&scratch);
        let mut conn = scratch.connect();
        run(&mut conn, "INSERT INTO users VALUES (1, 'a'), (2, 'a')");
        let build = "CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email)";
        assert!(diesel::connection::SimpleConnection::batch_execute(&mut conn, build).is_err());
        let drift = ["drift", "--database-url", scratch.url()];
        project.migrate(&drift).code(1).shows("drop invalid index `users_email_key` of `users`");
        // Whoever wants an index of that name gets it: what is in the way goes first.
        run(&mut conn, "DELETE FROM users WHERE id = 2");
        project.write("new.sql", "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL); CREATE UNIQUE INDEX users_email_key ON users (email);");
        let both = ["diff", "--from", scratch.url(), "--to", "new.sql", "--scratch-url", server_url()];
        let sql = project.migrate(&[&both[..], &["--format", "sql"]].concat()).ok().stdout;
        for statement in migrate_core::dialect::split(Dialect::Postgres, &sql) {
            run(&mut conn, statement.sql);
        }
        assert_eq!(summaries(&project.json(&both, 0)), [""; 0], "{sql}");
        // What `drift` says mends it.
        run(&mut conn, "DROP INDEX users_email_key; INSERT INTO users VALUES (2, 'a')");
        assert!(diesel::connection::SimpleConnection::batch_execute(&mut conn, build).is_err());
        let sql = project.migrate(&[&drift[..], &["--format", "sql"]].concat()).code(1).stdout;
        run(&mut conn, &sql);
        project.migrate(&drift).ok().shows("no drift");
    }
}
