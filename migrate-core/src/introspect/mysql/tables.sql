SELECT
    table_name AS name,
    table_type AS kind,
    engine AS engine,
    create_options AS options,
    table_collation AS collation,
    table_comment AS comment
FROM information_schema.tables
WHERE table_schema = DATABASE()
ORDER BY table_name
