-- What every other query depends on: the server's version and the namespace of bare names.
SELECT current_setting('server_version_num')::int4 AS number, current_setting('server_version') AS version,
       current_schema()::text AS namespace
