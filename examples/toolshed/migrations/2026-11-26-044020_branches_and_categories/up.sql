-- + new table `branches` with 3 columns
CREATE TABLE branches (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    city TEXT
);
CREATE UNIQUE INDEX branches_name_key ON branches (name);

-- + new table `categories` with 3 columns
CREATE TABLE categories (
    id INTEGER NOT NULL PRIMARY KEY,
    parent_id BIGINT,
    name TEXT NOT NULL,
    CONSTRAINT categories_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES categories (id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX categories_parent_id_name_key ON categories (parent_id, name);

-- By hand: everything there is stands here; the next revision refers to it.
INSERT INTO branches (id, name, city) VALUES (1, 'Old Harbour', 'Utrecht');
