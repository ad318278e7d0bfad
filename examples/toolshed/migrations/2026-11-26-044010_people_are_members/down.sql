-- This revision makes tables anew, here or on the way back. With foreign keys on, dropping the old ones would
-- delete the rows that refer to them; and they can't be switched inside a transaction. So its files bring
-- their own.
PRAGMA foreign_keys=OFF;
BEGIN;

-- Stop here, with nothing touched, where a table holds what would be lost.
CREATE TEMP TABLE __migrate_guard (
    columns_0 CONSTRAINT "`loans` has a column that this revision doesn't know and would lose" CHECK (columns_0 = 0),
    indexes_0 CONSTRAINT "`loans` has an index that this revision doesn't know and would lose" CHECK (indexes_0 = 0),
    orphans CONSTRAINT "rows would refer to nothing: see PRAGMA foreign_key_check" CHECK (orphans = 0)
);
INSERT INTO temp.__migrate_guard VALUES (
    (SELECT count(*) FROM pragma_table_xinfo('loans') WHERE name COLLATE NOCASE NOT IN ('id', 'tool_id', 'member_id', 'lent_on', 'due_on', 'returned_on')),
    (SELECT count(*) FROM main.sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
        AND tbl_name = 'loans' COLLATE NOCASE AND name COLLATE NOCASE NOT IN ()),
    0
);

-- Note the rows that refer to nothing already.
CREATE TEMP TABLE __migrate_orphans AS
SELECT bad."table" AS child, bad.rowid AS child_rowid, bad.parent AS parent
FROM main.sqlite_schema AS t, pragma_foreign_key_check(t.name) AS bad
WHERE t.type = 'table' AND (t.name COLLATE NOCASE IN ('loans') OR EXISTS (
    SELECT 1 FROM pragma_foreign_key_list(t.name) AS k WHERE k."table" COLLATE NOCASE IN ('loans')));

-- ~ rename table `members` to `people`
-- breaks-old-code: programs that still say `members` for `people` fail
ALTER TABLE members RENAME TO people;

-- ~ rename column `loans.member_id` to `person_id`
-- breaks-old-code: programs that still say `loans.member_id` for `person_id` fail
ALTER TABLE loans RENAME COLUMN member_id TO person_id;

-- ~ rename column `people.email` to `mail`
-- breaks-old-code: programs that still say `people.email` for `mail` fail
ALTER TABLE people RENAME COLUMN email TO mail;

-- Keep the triggers, which go with their tables.
CREATE TEMP TABLE __migrate_triggers AS
SELECT type, name, tbl_name, rootpage, sql FROM main.sqlite_schema
WHERE type = 'trigger' AND tbl_name COLLATE NOCASE IN ('loans')
ORDER BY rowid;

-- Make `loans` anew:
-- - ~ rename foreign key `loans_member_id_fkey` of `loans` to `loans_person_id_fkey`
DROP TABLE IF EXISTS __migrate_new_loans;
CREATE TABLE __migrate_new_loans (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    tool_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    lent_on DATE NOT NULL,
    due_on DATE NOT NULL,
    returned_on DATE,
    CONSTRAINT loans_person_id_fkey FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE,
    CONSTRAINT loans_tool_id_fkey FOREIGN KEY (tool_id) REFERENCES tools (id) ON DELETE CASCADE
);
-- table-rewrite: `loans` is made anew and every row copied; nobody else can write meanwhile
INSERT INTO __migrate_new_loans (id, tool_id, person_id, lent_on, due_on, returned_on)
SELECT loans.id, loans.tool_id, loans.person_id, loans.lent_on, loans.due_on, loans.returned_on
FROM loans;

-- Ids that were issued once stay issued.
DELETE FROM sqlite_sequence WHERE name = '__migrate_new_loans';
INSERT INTO sqlite_sequence (name, seq)
SELECT '__migrate_new_loans', seq FROM sqlite_sequence WHERE name = 'loans' COLLATE NOCASE;
DROP TABLE loans;
PRAGMA legacy_alter_table=ON;
ALTER TABLE __migrate_new_loans RENAME TO loans;
PRAGMA legacy_alter_table=OFF;

-- Put the triggers back as they were.
PRAGMA writable_schema=ON;
INSERT INTO main.sqlite_schema (type, name, tbl_name, rootpage, sql)
SELECT type, name, tbl_name, rootpage, sql FROM temp.__migrate_triggers;
PRAGMA writable_schema=RESET;
DROP TABLE temp.__migrate_triggers;

-- Stop here, with nothing changed, where rows would now refer to nothing.
UPDATE temp.__migrate_guard SET orphans = (SELECT count(*) FROM (
SELECT CASE bad."table" WHEN 'people' THEN 'members' ELSE bad."table" END AS child, bad.rowid AS child_rowid, CASE bad.parent WHEN 'people' THEN 'members' ELSE bad.parent END AS parent
FROM main.sqlite_schema AS t, pragma_foreign_key_check(t.name) AS bad
WHERE t.type = 'table' AND (t.name COLLATE NOCASE IN ('loans') OR EXISTS (
    SELECT 1 FROM pragma_foreign_key_list(t.name) AS k WHERE k."table" COLLATE NOCASE IN ('loans')))
EXCEPT SELECT * FROM temp.__migrate_orphans));
DROP TABLE temp.__migrate_orphans;
DROP TABLE temp.__migrate_guard;

COMMIT;
PRAGMA foreign_keys=ON;
