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
    SELECT 'aggregate' AS kind, s.nspname, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS name,
           NULL AS on_table, md5(concat_ws('/', pg_get_function_result(p.oid), a::text)) AS detail,
           'pg_proc'::regclass AS class, p.oid AS oid
    FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace JOIN pg_aggregate a ON a.aggfnoid = p.oid
    UNION ALL
    SELECT CASE WHEN c.relkind = 'f' THEN 'foreign table' WHEN c.reloftype <> 0 THEN 'typed table'
                ELSE 'inheriting table' END,
           c.nspname, c.relname, NULL, COALESCE(pg_get_expr(c.relpartbound, c.oid), ''), 'pg_class'::regclass, c.oid
    FROM ours c
    WHERE c.relkind = 'f'
       OR c.relkind IN ('r', 'p') AND (c.reloftype <> 0 OR NOT c.relispartition
                                       AND EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid))
    UNION ALL
    SELECT CASE t.typtype WHEN 'r' THEN 'range type' ELSE 'base type' END, s.nspname, t.typname, NULL,
           COALESCE((SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid), ''),
           'pg_type'::regclass, t.oid
    FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
    WHERE t.typtype = 'r' OR t.typtype = 'b' AND t.typcategory <> 'A'
    UNION ALL
    SELECT 'statistics', s.nspname, x.stxname, c.relname, pg_get_statisticsobjdef(x.oid),
           'pg_statistic_ext'::regclass, x.oid
    FROM pg_statistic_ext x JOIN spaces s ON s.oid = x.stxnamespace JOIN pg_class c ON c.oid = x.stxrelid
    UNION ALL
    SELECT 'index', c.nspname, i.relname, c.relname,
           concat_ws(' ', CASE WHEN x.indisclustered THEN 'clustered' END,
                     CASE WHEN i.reltablespace <> 0 THEN 'in a tablespace of its own' END),
           'pg_class'::regclass, i.oid
    FROM pg_index x JOIN ours c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    WHERE c.relkind IN ('r', 'p', 'm') AND NOT i.relispartition
      AND (x.indisclustered OR i.reltablespace <> 0)
    UNION ALL
    SELECT 'tablespace', c.nspname, c.relname, c.relname, t.spcname, 'pg_class'::regclass, c.oid
    FROM ours c JOIN pg_tablespace t ON t.oid = c.reltablespace WHERE c.relkind IN ('r', 'm')
    UNION ALL
    SELECT 'access method', c.nspname, c.relname, c.relname, m.amname, 'pg_class'::regclass, c.oid
    FROM ours c JOIN pg_am m ON m.oid = c.relam WHERE c.relkind IN ('r', 'm') AND m.amname <> 'heap'
    UNION ALL
    SELECT 'grants', c.nspname, c.relname, c.relname, array_to_string(c.relacl, ', '), 'pg_class'::regclass, c.oid
    FROM ours c WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION ALL
    SELECT 'column grants', c.nspname, a.attname, c.relname, array_to_string(a.attacl, ', '), 'pg_class'::regclass, c.oid
    FROM pg_attribute a JOIN ours c ON c.oid = a.attrelid
    WHERE a.attacl IS NOT NULL AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm')
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
    SELECT 'extension elsewhere', NULL, e.extname, NULL, n.nspname, 'pg_namespace'::regclass, 0
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    WHERE n.nspname NOT IN ('pg_catalog', current_schema()) AND NOT e.extrelocatable
    UNION ALL
    SELECT 'foreign server', NULL, f.srvname, NULL, '', 'pg_foreign_server'::regclass, f.oid
    FROM pg_foreign_server f
)
SELECT f.kind, f.nspname::text AS namespace, f.name::text AS name, f.on_table::text AS on_table,
       COALESCE(f.detail, '') AS detail
FROM found f
WHERE NOT EXISTS (SELECT FROM brought b WHERE b.classid = f.class AND b.objid = f.oid)
ORDER BY 1, 2, 4, 3
