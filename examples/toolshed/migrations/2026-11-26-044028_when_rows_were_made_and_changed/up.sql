-- This revision makes tables anew, here or on the way back. With foreign keys on, dropping the old ones would
-- delete the rows that refer to them; and they can't be switched inside a transaction. So its files bring
-- their own.
PRAGMA foreign_keys=OFF;
BEGIN;

-- Stop here, with nothing touched, where a table holds what would be lost.
CREATE TEMP TABLE __migrate_guard (
    columns_0 CONSTRAINT "`members` has a column that this revision doesn't know and would lose" CHECK (columns_0 = 0),
    indexes_0 CONSTRAINT "`members` has an index that this revision doesn't know and would lose" CHECK (indexes_0 = 0),
    columns_1 CONSTRAINT "`repairs` has a column that this revision doesn't know and would lose" CHECK (columns_1 = 0),
    indexes_1 CONSTRAINT "`repairs` has an index that this revision doesn't know and would lose" CHECK (indexes_1 = 0),
    orphans CONSTRAINT "rows would refer to nothing: see PRAGMA foreign_key_check" CHECK (orphans = 0)
);
INSERT INTO temp.__migrate_guard VALUES (
    (SELECT count(*) FROM pragma_table_xinfo('members') WHERE name COLLATE NOCASE NOT IN ('id', 'name', 'email', 'phone', 'joined_on', 'standing')),
    (SELECT count(*) FROM main.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
        AND tbl_name = 'members' COLLATE NOCASE AND name COLLATE NOCASE NOT IN ('members_email_key')),
    (SELECT count(*) FROM pragma_table_xinfo('repairs') WHERE name COLLATE NOCASE NOT IN ('id', 'tool_id', 'what', 'state', 'cost_cents')),
    (SELECT count(*) FROM main.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
        AND tbl_name = 'repairs' COLLATE NOCASE AND name COLLATE NOCASE NOT IN ('repairs_open')),
    0
);

-- Note the rows that refer to nothing already.
CREATE TEMP TABLE __migrate_orphans AS
SELECT bad."table" AS child, bad.rowid AS child_rowid, bad.parent AS parent
FROM main.sqlite_schema AS t, pragma_foreign_key_check(t.name) AS bad
WHERE t.type = 'table' AND (t.name COLLATE NOCASE IN ('members', 'repairs') OR EXISTS (
    SELECT 1 FROM pragma_foreign_key_list(t.name) AS k WHERE k."table" COLLATE NOCASE IN ('members', 'repairs')));

-- Keep the triggers, which go with their tables.
CREATE TEMP TABLE __migrate_triggers AS
SELECT type, name, tbl_name, rootpage, sql FROM main.sqlite_schema
WHERE type = 'trigger' AND tbl_name COLLATE NOCASE IN ('members', 'repairs')
ORDER BY rowid;

-- Make `members` anew:
-- - + new column `members.created_at` timestamp not null default (CURRENT_TIMESTAMP)
-- - + new column `members.updated_at` timestamp not null default (CURRENT_TIMESTAMP)
DROP TABLE IF EXISTS __migrate_new_members;
CREATE TABLE __migrate_new_members (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    email VARCHAR(254) NOT NULL,
    phone TEXT,
    joined_on DATE NOT NULL,
    standing TEXT NOT NULL DEFAULT 'active' CONSTRAINT standing CHECK (standing IN ('active', 'suspended', 'left')),
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
-- table-rewrite: `members` is made anew and every row copied; nobody else can write meanwhile
INSERT INTO __migrate_new_members (id, name, email, phone, joined_on, standing)
SELECT members.id, members.name, members.email, members.phone, members.joined_on, members.standing
FROM members;

-- Ids that were issued once stay issued.
DELETE FROM sqlite_sequence WHERE name = '__migrate_new_members';
INSERT INTO sqlite_sequence (name, seq)
SELECT '__migrate_new_members', seq FROM sqlite_sequence WHERE name = 'members' COLLATE NOCASE;
DROP TABLE members;
PRAGMA legacy_alter_table=ON;
ALTER TABLE __migrate_new_members RENAME TO members;
PRAGMA legacy_alter_table=OFF;
CREATE UNIQUE INDEX members_email_key ON members (email);

-- Make `repairs` anew:
-- - + new column `repairs.created_at` timestamp not null default (CURRENT_TIMESTAMP)
-- - + new column `repairs.updated_at` timestamp not null default (CURRENT_TIMESTAMP)
DROP TABLE IF EXISTS __migrate_new_repairs;
CREATE TABLE __migrate_new_repairs (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    tool_id BIGINT NOT NULL,
    what TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'reported' CONSTRAINT repair_state CHECK (state IN ('reported', 'ordered', 'done')),
    cost_cents INTEGER,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT repairs_tool_id_fkey FOREIGN KEY (tool_id) REFERENCES tools (id) ON DELETE CASCADE
);
-- table-rewrite: `repairs` is made anew and every row copied; nobody else can write meanwhile
INSERT INTO __migrate_new_repairs (id, tool_id, what, state, cost_cents)
SELECT repairs.id, repairs.tool_id, repairs.what, repairs.state, repairs.cost_cents
FROM repairs;

-- Ids that were issued once stay issued.
DELETE FROM sqlite_sequence WHERE name = '__migrate_new_repairs';
INSERT INTO sqlite_sequence (name, seq)
SELECT '__migrate_new_repairs', seq FROM sqlite_sequence WHERE name = 'repairs' COLLATE NOCASE;
DROP TABLE repairs;
PRAGMA legacy_alter_table=ON;
ALTER TABLE __migrate_new_repairs RENAME TO repairs;
PRAGMA legacy_alter_table=OFF;
CREATE INDEX repairs_open ON repairs (tool_id) WHERE state <> 'done';

-- Put the triggers back as they were.
PRAGMA writable_schema=ON;
INSERT INTO main.sqlite_schema (type, name, tbl_name, rootpage, sql)
SELECT type, name, tbl_name, rootpage, sql FROM temp.__migrate_triggers;
PRAGMA writable_schema=RESET;
DROP TABLE temp.__migrate_triggers;

-- Stop here, with nothing changed, where rows would now refer to nothing.
UPDATE temp.__migrate_guard SET orphans = (SELECT count(*) FROM (
SELECT bad."table" AS child, bad.rowid AS child_rowid, bad.parent AS parent
FROM main.sqlite_schema AS t, pragma_foreign_key_check(t.name) AS bad
WHERE t.type = 'table' AND (t.name COLLATE NOCASE IN ('members', 'repairs') OR EXISTS (
    SELECT 1 FROM pragma_foreign_key_list(t.name) AS k WHERE k."table" COLLATE NOCASE IN ('members', 'repairs')))
EXCEPT SELECT * FROM temp.__migrate_orphans));
DROP TABLE temp.__migrate_orphans;
DROP TABLE temp.__migrate_guard;

COMMIT;
PRAGMA foreign_keys=ON;
