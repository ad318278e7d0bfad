//! Every kind of change, one by one: in place where SQLite can, else by making the table anew, once.

use super::step::{Step, schema};

const TEAM: &str = "CREATE TABLE teams (id INTEGER NOT NULL PRIMARY KEY);";
const USERS: &str = "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL);";
const ROWS: &str = "INSERT INTO users (id, name) VALUES (1, 'a'), (2, 'b');";

/// `users` with something else in it.
fn users(more: &str) -> String {
    format!("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL{more});")
}

#[test]
fn tables_come_and_go() {
    let done = Step::new(USERS, &format!("{USERS}{TEAM}")).rows(ROWS).run();
    assert_eq!((&*done.kinds, done.rebuilds()), (&["create_table"][..], 0));
    let done = Step::new(&format!("{USERS}{TEAM}"), USERS).rows(ROWS).run();
    assert_eq!((&*done.kinds, done.rebuilds()), (&["drop_table"][..], 0));
    assert_eq!(done.texts("SELECT count(*) AS x FROM users"), ["2"]);
}

#[test]
fn tables_that_refer_to_each_other_come_and_go() {
    let circle = "CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY, b_id BIGINT, CONSTRAINT to_b FOREIGN KEY (b_id) REFERENCES b (id));
                  CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY, a_id BIGINT, CONSTRAINT to_a FOREIGN KEY (a_id) REFERENCES a (id));";
    Step::new("", circle).run();
    Step::new(circle, "")
        .rows("PRAGMA foreign_keys=OFF; INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (1, 1);")
        .run();
}

#[test]
fn a_table_is_renamed_with_all_that_speaks_of_it() {
    let posts = |users: &str| {
        format!(
            "CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY, user_id BIGINT NOT NULL,
             CONSTRAINT author FOREIGN KEY (user_id) REFERENCES {users} (id) ON DELETE CASCADE);"
        )
    };
    let done = Step::new(
        &format!("{USERS}{}", posts("users")),
        &format!("{}{}", USERS.replace("users", "people"), posts("people")),
    )
    .rename("users", "people")
    .rows(&format!("{ROWS} INSERT INTO posts VALUES (7, 1), (8, 2);"))
    .run();
    assert_eq!((&*done.kinds, done.rebuilds()), (&["rename_table"][..], 0));
    done.sql("DELETE FROM people WHERE id = 1");
    assert_eq!(done.texts("SELECT id AS x FROM posts"), ["8"]);
}

#[test]
fn a_name_may_change_in_its_capitals_only() {
    let done = Step::new(USERS, &USERS.replace("users", "Users")).rename("users", "Users").rows(ROWS).run();
    assert_eq!(done.texts("SELECT name AS x FROM Users"), ["a", "b"]);
}

#[test]
fn names_are_swapped() {
    let two = "CREATE TABLE a (x TEXT); CREATE TABLE b (y TEXT);";
    let done = Step::new(two, "CREATE TABLE c (x TEXT); CREATE TABLE a (y TEXT);")
        .rename("a", "c")
        .rename("b", "a")
        .rows("INSERT INTO a VALUES ('first'); INSERT INTO b VALUES ('second');");
    // A name that is given away and taken in one revision.
    let done = done.run();
    assert_eq!(done.texts("SELECT x FROM c"), ["first"]);
    assert_eq!(done.texts("SELECT y AS x FROM a"), ["second"]);
}

#[test]
fn columns_are_added_in_place() {
    for (column, value) in [
        ("age INTEGER", "NULL"),
        ("age INTEGER NOT NULL DEFAULT 7", "7"),
        ("note TEXT NOT NULL DEFAULT 'it''s'", "it's"),
        ("done BOOLEAN NOT NULL DEFAULT 0", "0"),
        ("loud TEXT AS (upper(name))", "A"),
        ("age INTEGER CONSTRAINT adult CHECK (age > 17)", "NULL"),
        ("boss BIGINT CONSTRAINT boss REFERENCES users (id)", "NULL"),
    ] {
        let done = Step::new(USERS, &users(&format!(", {column}"))).rows(ROWS).run();
        assert_eq!(done.rebuilds(), 0, "{column}");
        let name = column.split(' ').next().unwrap();
        assert_eq!(done.texts(&format!("SELECT {name} AS x FROM users WHERE id = 1")), [value]);
    }
}

