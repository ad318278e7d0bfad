-- What stood in the shed on its first day, as the first revision knew it. Dates are counted back from today.
INSERT INTO people (id, name, mail, phone, joined_on) VALUES
    (1, 'Ada',   ' Ada@Example.org',    '+31 6 1000 0001', date('now', '-300 days')),
    (2, 'Bram',  'bram@example.org',    NULL,              date('now', '-300 days')),
    (3, 'Chloé', 'CHLOE@example.org ',  '+31 6 1000 0003', date('now', '-293 days')),
    (4, 'Dana',  'dana@example.org',    NULL,              date('now', '-251 days')),
    (5, 'Emre',  'Emre.Y@example.org',  '+31 6 1000 0005', date('now', '-230 days')),
    (6, 'Femke', 'femke@example.org',   NULL,              date('now', '-209 days'));

INSERT INTO tools (id, name, shelf, day_price, bought_on) VALUES
    (1, 'hammer drill',      'A1', 4.50, date('now', '-320 days')),
    (2, 'orbital sander',    'A2', 3.00, date('now', '-320 days')),
    (3, 'tile cutter',       'A3', 6.25, date('now', '-313 days')),
    (4, 'hedge trimmer',     'B1', 3.75, date('now', '-313 days')),
    (5, 'pressure washer',   'B2', 9.90, date('now', '-301 days')),
    (6, 'extension ladder',  NULL, 2.00, date('now', '-301 days')),
    (7, 'spirit level, 2 m', 'A4', 0.00, date('now', '-301 days')),
    (8, 'jigsaw',            'A1', 2.80, date('now', '-265 days')),
    (9, 'wheelbarrow',       NULL, 1.10, date('now', '-265 days'));

INSERT INTO loans (id, tool_id, person_id, lent_on, due_on, returned_on) VALUES
    (1,  1, 1, date('now', '-299 days'), date('now', '-292 days'), date('now', '-293 days')),
    (2,  2, 2, date('now', '-297 days'), date('now', '-290 days'), date('now', '-290 days')),
    (3,  5, 3, date('now', '-287 days'), date('now', '-280 days'), date('now', '-273 days')),
    (4,  1, 4, date('now', '-250 days'), date('now', '-243 days'), date('now', '-244 days')),
    (5,  9, 1, date('now', '-240 days'), date('now', '-233 days'), date('now', '-237 days')),
    (6,  4, 5, date('now', '-229 days'), date('now', '-222 days'), date('now', '-223 days')),
    (7,  3, 5, date('now', '-221 days'), date('now', '-207 days'), date('now', '-209 days')),
    (8,  6, 6, date('now', '-38 days'),  date('now', '-31 days'),  NULL),
    (9,  8, 2, date('now', '-30 days'),  date('now', '-23 days'),  date('now', '-24 days')),
    (10, 5, 4, date('now', '-12 days'),  date('now', '-5 days'),   NULL),
    (11, 1, 3, date('now', '-10 days'),  date('now', '-3 days'),   date('now', '-4 days')),
    (12, 1, 6, date('now', '-2 days'),   date('now', '+5 days'),   NULL);
