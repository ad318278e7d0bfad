SELECT 'trigger' AS kind, trigger_name AS name, event_object_table AS `table`,
    CONCAT(action_timing, ' ', event_manipulation, ' ', action_statement) AS detail
FROM information_schema.triggers
WHERE trigger_schema = DATABASE()
UNION ALL
SELECT LOWER(routine_type), routine_name, NULL, routine_definition
FROM information_schema.routines
WHERE routine_schema = DATABASE()
UNION ALL
SELECT 'event', event_name, NULL, event_definition
FROM information_schema.events
WHERE event_schema = DATABASE()
