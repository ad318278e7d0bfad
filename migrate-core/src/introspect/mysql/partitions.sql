SELECT table_name AS `table`, partition_name AS name, partition_method AS method,
    partition_expression AS expression, partition_description AS description
FROM information_schema.partitions
WHERE table_schema = DATABASE() AND partition_name IS NOT NULL
ORDER BY table_name, partition_ordinal_position, subpartition_ordinal_position
