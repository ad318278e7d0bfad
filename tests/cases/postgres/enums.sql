=== labels are added anywhere
--- from
CREATE TYPE e AS ENUM ('b', 'd');
CREATE TABLE t (x e DEFAULT 'b');
--- rows
INSERT INTO t VALUES ('d');
--- to
CREATE TYPE e AS ENUM ('a', 'b', 'c', 'd', 'it''s', 'f');
CREATE TABLE t (x e DEFAULT 'b');
--- then
(SELECT x = 'd' FROM t)
=== a label is added and used at once
--- from
CREATE TYPE e AS ENUM ('b');
CREATE TABLE t (x e DEFAULT 'b');
--- rows
INSERT INTO t VALUES ('b');
--- to
CREATE TYPE e AS ENUM ('b', 'c');
CREATE TABLE t (x e DEFAULT 'c', y e NOT NULL DEFAULT 'c', CONSTRAINT k CHECK (x <> 'c'::e OR y = 'c'::e));
CREATE INDEX i ON t (x) WHERE x = 'c';
--- no way back
the rows hold the label
=== a label has another name
--- from
CREATE TYPE e AS ENUM ('old', 'b');
CREATE TABLE t (x e DEFAULT 'old', CHECK (x <> 'b'));
--- rows
INSERT INTO t VALUES ('old');
--- to
CREATE TYPE e AS ENUM ('new', 'b');
CREATE TABLE t (x e DEFAULT 'new', CHECK (x <> 'b'));
--- renames
label e.old:new
--- then
(SELECT x = 'new' FROM t)
=== a label goes
--- from
CREATE TYPE e AS ENUM ('a', 'b', 'c');
COMMENT ON TYPE e IS 'e';
CREATE TABLE t (id int PRIMARY KEY, x e NOT NULL DEFAULT 'a', y e[] DEFAULT '{a,b}', z e DEFAULT 'c', CONSTRAINT k CHECK (x <> 'b'), g boolean GENERATED ALWAYS AS (x = 'a') STORED);
CREATE INDEX i ON t (x); CREATE INDEX j ON t (id) WHERE x = 'a'; CREATE UNIQUE INDEX l ON t ((x = 'a'), id);
CREATE TABLE u (x e PRIMARY KEY); CREATE TABLE w (x e REFERENCES u);
CREATE VIEW v AS SELECT id, x FROM t WHERE x = 'a'; CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM v;
--- rows
INSERT INTO t (id, y, z) VALUES (1, '{b}', 'b'); INSERT INTO u VALUES ('a'); INSERT INTO w VALUES ('a');
--- to
CREATE TYPE e AS ENUM ('a', 'b');
COMMENT ON TYPE e IS 'e';
CREATE TABLE t (id int PRIMARY KEY, x e NOT NULL DEFAULT 'a', y e[] DEFAULT '{a,b}', z e DEFAULT 'b', CONSTRAINT k CHECK (x <> 'b'), g boolean GENERATED ALWAYS AS (x = 'a') STORED);
CREATE INDEX i ON t (x); CREATE INDEX j ON t (id) WHERE x = 'a'; CREATE UNIQUE INDEX l ON t ((x = 'a'), id);
CREATE TABLE u (x e PRIMARY KEY); CREATE TABLE w (x e REFERENCES u);
CREATE VIEW v AS SELECT id, x FROM t WHERE x = 'a'; CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM v;
--- then
(SELECT x = 'a' AND y = '{b}' AND z = 'b' AND g FROM t)
(SELECT n = 1 FROM m)
--- hazards
may-fail-on-data
table-rewrite
=== labels change their order, one has another name, one goes, one comes
--- from
CREATE TYPE e AS ENUM ('a', 'b', 'c', 'd');
CREATE TABLE t (x e DEFAULT 'c');
--- rows
INSERT INTO t VALUES ('c'), ('a');
--- to
CREATE TYPE e AS ENUM ('n', 'c2', 'a', 'b');
CREATE TABLE t (x e DEFAULT 'c2', y e DEFAULT 'n');
--- renames
label e.c:c2
--- then
(SELECT array_agg(x::text ORDER BY x) = '{c2,a}' FROM t)
=== an enum has another name and namespace
--- from
CREATE TYPE old AS ENUM ('a'); CREATE TYPE mood AS ENUM ('x');
CREATE TABLE t (x old DEFAULT 'a', y old[] DEFAULT '{a}', z mood, CHECK (x = 'a'));
--- to
CREATE SCHEMA app;
CREATE TYPE new AS ENUM ('a'); CREATE TYPE app.mood AS ENUM ('x');
CREATE TABLE t (x new DEFAULT 'a', y new[] DEFAULT '{a}', z app.mood, CHECK (x = 'a'));
--- renames
enum old:new
enum mood:app.mood
=== text becomes an enum and back
--- from
CREATE TYPE f AS ENUM ('x', 'y');
CREATE TABLE t (a text NOT NULL DEFAULT 'x', b f DEFAULT 'x', c varchar(5), d f, CHECK (a <> ''));
CREATE INDEX i ON t (a); CREATE INDEX j ON t (b);
--- rows
INSERT INTO t VALUES ('x', 'y', 'y', 'x');
--- to
CREATE TYPE e AS ENUM ('x', 'y'); CREATE TYPE f AS ENUM ('x', 'y');
CREATE TABLE t (a e NOT NULL DEFAULT 'x', b text DEFAULT 'x', c f, d e);
CREATE INDEX i ON t (a); CREATE INDEX j ON t (b);
--- then
(SELECT a = 'x' AND b = 'y' AND c = 'y' AND d = 'x' FROM t)
=== an enum and its column go
--- from
CREATE TYPE e AS ENUM ('x'); CREATE TABLE t (id int, a e DEFAULT 'x');
--- to
CREATE TABLE t (id int);
=== a label goes with the column that held it
--- from
CREATE TYPE e AS ENUM ('x', 'y'); CREATE TABLE t (id int, a e, b e); 
--- rows
INSERT INTO t VALUES (1, 'x', 'y');
--- to
CREATE TYPE e AS ENUM ('x'); CREATE TABLE t (id int, a e);
=== only the comment
--- from
CREATE TYPE e AS ENUM ('x'); COMMENT ON TYPE e IS 'a';
--- to
CREATE TYPE e AS ENUM ('x', 'y'); COMMENT ON TYPE e IS 'b';
