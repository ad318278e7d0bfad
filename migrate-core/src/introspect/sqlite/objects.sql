-- Everything that the database says of itself: https://sqlite.org/schematab.html
-- What has no text was made by SQLite, for a key or a UNIQUE.
SELECT type, name, tbl_name, sql
FROM main.sqlite_schema
WHERE sql IS NOT NULL
ORDER BY rowid