#[test]
fn columns_that_need_a_value_are_filled() {
    let done = Step::new(USERS, &users(", code TEXT NOT NULL"))
        .backfill("users", "code", "name || '-' || id")
        .rows(ROWS)
        .run();
    assert_eq!(done.rebuilds(), 1);
    assert_eq!(done.texts("SELECT code AS x FROM users"), ["a-1", "b-2"]);
    let done = Step::new(USERS, &users(", at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP")).rows(ROWS).run();
    assert_eq!(done.texts("SELECT count(*) AS x FROM users WHERE at > '2020'"), ["2"]);
    let done = Step::new(USERS, &users(", loud TEXT NOT NULL GENERATED ALWAYS AS (upper(name)) STORED"))
        .rows(ROWS)
        .run();
    assert_eq!(done.texts("SELECT loud AS x FROM users"), ["A", "B"]);
}

/// SQLite itself makes an id up for NULL, and nobody would know whose it is.
#[test]
fn null_becomes_no_id() {
    let old = "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, code BIGINT);";
    let new = "CREATE TABLE users (code INTEGER NOT NULL PRIMARY KEY);";
    let rows = "INSERT INTO users VALUES (1, 70), (2, NULL);";
    let done = Step::new(old, new).rows(rows).start();
    let message = done.go("head").unwrap_err().to_string();
    assert!(message.contains("`users.code` is to be NOT NULL, but is NULL in 1 row (id = 2)"), "{message}");
    // The file itself says no, too, whoever runs it.
    let ran = done.try_sql(&done.up());
    assert!(ran.unwrap_err().to_string().contains("datatype mismatch"));
    assert_eq!(done.texts("SELECT id || ':' || coalesce(code, '') AS x FROM users"), ["1:70", "2:"]);
    done.sql("DELETE FROM users WHERE id = 2");
    done.go("head").unwrap();
    assert_eq!(done.texts("SELECT code AS x FROM users"), ["70"]);
    // Under another name, too.
    let renamed = new.replace("code", "number");
    let done = Step::new(old, &renamed).rename("users.code", "users.number").rows(rows).start();
    assert!(done.try_sql(&done.up()).unwrap_err().to_string().contains("datatype mismatch"));
    let done = Step::new(old, new).rows(rows).backfill("users", "code", "id * 100").run();
    assert_eq!(done.texts("SELECT code AS x FROM users ORDER BY code"), ["70", "200"]);
}

#[test]
fn columns_are_dropped() {
    let old = users(", age INTEGER, note TEXT, CONSTRAINT adult CHECK (age > 17)");
    let done = Step::new(&users(", age INTEGER"), USERS).rows(ROWS).run();
    assert_eq!(done.rebuilds(), 0);
    let done =
        Step::new(&old, &users(", note TEXT")).rows("INSERT INTO users VALUES (1, 'a', 18, 'n')").run();
    assert_eq!(done.rebuilds(), 1);
    assert_eq!(done.texts("SELECT name || note AS x FROM users"), ["an"]);
}

#[test]
fn a_column_is_renamed_where_it_is_used() {
    let table = |name: &str| {
        format!(
            "{}; CREATE INDEX by_it ON users ({name} DESC) WHERE length({name}) > 1; CREATE UNIQUE INDEX lower_it ON users (lower({name}));",
            users(&format!(
                ", {name} TEXT, twice TEXT AS ({name} || {name}), CONSTRAINT some CHECK ({name} <> 'email')"
            ))
        )
    };
    let done = Step::new(&table("email"), &table("mail"))
        .rename("users.email", "users.mail")
        .rows("INSERT INTO users (id, name, email) VALUES (1, 'a', 'x@y')")
        .run();
    assert_eq!((&*done.kinds, done.rebuilds()), (&["rename_column"][..], 0));
    assert_eq!(done.texts("SELECT twice AS x FROM users"), ["x@yx@y"]);
    assert!(done.try_sql("UPDATE users SET mail = 'email'").is_err());
}

