SELECT
    of.table_name AS `table`,
    c.constraint_name AS name,
    c.check_clause AS expression,
    'Table' AS level,
    of.enforced AS enforced
FROM information_schema.check_constraints AS c
JOIN information_schema.table_constraints AS of
    ON of.constraint_schema = c.constraint_schema
    AND of.constraint_name = c.constraint_name
    AND of.constraint_type = 'CHECK'
WHERE c.constraint_schema = DATABASE()
ORDER BY of.table_name, c.constraint_name
