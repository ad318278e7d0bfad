=== sequences
--- from
CREATE SEQUENCE a; CREATE SEQUENCE b START 5 INCREMENT -2 MINVALUE -100 MAXVALUE 10 CYCLE; CREATE SEQUENCE c;
CREATE TABLE t (n bigint DEFAULT nextval('c'));
--- to
CREATE SEQUENCE a START 10 INCREMENT 3 MAXVALUE 1000 CYCLE; CREATE SEQUENCE b; CREATE SEQUENCE d MINVALUE -5;
CREATE TABLE t (n bigint DEFAULT nextval('d'), m int DEFAULT nextval('a'));
=== a sequence that a column owned without counting on it
--- from
CREATE TABLE t (id int); CREATE SEQUENCE s OWNED BY t.id;
--- to
CREATE TABLE t (id int);
=== extensions come and go
--- from
CREATE EXTENSION pg_trgm; CREATE TABLE t (a text); CREATE INDEX i ON t USING gin (a gin_trgm_ops);
--- to
CREATE EXTENSION citext; CREATE EXTENSION "uuid-ossp"; CREATE TABLE t (a citext, b uuid DEFAULT uuid_generate_v4());
=== views on views
--- from
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
CREATE VIEW v1 AS SELECT id, a FROM t; CREATE VIEW a2 AS SELECT * FROM v1; CREATE VIEW z3 AS SELECT a2.id, t.b FROM a2 JOIN t USING (id);
CREATE VIEW other AS SELECT 1 AS one;
--- to
CREATE TABLE t (id int PRIMARY KEY, a bigint, b text);
CREATE VIEW v1 AS SELECT id, a FROM t; CREATE VIEW a2 AS SELECT * FROM v1; CREATE VIEW z3 AS SELECT a2.id, t.b FROM a2 JOIN t USING (id);
CREATE VIEW other AS SELECT 1 AS one;
=== a view under views changes
--- from
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW z AS SELECT id FROM t; CREATE VIEW y AS SELECT id FROM z; CREATE MATERIALIZED VIEW x AS SELECT count(*) AS n FROM y WHERE EXISTS (SELECT 1 FROM z);
CREATE UNIQUE INDEX x_n ON x (n); COMMENT ON MATERIALIZED VIEW x IS 'x'; CREATE INDEX x_n2 ON x ((n + 1)) WHERE n > 3; COMMENT ON INDEX x_n IS 'i';
--- to
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW z AS SELECT a AS more, id::bigint AS id FROM t; CREATE VIEW y AS SELECT id FROM z; CREATE MATERIALIZED VIEW x AS SELECT count(*) AS n FROM y WHERE EXISTS (SELECT 1 FROM z);
CREATE UNIQUE INDEX x_n ON x (n); COMMENT ON MATERIALIZED VIEW x IS 'x'; CREATE INDEX x_n2 ON x ((n + 1)) WHERE n > 3; COMMENT ON INDEX x_n IS 'i';
=== a materialized view's indexes change alone
--- from
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a, 2 AS b; CREATE INDEX m_a ON m (a); CREATE INDEX m_b ON m (b); 
--- to
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a, 2 AS b; CREATE INDEX m_a ON m (a DESC); CREATE UNIQUE INDEX m_ab ON m (a, b); COMMENT ON MATERIALIZED VIEW m IS 'new';
=== a view becomes materialized
--- from
CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE MATERIALIZED VIEW m AS SELECT a FROM v;
--- to
CREATE TABLE t (a int); CREATE MATERIALIZED VIEW v AS SELECT a FROM t; CREATE VIEW m AS SELECT a FROM v;
=== a view over a column that goes
--- from
CREATE TABLE t (a int, b int, c int); CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS SELECT a FROM t WHERE b > 3;
--- to
CREATE TABLE t (a int, c int); CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS SELECT a FROM t WHERE c > 3;
=== views with everything in them
--- from
CREATE TABLE t (id int PRIMARY KEY, a int, at timestamptz); CREATE TABLE u (id int PRIMARY KEY, t_id int REFERENCES t);
--- to
CREATE TABLE t (id int PRIMARY KEY, a bigint, at timestamptz); CREATE TABLE u (id int PRIMARY KEY, t_id int REFERENCES t);
CREATE VIEW a AS WITH x AS (SELECT id FROM t) SELECT x.id, (SELECT count(*) FROM u WHERE u.t_id = x.id) AS n FROM x;
CREATE VIEW b AS SELECT id FROM t UNION ALL SELECT id FROM u;
CREATE VIEW c AS SELECT t.id, sum(t.a) OVER (PARTITION BY date_trunc('day', t.at)) FROM t LEFT JOIN LATERAL (SELECT 1 FROM u WHERE u.t_id = t.id LIMIT 1) l ON true;
CREATE VIEW d AS SELECT DISTINCT ON (id) id, extract(year FROM at) AS y FROM t ORDER BY id, at DESC;
CREATE VIEW e AS SELECT t.*, u.id AS uid FROM t, u WHERE t.id = u.t_id AND t.at IS DISTINCT FROM now();
CREATE VIEW f AS WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r;
=== a view that groups by the key that goes
--- from
CREATE TABLE t (id int PRIMARY KEY, a int, b int NOT NULL UNIQUE); CREATE VIEW v AS SELECT id, a, count(*) AS n FROM t GROUP BY id;
--- to
CREATE TABLE t (id int PRIMARY KEY, a int, b int NOT NULL UNIQUE, c int); CREATE VIEW v AS SELECT id, a, count(*) AS n FROM t GROUP BY id;
=== a view's table is renamed and its column changed
--- from
CREATE TABLE t (id int PRIMARY KEY, a int); CREATE VIEW v AS SELECT id, a FROM t WHERE a > 3;
--- rows
INSERT INTO t VALUES (1, 5);
--- to
CREATE TABLE u (id int PRIMARY KEY, b bigint); CREATE VIEW v AS SELECT id, b AS a FROM u WHERE b > 3;
--- renames
t:u
column u.a:b
--- then
(SELECT a = 5 FROM v)
=== the view of a dropped table goes too
--- from
CREATE TABLE t (id int); CREATE VIEW v AS SELECT id FROM t; CREATE VIEW w AS SELECT id FROM v;
--- to
=== options of views
--- from
CREATE TABLE t (id int);
CREATE VIEW v WITH (security_barrier = true) AS SELECT id FROM t WHERE id > 0;
CREATE VIEW w AS SELECT id FROM t;
CREATE MATERIALIZED VIEW m WITH (fillfactor = 70) AS SELECT id FROM t;
--- to
CREATE TABLE t (id int);
CREATE VIEW v WITH (check_option = cascaded) AS SELECT id FROM t WHERE id > 0;
CREATE VIEW w WITH (security_barrier = true) AS SELECT id + 1 AS id FROM t;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
=== sequences that go with a column
--- from
CREATE SEQUENCE a; CREATE SEQUENCE b; CREATE SEQUENCE c;
CREATE TABLE t (id int, n int);
CREATE TABLE gone (id int);
ALTER SEQUENCE a OWNED BY t.n;
ALTER SEQUENCE c OWNED BY gone.id;
--- to
CREATE SEQUENCE a; CREATE SEQUENCE b;
CREATE TABLE t (id int DEFAULT nextval('b'));
CREATE TABLE u (id int);
ALTER SEQUENCE a OWNED BY u.id;
ALTER SEQUENCE b OWNED BY u.id;