#[test]
fn a_column_becomes_another() {
    let from = users(", age INTEGER");
    for (to, value) in [
        (", age INTEGER NOT NULL", "40"),
        (", age INTEGER DEFAULT 3", "40"),
        (", age TEXT", "40"),
        (", age INTEGER COLLATE NOCASE", "40"),
    ] {
        let done = Step::new(&from, &users(to))
            .backfill("users", "age", "3")
            .rows("INSERT INTO users VALUES (1, 'a', 40)")
            .run();
        assert_eq!((&*done.kinds, done.rebuilds()), (&["alter_column"][..], 1), "{to}");
        assert_eq!(done.texts("SELECT age AS x FROM users"), [value]);
    }
}

#[test]
fn many_changes_make_a_table_anew_once() {
    let done = Step::new(
        &users(", a INTEGER, b TEXT, c TEXT"),
        "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name TEXT, b TEXT NOT NULL DEFAULT 'x', d TEXT NOT NULL, CONSTRAINT long CHECK (length(d) > 0));
         CREATE INDEX by_d ON users (d);",
    )
    .rename("users.c", "users.d")
    .backfill("users", "d", "'was null'")
    .backfill("users", "b", "'also'")
    .rows("INSERT INTO users VALUES (1, 'a', 1, NULL, NULL), (2, 'b', 2, 'B', 'C')")
    .run();
    assert_eq!(done.rebuilds(), 1);
    assert_eq!(done.texts("SELECT b || d AS x FROM users ORDER BY id"), ["alsowas null", "BC"]);
}

#[test]
fn keys_and_constraints_make_a_table_anew() {
    let cases = [
        (
            users(""),
            "CREATE TABLE users (id INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id, name));"
                .to_owned(),
            "alter_primary_key",
        ),
        (
            format!("{TEAM}{}", users(", team_id BIGINT")),
            format!(
                "{TEAM}{}",
                users(
                    ", team_id BIGINT, CONSTRAINT team FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED"
                )
            ),
            "add_foreign_key",
        ),
        (users(""), users(", CONSTRAINT some CHECK (length(name) < 10)"), "add_check"),
        (
            users(", CONSTRAINT some CHECK (length(name) < 10)"),
            users(", CONSTRAINT few CHECK (length(name) < 10)"),
            "rename_check",
        ),
        (users(""), users(", CONSTRAINT one UNIQUE (name)"), "add_index"),
        (users(""), users("").replace(");", ") STRICT;"), "alter_table_options"),
        (users(""), users("").replace(");", ") WITHOUT ROWID;"), "alter_table_options"),
    ];
    for (old, new, kind) in cases {
        for (old, new) in [(&old, &new), (&new, &old)] {
            let done =
                Step::new(old, new).rows("INSERT INTO users (id, name) VALUES (1, 'a'), (2, 'b')").run();
            assert_eq!(done.rebuilds(), 1, "{kind}");
            assert_eq!(done.texts("SELECT id || name AS x FROM users ORDER BY id"), ["1a", "2b"]);
        }
        assert!(Step::new(&old, &new).run().kinds.contains(&kind), "{kind}");
    }
}

