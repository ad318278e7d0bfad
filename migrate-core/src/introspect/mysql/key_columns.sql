SELECT
    table_name AS `table`,
    constraint_name AS name,
    column_name AS `column`,
    referenced_table_schema = DATABASE() AS here,
    referenced_table_name AS `references`,
    referenced_column_name AS referenced_column
FROM information_schema.key_column_usage
WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL
ORDER BY table_name, constraint_name, ordinal_position
