//! The engine asks before it runs: what is certain to fail isn't begun, what may be mended by hand is only told.

use diesel::connection::SimpleConnection as _;
use migrate_core::diff::{Backfill, Hints};
use migrate_core::history::{Approval, Batch, History};
use migrate_core::runtime::{Event, Report, Runner};
use migrate_core::schema::{Index, IndexKind, Schema};
use migrate_core::{Dialect, Error, ErrorCode};
use tests::revisions::{Revisions, embedded};
use tests::sqlite::{File, dump, texts};

use crate::cases::{column, schema, table};

const ROWS: &str =
    "INSERT INTO users (id, email) VALUES (1, 'a'), (2, NULL), (3, 'a'); INSERT INTO towns VALUES (1)";

fn start() -> Schema {
    schema(vec![table("users", "id bigint; email text?"), table("towns", "id bigint")])
}

fn unique(mut from: Schema) -> Schema {
    let users = from.table_mut(&"users".into()).unwrap();
    users.indexes.push(Index::new("users_email", IndexKind::Unique, &["email"]));
    users.normalize();
    from
}

fn with(mut from: Schema, table: &str, new: &str) -> Schema {
    from.table_mut(&table.into()).unwrap().columns.push(column(new));
    from
}

/// A database at the first revision, with rows; the others are pending.
fn database(later: &[Schema]) -> (Revisions, File, diesel::SqliteConnection) {
    let folder = Revisions::new(Dialect::Sqlite);
    folder.add(&start(), &Hints::none()).unwrap();
    for schema in later {
        folder.add(schema, &Hints::none()).unwrap();
    }
    let file = File::new();
    let mut conn = file.connect();
    Runner::read(&folder.history(), &mut conn).unwrap().to("+1").upgrade().unwrap();
    conn.batch_execute(ROWS).unwrap();
    (folder, file, conn)
}

fn upgrade(history: &History, conn: &mut diesel::SqliteConnection) -> Result<Report, Error> {
    Runner::read(history, conn).unwrap().upgrade()
}

#[test]
fn a_doomed_revision_stops_all_before_the_first_statement() {
    let harmless = with(start(), "towns", "name text?");
    let (folder, _file, mut conn) = database(&[harmless.clone(), unique(harmless)]);
    let before = dump(&mut conn);
    let history = folder.history();
    let error = upgrade(&history, &mut conn).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Precondition);
    let id = &history.revisions()[2].id;
    assert_eq!(
        error.message(),
        format!(
            "revision `{id}` (a revision) would fail: `users_email` allows each value of `users` once, \
             but 2 rows (one has id = 1) share theirs with another; nothing of it was run"
        )
    );
    assert!(error.help().unwrap().contains("the database is at"));
    let before: Vec<String> = before.into_iter().filter(|line| !line.contains("__migrate_journal")).collect();
    let now: Vec<String> =
        dump(&mut conn).into_iter().filter(|line| !line.contains("__migrate_journal")).collect();
    assert_eq!(now, before, "not even the harmless one was run");

    let dry = Runner::read(&history, &mut conn).unwrap().dry_run().upgrade().unwrap();
    assert_eq!((dry.ran.len(), dry.problems.len()), (2, 1));
    assert!(
        dry.problems[0].certain
            && dry.problems[0].rows == 2
            && dry.problems[0].column.as_deref() == Some("email")
    );

    conn.batch_execute("DELETE FROM users WHERE id = 3").unwrap();
    assert_eq!(upgrade(&history, &mut conn).unwrap().ran.len(), 2);
}

#[test]
fn what_an_earlier_revision_changes_is_asked_at_its_turn() {
    // The table is renamed first: the question can't be asked before that has run.
    let wider = with(start(), "users", "age bigint?");
    let (folder, _file, mut conn) = database(&[wider.clone(), unique(wider)]);
    let history = folder.history();
    let error = upgrade(&history, &mut conn).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Precondition);
    assert!(error.help().unwrap().contains("1 revision before it was run"), "{:?}", error.help());
    assert_eq!(texts(&mut conn, "SELECT count(*) AS x FROM __diesel_schema_migrations"), ["2"]);
    assert_eq!(
        texts(&mut conn, "SELECT name AS x FROM sqlite_schema WHERE name = 'users_email'"),
        Vec::<String>::new()
    );
}

