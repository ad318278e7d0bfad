=== a parted table comes, with its parts
--- from
CREATE TABLE other (id int PRIMARY KEY);
--- to
CREATE TABLE other (id int PRIMARY KEY);
CREATE TABLE events (id bigserial, region text NOT NULL, at date, other_id int REFERENCES other, PRIMARY KEY (region, id), CHECK (id > 0))
    PARTITION BY LIST (region);
CREATE INDEX events_at ON events (at);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu', 'uk') PARTITION BY RANGE (id);
CREATE TABLE events_eu_1 PARTITION OF events_eu FOR VALUES FROM (0) TO (1000);
CREATE TABLE events_rest PARTITION OF events DEFAULT;
ALTER TABLE events_rest ALTER COLUMN at SET DEFAULT now();
CREATE INDEX only_here ON events_rest (lower(region));
COMMENT ON COLUMN events_rest.at IS 'Here';
CREATE TABLE notes (region text, event_id bigint, FOREIGN KEY (region, event_id) REFERENCES events (region, id));
=== and goes
--- from
CREATE TABLE events (id bigint, region text) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu') PARTITION BY RANGE (id);
CREATE TABLE events_eu_1 PARTITION OF events_eu FOR VALUES FROM (0) TO (1000);
--- to
--- hazards
data-loss
=== what the whole gets, its parts get
--- from
CREATE TABLE events (id bigint, region text, old text, kept text, wide int) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE INDEX events_wide ON events (wide);
CREATE INDEX only_here ON events_eu ((wide + 1));
--- rows
INSERT INTO events VALUES (1, 'eu', 'o', 'k', 7), (2, 'us', 'o', 'k', 8);
--- to
CREATE TABLE events (id bigint NOT NULL, region text NOT NULL, kept text DEFAULT 'x', wide bigint, fresh int DEFAULT 3 NOT NULL,
    CHECK (wide > 0), PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE INDEX events_kept ON events (kept);
CREATE INDEX only_here ON events_eu ((wide + 1));
CREATE INDEX only_there ON events_rest (fresh);
COMMENT ON COLUMN events_eu.kept IS 'Why';
--- then
(SELECT count(*) = 2 FROM events WHERE kept = 'k' AND fresh = 3)
(SELECT wide = 7 FROM events_eu)
--- hazards
index-not-concurrent
=== a table becomes a part, and another is none any more
--- from
CREATE TABLE events (id bigint NOT NULL, region text) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE TABLE events_us (id bigint NOT NULL, region text);
CREATE INDEX events_us_id_idx ON events_us (id);
--- rows
INSERT INTO events VALUES (1, 'eu');
INSERT INTO events_us VALUES (2, 'us');
--- to
CREATE TABLE events (id bigint NOT NULL, region text) PARTITION BY LIST (region);
CREATE TABLE events_eu (id bigint NOT NULL, region text);
CREATE TABLE events_us PARTITION OF events FOR VALUES IN ('us');
--- then
(SELECT count(*) = 1 FROM events WHERE id = 2)
(SELECT count(*) = 1 FROM events_eu WHERE id = 1)
--- hazards
long-lock
=== a part gets other rows
--- from
CREATE TABLE events (id bigint, region text) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
--- rows
INSERT INTO events VALUES (1, 'eu');
--- to
CREATE TABLE events (id bigint, region text) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu', 'uk');
--- then
(SELECT count(*) = 1 FROM events)
=== a column of a parted table has another name
--- from
CREATE TABLE events (id bigint, region text) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE INDEX here ON events_eu (id);
--- rows
INSERT INTO events VALUES (1, 'eu');
--- to
CREATE TABLE events (key bigint, region text) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE INDEX here ON events_eu (key);
--- renames
column events.id:key
--- then
(SELECT key = 1 FROM events)
=== parts move out of a whole that goes
--- from
CREATE TABLE others (id int PRIMARY KEY);
CREATE TABLE old (id int, region text, other int REFERENCES others) PARTITION BY LIST (region);
CREATE TABLE eu PARTITION OF old (PRIMARY KEY (region, id)) FOR VALUES IN ('eu');
CREATE TABLE uk PARTITION OF old FOR VALUES IN ('uk');
--- rows
INSERT INTO others VALUES (7);
INSERT INTO old VALUES (1, 'eu', 7), (2, 'uk', 7);
--- to
CREATE TABLE others (id int PRIMARY KEY);
CREATE TABLE new (id int, region text, other int REFERENCES others) PARTITION BY LIST (region);
CREATE TABLE eu PARTITION OF new (PRIMARY KEY (region, id)) FOR VALUES IN ('eu');
CREATE TABLE uk PARTITION OF new FOR VALUES IN ('uk', 'gb');
--- then
(SELECT count(*) = 2 FROM new)
(SELECT count(*) = 1 FROM eu)
--- hazards
may-fail-on-data
=== a part has the key already that the whole gets
--- from
CREATE TABLE events (id int NOT NULL, region text NOT NULL, at date) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events (PRIMARY KEY (region, id)) FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
CREATE INDEX events_eu_at ON events_eu (at);
--- rows
INSERT INTO events VALUES (1, 'eu'), (2, 'uk');
--- to
CREATE TABLE events (id int NOT NULL, region text NOT NULL, at date, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
CREATE INDEX events_at ON events (at);
--- then
(SELECT count(*) = 2 FROM events)
(SELECT count(*) = 2 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = 'events_eu'::regclass AND c.relispartition)
=== a part's column turns with the whole's, and is never null any more
--- from
CREATE TABLE events (region text, note text COLLATE "C") PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events (note NOT NULL) FOR VALUES IN ('uk');
--- rows
INSERT INTO events VALUES ('eu', 'a'), ('uk', 'b');
--- to
CREATE TABLE events (region text, note text COLLATE "POSIX") PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events (note NOT NULL) FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
--- then
(SELECT count(*) = 2 FROM events)
=== a part leaves, and nothing of the whole's stays with it
--- from
CREATE TABLE others (id int PRIMARY KEY);
CREATE TABLE events (id int, region text, other int REFERENCES others, note text, PRIMARY KEY (region, id), UNIQUE (region, note),
    CHECK (id > 0)) PARTITION BY LIST (region);
CREATE TABLE "Events eu" PARTITION OF events FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
CREATE INDEX events_note ON events (note);
CREATE INDEX own ON "Events eu" (lower(note));
--- rows
INSERT INTO others VALUES (7);
INSERT INTO events VALUES (1, 'eu', 7, 'a'), (2, 'uk', 7, 'b');
--- to
CREATE TABLE others (id int PRIMARY KEY);
CREATE TABLE events (id int, region text, other int REFERENCES others, note text, PRIMARY KEY (region, id), UNIQUE (region, note),
    CHECK (id > 0)) PARTITION BY LIST (region);
CREATE TABLE "Events eu" (id int NOT NULL, region text NOT NULL, other int, note text);
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
CREATE INDEX events_note ON events (note);
CREATE INDEX own ON "Events eu" (lower(note));
--- then
(SELECT count(*) = 1 FROM events)
(SELECT count(*) = 1 FROM "Events eu")
--- hazards
index-dropped
long-lock
=== a part leaves with a key of its own
--- from
CREATE TABLE events (id int, region text, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
--- rows
INSERT INTO events VALUES (1, 'eu');
--- to
CREATE TABLE events (id int, region text, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE events_eu (id int, region text, PRIMARY KEY (region, id));
--- then
(SELECT count(*) = 1 FROM events_eu)
=== a part's own key stands on a unique index of the whole's, which becomes the key
--- from
CREATE TABLE events (id int NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
CREATE UNIQUE INDEX events_pkey ON events (region, id);
ALTER TABLE events_eu ADD CONSTRAINT own PRIMARY KEY USING INDEX events_eu_region_id_idx;
CREATE TABLE notes (region text, event int, FOREIGN KEY (region, event) REFERENCES events_eu (region, id));
--- rows
INSERT INTO events VALUES (1, 'eu'), (2, 'uk');
INSERT INTO notes VALUES ('eu', 1);
--- to
CREATE TABLE events (id int NOT NULL, region text NOT NULL, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
CREATE TABLE notes (region text, event int, FOREIGN KEY (region, event) REFERENCES events_eu (region, id));
--- then
(SELECT count(*) = 2 FROM events)
--- hazards
index-dropped
=== a unique constraint of a part's own goes, and the whole's index that it stands on stays
--- from
CREATE TABLE events (id int NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events (CONSTRAINT own UNIQUE (region, id)) FOR VALUES IN ('eu') PARTITION BY RANGE (id);
CREATE TABLE events_uk PARTITION OF events (CONSTRAINT its_own PRIMARY KEY (region, id)) FOR VALUES IN ('uk');
CREATE TABLE events_eu_1 PARTITION OF events_eu (PRIMARY KEY (region, id)) FOR VALUES FROM (0) TO (9);
CREATE UNIQUE INDEX events_id ON events (region, id);
--- rows
INSERT INTO events VALUES (1, 'eu'), (2, 'uk');
--- to
CREATE TABLE events (id int NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu') PARTITION BY RANGE (id);
CREATE TABLE events_uk PARTITION OF events (CONSTRAINT its_own PRIMARY KEY (region, id)) FOR VALUES IN ('uk');
CREATE TABLE events_eu_1 PARTITION OF events_eu (PRIMARY KEY (region, id)) FOR VALUES FROM (0) TO (9);
CREATE UNIQUE INDEX events_id ON events (region, id);
--- then
(SELECT count(*) = 2 FROM events)
(SELECT count(*) = 1 FROM pg_constraint WHERE conname = 'its_own')
--- hazards
index-dropped
index-not-concurrent
=== the whole's constraint goes, and the part's key that stood on it stays
--- from
CREATE TABLE events (id int NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events (CONSTRAINT own PRIMARY KEY (region, id)) FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events (CONSTRAINT its_own UNIQUE (region, id)) FOR VALUES IN ('uk');
ALTER TABLE events ADD CONSTRAINT events_once UNIQUE (region, id);
--- rows
INSERT INTO events VALUES (1, 'eu'), (2, 'uk');
--- to
CREATE TABLE events (id int NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events (CONSTRAINT own PRIMARY KEY (region, id)) FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
--- then
(SELECT count(*) = 2 FROM events)
=== a part that leaves gives a column another name
--- from
CREATE TABLE events (id int, region text, note text, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
CREATE INDEX events_note ON events (note);
--- rows
INSERT INTO events VALUES (1, 'eu', 'a'), (2, 'uk', 'b');
--- to
CREATE TABLE events (key int, region text, note text, PRIMARY KEY (region, key)) PARTITION BY LIST (region);
CREATE TABLE europe (key int PRIMARY KEY, region text NOT NULL, said text);
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
CREATE INDEX events_note ON events (note);
--- renames
events_eu:europe
column events.id:key
column europe.note:said
--- then
(SELECT said = 'a' FROM europe)
(SELECT note = 'b' FROM events)
=== a part moves to a whole whose columns have other names
--- from
CREATE TABLE old (id int, region text) PARTITION BY LIST (region);
CREATE TABLE new (key int, region text) PARTITION BY LIST (region);
CREATE TABLE eu PARTITION OF old FOR VALUES IN ('eu');
--- rows
INSERT INTO old VALUES (1, 'eu');
--- to
CREATE TABLE old (id int, region text) PARTITION BY LIST (region);
CREATE TABLE new (key int, region text) PARTITION BY LIST (region);
CREATE TABLE eu PARTITION OF new FOR VALUES IN ('eu');
--- renames
column eu.id:key
--- then
(SELECT key = 1 FROM new)
=== a part that leaves loses columns and gets others, some of them as the whole does
--- from
CREATE TABLE events (id int, region text, old text, older text) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
--- rows
INSERT INTO events VALUES (1, 'eu', 'a', 'b'), (2, 'uk', 'a', 'b');
--- to
CREATE TABLE events (id int, region text, fresh int DEFAULT 3, older text) PARTITION BY LIST (region);
CREATE TABLE events_eu (id bigint NOT NULL, region text, fresh int DEFAULT 3, own text);
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
--- then
(SELECT fresh = 3 AND id = 1 FROM events_eu)
=== a table joins with indexes that are just like the whole's, some of which it keeps beside them
--- from
CREATE TABLE events (id int NOT NULL, region text NOT NULL, note text, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE INDEX events_note ON events (note);
CREATE INDEX events_id ON events (id);
CREATE TABLE events_eu (id int NOT NULL, region text NOT NULL, note text, PRIMARY KEY (region, id));
CREATE INDEX kept ON events_eu (note);
CREATE INDEX taken ON events_eu (id);
--- rows
INSERT INTO events_eu VALUES (1, 'eu', 'a');
--- to
CREATE TABLE events (id int NOT NULL, region text NOT NULL, note text, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE INDEX events_note ON events (note);
CREATE INDEX events_id ON events (id);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE INDEX kept ON events_eu (note);
--- then
(SELECT note = 'a' FROM events)
(SELECT count(*) = 4 FROM pg_index WHERE indrelid = 'events_eu'::regclass)
(SELECT relispartition FROM pg_class WHERE relname = 'taken')
=== checks of a whole, and a column that is never null any more, are proven beside the writers
--- from
CREATE TABLE events (id int, region text, note text, n int) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu') PARTITION BY RANGE (id);
CREATE TABLE events_eu_1 PARTITION OF events_eu FOR VALUES FROM (0) TO (9);
CREATE TABLE events_uk PARTITION OF events (n NOT NULL) FOR VALUES IN ('uk');
--- rows
INSERT INTO events VALUES (1, 'eu', 'a', 1), (2, 'uk', 'b', 2);
--- to
CREATE TABLE events (id int, region text, note text DEFAULT 'x' NOT NULL, n int NOT NULL, CHECK (id > 0)) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu') PARTITION BY RANGE (id);
CREATE TABLE events_eu_1 PARTITION OF events_eu (id NOT NULL) FOR VALUES FROM (0) TO (9);
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
--- no hazards online
long-lock
constraint-scan
--- then
(SELECT count(*) = 2 FROM events)
=== a part keeps what its column has of its own, though the whole's changes
--- from
CREATE TABLE events (region text NOT NULL, n int DEFAULT 1, m int NOT NULL) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events (n DEFAULT 7) FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
--- rows
INSERT INTO events VALUES ('eu', 1, 1), ('uk', 2, 2);
--- to
CREATE TABLE events (region text NOT NULL, n int DEFAULT 2, m int) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events (n DEFAULT 7, m NOT NULL) FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
=== a foreign key to a parted table is proven beside the writers
--- from
CREATE TABLE events (id int, region text, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
CREATE TABLE notes (region text, event int);
--- rows
INSERT INTO events VALUES (1, 'eu'), (2, 'uk');
INSERT INTO notes VALUES ('eu', 1), ('uk', 2);
--- to
CREATE TABLE events (id int, region text, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('eu');
CREATE TABLE events_uk PARTITION OF events FOR VALUES IN ('uk');
CREATE TABLE notes (region text, event int, FOREIGN KEY (region, event) REFERENCES events (region, id));
--- no hazards online
long-lock
constraint-scan

=== an index of a whole is made in each of its parts, and then taken
--- from
CREATE TABLE events (id bigint NOT NULL, day date NOT NULL, kind text) PARTITION BY RANGE (day);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (kind);
CREATE TABLE events_2025_a PARTITION OF events_2025 FOR VALUES IN ('a');
CREATE TABLE events_2025_rest PARTITION OF events_2025 DEFAULT;
--- to
CREATE TABLE events (id bigint NOT NULL, day date NOT NULL, kind text) PARTITION BY RANGE (day);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (kind);
CREATE TABLE events_2025_a PARTITION OF events_2025 FOR VALUES IN ('a');
CREATE TABLE events_2025_rest PARTITION OF events_2025 DEFAULT;
CREATE INDEX events_id_idx ON events (id DESC, lower(kind)) WHERE kind IS NOT NULL;
COMMENT ON INDEX events_id_idx IS 'by number';
--- rows
INSERT INTO events SELECT n, date '2024-06-01' + n * 7, CASE n % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'b' END FROM generate_series(1, 60) n;
--- then
SELECT count(*) = 60 FROM events
SELECT count(*) = 5 AND bool_and(indisvalid) FROM pg_index JOIN pg_class ON oid = indrelid WHERE relname LIKE 'events%'
SELECT count(*) = 4 FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relkind IN ('i', 'I')
SELECT to_regclass('events_2024_id_lower_idx') IS NOT NULL AND to_regclass('events_2025_a_id_lower_idx') IS NOT NULL
--- hazards
index-not-concurrent
--- no hazards online
index-not-concurrent
index-dropped
long-lock

=== a unique index of a whole, to which a new table refers
--- from
CREATE TABLE events (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
--- to
CREATE TABLE events (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE UNIQUE INDEX events_key ON events (id, day);
CREATE INDEX events_day ON events (day);
CREATE TABLE notes (event bigint, day date, FOREIGN KEY (event, day) REFERENCES events (id, day));
--- rows
INSERT INTO events SELECT n, date '2024-06-01' + n FROM generate_series(1, 60) n;
--- then
SELECT count(*) = 60 FROM events
SELECT count(*) = 6 AND bool_and(indisvalid) FROM pg_index JOIN pg_class ON oid = indrelid WHERE relname LIKE 'events%'

=== a part has an index already that is just like the whole's new one
--- from
CREATE TABLE events (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX own ON events_2024 (id);
--- to
CREATE TABLE events (id bigint NOT NULL, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX events_id_idx ON events (id);
--- then
SELECT to_regclass('own') IS NOT NULL
SELECT count(*) = 3 AND bool_and(indisvalid) FROM pg_index JOIN pg_class ON oid = indrelid WHERE relname LIKE 'events%'
