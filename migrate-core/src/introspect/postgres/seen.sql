-- What the model doesn't hold: kind, namespace, name, the table it stands on, and a text that changes when it does.
WITH spaces AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), ours AS (
    SELECT c.*, s.nspname FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace WHERE c.relpersistence <> 't'
), brought AS (
    -- By an extension; or by a range type, which makes its constructors and casts itself.
    SELECT classid, objid FROM pg_depend
    WHERE deptype = 'e' OR deptype = 'i' AND classid IN ('pg_proc'::regclass, 'pg_cast'::regclass)
), found AS (
    SELECT 'trigger' AS kind, c.nspname, g.tgname AS name, c.relname AS on_table,
           pg_get_triggerdef(g.oid) || CASE g.tgenabled WHEN 'O' THEN '' ELSE ' (' || g.tgenabled::text || ')' END AS detail,
           'pg_trigger'::regclass AS class, g.oid AS oid
    FROM pg_trigger g JOIN ours c ON c.oid = g.tgrelid WHERE NOT g.tgisinternal
    UNION ALL
    SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END, s.nspname,
           p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', NULL,
           md5(concat_ws('/', pg_get_function_result(p.oid), p.prosrc, p.provolatile, p.prosecdef, p.proconfig)),
           'pg_proc'::regclass, p.oid
    FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace
    UNION ALL
    SELECT 'policy', c.nspname, p.polname, c.relname,
           concat_ws(' ', p.polcmd::text, p.polpermissive, p.polroles::text, pg_get_expr(p.polqual, p.polrelid),
                     pg_get_expr(p.polwithcheck, p.polrelid)),
           'pg_policy'::regclass, p.oid
    FROM pg_policy p JOIN ours c ON c.oid = p.polrelid
    UNION ALL
    SELECT 'row level security', c.nspname, c.relname, c.relname,
           CASE WHEN c.relforcerowsecurity THEN 'forced' ELSE 'enabled' END, 'pg_class'::regclass, c.oid
    FROM ours c WHERE c.relrowsecurity OR c.relforcerowsecurity
    UNION ALL
    SELECT CASE WHEN c.relispartition THEN 'partition' WHEN c.relkind = 'p' THEN 'partitioned table'
                WHEN c.relkind = 'f' THEN 'foreign table' WHEN c.reloftype <> 0 THEN 'typed table'
                ELSE 'inheriting table' END,
           c.nspname, c.relname, NULL,
           concat_ws(' ', pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid)), 'pg_class'::regclass, c.oid
    FROM ours c
    WHERE c.relkind IN ('p', 'f')
       OR c.relkind = 'r' AND (c.relispartition OR c.reloftype <> 0
                               OR EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid))
    UNION ALL
    SELECT 'rule', c.nspname, r.rulename, c.relname, pg_get_ruledef(r.oid), 'pg_rewrite'::regclass, r.oid
    FROM pg_rewrite r JOIN ours c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT CASE t.typtype WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' WHEN 'c' THEN 'composite type'
                ELSE 'base type' END,
           s.nspname, t.typname, NULL,
           concat_ws(' ', format_type(NULLIF(t.typbasetype, 0), t.typtypmod), CASE WHEN t.typnotnull THEN 'NOT NULL' END,
                     t.typdefault,
                     (SELECT string_agg(pg_get_constraintdef(k.oid), ' ' ORDER BY k.conname)
                      FROM pg_constraint k WHERE k.contypid = t.oid),
                     (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
                      FROM pg_attribute a
                      WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped)),
           'pg_type'::regclass, t.oid
    FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
    LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE t.typtype IN ('d', 'r') OR t.typtype = 'c' AND c.relkind = 'c'
       OR t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
    UNION ALL
    SELECT 'statistics', s.nspname, x.stxname, c.relname, pg_get_statisticsobjdef(x.oid),
           'pg_statistic_ext'::regclass, x.oid
    FROM pg_statistic_ext x JOIN spaces s ON s.oid = x.stxnamespace JOIN pg_class c ON c.oid = x.stxrelid
    UNION ALL
    SELECT 'index', c.nspname, i.relname, c.relname,
           concat_ws(' ', CASE WHEN NOT x.indisvalid THEN 'invalid' END, CASE WHEN x.indisclustered THEN 'clustered' END,
                     CASE WHEN x.indisreplident THEN 'replica identity' END,
                     CASE WHEN i.reltablespace <> 0 THEN 'in a tablespace of its own' END),
           'pg_class'::regclass, i.oid
    FROM pg_index x JOIN ours c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    WHERE c.relkind IN ('r', 'm')
      AND (NOT x.indisvalid OR x.indisclustered OR x.indisreplident OR i.reltablespace <> 0)
    UNION ALL
    SELECT 'view options', c.nspname, c.relname, c.relname, array_to_string(c.reloptions, ', '), 'pg_class'::regclass, c.oid
    FROM ours c WHERE c.relkind IN ('v', 'm') AND c.reloptions IS NOT NULL
    UNION ALL
    SELECT 'tablespace', c.nspname, c.relname, c.relname, t.spcname, 'pg_class'::regclass, c.oid
    FROM ours c JOIN pg_tablespace t ON t.oid = c.reltablespace WHERE c.relkind IN ('r', 'm')
    UNION ALL
    SELECT 'replica identity', c.nspname, c.relname, c.relname, c.relreplident::text, 'pg_class'::regclass, c.oid
    FROM ours c WHERE c.relkind = 'r' AND c.relreplident IN ('n', 'f')
    UNION ALL
    SELECT 'access method', c.nspname, c.relname, c.relname, m.amname, 'pg_class'::regclass, c.oid
    FROM ours c JOIN pg_am m ON m.oid = c.relam WHERE c.relkind IN ('r', 'm') AND m.amname <> 'heap'
    UNION ALL
    SELECT 'grants', c.nspname, c.relname, c.relname, array_to_string(c.relacl, ', '), 'pg_class'::regclass, c.oid
    FROM ours c WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'v', 'm', 'S')
    UNION ALL
    SELECT 'column grants', c.nspname, a.attname, c.relname, array_to_string(a.attacl, ', '), 'pg_class'::regclass, c.oid
    FROM pg_attribute a JOIN ours c ON c.oid = a.attrelid
    WHERE a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v', 'm')
    UNION ALL
    SELECT 'comment on a constraint', c.nspname, k.conname, c.relname, d.description, 'pg_constraint'::regclass, k.oid
    FROM pg_description d
    JOIN pg_constraint k ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid
    JOIN ours c ON c.oid = k.conrelid
    UNION ALL
    SELECT 'collation', s.nspname, l.collname, NULL, concat_ws(' ', l.collprovider, l.collcollate),
           'pg_collation'::regclass, l.oid
    FROM pg_collation l JOIN spaces s ON s.oid = l.collnamespace
    UNION ALL
    SELECT 'operator', s.nspname, o.oid::regoperator::text, NULL, o.oprcode::text, 'pg_operator'::regclass, o.oid
    FROM pg_operator o JOIN spaces s ON s.oid = o.oprnamespace
    UNION ALL
    SELECT 'operator class', s.nspname, o.opcname, NULL, '', 'pg_opclass'::regclass, o.oid
    FROM pg_opclass o JOIN spaces s ON s.oid = o.opcnamespace
    UNION ALL
    SELECT 'cast', NULL, format_type(k.castsource, NULL) || ' as ' || format_type(k.casttarget, NULL), NULL,
           k.castcontext::text, 'pg_cast'::regclass, k.oid
    FROM pg_cast k WHERE k.oid >= 16384
    UNION ALL
    SELECT 'text search configuration', s.nspname, t.cfgname, NULL, '', 'pg_ts_config'::regclass, t.oid
    FROM pg_ts_config t JOIN spaces s ON s.oid = t.cfgnamespace
    UNION ALL
    SELECT 'text search dictionary', s.nspname, t.dictname, NULL, t.dictinitoption, 'pg_ts_dict'::regclass, t.oid
    FROM pg_ts_dict t JOIN spaces s ON s.oid = t.dictnamespace
    UNION ALL
    SELECT 'event trigger', NULL, e.evtname, NULL, e.evtevent || ' ' || e.evtfoid::regproc, 'pg_event_trigger'::regclass, e.oid
    FROM pg_event_trigger e
    UNION ALL
    SELECT 'publication', NULL, p.pubname, NULL, '', 'pg_publication'::regclass, p.oid
    FROM pg_publication p
    UNION ALL
    SELECT 'schema', NULL, s.nspname, NULL, '', 'pg_namespace'::regclass, s.oid
    FROM spaces s
    WHERE s.nspname <> 'public' AND NOT EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = s.oid)
      AND NOT EXISTS (SELECT FROM pg_type t WHERE t.typnamespace = s.oid AND t.typtype = 'e')
    UNION ALL
    SELECT 'foreign server', NULL, f.srvname, NULL, '', 'pg_foreign_server'::regclass, f.oid
    FROM pg_foreign_server f
)
SELECT f.kind, f.nspname::text AS namespace, f.name::text AS name, f.on_table::text AS on_table,
       COALESCE(f.detail, '') AS detail
FROM found f
WHERE NOT EXISTS (SELECT FROM brought b WHERE b.classid = f.class AND b.objid = f.oid)
ORDER BY 1, 2, 4, 3
