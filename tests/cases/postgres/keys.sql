=== primary keys come, change and go
--- from
CREATE TABLE a (id int NOT NULL, b int NOT NULL);
CREATE TABLE b (id int PRIMARY KEY, b int NOT NULL);
CREATE TABLE c (id int PRIMARY KEY, b int);
CREATE TABLE d (id int, b int, PRIMARY KEY (id, b));
CREATE TABLE e (id int CONSTRAINT own PRIMARY KEY);
--- rows
INSERT INTO a VALUES (1, 2); INSERT INTO b VALUES (1, 2); INSERT INTO c VALUES (1, 2); INSERT INTO d VALUES (1, 2);
--- to
CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL);
CREATE TABLE b (id int, b int NOT NULL, PRIMARY KEY (b, id));
CREATE TABLE c (id int, b int PRIMARY KEY);
CREATE TABLE d (id int NOT NULL, b int);
CREATE TABLE e (id int CONSTRAINT other PRIMARY KEY);
=== a primary key under foreign keys
--- from
CREATE TABLE t (id int PRIMARY KEY, code text NOT NULL UNIQUE);
CREATE TABLE u (t_id int REFERENCES t, code text REFERENCES t (code));
--- rows
INSERT INTO t VALUES (1, 'a'); INSERT INTO u VALUES (1, 'a');
--- to
CREATE TABLE t (id int NOT NULL, code text PRIMARY KEY, CONSTRAINT t_id_key UNIQUE (id));
CREATE TABLE u (t_id int REFERENCES t (id), code text REFERENCES t (code));
=== a key's type under foreign keys
--- from
CREATE TABLE t (id int PRIMARY KEY, parent int REFERENCES t);
CREATE TABLE u (id serial PRIMARY KEY, t_id int NOT NULL REFERENCES t ON DELETE CASCADE);
CREATE VIEW v AS SELECT u.id, t.parent FROM u JOIN t ON t.id = u.t_id;
--- rows
INSERT INTO t VALUES (1, NULL), (2, 1); INSERT INTO u (t_id) VALUES (2);
--- to
CREATE TABLE t (id bigint PRIMARY KEY, parent bigint REFERENCES t);
CREATE TABLE u (id bigserial PRIMARY KEY, t_id bigint NOT NULL REFERENCES t ON DELETE CASCADE);
CREATE VIEW v AS SELECT u.id, t.parent FROM u JOIN t ON t.id = u.t_id;
--- then
(SELECT parent = 1 FROM v)
=== a key becomes a uuid
--- from
CREATE TABLE t (id text PRIMARY KEY);
CREATE TABLE u (t_id text REFERENCES t);
--- rows
INSERT INTO t VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'); INSERT INTO u SELECT id FROM t;
--- to
CREATE TABLE t (id uuid PRIMARY KEY);
CREATE TABLE u (t_id uuid REFERENCES t);
--- then
(SELECT count(*) = 1 FROM u JOIN t ON t.id = u.t_id)
=== unique constraints and indexes
--- since
150000
--- from
CREATE TABLE t (a int UNIQUE, b int, c int, d int, CONSTRAINT bc UNIQUE (b, c) DEFERRABLE, e int);
CREATE UNIQUE INDEX t_d ON t (d);
CREATE UNIQUE INDEX t_e ON t (e);
--- rows
INSERT INTO t VALUES (1, 1, 1, 1, 1), (2, 2, 2, 2, 2);
--- to
CREATE TABLE t (a int, b int, c int UNIQUE NULLS NOT DISTINCT, d int CONSTRAINT t_d UNIQUE, CONSTRAINT cb UNIQUE (b, c) DEFERRABLE, e int,
    CONSTRAINT wide UNIQUE (a) INCLUDE (b) DEFERRABLE INITIALLY DEFERRED);
CREATE UNIQUE INDEX t_e ON t (e) NULLS NOT DISTINCT;
--- hazards
may-fail-on-data
index-dropped
=== a unique constraint under a foreign key changes
--- from
CREATE TABLE t (a int, CONSTRAINT one UNIQUE (a));
CREATE TABLE u (a int REFERENCES t (a));
--- rows
INSERT INTO t VALUES (1); INSERT INTO u VALUES (1);
--- to
CREATE TABLE t (a int, b int, CONSTRAINT one UNIQUE (a) INCLUDE (b));
CREATE TABLE u (a int REFERENCES t (a));
=== checks
--- from
CREATE TABLE t (a int CHECK (a > 0), b text, CONSTRAINT same CHECK (a < 10), CONSTRAINT old_name CHECK (b <> ''));
--- rows
INSERT INTO t VALUES (5, 'x');
--- to
CREATE TABLE t (a int, b text, CONSTRAINT same CHECK (a < 100 OR a IS NULL), CONSTRAINT new_name CHECK (b <> ''),
    CONSTRAINT odd CHECK (b IN ('x', 'it''s', 'y') AND a BETWEEN 1 AND 1000 AND b ~ '^[a-z]+$'));
