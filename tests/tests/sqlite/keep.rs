//! What a table that is made anew must not lose, and where a revision stops instead.

use super::step::Step;

const PARENT: &str = "CREATE TABLE parents (id INTEGER NOT NULL PRIMARY KEY, name TEXT);";
const CHILD: &str = "CREATE TABLE children (id INTEGER NOT NULL PRIMARY KEY, parent_id BIGINT NOT NULL, name TEXT, \
                     CONSTRAINT parent FOREIGN KEY (parent_id) REFERENCES parents (id) ON DELETE CASCADE);";
const ROWS: &str = "INSERT INTO parents VALUES (1, 'a'), (2, 'b'); INSERT INTO children VALUES (10, 1, 'x'), (20, 2, 'y'), (21, 2, 'z');";

fn anew() -> String {
    PARENT.replace("name TEXT", "name TEXT NOT NULL")
}

#[test]
fn children_that_cascade_stay() {
    let done = Step::new(&format!("{PARENT}{CHILD}"), &format!("{}{CHILD}", anew())).rows(ROWS).run();
    assert_eq!(done.rebuilds(), 1);
    assert_eq!(done.texts("SELECT id || name AS x FROM children ORDER BY id"), ["10x", "20y", "21z"]);
    done.sql("DELETE FROM parents WHERE id = 2");
    assert_eq!(done.texts("SELECT id AS x FROM children"), ["10"]);
}

#[test]
fn triggers_of_every_table_stay_and_fire() {
    let done = Step::new(&format!("{PARENT}{CHILD}"), &format!("{}{CHILD}", anew()))
        .ignoring("log")
        .rows(&format!(
            "{ROWS} CREATE TABLE log (said TEXT);
             CREATE TRIGGER one AFTER UPDATE OF name ON parents BEGIN INSERT INTO log VALUES (new.name || '; '); END;
             CREATE TRIGGER two AFTER DELETE ON children BEGIN UPDATE parents SET name = name || '-' WHERE id = old.parent_id; END;
             CREATE VIEW both AS SELECT p.name AS p, c.name AS c FROM parents p JOIN children c ON c.parent_id = p.id;
             CREATE TRIGGER three INSTEAD OF DELETE ON both BEGIN INSERT INTO log VALUES (old.c); END;
             DROP VIEW both;"
        ))
        .run();
    done.sql("DELETE FROM children WHERE id = 21");
    assert_eq!(done.texts("SELECT name AS x FROM parents WHERE id = 2"), ["b-"]);
    assert_eq!(done.texts("SELECT said AS x FROM log"), ["b-; "]);
}

#[test]
fn a_column_that_a_trigger_names_can_be_renamed_while_its_table_is_made_anew() {
    let done = Step::new(PARENT, "CREATE TABLE parents (id INTEGER NOT NULL PRIMARY KEY, called TEXT NOT NULL);")
        .rename("parents.name", "parents.called")
        .ignoring("log")
        .rows(
            "INSERT INTO parents VALUES (1, 'a'); CREATE TABLE log (said TEXT);
             CREATE TRIGGER one AFTER UPDATE OF name ON parents BEGIN INSERT INTO log VALUES (new.name); END;",
        )
        .run();
    done.sql("UPDATE parents SET called = 'b'");
    assert_eq!(done.texts("SELECT said AS x FROM log"), ["b"]);
}

/// Runs the step, which must stop with these words and leave everything as it was.
fn stops(step: &Step, words: &str) {
    let done = step.start();
    let all = "SELECT coalesce(sql, name) AS x FROM sqlite_schema ORDER BY 1";
    let before = (done.texts(all), done.texts("SELECT count(*) AS x FROM parents"));
    let error = done.go("head").unwrap_err();
    assert!(error.to_string().contains(words), "{error}");
    assert_eq!((done.texts(all), done.texts("SELECT count(*) AS x FROM parents")), before);
}

