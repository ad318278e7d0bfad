=== nothing changes
--- from
CREATE TABLE t (id bigint PRIMARY KEY, a text DEFAULT 'x');
--- to
CREATE TABLE t (id bigint PRIMARY KEY, a text DEFAULT 'x');
=== a new table with everything
--- from
--- to
CREATE TYPE mood AS ENUM ('ok', 'it''s');
CREATE TABLE team (id serial PRIMARY KEY, name varchar(80) NOT NULL UNIQUE);
CREATE TABLE person (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 5) PRIMARY KEY,
    team_id int NOT NULL REFERENCES team ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    mood mood NOT NULL DEFAULT 'it''s', moods mood[] NOT NULL DEFAULT '{}',
    born date, at timestamptz(3) NOT NULL DEFAULT now(), span interval, price numeric(10, 2) DEFAULT 1.50,
    flags boolean DEFAULT true, addr inet, net cidr, mac macaddr, doc jsonb DEFAULT '{}', raw json, tags text[],
    twice numeric GENERATED ALWAYS AS (price * 2) STORED, note text COLLATE "C", code char(3),
    real4 real, real8 double precision DEFAULT 0.5, blob bytea DEFAULT '\x00', u uuid DEFAULT gen_random_uuid(),
    t time(0), bits bit(3), CONSTRAINT positive CHECK (price > 0 AND length(note) < 10)
) WITH (fillfactor = 70);
CREATE INDEX person_idx ON person USING btree (team_id DESC NULLS LAST, lower(note)) INCLUDE (born) WHERE price > 3;
CREATE INDEX person_doc ON person USING gin (doc jsonb_path_ops);
COMMENT ON TABLE person IS 'It''s people';
COMMENT ON COLUMN person.note IS 'Free text';
COMMENT ON INDEX person_doc IS 'Why';
COMMENT ON TYPE mood IS 'How';
=== a table goes
--- from
CREATE TABLE t (id bigint PRIMARY KEY);
CREATE TABLE u (id bigint PRIMARY KEY, t_id bigint REFERENCES t);
--- to
--- hazards
data-loss
breaks-old-code
=== tables in a circle
--- from
--- to
CREATE TABLE a (id int PRIMARY KEY, b_id int);
CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b;
CREATE TABLE c (id int PRIMARY KEY, c_id int REFERENCES c);
=== tables in a circle of three, one goes another comes
--- from
CREATE TABLE a (id int PRIMARY KEY, b_id int);
CREATE TABLE b (id int PRIMARY KEY, c_id int);
CREATE TABLE c (id int PRIMARY KEY, a_id int REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b;
ALTER TABLE b ADD FOREIGN KEY (c_id) REFERENCES c;
--- to
CREATE TABLE b (id int PRIMARY KEY, c_id int);
CREATE TABLE c (id int PRIMARY KEY, a_id int);
CREATE TABLE d (id int PRIMARY KEY, b_id int REFERENCES b);
ALTER TABLE b ADD FOREIGN KEY (c_id) REFERENCES d;
=== a table has another name
--- from
CREATE TABLE people (id serial PRIMARY KEY, name text NOT NULL);
CREATE INDEX people_name_idx ON people (name);
CREATE TABLE posts (id int PRIMARY KEY, by int REFERENCES people);
CREATE VIEW names AS SELECT name FROM people;
--- rows
INSERT INTO people (name) VALUES ('a'), ('b'); INSERT INTO posts VALUES (1, 2);
--- to
CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL);
CREATE INDEX users_name_idx ON users (name);
CREATE TABLE posts (id int PRIMARY KEY, by int REFERENCES users);
CREATE VIEW names AS SELECT name FROM users;
--- renames
people:users
--- then
(SELECT count(*) = 2 FROM users)
(SELECT count(*) = 2 FROM names)
pg_get_serial_sequence('users', 'id') = 'public.users_id_seq'
=== a table moves to another namespace
--- from
CREATE TYPE mood AS ENUM ('ok');
CREATE TABLE people (id serial PRIMARY KEY, mood mood);
--- rows
INSERT INTO people (mood) VALUES ('ok');
--- to
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('ok');
CREATE TABLE app.people (id serial PRIMARY KEY, mood app.mood);
--- renames
people:app.people
enum mood:app.mood
--- then
(SELECT count(*) = 1 FROM app.people)
=== namespaces come
--- from
--- to
CREATE SCHEMA "Odd one"; CREATE SCHEMA app;
CREATE TABLE "Odd one"."T" (id int PRIMARY KEY);
CREATE TABLE app.t (id int PRIMARY KEY, o int REFERENCES "Odd one"."T");
CREATE SEQUENCE app.s;
CREATE VIEW app.v AS SELECT t.id FROM app.t JOIN "Odd one"."T" o ON o.id = t.o;
=== odd names
--- from
CREATE TABLE "select" ("order" int PRIMARY KEY, "two words" text, "qu""ote" int, "Größe" int, "UPPER" int);
--- to
CREATE TABLE "select" ("order" int PRIMARY KEY, "two words" varchar(10), "qu""ote" bigint DEFAULT 3, "Größe" int NOT NULL,
    "UPPER" int CHECK ("UPPER" > 0), "user" text);
