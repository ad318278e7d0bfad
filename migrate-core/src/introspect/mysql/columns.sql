SELECT
    table_name AS `table`,
    column_name AS name,
    column_type AS spelling,
    is_nullable AS nullable,
    column_default AS `default`,
    extra AS extra,
    generation_expression AS expression,
    character_set_name AS charset,
    collation_name AS collation,
    column_comment AS comment
FROM information_schema.columns
WHERE table_schema = DATABASE()
ORDER BY table_name, ordinal_position
