SELECT
    VERSION() AS version,
    DATABASE() AS `database`,
    @@SESSION.sql_mode AS mode,
    (SELECT default_collation_name FROM information_schema.schemata WHERE schema_name = DATABASE()) AS collation