CREATE UNIQUE INDEX "Idx "" one" ON "select" ("Größe", lower("two words"));
CREATE TABLE "Child" (id int PRIMARY KEY, "ref to" int REFERENCES "select" ("order"));
COMMENT ON COLUMN "select"."qu""ote" IS 'it''s; --x';
=== unlogged and storage parameters
--- from
CREATE TABLE t (id int) WITH (fillfactor = 70, autovacuum_enabled = false);
CREATE UNLOGGED TABLE u (id int);
--- to
CREATE UNLOGGED TABLE t (id int) WITH (fillfactor = 80);
CREATE TABLE u (id int) WITH (autovacuum_vacuum_scale_factor = 0.2);
--- hazards
table-rewrite
=== comments come, change and go
--- from
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
COMMENT ON TABLE t IS 'one'; COMMENT ON COLUMN t.a IS 'gone'; COMMENT ON INDEX t_a IS 'i';
CREATE VIEW v AS SELECT 1 AS one; COMMENT ON VIEW v IS 'v';
--- to
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE INDEX t_a ON t (a);
COMMENT ON TABLE t IS 'two'; COMMENT ON COLUMN t.id IS 'new';
CREATE VIEW v AS SELECT 1 AS one; COMMENT ON VIEW v IS 'w';
=== a table becomes a view of its name
--- from
CREATE TABLE base (id int PRIMARY KEY);
CREATE TABLE x (id int);
--- to
CREATE TABLE base (id int PRIMARY KEY);
CREATE VIEW x AS SELECT id FROM base;
=== a view becomes a table
--- from
CREATE TABLE base (id int PRIMARY KEY);
CREATE VIEW x AS SELECT id FROM base;
--- to
CREATE TABLE base (id int PRIMARY KEY);
CREATE TABLE x (id int);
=== an index name goes to another table
--- from
CREATE TABLE a (id int); CREATE INDEX i ON a (id);
CREATE TABLE b (id int);
--- to
CREATE TABLE b (id int); CREATE INDEX i ON b (id);
=== a table without columns
--- from
CREATE TABLE a ();
--- to
CREATE TABLE a (x int); CREATE TABLE b ();
=== what can't be carried is left alone
--- from
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TYPE r AS RANGE (subtype = int);
CREATE AGGREGATE most(int) (sfunc = int4larger, stype = int);
CREATE TABLE heir (more int) INHERITS (t);
CREATE STATISTICS s ON id, a FROM t;
--- to
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
--- then
(SELECT count(*) = 1 FROM pg_type WHERE typname = 'r')
(SELECT count(*) = 1 FROM pg_proc WHERE proname = 'most')
(SELECT count(*) = 1 FROM pg_class WHERE relname = 'heir')
(SELECT count(*) = 1 FROM pg_statistic_ext WHERE stxname = 's')
=== a table moves to a namespace where its name is another's
--- from
CREATE SCHEMA app;
CREATE TABLE users (id serial PRIMARY KEY);
CREATE TABLE app.users (id serial PRIMARY KEY, name text);
--- rows
INSERT INTO app.users (name) VALUES ('a');
--- to
CREATE SCHEMA app;
CREATE TABLE posts (id serial PRIMARY KEY, name text);
--- renames
app.users:posts
--- then
(SELECT name = 'a' FROM posts)
=== and a type does
--- from
CREATE SCHEMA app;
CREATE TYPE mood AS ENUM ('glad');
CREATE TYPE app.mood AS ENUM ('ok');
CREATE TABLE t (mood app.mood);
--- rows
INSERT INTO t VALUES ('ok');
--- to
CREATE SCHEMA app;
CREATE TYPE feeling AS ENUM ('ok');
CREATE TABLE t (mood feeling);
--- renames
enum app.mood:feeling
--- then
(SELECT mood = 'ok' FROM t)
