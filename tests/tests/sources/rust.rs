//! A database that was there first → structs that are it.

use tests::postgres::{Scratch, run};
use tests::postgres_test;
use tests::project::Project;

use crate::summaries;

#[test]
fn structs_of_a_sqlite_database_are_that_database() {
    let project = Project::lib("");
    project.sqlite(
        "app.db",
        "CREATE TABLE teams (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, \"type\" VARCHAR(20) DEFAULT 'x');
         CREATE TABLE \"Odd Names\" (\"userId\" INTEGER NOT NULL PRIMARY KEY, \"a.b\" REAL, self BLOB);
         CREATE TABLE users (
             id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
             boss_id INTEGER REFERENCES users ON DELETE SET NULL, email TEXT NOT NULL COLLATE NOCASE,
             kind TEXT NOT NULL DEFAULT 'plain' CHECK (kind IN ('plain', 'admin')), score DOUBLE DEFAULT 1.5,
             born DATE, seen TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, active BOOLEAN NOT NULL DEFAULT 1,
             big BIGINT, small SMALLINT, money DECIMAL(10, 2), doubled INTEGER GENERATED ALWAYS AS (small * 2) STORED,
             CHECK (length(email) > 3), UNIQUE (team_id, email)
         );
         CREATE TABLE memberships (
             team_id INTEGER NOT NULL REFERENCES teams (id), user_id INTEGER NOT NULL REFERENCES users (id),
             role TEXT, PRIMARY KEY (team_id, user_id)
         ) WITHOUT ROWID;
         CREATE TABLE notes (body TEXT NOT NULL, name TEXT);
         CREATE UNIQUE INDEX lower_email ON users (lower(email));
         CREATE INDEX users_kind ON users (kind DESC, born) WHERE active = 1;
         CREATE INDEX notes_name_idx ON notes (name, body);
         CREATE VIEW grown AS SELECT id FROM users;
         CREATE TRIGGER watch AFTER INSERT ON notes BEGIN SELECT 1; END;",
    );
    let rust = project.migrate(&["inspect", "app.db", "--format", "rust"]).ok();
    let rust = rust.says("2 objects").shows("//! - view `grown`").stdout;
    project.write("src/lib.rs", &rust);
    let answer = project.json(&["diff", "--from", "app.db", "--to", "models"], 0);
    assert_eq!(summaries(&answer), [""; 0], "{answer}\n{rust}");
    let answer = project.json(&["diff", "--from", "models", "--to", "app.db", "--exit-code"], 0);
    assert_eq!(summaries(&answer), [""; 0], "{answer}");
}

postgres_test! {
    fn structs_of_a_postgres_database_are_that_database() {
        let scratch = Scratch::new();
        run(
            &mut scratch.connect(),
            "CREATE TYPE status AS ENUM ('new', 'in progress', 'done');
             CREATE SCHEMA app;
             CREATE TYPE app.mood AS ENUM ('ok');
             CREATE TABLE teams (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(40) NOT NULL UNIQUE);
             CREATE TABLE app.teams (id serial PRIMARY KEY, mood app.mood NOT NULL DEFAULT 'ok', moods app.mood[]);
             CREATE TABLE users (
                 id uuid PRIMARY KEY DEFAULT gen_random_uuid(), team_id bigint NOT NULL REFERENCES teams ON DELETE CASCADE,
                 email text NOT NULL CHECK (email ~ '@'), status status NOT NULL DEFAULT 'new', data jsonb DEFAULT '{}',
                 tags text[] NOT NULL DEFAULT '{}', price numeric(10, 2) DEFAULT 1.50, at timestamptz NOT NULL DEFAULT now(),
                 precise timestamp(3), day date, host inet, bits bit(3), c char(3), raw bytea, small smallint, f real,
                 \"when\" interval, doubled int GENERATED ALWAYS AS (small * 2) STORED, plain varchar, j json,
                 CONSTRAINT own_name UNIQUE (email, team_id) DEFERRABLE INITIALLY DEFERRED
             ) WITH (fillfactor = 70);
             COMMENT ON TABLE users IS 'Who''s \"here\"';
             COMMENT ON COLUMN users.email IS 'An address';
             CREATE TABLE pairs (a int, b int, team bigint, PRIMARY KEY (a, b));
             CREATE TABLE uses (x int NOT NULL, y int NOT NULL, FOREIGN KEY (x, y) REFERENCES pairs ON UPDATE CASCADE);
             CREATE UNIQUE INDEX lowered ON users (lower(email)) WHERE small > 3;
             CREATE INDEX gin ON users USING gin (data jsonb_path_ops);
             CREATE INDEX users_at ON users (at DESC NULLS LAST, team_id) INCLUDE (small);
             CREATE UNLOGGED TABLE \"Weird Table\" (\"Id\" int PRIMARY KEY, \"self\" int);
             CREATE VIEW names AS SELECT email FROM users;",
        );
        let project = Project::postgres("");
        let rust = project.migrate(&["inspect", scratch.url(), "--format", "rust"]).ok().stdout;
        project.write("src/lib.rs", &rust);
        let args = ["diff", "--from", scratch.url(), "--to", "models", "--scratch-url", scratch.url()];
        let answer = project.json(&args, 0);
        assert_eq!(summaries(&answer), [""; 0], "{answer}\n{rust}");
    }
}

