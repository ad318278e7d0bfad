-- What every other query depends on: the server's version and the namespace of bare names. Compiling the queries
-- would cost many times what running them does, so that is switched off until the transaction ends.
SELECT current_setting('server_version_num')::int4 AS number, current_setting('server_version') AS version,
       current_schema()::text AS namespace, set_config('jit', 'off', true) AS jit
