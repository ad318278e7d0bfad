SELECT LOWER(routine_type) AS kind, specific_name AS routine, parameter_mode AS mode, parameter_name AS name,
    dtd_identifier AS spelling, character_set_name AS charset, collation_name AS collation
FROM information_schema.parameters
WHERE specific_schema = DATABASE() AND ordinal_position > 0
ORDER BY routine_type, specific_name, ordinal_position
