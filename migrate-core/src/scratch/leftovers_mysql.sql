SELECT s.schema_name AS name
FROM information_schema.schemata AS s
WHERE s.schema_name LIKE 'migrate\_scratch\_%'
    AND NOT EXISTS (SELECT 1 FROM information_schema.processlist AS p WHERE p.db = s.schema_name)
