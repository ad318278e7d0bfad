-- Each type that a column of one has, once, as the server spells it; for an enum (or an array of one) its name.
SELECT u.atttypid AS type_oid, u.atttypmod AS type_mod, format_type(u.atttypid, u.atttypmod) AS spelling,
       format_type(u.atttypid, NULL) AS base,
       en.nspname::text AS enum_namespace, e.typname::text AS enum_name
FROM (SELECT DISTINCT a.atttypid, a.atttypmod
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relkind IN ('r', 'p', 'm') AND a.attnum > 0 AND NOT a.attisdropped
        AND c.relnamespace IN (SELECT oid FROM pg_namespace
                               WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')) u
JOIN pg_type t ON t.oid = u.atttypid
LEFT JOIN pg_type e ON e.oid = CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE t.oid END AND e.typtype = 'e'
LEFT JOIN pg_namespace en ON en.oid = e.typnamespace
