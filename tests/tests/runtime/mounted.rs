//! `migrate` mounted in a program's own command line.

use clap::Parser;
use diesel::connection::SimpleConnection as _;
use diesel::sqlite::SqliteConnection;
use migrate_core::command::{Answer, Migrate};
use migrate_core::embed::{DataStep, When, Work};
use migrate_core::{Dialect, Migrator};
use serde_json::Value;

use super::set::{File, Rev, number, rev, stepping, tables, with_steps};

#[derive(Parser)]
enum Command {
    /// Serves.
    Serve,
    /// The schema.
    Migrate(Migrate),
}

const TWO: [Rev; 2] = [
    rev("2026-01-01-000000", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"),
    stepping(
        rev("2026-01-02-000000", "CREATE TABLE b (id INTEGER);", "DROP TABLE b;"),
        Some(When::After),
        None,
    ),
];

fn app(revisions: &[Rev]) -> &'static Migrator {
    let step = DataStep {
        revision: TWO[1].id,
        dialect: Dialect::Sqlite,
        up: Some(Work::Sqlite(|conn| Ok(conn.batch_execute("INSERT INTO b VALUES (7)")?))),
        down: None,
    };
    with_steps(Dialect::Sqlite, revisions, &[step], "1.0")
}

fn run(conn: &mut SqliteConnection, app: &Migrator, line: &str) -> Answer {
    let command = Command::try_parse_from(["myapp"].into_iter().chain(line.split(' ')))
        .unwrap_or_else(|e| panic!("{e}"));
    match command {
        Command::Serve => unreachable!("it wasn't asked for"),
        Command::Migrate(migrate) => migrate.run(app, conn),
    }
}

#[test]
fn the_verbs() {
    let file = File::new();
    let mut conn = file.connect();
    let app = app(&TWO);
    let mut says = |line: &str, code: u8| {
        let answer = run(&mut conn, app, line);
        assert_eq!(answer.code, code, "{line}: {answer:?}");
        answer.out
    };
    assert_eq!(
        says("migrate current --check-head", 1).lines().next().unwrap(),
        "base  nothing is applied  2 revisions behind head"
    );
    let dry = says("migrate upgrade --dry-run", 0);
    assert!(dry.ends_with("dry run, would run 2 revisions: base → 2026-01-02-000000\n"), "{dry}");
    let up = says("migrate upgrade", 0);
    assert!(
        up.contains("a revision, with its data step")
            && up.contains("applied 2 revisions: base → 2026-01-02-000000"),
        "{up}"
    );
    assert!(up.contains("way back: `migrate downgrade base` takes back 2 revisions"), "{up}");
    assert_eq!(says("migrate upgrade", 0), "nothing to do: the database is at 2026-01-02-000000\n");
    assert!(says("migrate history", 0).starts_with("2026-01-02-000000  a revision  applied ← current\n"));
    assert!(
        says("migrate downgrade -1 --lock-timeout 2s", 0)
            .contains("took back 1 revision: 2026-01-02-000000 → 2026-01-01-000000")
    );
    assert!(
        says("migrate stamp head --dry-run", 0)
            .starts_with("would record 2026-01-01-000000 → 2026-01-02-000000")
    );
    assert!(says("migrate stamp head", 0).starts_with("recorded"));
    assert_eq!(says("migrate current", 0), "2026-01-02-000000  a revision  at head\n");
    assert_eq!(says("migrate repair", 0), "recorded 0 revisions as they are now; nothing was run\n");
    assert_eq!(tables(&mut conn), ["a"]);
}

#[test]
fn machines_read_the_same_as_from_the_cli() {
    let file = File::new();
    let mut conn = file.connect();
    let app = app(&TWO);
    let mut json = |line: &str, code: u8| -> Value {
        let answer = run(&mut conn, app, &format!("{line} --format json"));
        assert_eq!((answer.code, answer.err.as_str()), (code, ""), "{line}: {answer:?}");
        serde_json::from_str(&answer.out).unwrap()
    };
    let up = json("migrate upgrade", 0);
    assert_eq!((&up["from"], &up["to"]), (&Value::Null, &"2026-01-02-000000".into()));
    assert_eq!(up["applied"][1]["data_step"], true);
    assert_eq!(up["way_back"]["takes_back"][1], "2026-01-01-000000");
    assert_eq!(json("migrate current", 0)["state"], "at-head");
    assert_eq!(json("migrate history", 0)[0]["parent"], "2026-01-01-000000");
    let error = json("migrate upgrade nonsense", 1);
    assert_eq!(error["error"]["code"], "unknown-revision", "{error:#}");
    assert_eq!(number(&mut conn, "SELECT id FROM b"), 7);
}

