-- - drop table `notes` with 3 columns
-- data-loss: all rows of `notes` are deleted
-- breaks-old-code: programs that still use `notes` fail
DROP TABLE notes;
