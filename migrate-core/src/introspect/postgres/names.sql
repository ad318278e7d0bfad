-- What indexes and constraints name by number: operator classes, a type's own apart, collations, operators.
SELECT CASE WHEN c.opcdefault THEN 'default opclass' ELSE 'opclass' END AS kind, c.oid AS oid,
       n.nspname::text AS namespace, c.opcname::text AS name
FROM pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace
UNION ALL
SELECT 'collation', c.oid, n.nspname::text, c.collname::text
FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
WHERE c.oid IN (SELECT unnest(i.indcollation::oid[]) FROM pg_index i WHERE i.indexrelid >= 16384)
UNION ALL
SELECT 'operator', o.oid, n.nspname::text, o.oprname::text
FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
WHERE o.oid IN (SELECT unnest(k.conexclop) FROM pg_constraint k WHERE k.contype = 'x')