#[test]
fn what_goes_wrong_is_an_answer_too() {
    let file = File::new();
    let mut conn = file.connect();
    let broken = app(&[TWO[0], rev("2026-01-02-000000", "nonsense;", "")]);
    let answer = run(&mut conn, broken, "migrate upgrade");
    assert_eq!((answer.code, answer.out.as_str()), (1, ""));
    assert!(
        answer.err.starts_with("error: revision `2026-01-02-000000` (a revision) failed")
            && answer.err.contains("help: "),
        "{answer:?}"
    );
    let backup = file.path().with_extension("copy");
    let answer = run(&mut conn, app(&TWO), &format!("migrate upgrade --backup {}", backup.display()));
    assert!(
        answer.code == 0 && answer.err.contains("backup in ") && answer.out.contains("holds all as it was"),
        "{answer:?}"
    );
    assert!(backup.exists());
    assert!(Command::try_parse_from(["myapp", "migrate", "upgrade", "--wait", "soon"]).is_err());
    assert!(matches!(Command::try_parse_from(["myapp", "serve"]), Ok(Command::Serve)));
}

#[test]
fn a_backup_comes_back_by_the_programs_own_command() {
    let file = File::new();
    let mut conn = file.connect();
    let app = app(&TWO);
    conn.batch_execute("PRAGMA journal_mode = WAL").unwrap();
    run(&mut conn, app, "migrate upgrade +1");
    conn.batch_execute("INSERT INTO a VALUES (5)").unwrap();
    let copy = file.path().with_extension("copy").display().to_string();
    assert_eq!(run(&mut conn, app, &format!("migrate upgrade --backup {copy}")).code, 0);
    conn.batch_execute("DELETE FROM a").unwrap();

    let restore = |conn: &mut SqliteConnection, line: &str, address: Option<&str>| {
        let Ok(Command::Migrate(migrate)) =
            Command::try_parse_from(["myapp"].into_iter().chain(line.split(' ')))
        else {
            panic!("{line}")
        };
        match address {
            Some(address) => migrate.at(address).run(app, conn),
            None => migrate.run(app, conn),
        }
    };
    let (line, address) = (format!("migrate restore {copy}"), file.path().display().to_string());
    let answer = restore(&mut conn, &line, None);
    assert!(answer.code == 1 && answer.err.contains("migrate.at(url)"), "{answer:?}");
    let answer = restore(&mut conn, &line, Some(&address));
    assert!(answer.code == 1 && answer.err.contains("isn't empty; nothing was changed"), "{answer:?}");
    assert_eq!(number(&mut file.connect(), "SELECT count(*) FROM a"), 0);
    let answer = restore(&mut conn, &format!("{line} --force --format json"), Some(&address));
    assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{answer:?}");
    let json: Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!((&json["restored"], &json["rows"]["a"]), (&copy.clone().into(), &1.into()));
    drop(conn);
    let mut conn = file.connect();
    assert_eq!((tables(&mut conn), number(&mut conn, "SELECT id FROM a")), (vec!["a".to_owned()], 5));
    assert_eq!(run(&mut conn, app, "migrate upgrade").code, 0);
}

#[test]
fn a_rehearsal_by_the_programs_own_command_runs_data_steps() {
    let file = File::new();
    let mut conn = file.connect();
    let app = app(&TWO);
    run(&mut conn, app, "migrate upgrade +1");
    conn.batch_execute("INSERT INTO a VALUES (5)").unwrap();
    let rehearse = |conn: &mut SqliteConnection, line: &str| {
        let Ok(Command::Migrate(migrate)) =
            Command::try_parse_from(["myapp"].into_iter().chain(line.split(' ')))
        else {
            panic!("{line}")
        };
        migrate.at(file.path().display().to_string()).run(app, conn)
    };
    assert!(run(&mut conn, app, "migrate rehearse").err.contains("migrate.at(url)"));
    let answer = rehearse(&mut conn, "migrate rehearse");
    assert!(
        answer.code == 0 && answer.out.contains("rehearsed: up, down and up again; the copy is gone"),
        "{answer:?}"
    );
    assert!(answer.out.contains("rows of a: 1 → 1 → 1 → 1\nrows of b: – → 1 → – → 1\n"), "{}", answer.out);
    let json: Value =
        serde_json::from_str(&rehearse(&mut conn, "migrate rehearse --format json").out).unwrap();
    assert_eq!((&json["ok"], json["passes"].as_array().unwrap().len()), (&true.into(), 3), "{json:#}");
    assert!(json["passes"][0]["revisions"][0]["statements"][0]["ms"].is_f64(), "{json:#}");
    assert_eq!(tables(&mut conn), ["a"], "the database itself is as it was");
    run(&mut conn, app, "migrate upgrade");
    assert!(rehearse(&mut conn, "migrate rehearse").out.starts_with("nothing to rehearse"));
}
