=== a column that is filled from one that goes
--- from
CREATE TABLE tools (id int8 PRIMARY KEY, price float8 NOT NULL);
--- rows
INSERT INTO tools SELECT i, i * 0.25 FROM generate_series(1, 500) i;
--- to
CREATE TABLE tools (id int8 PRIMARY KEY, cents int4 NOT NULL);
--- fills
tools.cents: CAST(round(price * 100) AS int4)
--- then
(SELECT count(*) = 500 AND bool_and(cents = id * 25) FROM tools)

=== a column that is filled from one that goes, and one that goes with it
--- from
CREATE TABLE people (id int8 PRIMARY KEY, first text NOT NULL, last text, UNIQUE (first, last));
--- rows
INSERT INTO people SELECT i, 'a' || i, CASE WHEN i % 2 = 0 THEN 'b' END FROM generate_series(1, 300) i;
--- to
CREATE TABLE people (id int8 PRIMARY KEY, name text NOT NULL, UNIQUE (name));
--- fills
people.name: trim(first || ' ' || coalesce(last, ''))
--- then
(SELECT count(*) = 300 AND bool_and(name = CASE WHEN id % 2 = 0 THEN 'a' || id || ' b' ELSE 'a' || id END) FROM people)

=== a column that is filled from a table that goes
--- from
CREATE TABLE people (id int8 PRIMARY KEY);
CREATE TABLE mails (person int8 PRIMARY KEY REFERENCES people, mail text NOT NULL);
--- rows
INSERT INTO people SELECT generate_series(1, 40);
INSERT INTO mails SELECT id, id || '@example.org' FROM people;
--- to
CREATE TABLE people (id int8 PRIMARY KEY, mail text NOT NULL);
--- fills
people.mail: (SELECT mail FROM mails WHERE mails.person = people.id)
--- then
(SELECT count(*) = 40 AND bool_and(mail = id || '@example.org') FROM people)