#[test]
fn names_that_sqlite_never_says_make_no_table_anew() {
    let old = "CREATE TABLE teams (id INTEGER NOT NULL PRIMARY KEY, a TEXT, CONSTRAINT one UNIQUE (a));
               CREATE TABLE users (a TEXT NOT NULL, b TEXT NOT NULL, team_id INTEGER, CONSTRAINT users_pkey PRIMARY KEY (a, b),
                   CONSTRAINT users_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id));";
    let new = old
        .replace("CONSTRAINT one", "CONSTRAINT other")
        .replace("users_pkey", "people_pkey")
        .replace("users_team_id_fkey", "people_team_id_fkey")
        .replace("TABLE users", "TABLE people");
    let rows = "INSERT INTO teams VALUES (1, 'x'); INSERT INTO users VALUES ('a', 'b', 1);";
    let done = Step::new(old, &new).rename("users", "people").rows(rows).run();
    assert_eq!(done.rebuilds(), 0);
    assert!(done.plan.up.hazards().iter().all(|hazard| hazard.code.name() != "table-rewrite"));
    // A check's name stands in the error, and a program may read it.
    let check = |name: &str| format!("CREATE TABLE t (a INTEGER, CONSTRAINT {name} CHECK (a > 0));");
    assert_eq!(Step::new(&check("one"), &check("other")).run().rebuilds(), 1);
}

#[test]
fn keys_of_several_columns_are_referred_to() {
    let parent =
        "CREATE TABLE seats (hall TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hall, number));";
    let child = |more: &str| {
        format!(
            "CREATE TABLE tickets (id INTEGER NOT NULL PRIMARY KEY, hall TEXT NOT NULL, number INTEGER NOT NULL{more});"
        )
    };
    let key = ", CONSTRAINT seat FOREIGN KEY (hall, number) REFERENCES seats (hall, number) ON DELETE CASCADE ON UPDATE CASCADE";
    let done = Step::new(&format!("{parent}{}", child("")), &format!("{parent}{}", child(key)))
        .rows("INSERT INTO seats VALUES ('a', 1), ('a', 2); INSERT INTO tickets VALUES (5, 'a', 1), (6, 'a', 2);")
        .run();
    done.sql("DELETE FROM seats WHERE number = 1");
    assert_eq!(done.texts("SELECT id AS x FROM tickets"), ["6"]);
}

#[test]
fn indexes_are_made_in_place() {
    for index in [
        "CREATE INDEX it ON users (name);",
        "CREATE UNIQUE INDEX it ON users (name, id DESC);",
        "CREATE INDEX it ON users (lower(name), name COLLATE NOCASE) WHERE id > 5;",
    ] {
        for (old, new) in
            [(USERS.to_owned(), format!("{USERS}{index}")), (format!("{USERS}{index}"), USERS.to_owned())]
        {
            assert_eq!(Step::new(&old, &new).rows(ROWS).run().rebuilds(), 0, "{index}");
        }
    }
    let index = |name: &str| format!("{USERS}CREATE INDEX {name} ON users (name);");
    let done = Step::new(&index("a"), &index("b")).rows(ROWS).run();
    assert_eq!((&*done.kinds, done.rebuilds()), (&["rename_index"][..], 0));
}

#[test]
fn enums_follow_their_labels() {
    let table = |labels: &str| {
        users(&format!(", state TEXT NOT NULL DEFAULT 'new' CONSTRAINT state CHECK (state IN ({labels}))"))
    };
    let rows = "INSERT INTO users VALUES (1, 'a', 'new'), (2, 'b', 'done')";
    let done = Step::new(&table("'new', 'done'"), &table("'new', 'busy', 'done'")).rows(rows).run();
    assert_eq!((&*done.kinds, done.rebuilds()), (&["alter_enum"][..], 1));
    done.sql("UPDATE users SET state = 'busy' WHERE id = 1");
    let done = Step::new(&table("'new', 'done'"), &table("'new', 'closed'"))
        .relabel("state", "done", "closed")
        .rows(rows)
        .run();
    assert_eq!(done.texts("SELECT state AS x FROM users ORDER BY id"), ["new", "closed"]);
    done.go("-1").unwrap();
    assert_eq!(done.texts("SELECT state AS x FROM users ORDER BY id"), ["new", "done"]);
}

