-- Sequences, and the column that owns each: 'i' for an identity column, 'a' for a serial one (or OWNED BY by hand).
SELECT n.nspname::text AS namespace, c.relname::text AS name, s.seqstart AS start, s.seqincrement AS increment,
       s.seqmin AS min, s.seqmax AS max, s.seqcycle AS cycle, s.seqcache AS cache,
       format_type(s.seqtypid, NULL) AS type_name, o.deptype::text AS owned, o.refobjid AS owner,
       o.refobjsubid::int2 AS owner_column,
       EXISTS (SELECT FROM pg_attrdef f
               JOIN pg_depend u ON u.classid = 'pg_attrdef'::regclass AND u.objid = f.oid
                               AND u.refclassid = 'pg_class'::regclass AND u.refobjid = c.oid
               WHERE f.adrelid = o.refobjid AND f.adnum = o.refobjsubid) AS is_default
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend o ON o.classid = 'pg_class'::regclass AND o.objid = s.seqrelid AND o.objsubid = 0
                     AND o.refclassid = 'pg_class'::regclass AND o.deptype IN ('a', 'i')
WHERE c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
