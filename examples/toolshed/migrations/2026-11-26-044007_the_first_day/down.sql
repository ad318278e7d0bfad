-- - drop table `loans` with 6 columns
-- data-loss: all rows of `loans` are deleted
-- breaks-old-code: programs that still use `loans` fail
DROP TABLE loans;

-- - drop table `tools` with 5 columns
-- data-loss: all rows of `tools` are deleted
-- breaks-old-code: programs that still use `tools` fail
DROP TABLE tools;

-- - drop table `people` with 5 columns
-- data-loss: all rows of `people` are deleted
-- breaks-old-code: programs that still use `people` fail
DROP TABLE people;
