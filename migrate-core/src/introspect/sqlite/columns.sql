-- The columns as SQLite understands them, to prove the reading of the text: https://sqlite.org/pragma.html#pragma_table_xinfo
SELECT t.name AS "table", c.name, c.hidden
FROM main.sqlite_schema AS t, pragma_table_xinfo(t.name) AS c
WHERE t.type = 'table' AND t.sql NOT LIKE 'CREATE VIRTUAL%'
ORDER BY t.rowid, c.cid
