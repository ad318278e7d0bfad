SELECT 'trigger' AS kind, trigger_name AS name, event_object_table AS `table`,
    CONCAT(action_timing, ' ', event_manipulation) AS occasion, CAST(action_order AS SIGNED) AS place,
    action_statement AS body, sql_mode AS mode, 'SQL' AS language,
    NULL AS returns, NULL AS charset, NULL AS collation, NULL AS traits, NULL AS comment
FROM information_schema.triggers
WHERE trigger_schema = DATABASE()
UNION ALL
SELECT LOWER(routine_type), routine_name, NULL, NULL, 0, routine_definition, sql_mode, routine_body,
    dtd_identifier, character_set_name, collation_name,
    CONCAT(IF(is_deterministic = 'YES', ' DETERMINISTIC', ''),
        IF(sql_data_access = 'CONTAINS SQL', '', CONCAT(' ', sql_data_access)),
        IF(security_type = 'DEFINER', '', CONCAT(' SQL SECURITY ', security_type))),
    routine_comment
FROM information_schema.routines
WHERE routine_schema = DATABASE()
UNION ALL
SELECT 'event', event_name, NULL, NULL, 0, event_definition, sql_mode, 'SQL', NULL, NULL, NULL, NULL, event_comment
FROM information_schema.events
WHERE event_schema = DATABASE()
