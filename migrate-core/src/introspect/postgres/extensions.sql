-- Extensions, without the one that every database has.
SELECT extname::text AS name FROM pg_extension WHERE extname <> 'plpgsql'
