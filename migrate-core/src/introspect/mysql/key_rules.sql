SELECT
    table_name AS `table`,
    constraint_name AS name,
    delete_rule AS on_delete,
    update_rule AS on_update
FROM information_schema.referential_constraints
WHERE constraint_schema = DATABASE()
