=== indexes of all kinds come
--- from
CREATE TABLE t (a int, b text, c jsonb, d int[], e tsvector, f text COLLATE "C", g inet, h timestamptz);
--- to
CREATE TABLE t (a int, b text, c jsonb, d int[], e tsvector, f text COLLATE "C", g inet, h timestamptz);
CREATE INDEX i1 ON t (a DESC, b ASC NULLS FIRST, f COLLATE "POSIX" text_pattern_ops DESC NULLS LAST);
CREATE INDEX i2 ON t USING gin (c); CREATE INDEX i3 ON t USING gin (c jsonb_path_ops); CREATE INDEX i4 ON t USING gin (d);
CREATE INDEX i5 ON t USING hash (b); CREATE INDEX i6 ON t USING brin (h) WITH (pages_per_range = 32);
CREATE INDEX i7 ON t USING gist (e); CREATE INDEX i8 ON t USING spgist (g); CREATE INDEX i9 ON t USING gist (g inet_ops);
CREATE INDEX i10 ON t (lower(b), (a + 1), (c ->> 'x')) INCLUDE (h) WITH (fillfactor = 80) WHERE a > 3 AND b IS NOT NULL;
CREATE UNIQUE INDEX i11 ON t ((a % 7), b) WHERE (a IS NOT NULL);
CREATE INDEX i12 ON t USING gin (to_tsvector('english', b));
CREATE INDEX i13 ON t ((b COLLATE "C"));
CREATE INDEX i14 ON t ((CASE WHEN a > 0 THEN b ELSE f END));
=== they change
--- from
CREATE TABLE t (a int, b text, c text);
CREATE INDEX i1 ON t (a); CREATE INDEX i2 ON t (b) WHERE a > 1; CREATE UNIQUE INDEX i3 ON t (a, b); CREATE INDEX i4 ON t (lower(b));
CREATE INDEX i5 ON t (c) INCLUDE (a); CREATE INDEX i6 ON t (c) WITH (fillfactor = 70); CREATE INDEX old_name ON t (c, a);
--- to
CREATE TABLE t (a int, b text, c text);
CREATE INDEX i1 ON t (a DESC); CREATE INDEX i2 ON t (b) WHERE a > 2; CREATE INDEX i3 ON t (a, b); CREATE INDEX i4 ON t (upper(b));
CREATE INDEX i5 ON t (c) INCLUDE (b); CREATE INDEX i6 ON t (c) WITH (fillfactor = 80); CREATE INDEX new_name ON t (c, a);
--- hazards
index-dropped
=== they go
--- from
CREATE SCHEMA app; CREATE TABLE app.t (a int, b int, UNIQUE (b)); CREATE INDEX "Odd" ON app.t (a);
--- to
CREATE SCHEMA app; CREATE TABLE app.t (a int, b int);
=== an index goes with its column
--- from
CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a, b); CREATE INDEX j ON t (b) WHERE a > 3;
--- to
CREATE TABLE t (b int); CREATE INDEX i ON t (b);
=== names swap
--- from
CREATE TABLE t (a int, b int); CREATE INDEX x ON t (a); CREATE INDEX y ON t (b);
--- to
CREATE TABLE t (a int, b int); CREATE INDEX y ON t (a); CREATE INDEX x ON t (b);
=== an index that changes leaves no gap
--- from
CREATE TABLE t (id int, n int, m int);
CREATE INDEX plain ON t (n);
CREATE UNIQUE INDEX once ON t (n, id);
--- rows
INSERT INTO t VALUES (1, 2, 3);
--- to
CREATE TABLE t (id int, n int, m int);
CREATE INDEX plain ON t (n) WHERE n > 0;
CREATE UNIQUE INDEX once ON t (n, id, m);
COMMENT ON INDEX plain IS 'Less of it';
=== an index gets another comment, and is not made anew for it
--- from
CREATE TABLE kept (it oid);
CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (b));
CREATE INDEX i ON t (a);
CREATE INDEX said ON t (a, b);
COMMENT ON INDEX said IS 'once';
COMMENT ON INDEX u IS 'told apart';
--- to
CREATE TABLE kept (it oid);
CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (b));
CREATE INDEX i ON t (a);
CREATE INDEX said ON t (a, b);
COMMENT ON INDEX i IS 'sorted';
--- rows
INSERT INTO t VALUES (1, 1);
INSERT INTO kept SELECT oid FROM pg_class WHERE relname IN ('i', 'said', 'u');
--- then
SELECT count(*) = 3 FROM kept JOIN pg_class ON oid = it
--- no hazards online
index-dropped
index-not-concurrent

=== a unique constraint that changes leaves no gap
--- from
CREATE TABLE t (a int, b int, c int, CONSTRAINT u UNIQUE (a, b), CONSTRAINT v UNIQUE (c));
--- to
CREATE TABLE t (a int, b int, c int, d int, CONSTRAINT u UNIQUE (a), CONSTRAINT v UNIQUE (c, d) DEFERRABLE);
COMMENT ON INDEX u IS 'told apart';
--- rows
INSERT INTO t VALUES (1, 1, 1), (2, 1, 2);
--- hazards online
may-fail-on-data
index-dropped
--- no hazards online
index-not-concurrent
long-lock

=== what tells rows apart changes, and its name with it
--- from
CREATE TABLE t (a int, b int, c int, UNIQUE (a, b));
CREATE UNIQUE INDEX t_c ON t (c);
CREATE INDEX t_a ON t (a);
CREATE TABLE other (a int);
--- to
CREATE TABLE t (a int, b int, c int, UNIQUE (a));
CREATE UNIQUE INDEX t_c_b ON t (c, b);
CREATE TABLE other (a int);
CREATE INDEX t_a ON other (a);
--- rows
INSERT INTO t VALUES (1, 1, 1), (2, 1, 2);
--- hazards online
may-fail-on-data
index-dropped
--- no hazards online
index-not-concurrent
long-lock

=== parameters of operator classes
--- from
CREATE TABLE t (a tsvector, b tsvector, n int);
CREATE INDEX t_b ON t USING gist (b tsvector_ops (siglen = 9));
--- to
CREATE TABLE t (a tsvector, b tsvector, n int);
CREATE INDEX t_a ON t USING gist (a tsvector_ops (siglen = 8));
CREATE INDEX t_b ON t USING gist (b);
CREATE INDEX t_n ON t USING brin (n int4_bloom_ops (n_distinct_per_range = '-0.2', false_positive_rate = 0.05));
--- since
140000
=== a column gets another name that its index can not follow
--- from
CREATE TABLE t (id int PRIMARY KEY, "time" date);
CREATE INDEX i ON t ("time") WHERE "time" IS NOT NULL;
CREATE INDEX gone ON t (id) WHERE "time" IS NULL;
--- rows
INSERT INTO t VALUES (1, '2020-01-01'), (2, NULL);
--- to
CREATE TABLE t (id int PRIMARY KEY, "order" date);
CREATE INDEX i ON t ("order") WHERE "order" IS NOT NULL;
--- renames
column t.time:order
--- then
(SELECT count(*) = 2 FROM t)