--- hazards
constraint-scan
may-fail-on-data
=== foreign keys
--- from
CREATE SCHEMA app;
CREATE TABLE app.t (id int PRIMARY KEY, a int, b int, UNIQUE (a, b));
CREATE TABLE u (x int REFERENCES app.t, y int, z int, w int REFERENCES app.t ON DELETE SET NULL, self int, k int PRIMARY KEY);
--- rows
INSERT INTO app.t VALUES (1, 2, 3); INSERT INTO u VALUES (1, 2, 3, 1, 9, 9);
--- to
CREATE SCHEMA app;
CREATE TABLE app.t (id int PRIMARY KEY, a int, b int, UNIQUE (a, b));
CREATE TABLE u (x int, y int, z int, w int CONSTRAINT u_w_fkey REFERENCES app.t ON DELETE CASCADE ON UPDATE RESTRICT, self int REFERENCES u, k int PRIMARY KEY,
    CONSTRAINT pair FOREIGN KEY (y, z) REFERENCES app.t (a, b) ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED);
--- hazards
constraint-scan
=== a new table refers to a new unique column of an old one
--- from
CREATE TABLE t (id int PRIMARY KEY);
--- to
CREATE TABLE t (id int PRIMARY KEY, code text UNIQUE);
CREATE TABLE a (code text REFERENCES t (code));
=== exclusion constraints
--- from
CREATE EXTENSION btree_gist;
CREATE TABLE t (room int, span tstzrange, CONSTRAINT one EXCLUDE USING gist (room WITH =, span WITH &&));
CREATE TABLE u (span int4range);
--- to
CREATE EXTENSION btree_gist;
CREATE TABLE t (room bigint, span tstzrange, CONSTRAINT one EXCLUDE USING gist (room WITH =, span WITH &&) WHERE (room > 3));
CREATE TABLE u (span int4range, EXCLUDE USING gist (span WITH &&) DEFERRABLE INITIALLY DEFERRED);
=== all columns match, or none
--- from
CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE c (a int, b int, CONSTRAINT k FOREIGN KEY (a, b) REFERENCES p);
--- to
CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE c (a int, b int, CONSTRAINT k FOREIGN KEY (a, b) REFERENCES p MATCH FULL);
=== an index that is there becomes the key
--- from
CREATE TABLE t (id int, n int);
CREATE UNIQUE INDEX t_id ON t (id);
CREATE INDEX u_pkey ON t (n);
CREATE TABLE u (id int NOT NULL);
--- rows
INSERT INTO t VALUES (1, 2);
INSERT INTO u VALUES (1);
--- to
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE u (id int PRIMARY KEY);
=== another key
--- from
CREATE TABLE t (id int PRIMARY KEY, n int);
--- rows
INSERT INTO t VALUES (1, 2);
--- to
CREATE TABLE t (id int NOT NULL, n int PRIMARY KEY);
--- hazards
may-fail-on-data
=== a unique constraint comes, and its index is made while others wait
--- from
CREATE TABLE t (id int PRIMARY KEY, code int);
--- to
CREATE TABLE t (id int PRIMARY KEY, code int UNIQUE);
--- hazards
long-lock
may-fail-on-data
--- hazards online
may-fail-on-data
=== a unique index goes, and a foreign key on its column comes
--- from
CREATE TABLE t (id int PRIMARY KEY);
CREATE UNIQUE INDEX twice ON t (id);
--- rows
INSERT INTO t VALUES (1);
--- to
CREATE TABLE t (id int PRIMARY KEY, parent int REFERENCES t);
=== a unique index changes under a foreign key, and its table has another name
--- from
CREATE TABLE users (id int NOT NULL, parent int);
CREATE UNIQUE INDEX once ON users (id);
ALTER TABLE users ADD CONSTRAINT of_parent FOREIGN KEY (parent) REFERENCES users (id);
--- rows
INSERT INTO users VALUES (1, 1);
--- to
CREATE TABLE people (id int NOT NULL, parent int);
CREATE UNIQUE INDEX once ON people (id DESC);
ALTER TABLE people ADD CONSTRAINT of_parent FOREIGN KEY (parent) REFERENCES people (id);
--- renames
users:people
=== an exclusion constraint takes the name of one that goes with its table
--- from
CREATE TABLE orders (id bigint, CONSTRAINT once EXCLUDE USING hash (id WITH =));
CREATE TABLE posts (id bigint);
--- rows
INSERT INTO posts VALUES (1);
--- to
CREATE TABLE posts (id bigint, CONSTRAINT once EXCLUDE USING hash (id WITH =));
--- then
(SELECT count(*) = 1 FROM posts)
=== a table has another name, and a key on more columns
--- from
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE others (id int, CONSTRAINT posts_pkey_new PRIMARY KEY (id));
--- rows
INSERT INTO users VALUES (1, 'a');
--- to
CREATE TABLE posts (id bigint, email text NOT NULL, PRIMARY KEY (id, email));
CREATE TABLE others (id int, CONSTRAINT posts_pkey_new PRIMARY KEY (id));
--- renames
users:posts
--- then
(SELECT count(*) = 1 FROM posts)
=== primary keys that carry other columns along
--- from
CREATE TABLE users (id int, a text, b text, CONSTRAINT users_pkey PRIMARY KEY (id) INCLUDE (a));
CREATE TABLE teams (id int PRIMARY KEY, a text, b text);
CREATE TABLE more (id int, a text, b text, PRIMARY KEY (id) INCLUDE (a, b));
CREATE TABLE last (id int, a text, b text, CONSTRAINT old PRIMARY KEY (id) INCLUDE (a));
CREATE TABLE late (id int NOT NULL, a text);
CREATE UNIQUE INDEX late_id ON late (id) INCLUDE (a);
CREATE TABLE refers (id int REFERENCES users (id));
--- rows
INSERT INTO users VALUES (1, 'a', 'b');
INSERT INTO teams VALUES (1, 'a', 'b');
INSERT INTO more VALUES (1, 'a', 'b');
INSERT INTO late VALUES (1, 'a');
--- to
CREATE TABLE users (id int, a text, b text, CONSTRAINT users_pkey PRIMARY KEY (id) INCLUDE (a, b));
CREATE TABLE teams (id int, a text, b text, PRIMARY KEY (id) INCLUDE (b));
CREATE TABLE more (id int, other text, PRIMARY KEY (id) INCLUDE (other));
CREATE TABLE last (id int, a text, b text, CONSTRAINT new PRIMARY KEY (id) INCLUDE (a));
CREATE TABLE late (id int, a text, PRIMARY KEY (id) INCLUDE (a));
CREATE TABLE fresh (id int, a text, PRIMARY KEY (id) INCLUDE (a));
CREATE TABLE refers (id int REFERENCES users (id));
--- renames
column more.a:other
--- then
(SELECT other = 'a' FROM more)
(SELECT count(*) = 1 FROM late)
=== keys that refer to a primary key get other names while it is made anew
--- from
CREATE TABLE t (id bigint PRIMARY KEY, email text, ref bigint, CONSTRAINT old FOREIGN KEY (ref) REFERENCES t (id));
CREATE TABLE u (t_id bigint CONSTRAINT old REFERENCES t (id) ON DELETE CASCADE, other bigint REFERENCES t (id));
CREATE TABLE teams (id bigint NOT NULL, name text, CONSTRAINT one UNIQUE (id));
CREATE TABLE users (team bigint, CONSTRAINT old FOREIGN KEY (team) REFERENCES teams (id) DEFERRABLE);
--- rows
INSERT INTO t VALUES (1, 'a', NULL), (2, 'b', 1); INSERT INTO u VALUES (2, 1); INSERT INTO teams VALUES (1, 'a'); INSERT INTO users VALUES (1);
--- to
CREATE TABLE t (id bigint, email text, ref bigint, PRIMARY KEY (id) INCLUDE (email), CONSTRAINT new FOREIGN KEY (ref) REFERENCES t (id));
CREATE TABLE u (t_id bigint CONSTRAINT new REFERENCES t (id) ON DELETE CASCADE, other bigint REFERENCES t (id));
CREATE TABLE teams (id bigint NOT NULL, name text, CONSTRAINT one UNIQUE (id) INCLUDE (name));
CREATE TABLE users (team bigint, CONSTRAINT new FOREIGN KEY (team) REFERENCES teams (id) DEFERRABLE);
--- hazards
long-lock
--- then
(SELECT count(*) = 2 FROM t)
(SELECT count(*) = 1 FROM u JOIN t ON t.id = u.t_id)
=== keys get other names while the type of their columns changes
--- from
CREATE TABLE t (id int PRIMARY KEY, ref int, CONSTRAINT old FOREIGN KEY (ref) REFERENCES t (id));
CREATE TABLE u (t_id int CONSTRAINT old REFERENCES t (id), CONSTRAINT new CHECK (t_id > 0));
--- rows
INSERT INTO t VALUES (1, NULL), (2, 1); INSERT INTO u VALUES (2);
--- to
CREATE TABLE t (id text PRIMARY KEY, ref text, CONSTRAINT new FOREIGN KEY (ref) REFERENCES t (id));
CREATE TABLE u (t_id text CONSTRAINT new REFERENCES t (id));
--- then
(SELECT count(*) = 1 FROM u JOIN t ON t.id = u.t_id)
=== what is on a column that is computed anew gets other names
--- from
CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a + 1) STORED, CONSTRAINT old CHECK (g > 0), CONSTRAINT free CHECK (a > 0));
CREATE INDEX old_index ON t (g);
CREATE INDEX old_part ON t (a) WHERE g > 1;
CREATE INDEX old_free ON t (a);
--- rows
INSERT INTO t VALUES (1), (2);
--- to
CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a + 2) STORED, CONSTRAINT new CHECK (g > 0), CONSTRAINT free_new CHECK (a > 0));
CREATE INDEX new_index ON t (g);
CREATE INDEX new_part ON t (a) WHERE g > 1;
CREATE INDEX new_free ON t (a);
--- then
(SELECT sum(g) = 7 FROM t)
