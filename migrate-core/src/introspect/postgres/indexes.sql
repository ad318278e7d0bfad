-- Every index of every plain table and materialized view; those behind a primary key, a unique or an exclusion constraint with what it says.
SELECT i.indrelid AS relation, c.relname::text AS name, m.amname::text AS method, i.indisunique AS is_unique,
       i.indisvalid AS is_valid, i.indnullsnotdistinct AS nulls_not_distinct, i.indnkeyatts AS key_parts,
       i.indkey::int2[] AS columns, i.indclass::oid[] AS opclasses, i.indcollation::oid[] AS collations,
       i.indoption::int2[] AS flags,
       -- No operator class of a B-tree has parameters.
       CASE WHEN m.amname <> 'btree' THEN
           ARRAY(SELECT array_to_string(ARRAY(
                            SELECT split_part(o, '=', 1) || '=' || quote_literal(substr(o, strpos(o, '=') + 1))
                            FROM unnest(a.attoptions) o), ', ')
                 FROM pg_attribute a WHERE a.attrelid = i.indexrelid ORDER BY a.attnum)
       END AS parameters,
       CASE WHEN i.indexprs IS NOT NULL THEN
           ARRAY(SELECT pg_get_indexdef(i.indexrelid, p, false)
                 FROM generate_series(1, i.indnkeyatts) p WHERE i.indkey[p - 1] = 0 ORDER BY p)
       END AS expressions,
       pg_get_expr(i.indpred, i.indrelid) AS predicate, c.reloptions AS options, k.contype::text AS constraint_kind,
       COALESCE(k.condeferrable, false) AS is_deferrable, COALESCE(k.condeferred, false) AS is_deferred,
       k.conexclop AS operators, COALESCE(k.conperiod, false) AS period, d.description AS comment
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_constraint w ON w.oid = k.conparentid
LEFT JOIN pg_description d ON d.objoid = i.indexrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE t.relkind IN ('r', 'p', 'm')
  -- What a partition has from the whole is the whole's.
  AND (NOT c.relispartition OR k.conparentid = 0 OR w.contype <> k.contype)
  AND t.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
