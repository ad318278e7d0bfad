SELECT
    table_name AS `table`,
    constraint_name AS name,
    check_clause AS expression,
    level AS level,
    'YES' AS enforced
FROM information_schema.check_constraints
WHERE constraint_schema = DATABASE()
ORDER BY table_name, constraint_name
