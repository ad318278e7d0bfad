-- What is carried as the server writes it: the statements that make it, and the one that takes it away.
WITH spaces AS (
    SELECT oid, nspname, CASE WHEN nspname = current_schema() THEN '' ELSE quote_ident(nspname) || '.' END AS prefix
    FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), ours AS (
    SELECT c.oid, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relreplident, s.nspname, s.prefix,
           s.prefix || quote_ident(c.relname) AS spoken
    FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace WHERE c.relpersistence <> 't'
), brought AS (
    -- By an extension; or by a range type, which makes its constructors itself.
    SELECT classid, objid FROM pg_depend
    WHERE deptype = 'e' OR deptype = 'i' AND classid = 'pg_proc'::regclass
), routines AS (
    SELECT p.oid, p.proname, s.nspname, CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS word,
           s.prefix || quote_ident(p.proname) || '(' || oidvectortypes(p.proargtypes) || ')' AS spoken, s.prefix,
           p.proname || '(' || oidvectortypes(p.proargtypes) || ')' AS name, rtrim(pg_get_functiondef(p.oid), E' \n') AS definition,
           concat_ws(' / ', pg_get_function_arguments(p.oid), pg_get_function_result(p.oid),
                     CASE WHEN obj_description(p.oid, 'pg_proc') IS NOT NULL THEN 'comment' END) AS replaces
    FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace
    WHERE p.prokind IN ('f', 'p', 'w')
      AND NOT EXISTS (SELECT FROM brought b WHERE b.classid = 'pg_proc'::regclass AND b.objid = p.oid)
), types AS (
    SELECT t.oid, t.typtype, t.typname, s.nspname, s.prefix || quote_ident(t.typname) AS spoken, t.typbasetype, t.typtypmod,
           t.typnotnull, t.typdefault, t.typrelid
    FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
    LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE t.typtype = 'd' OR t.typtype = 'c' AND c.relkind = 'c'
), found AS (
    SELECT 'trigger' AS kind, c.nspname, g.tgname AS name, c.relname AS on_table,
           ARRAY[pg_get_triggerdef(g.oid, true),
                 CASE g.tgenabled WHEN 'D' THEN format('ALTER TABLE %s DISABLE TRIGGER %I', c.spoken, g.tgname)
                                  WHEN 'R' THEN format('ALTER TABLE %s ENABLE REPLICA TRIGGER %I', c.spoken, g.tgname)
                                  WHEN 'A' THEN format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', c.spoken, g.tgname) END,
                 format('COMMENT ON TRIGGER %I ON %s IS ', g.tgname, c.spoken)
                     || quote_literal(obj_description(g.oid, 'pg_trigger'))] AS made,
           format('DROP TRIGGER %I ON %s', g.tgname, c.spoken) AS gone, NULL AS replaces,
           'pg_trigger'::regclass AS class, g.oid AS oid
    FROM pg_trigger g JOIN ours c ON c.oid = g.tgrelid WHERE NOT g.tgisinternal AND g.tgparentid = 0
    UNION ALL
    SELECT lower(r.word), r.nspname, r.name, NULL,
           ARRAY[CASE WHEN r.prefix = '' THEN format('CREATE OR REPLACE %s ', r.word)
                          || substr(r.definition, length(format('CREATE OR REPLACE %s %I.', r.word, r.nspname)) + 1)
                      ELSE r.definition END,
                 format('COMMENT ON %s %s IS ', r.word, r.spoken) || quote_literal(obj_description(r.oid, 'pg_proc'))],
           format('DROP %s %s', r.word, r.spoken), r.replaces, 'pg_proc'::regclass, r.oid
    FROM routines r
    UNION ALL
    SELECT 'policy', c.nspname, p.polname, c.relname,
           ARRAY[format('CREATE POLICY %I ON %s AS %s FOR %s TO %s', p.polname, c.spoken,
                        CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                        CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                                      WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                        CASE WHEN p.polroles = '{0}' THEN 'PUBLIC'
                             ELSE (SELECT string_agg(quote_ident(r.rolname), ', ' ORDER BY r.rolname)
                                   FROM pg_roles r WHERE r.oid = ANY (p.polroles)) END)
                     || COALESCE(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
                     || COALESCE(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''),
                 format('COMMENT ON POLICY %I ON %s IS ', p.polname, c.spoken)
                     || quote_literal(obj_description(p.oid, 'pg_policy'))],
           format('DROP POLICY %I ON %s', p.polname, c.spoken), NULL, 'pg_policy'::regclass, p.oid
    FROM pg_policy p JOIN ours c ON c.oid = p.polrelid
    UNION ALL
    SELECT 'row level security', c.nspname, c.relname, c.relname,
           ARRAY[CASE WHEN c.relrowsecurity THEN format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', c.spoken) END,
                 CASE WHEN c.relforcerowsecurity THEN format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', c.spoken) END],
           format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', c.spoken), NULL,
           'pg_class'::regclass, c.oid
    FROM ours c WHERE c.relrowsecurity OR c.relforcerowsecurity
    UNION ALL
    SELECT 'rule', c.nspname, r.rulename, c.relname, ARRAY[rtrim(pg_get_ruledef(r.oid, true), E'; \n')],
           format('DROP RULE %I ON %s', r.rulename, c.spoken), NULL, 'pg_rewrite'::regclass, r.oid
    FROM pg_rewrite r JOIN ours c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 'domain', t.nspname, t.typname, NULL,
           ARRAY[format('CREATE DOMAIN %s AS %s', t.spoken, format_type(t.typbasetype, t.typtypmod))
                     || COALESCE(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
                     || COALESCE((SELECT string_agg(format(' CONSTRAINT %I ', k.conname) || pg_get_constraintdef(k.oid), ''
                                                    ORDER BY k.conname)
                                  FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), ''),
                 format('COMMENT ON DOMAIN %s IS ', t.spoken) || quote_literal(obj_description(t.oid, 'pg_type'))],
           format('DROP DOMAIN %s', t.spoken), NULL, 'pg_type'::regclass, t.oid
    FROM types t WHERE t.typtype = 'd'
    UNION ALL
    SELECT 'composite type', t.nspname, t.typname, NULL,
           ARRAY[format('CREATE TYPE %s AS (%s)', t.spoken,
                        (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', '
                                           ORDER BY a.attnum)
                         FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)),
                 format('COMMENT ON TYPE %s IS ', t.spoken) || quote_literal(obj_description(t.oid, 'pg_type'))],
           format('DROP TYPE %s', t.spoken), NULL, 'pg_type'::regclass, t.oid
    FROM types t WHERE t.typtype = 'c'
    UNION ALL
    SELECT 'comment', c.nspname, k.conname, c.relname,
           ARRAY[format('COMMENT ON CONSTRAINT %I ON %s IS %L', k.conname, c.spoken, d.description)],
           format('COMMENT ON CONSTRAINT %I ON %s IS NULL', k.conname, c.spoken), NULL, 'pg_constraint'::regclass, k.oid
    FROM pg_description d
    JOIN pg_constraint k ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid
    JOIN ours c ON c.oid = k.conrelid
    UNION ALL
    SELECT 'replica identity', c.nspname, c.relname, c.relname,
           ARRAY[format('ALTER TABLE %s REPLICA IDENTITY %s', c.spoken,
                        CASE c.relreplident WHEN 'n' THEN 'NOTHING' WHEN 'f' THEN 'FULL'
                                            ELSE format('USING INDEX %I', i.relname) END)],
           format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', c.spoken), NULL, 'pg_class'::regclass, c.oid
    FROM ours c
    LEFT JOIN (pg_index x JOIN pg_class i ON i.oid = x.indexrelid) ON x.indrelid = c.oid AND x.indisreplident
    WHERE c.relkind IN ('r', 'p') AND (c.relreplident IN ('n', 'f') OR c.relreplident = 'i' AND i.oid IS NOT NULL)
    UNION ALL
    -- A failed concurrent build left it: it takes a name and answers no query. Nothing makes one.
    SELECT 'invalid index', c.nspname, i.relname, c.relname, ARRAY[]::text[],
           CASE WHEN k.conname IS NOT NULL THEN format('ALTER TABLE %s DROP CONSTRAINT %I', c.spoken, k.conname)
                ELSE format('DROP INDEX %s%I', c.prefix, i.relname) END, NULL, 'pg_class'::regclass, i.oid
    FROM pg_index x JOIN ours c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_constraint k ON k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')
    WHERE NOT x.indisvalid AND NOT i.relispartition AND c.relkind IN ('r', 'p', 'm')
    UNION ALL
    SELECT 'place of extension', NULL, e.extname, NULL,
           ARRAY[format('ALTER EXTENSION %I SET SCHEMA %I', e.extname, n.nspname)],
           format('ALTER EXTENSION %I SET SCHEMA %I', e.extname, current_schema()), NULL, 'pg_namespace'::regclass, 0
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE n.nspname NOT IN ('pg_catalog', current_schema()) AND e.extrelocatable
    UNION ALL
    SELECT 'schema', NULL, s.nspname, NULL, ARRAY[format('CREATE SCHEMA IF NOT EXISTS %I', s.nspname)],
           format('DROP SCHEMA %I', s.nspname), NULL, 'pg_namespace'::regclass, s.oid
    FROM spaces s WHERE s.nspname NOT IN ('public', current_schema())
)
SELECT f.kind, f.nspname::text AS namespace, f.name::text AS name, f.on_table::text AS on_table,
       array_remove(f.made, NULL) AS made, f.gone, f.replaces
FROM found f
WHERE NOT EXISTS (SELECT FROM brought b WHERE b.classid = f.class AND b.objid = f.oid)
ORDER BY 1, 2, 4, 3
