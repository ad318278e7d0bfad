-- This revision makes tables anew, here or on the way back. With foreign keys on, dropping the old ones would
-- delete the rows that refer to them; and they can't be switched inside a transaction. So its files bring
-- their own.
PRAGMA foreign_keys=OFF;
BEGIN;

-- - drop column `repairs.updated_at` timestamp not null default (CURRENT_TIMESTAMP)
-- data-loss: all values of `repairs.updated_at` are deleted
-- breaks-old-code: programs that still use `repairs.updated_at` fail
ALTER TABLE repairs DROP COLUMN updated_at;

-- - drop column `repairs.created_at` timestamp not null default (CURRENT_TIMESTAMP)
-- data-loss: all values of `repairs.created_at` are deleted
-- breaks-old-code: programs that still use `repairs.created_at` fail
ALTER TABLE repairs DROP COLUMN created_at;

-- - drop column `members.updated_at` timestamp not null default (CURRENT_TIMESTAMP)
-- data-loss: all values of `members.updated_at` are deleted
-- breaks-old-code: programs that still use `members.updated_at` fail
ALTER TABLE members DROP COLUMN updated_at;

-- - drop column `members.created_at` timestamp not null default (CURRENT_TIMESTAMP)
-- data-loss: all values of `members.created_at` are deleted
-- breaks-old-code: programs that still use `members.created_at` fail
ALTER TABLE members DROP COLUMN created_at;

COMMIT;
PRAGMA foreign_keys=ON;