#[test]
fn ids_that_were_issued_are_not_issued_again() {
    let table = |more: &str| {
        format!("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name TEXT{more});")
    };
    let done = Step::new(&table(""), &table(", CONSTRAINT some CHECK (name <> '')"))
        .rows("INSERT INTO users VALUES (1, 'a'), (41, 'b'); DELETE FROM users WHERE id = 41;")
        .run();
    done.sql("INSERT INTO users (name) VALUES ('c')");
    assert_eq!(done.texts("SELECT id AS x FROM users ORDER BY id"), ["1", "42"]);
    let plain = table("").replace(" AUTOINCREMENT", "");
    let done = Step::new(&plain, &table("")).rows("INSERT INTO users VALUES (9, 'a')").run();
    done.sql("DELETE FROM users; INSERT INTO users (name) VALUES ('c')");
    assert_eq!(done.texts("SELECT id AS x FROM users"), ["10"]);
}

#[test]
fn views_come_go_and_follow() {
    let view = |query: &str| format!("{}CREATE VIEW v AS {query};", users(", age INTEGER"));
    for (old, new) in [
        (users(", age INTEGER"), view("SELECT name FROM users")),
        (view("SELECT name FROM users"), users(", age INTEGER")),
        (view("SELECT name FROM users"), view("SELECT name, age FROM users")),
        // The column goes: the view must go before, and come again after.
        (view("SELECT name, age FROM users"), format!("{USERS}CREATE VIEW v AS SELECT name FROM users;")),
        (
            view("SELECT name FROM users"),
            format!("{}CREATE VIEW v AS SELECT name FROM users;", users(", age TEXT DEFAULT 'x'")),
        ),
    ] {
        Step::new(&old, &new).rows(ROWS).run();
    }
    let done = Step::new(
        &format!("{USERS}CREATE VIEW v AS SELECT name FROM users;"),
        "CREATE TABLE people (id INTEGER NOT NULL PRIMARY KEY, called TEXT NOT NULL); CREATE VIEW v AS SELECT called FROM people;",
    )
    .rename("users", "people")
    .rename("people.name", "people.called")
    .rows(ROWS)
    .run();
    assert_eq!(done.texts("SELECT called AS x FROM v"), ["a", "b"]);
}

#[test]
fn a_view_that_reads_a_view_lets_it_change() {
    let table = "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, a TEXT, b TEXT);";
    let readers =
        "CREATE VIEW second AS SELECT f.x FROM first AS f; CREATE VIEW third AS SELECT s.x FROM second AS s;";
    let old = format!("{table} CREATE VIEW first AS SELECT t.a AS x FROM t; {readers}");
    let new = format!(
        "{} CREATE VIEW first AS SELECT t.c AS x FROM t WHERE t.c <> ''; {readers}",
        table.replace("b TEXT", "c TEXT NOT NULL")
    );
    let done = Step::new(&old, &new)
        .rename("t.b", "t.c")
        .backfill("t", "c", "'none'")
        .rows("INSERT INTO t VALUES (1, 'one', 'two');")
        .run();
    assert_eq!(done.texts("SELECT x FROM third"), ["two"]);
}

#[test]
fn an_index_moves_to_another_table() {
    let index = |table: &str| format!("CREATE INDEX it ON {table} (id);");
    Step::new(&format!("{USERS}{TEAM}{}", index("teams")), &format!("{USERS}{}", index("users")))
        .rows(ROWS)
        .run();
    Step::new(&format!("{USERS}{}", index("users")), &format!("{TEAM}{}", index("teams"))).rows(ROWS).run();
}

#[test]
fn nothing_changes_where_nothing_differs() {
    let sql =
        format!("{}{TEAM}CREATE VIEW v AS SELECT name FROM users;", users(", age INTEGER DEFAULT (1 + 1)"));
    let done = Step::new(&sql, &sql.replace("users", "\"users\"").replace("age", "[age]")).run();
    assert!(done.kinds.is_empty(), "{:?}", done.kinds);
    assert_eq!(schema(&sql), schema(&sql));
}
