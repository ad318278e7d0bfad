-- Foreign keys and checks of tables. Those that a partitioned table hands down are the parent's.
SELECT k.conrelid AS relation, k.conname::text AS name, k.conkey AS columns, k.confrelid AS target,
       k.confkey AS target_columns, k.confdeltype::text AS on_delete, k.confupdtype::text AS on_update,
       k.condeferrable AS is_deferrable, k.condeferred AS is_deferred,
       NOT k.convalidated AS not_valid, k.connoinherit AND k.contype = 'c' AS no_inherit,
       k.confmatchtype = 'f' AS match_full,
       concat_ws(', ', CASE WHEN k.confdelsetcols IS NOT NULL THEN 'sets only some columns' END,
                 CASE WHEN NOT k.conenforced THEN 'not enforced' END, CASE WHEN k.conperiod THEN 'period' END) AS oddities,
       CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype IN ('c', 'f') AND c.relkind IN ('r', 'p') AND k.conparentid = 0
  AND NOT (c.relispartition AND k.contype = 'c' AND k.coninhcount > 0)
  AND c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
