-- Databases that carry our mark, and that nobody is connected to.
SELECT d.datname::text AS name
FROM pg_database d
JOIN pg_shdescription s ON s.objoid = d.oid AND s.classoid = 'pg_database'::regclass
WHERE s.description = $1
  AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)
