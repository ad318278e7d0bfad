SELECT
    table_name AS name,
    view_definition AS query,
    check_option AS check_option,
    security_type AS security
FROM information_schema.views
WHERE table_schema = DATABASE()
ORDER BY table_name