postgres_test! {
    fn structs_say_all_else_that_postgres_has() {
        let scratch = Scratch::new();
        run(
            &mut scratch.connect(),
            "CREATE EXTENSION citext;
             CREATE SEQUENCE numbers START 1000 INCREMENT 5 MINVALUE 10 MAXVALUE 9000 CYCLE;
             CREATE TYPE kind AS ENUM ('a', 'B', 'c d');
             COMMENT ON TYPE kind IS 'which';
             CREATE TABLE rooms (
                 id int GENERATED BY DEFAULT AS IDENTITY (START WITH 5 INCREMENT BY 2) PRIMARY KEY,
                 name citext NOT NULL, label text COLLATE \"C\" DEFAULT 'it''s', kinds kind[] NOT NULL DEFAULT '{a}',
                 number bigint DEFAULT nextval('numbers'), net cidr, mac macaddr, at time(2), zoned timestamptz(0), price numeric,
                 UNIQUE NULLS NOT DISTINCT (name, label)
             );
             CREATE TABLE bookings (
                 id smallserial, room int NOT NULL, during tsrange NOT NULL, guests kind DEFAULT 'B', notes varchar(9)[],
                 CONSTRAINT bookings_key PRIMARY KEY (id, room) INCLUDE (during),
                 CONSTRAINT in_room FOREIGN KEY (room) REFERENCES rooms (id) ON UPDATE CASCADE ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
                 CONSTRAINT not_twice EXCLUDE USING gist (during WITH &&) WHERE (room > 0) DEFERRABLE,
                 CONSTRAINT sane CHECK (guests <> 'c d' OR notes IS NULL)
             );
             CREATE INDEX by_hash ON rooms USING hash (name);
             CREATE INDEX by_pattern ON rooms (label text_pattern_ops, (lower(label)) DESC NULLS LAST) WITH (fillfactor = 70);
             COMMENT ON INDEX by_pattern IS 'for LIKE';
             CREATE INDEX by_brin ON bookings USING brin (room);
             CREATE UNIQUE INDEX once ON bookings (guests) INCLUDE (notes) WHERE room = 3;",
        );
        let project = Project::postgres("");
        let rust = project.migrate(&["inspect", scratch.url(), "--format", "rust"]).ok().stdout;
        project.write("src/lib.rs", &rust);
        for (from, to) in [(scratch.url(), "models"), ("models", scratch.url())] {
            let answer = project.json(&["diff", "--from", from, "--to", to, "--scratch-url", scratch.url()], 0);
            assert_eq!(summaries(&answer), [""; 0], "{answer}\n{rust}");
        }
        assert!(!rust.contains("left alone"), "{rust}");
    }
}
