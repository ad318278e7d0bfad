-- Addresses came with capitals and spaces; the next revision makes them unique.
UPDATE members SET email = lower(trim(email)) WHERE email <> lower(trim(email));