#[test]
fn a_file_that_somebody_edited_may_mend_the_rows() {
    let (folder, _file, mut conn) = database(&[unique(start())]);
    let history = folder.history();
    let last = history.revisions().last().unwrap();
    let up = format!("DELETE FROM users WHERE id = 3;\n{}", last.up);
    std::fs::write(last.path.join("up.sql"), up).unwrap();
    let mut batch = Batch::new(folder.path()).unwrap();
    folder.history().approve(&last.id, Approval::default(), &mut batch).unwrap();
    batch.commit().unwrap();
    let history = folder.history();
    let mut doubts = Vec::new();
    let listener = |event: Event<'_>| {
        if let Event::Doubt(obstacle) = event {
            doubts.push((obstacle.rows, obstacle.certain));
        }
    };
    let report = Runner::read(&history, &mut conn).unwrap().on_event(listener).upgrade().unwrap();
    assert_eq!(report.ran.len(), 1);
    assert_eq!(report.problems.len(), 1);
    assert_eq!(doubts, [(2, false)]);
}

#[test]
fn a_new_table_is_not_asked_about() {
    let more = schema(vec![
        table("users", "id bigint; email text?"),
        table("towns", "id bigint"),
        table("teams", "id bigint; name text?"),
    ]);
    let mut named = more.clone();
    named.table_mut(&"teams".into()).unwrap().columns[1].nullable = false;
    let (folder, _file, mut conn) = database(&[more, named]);
    let history = folder.history();
    assert_eq!(upgrade(&history, &mut conn).unwrap().ran.len(), 2);
}

#[test]
fn on_the_way_back_too() {
    let mut optional = start();
    let users = optional.table_mut(&"users".into()).unwrap();
    users.columns.push(column("town text"));
    let mut loose = optional.clone();
    loose.table_mut(&"users".into()).unwrap().columns[2].nullable = true;
    let folder = Revisions::new(Dialect::Sqlite);
    folder.add(&optional, &Hints::none()).unwrap();
    folder.add(&loose, &Hints::none()).unwrap();
    let (file, history) = (File::new(), folder.history());
    let mut conn = file.connect();
    upgrade(&history, &mut conn).unwrap();
    conn.batch_execute("INSERT INTO users (id, email, town) VALUES (5, 'a', NULL)").unwrap();
    let error = Runner::read(&history, &mut conn).unwrap().to("-1").downgrade().unwrap_err();
    assert_eq!(error.code(), ErrorCode::Precondition);
    assert!(error.message().contains("NULL in 1 row (id = 5)"), "{error}");
}

#[test]
fn a_binary_asks_as_the_folder_does() {
    let (folder, _file, mut conn) = database(&[unique(start())]);
    let history = folder.history();
    let app = embedded("APP", &history);
    let error = app.upgrade(&mut conn).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Precondition);
    assert!(error.message().contains("2 rows (one has id = 1)"), "{error}");
}

#[test]
fn a_connection_that_may_only_read_is_refused_first() {
    let (folder, _file, mut conn) = database(&[with(start(), "towns", "name text?")]);
    conn.batch_execute("PRAGMA query_only = ON").unwrap();
    let error = upgrade(&folder.history(), &mut conn).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Precondition);
    assert!(error.message().contains("read only"), "{error}");
}

tests::postgres_test! {
    fn the_owner_alone_may_alter() {
        use tests::postgres::{Scratch, connect, run};
        let folder = Revisions::new(Dialect::Postgres);
        folder.add(&start(), &Hints { backfills: Vec::<Backfill>::new(), ..Hints::none() }).unwrap();
        folder.add(&unique(start()), &Hints::none()).unwrap();
        let history = folder.history();
        let scratch = Scratch::new();
        let mut owner = scratch.connect();
        Runner::read(&history, &mut owner).unwrap().to("+1").upgrade().unwrap();
        let name = format!("guest_{}", std::process::id());
        run(&mut owner, &format!(
            "DROP ROLE IF EXISTS {name}; CREATE ROLE {name} LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}"
        ));
        let url = scratch.url().replacen("postgres@", &format!("{name}@"), 1);
        let mut guest = connect(&url);
        let refused = |conn: &mut _| Runner::read(&history, conn).unwrap().upgrade().unwrap_err();
        let error = refused(&mut guest);
        assert_eq!(error.code(), ErrorCode::Precondition, "{error}");
        assert!(error.message().contains("may not create anything in the schema `public`"), "{error}");
        run(&mut owner, &format!("GRANT CREATE ON SCHEMA public TO {name}"));
        let error = refused(&mut guest);
        assert!(error.message().contains("doesn't own users (of postgres)"), "{error}");
        run(&mut owner, "INSERT INTO users (id, email) VALUES (1, 'a'), (2, 'a')");
        let error = Runner::read(&history, &mut owner).unwrap().upgrade().unwrap_err();
        assert!(error.message().contains("2 rows (one has id = 1)"), "{error}");
        run(&mut owner, &format!("DROP OWNED BY {name}; DROP ROLE {name}"));
    }
}
