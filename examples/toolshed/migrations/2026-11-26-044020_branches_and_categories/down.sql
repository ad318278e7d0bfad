-- - drop table `categories` with 3 columns
-- data-loss: all rows of `categories` are deleted
-- breaks-old-code: programs that still use `categories` fail
DROP TABLE categories;

-- - drop table `branches` with 3 columns
-- data-loss: all rows of `branches` are deleted
-- breaks-old-code: programs that still use `branches` fail
DROP TABLE branches;
