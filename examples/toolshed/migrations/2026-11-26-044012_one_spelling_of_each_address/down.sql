-- How they were spelt before is nowhere: they stay as they are.
SELECT 1;
