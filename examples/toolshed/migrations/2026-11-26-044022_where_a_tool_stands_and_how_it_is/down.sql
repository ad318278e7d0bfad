-- This revision makes tables anew, here or on the way back. With foreign keys on, dropping the old ones would
-- delete the rows that refer to them; and they can't be switched inside a transaction. So its files bring
-- their own.
PRAGMA foreign_keys=OFF;
BEGIN;

-- Stop here, with nothing touched, where a table holds what would be lost.
CREATE TEMP TABLE __migrate_guard (
    columns_0 CONSTRAINT "`tools` has a column that this revision doesn't know and would lose" CHECK (columns_0 = 0),
    indexes_0 CONSTRAINT "`tools` has an index that this revision doesn't know and would lose" CHECK (indexes_0 = 0),
    orphans CONSTRAINT "rows would refer to nothing: see PRAGMA foreign_key_check" CHECK (orphans = 0)
);
INSERT INTO temp.__migrate_guard VALUES (
    (SELECT count(*) FROM pragma_table_xinfo('tools') WHERE name COLLATE NOCASE NOT IN ('id', 'name', 'shelf', 'bought_on', 'day_price_cents', 'branch_id', 'category_id', 'condition', 'serial_number')),
    (SELECT count(*) FROM main.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
        AND tbl_name = 'tools' COLLATE NOCASE AND name COLLATE NOCASE NOT IN ('tools_branch_id_idx', 'tools_category_id_idx', 'tools_serial_number_key')),
    0
);

-- Note the rows that refer to nothing already.
CREATE TEMP TABLE __migrate_orphans AS
SELECT bad."table" AS child, bad.rowid AS child_rowid, bad.parent AS parent
FROM main.sqlite_schema AS t, pragma_foreign_key_check(t.name) AS bad
WHERE t.type = 'table' AND (t.name COLLATE NOCASE IN ('tools') OR EXISTS (
    SELECT 1 FROM pragma_foreign_key_list(t.name) AS k WHERE k."table" COLLATE NOCASE IN ('tools')));

-- - drop unique index `tools_serial_number_key` of `tools`
-- index-dropped: without `tools_serial_number_key`, `tools` may hold duplicates, and queries may become slow
DROP INDEX tools_serial_number_key;

-- - drop index `tools_category_id_idx` of `tools`
-- index-dropped: without `tools_category_id_idx`, queries of `tools` may become slow
DROP INDEX tools_category_id_idx;

-- - drop index `tools_branch_id_idx` of `tools`
-- index-dropped: without `tools_branch_id_idx`, queries of `tools` may become slow
DROP INDEX tools_branch_id_idx;

-- Keep the triggers, which go with their tables.
CREATE TEMP TABLE __migrate_triggers AS
SELECT type, name, tbl_name, rootpage, sql FROM main.sqlite_schema
WHERE type = 'trigger' AND tbl_name COLLATE NOCASE IN ('tools')
ORDER BY rowid;

-- Make `tools` anew:
-- - - drop foreign key `tools.category_id` → `categories.id` on delete set null
-- - - drop foreign key `tools.branch_id` → `branches.id` on delete restrict
-- - - drop column `tools.serial_number` text
-- - - drop column `tools.condition` enum(condition) not null default 'good'
-- - - drop column `tools.category_id` bigint
-- - - drop column `tools.branch_id` bigint not null
DROP TABLE IF EXISTS __migrate_new_tools;
CREATE TABLE __migrate_new_tools (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    shelf TEXT,
    bought_on DATE NOT NULL,
    day_price_cents INTEGER NOT NULL,
    CONSTRAINT tools_day_price_cents_check CHECK (day_price_cents >= 0)
);
-- table-rewrite: `tools` is made anew and every row copied; nobody else can write meanwhile
-- data-loss: all values of `tools.serial_number` are deleted
-- breaks-old-code: programs that still use `tools.serial_number` fail
-- data-loss: all values of `tools.condition` are deleted
-- breaks-old-code: programs that still use `tools.condition` fail
-- data-loss: all values of `tools.category_id` are deleted
-- breaks-old-code: programs that still use `tools.category_id` fail
-- data-loss: all values of `tools.branch_id` are deleted
-- breaks-old-code: programs that still use `tools.branch_id` fail
INSERT INTO __migrate_new_tools (id, name, shelf, bought_on, day_price_cents)
SELECT tools.id, tools.name, tools.shelf, tools.bought_on, tools.day_price_cents
FROM tools;

-- Ids that were issued once stay issued.
DELETE FROM sqlite_sequence WHERE name = '__migrate_new_tools';
INSERT INTO sqlite_sequence (name, seq)
SELECT '__migrate_new_tools', seq FROM sqlite_sequence WHERE name = 'tools' COLLATE NOCASE;
DROP TABLE tools;
PRAGMA legacy_alter_table=ON;
ALTER TABLE __migrate_new_tools RENAME TO tools;
PRAGMA legacy_alter_table=OFF;

-- Put the triggers back as they were.
PRAGMA writable_schema=ON;
INSERT INTO main.sqlite_schema (type, name, tbl_name, rootpage, sql)
SELECT type, name, tbl_name, rootpage, sql FROM temp.__migrate_triggers;
PRAGMA writable_schema=RESET;
DROP TABLE temp.__migrate_triggers;

-- Stop here where a trigger or a view still names a column that is gone.
CREATE TABLE __migrate_probe (a);
ALTER TABLE __migrate_probe RENAME TO __migrate_probed;
DROP TABLE __migrate_probed;

-- Stop here, with nothing changed, where rows would now refer to nothing.
UPDATE temp.__migrate_guard SET orphans = (SELECT count(*) FROM (
SELECT bad."table" AS child, bad.rowid AS child_rowid, bad.parent AS parent
FROM main.sqlite_schema AS t, pragma_foreign_key_check(t.name) AS bad
WHERE t.type = 'table' AND (t.name COLLATE NOCASE IN ('tools') OR EXISTS (
    SELECT 1 FROM pragma_foreign_key_list(t.name) AS k WHERE k."table" COLLATE NOCASE IN ('tools')))
EXCEPT SELECT * FROM temp.__migrate_orphans));
DROP TABLE temp.__migrate_orphans;
DROP TABLE temp.__migrate_guard;

COMMIT;
PRAGMA foreign_keys=ON;
