=== triggers and their functions come
--- from
CREATE TABLE t (id int, at timestamptz);
--- rows
INSERT INTO t VALUES (1);
--- to
CREATE TABLE t (id int, at timestamptz);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); RETURN NEW; END; $$;
CREATE TRIGGER touched BEFORE UPDATE OF id ON t FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION touch();
CREATE TRIGGER quiet AFTER INSERT ON t EXECUTE FUNCTION touch();
ALTER TABLE t DISABLE TRIGGER quiet;
COMMENT ON TRIGGER touched ON t IS 'When it was';
COMMENT ON FUNCTION touch() IS 'It''s now';
=== they go with their table
--- from
CREATE TABLE t (id int);
CREATE TABLE u (id int);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END; $$;
CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
--- to
CREATE TABLE u (id int);
--- hazards
breaks-old-code
=== a function that tables, an index and a view call
--- from
CREATE TABLE t (id int);
--- rows
INSERT INTO t VALUES (1);
--- to
CREATE DOMAIN positive AS int DEFAULT 1 CONSTRAINT is_positive CHECK (VALUE > 0);
CREATE TYPE place AS (x int, y positive);
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT n * 2 $$;
CREATE FUNCTION "four times"(n int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT twice(twice(n)) $$;
CREATE TABLE t (id int, two int DEFAULT twice(1), p positive, at place, CHECK ("four times"(id) > 0));
CREATE INDEX t_twice ON t (twice(id));
CREATE VIEW v AS SELECT "four times"(id) AS four FROM t;
CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM v $$;
--- then
(SELECT four = 4 FROM v)
(SELECT counted() = 1)
=== another body, another result, another caller
--- from
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
CREATE FUNCTION two() RETURNS int LANGUAGE sql AS $$ SELECT one() + 1 $$;
CREATE FUNCTION gone() RETURNS int LANGUAGE sql AS $$ SELECT 0 $$;
CREATE PROCEDURE work(n int) LANGUAGE sql AS $$ SELECT n $$;
CREATE VIEW v AS SELECT two() AS n;
--- to
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 11 $$;
CREATE FUNCTION two() RETURNS bigint LANGUAGE sql AS $$ SELECT one()::bigint + 1 $$;
CREATE PROCEDURE work(n int) LANGUAGE sql AS $$ SELECT n + 1 $$;
CREATE VIEW v AS SELECT two() AS n;
--- then
(SELECT n = 12 FROM v)
--- hazards
access-change
=== policies
--- from
CREATE TABLE t (id int, owner text, old text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON t USING (owner = current_user AND old IS NULL);
CREATE POLICY others ON t FOR SELECT TO PUBLIC USING (id > 3);
--- rows
INSERT INTO t VALUES (1, 'a');
--- to
CREATE TABLE t (id bigint, owner text, fresh text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON t AS RESTRICTIVE USING (owner = current_user) WITH CHECK (fresh IS NULL);
CREATE POLICY others ON t FOR SELECT TO PUBLIC USING (id > 3);
--- hazards
access-change
=== what a column's new type is in the way of comes back
--- from
CREATE TABLE t (id int, n int);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END; $$;
CREATE TRIGGER touched BEFORE UPDATE OF n ON t FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW v AS SELECT n FROM t;
CREATE FUNCTION put() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END; $$;
CREATE TRIGGER instead INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION put();
CREATE RULE r AS ON DELETE TO v DO INSTEAD NOTHING;
--- rows
INSERT INTO t VALUES (1, 2);
--- to
CREATE TABLE t (id int, n bigint);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END; $$;
CREATE TRIGGER touched BEFORE UPDATE OF n ON t FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW v AS SELECT n FROM t;
CREATE FUNCTION put() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END; $$;
CREATE TRIGGER instead INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION put();
CREATE RULE r AS ON DELETE TO v DO INSTEAD NOTHING;
--- then
(SELECT n = 2 FROM v)
=== a comment on a constraint that is made anew
--- from
CREATE TABLE t (id int CONSTRAINT ok CHECK (id > 0), CONSTRAINT t_pkey PRIMARY KEY (id));
COMMENT ON CONSTRAINT ok ON t IS 'Never less';
COMMENT ON CONSTRAINT t_pkey ON t IS 'The key';
ALTER TABLE t REPLICA IDENTITY FULL;
--- to
CREATE TABLE t (id int CONSTRAINT ok CHECK (id > 1), CONSTRAINT t_pkey PRIMARY KEY (id));
COMMENT ON CONSTRAINT ok ON t IS 'Never less';
COMMENT ON CONSTRAINT t_pkey ON t IS 'Still the key';
=== namespaces, empty and not
--- from
CREATE SCHEMA empty;
CREATE SCHEMA old;
CREATE TABLE old.t (id int);
CREATE FUNCTION old.f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
--- to
CREATE SCHEMA fresh;
CREATE TABLE fresh.t (id int);
CREATE FUNCTION fresh.f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
=== a trigger's table has another name
--- from
CREATE TABLE t (id int);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END; $$;
CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
--- rows
INSERT INTO t VALUES (1);
--- to
CREATE TABLE u (id int);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END; $$;
CREATE TRIGGER touched BEFORE UPDATE ON u FOR EACH ROW EXECUTE FUNCTION touch();
--- renames
t:u
--- then
(SELECT id = 1 FROM u)
=== a domain's check calls a function, and a function takes the domain
--- from
CREATE TABLE other (id int);
--- to
CREATE TABLE other (id int);
CREATE FUNCTION a_zip(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 ~ '^[0-9]+$' $$;
CREATE FUNCTION z_is_code(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT length($1) > 2 $$;
CREATE DOMAIN a_code AS text CHECK (z_is_code(VALUE));
CREATE TABLE addresses (code a_code, zip text CHECK (a_zip(zip)));
CREATE FUNCTION a_takes(a_code) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
=== rows are told from each other by an index
--- from
CREATE TABLE t (id int PRIMARY KEY, code text NOT NULL);
CREATE TABLE u (id int NOT NULL);
CREATE UNIQUE INDEX u_id ON u (id);
ALTER TABLE u REPLICA IDENTITY USING INDEX u_id;
--- to
CREATE TABLE t (id int PRIMARY KEY, code text NOT NULL);
CREATE UNIQUE INDEX t_code ON t (code);
ALTER TABLE t REPLICA IDENTITY USING INDEX t_code;
CREATE TABLE u (id int NOT NULL);
CREATE UNIQUE INDEX u_id ON u (id) WITH (fillfactor = 70);
ALTER TABLE u REPLICA IDENTITY USING INDEX u_id;
CREATE TABLE new (id int NOT NULL);
CREATE UNIQUE INDEX new_id ON new (id);
ALTER TABLE new REPLICA IDENTITY USING INDEX new_id;
=== extensions in other namespaces
--- from
CREATE SCHEMA a;
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm SCHEMA a;
CREATE TABLE t (name citext);
--- rows
INSERT INTO t VALUES ('A');
--- to
CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE EXTENSION citext SCHEMA b;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gin SCHEMA a;
CREATE TABLE t (name b.citext);
--- then
(SELECT count(*) = 1 FROM t)
