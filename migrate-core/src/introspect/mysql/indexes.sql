SELECT
    table_name AS `table`,
    index_name AS name,
    CAST(non_unique AS SIGNED) AS non_unique,
    column_name AS `column`,
    /* expression */ NULL AS expression,
    collation AS direction,
    CAST(sub_part AS SIGNED) AS prefix,
    index_type AS kind,
    index_comment AS comment,
    /* hidden */ 'NO' AS hidden
FROM information_schema.statistics
WHERE table_schema = DATABASE()
ORDER BY table_name, index_name, seq_in_index