#[test]
fn what_nobody_knows_of_stops_it() {
    let step =
        |sql: &str| Step::new(PARENT, &anew()).rows(&format!("INSERT INTO parents VALUES (1, 'a'); {sql}"));
    stops(
        &step("CREATE INDEX mine ON parents (name)"),
        "`parents` has an index that this revision doesn't know and would lose",
    );
    stops(
        &step("ALTER TABLE parents ADD COLUMN mine TEXT"),
        "`parents` has a column that this revision doesn't know and would lose",
    );
    stops(&step("INSERT INTO parents VALUES (2, NULL)"), "is to be NOT NULL, but is NULL in 1 row");
}

#[test]
fn a_trigger_that_names_a_dropped_column_stops_it() {
    let old = "CREATE TABLE parents (id INTEGER NOT NULL PRIMARY KEY, name TEXT, age INTEGER, CONSTRAINT some CHECK (age > 1));";
    let rows = "INSERT INTO parents VALUES (1, 'a', 2); CREATE TABLE log (said TEXT);
         CREATE TRIGGER one AFTER UPDATE ON parents BEGIN INSERT INTO log VALUES (new.age); END;";
    stops(&Step::new(old, PARENT).rows(rows), "error in trigger one");
}

#[test]
fn rows_that_would_refer_to_nothing_stop_it() {
    let loose = CHILD
        .replace(", CONSTRAINT parent FOREIGN KEY (parent_id) REFERENCES parents (id) ON DELETE CASCADE", "");
    let step = Step::new(&format!("{PARENT}{loose}"), &format!("{PARENT}{CHILD}"))
        .rows(&format!("{ROWS} INSERT INTO children VALUES (30, 3, 'lost')"));
    stops(&step, "which has no such row for 1 row");
}

#[test]
fn rows_that_referred_to_nothing_before_stop_nothing() {
    // One under a name that changes, too: it is the same row.
    let others = CHILD.replace("children", "others").replace("CONSTRAINT parent", "CONSTRAINT other");
    let renamed = others.replace("TABLE others", "TABLE strangers");
    let done = Step::new(&format!("{PARENT}{CHILD}{others}"), &format!("{}{CHILD}{renamed}", anew()))
        .rename("others", "strangers")
        .rows(&format!(
            "{ROWS} PRAGMA foreign_keys=OFF; INSERT INTO children VALUES (99, 77, 'orphan'); INSERT INTO others VALUES (5, 66, 'orphan');"
        ))
        .start();
    for target in ["head", "-1", "head"] {
        done.go(target).unwrap();
        assert_eq!(done.texts("SELECT count(*) AS x FROM pragma_foreign_key_check"), ["2"], "{target}");
        assert_eq!(done.texts("SELECT parent_id AS x FROM children WHERE id = 99"), ["77"]);
    }
    assert_eq!(done.rebuilds(), 1);
    assert_eq!(done.texts("SELECT parent_id AS x FROM strangers"), ["66"]);
}

#[test]
fn what_a_crash_left_is_swept_away() {
    let done = Step::new(PARENT, &anew()).start();
    done.sql("CREATE TABLE __migrate_new_parents (x); INSERT INTO __migrate_new_parents VALUES (1)");
    done.sql("INSERT INTO parents VALUES (1, 'a')");
    done.go("head").unwrap();
    assert_eq!(done.texts("SELECT name AS x FROM parents"), ["a"]);
    assert_eq!(
        done.texts(
            "SELECT name AS x FROM sqlite_schema WHERE name GLOB '__migrate*' AND name <> '__migrate_journal'"
        ),
        [""; 0]
    );
}

#[test]
fn names_of_every_kind_go_the_whole_way() {
    for name in [
        "order",
        "two words",
        "qu\"ote",
        "Größe",
        "semi;colon",
        "line\nbreak",
        "it's",
        "-- no comment",
        &"x".repeat(200),
    ] {
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        let table = |more: &str| {
            format!(
                "CREATE TABLE {quoted} (id INTEGER NOT NULL PRIMARY KEY, {quoted} TEXT{more});
                 CREATE INDEX \"by {}\" ON {quoted} ({quoted});",
                name.replace('"', "\"\"")
            )
        };
        let done = Step::new(&table(""), &table(" NOT NULL"))
            .rows(&format!("INSERT INTO {quoted} VALUES (1, 'kept')"))
            .run();
        assert_eq!(done.texts(&format!("SELECT {quoted} AS x FROM {quoted}")), ["kept"], "{name}");
    }
}
