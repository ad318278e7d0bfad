-- + new table `people` with 5 columns
CREATE TABLE people (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    mail TEXT NOT NULL,
    phone TEXT,
    joined_on DATE NOT NULL
);

-- + new table `tools` with 5 columns
CREATE TABLE tools (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    shelf TEXT,
    day_price DOUBLE NOT NULL,
    bought_on DATE NOT NULL
);

-- + new table `loans` with 6 columns
CREATE TABLE loans (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    tool_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    lent_on DATE NOT NULL,
    due_on DATE NOT NULL,
    returned_on DATE,
    CONSTRAINT loans_person_id_fkey FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE CASCADE,
    CONSTRAINT loans_tool_id_fkey FOREIGN KEY (tool_id) REFERENCES tools (id) ON DELETE CASCADE
);
