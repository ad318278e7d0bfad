//! What a program does of its own before and after each revision.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use migrate_core::ErrorCode;
use migrate_core::connection::AnyConnection;
use migrate_core::runtime::Direction;

use super::set::{File, Rev, ledger, migrator, rev, said, tables};

const THREE: [Rev; 3] = [
    rev("1", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"),
    rev("2", "CREATE TABLE b (id INTEGER);", "DROP TABLE b;"),
    rev("3", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;"),
];

#[test]
fn hooks_see_each_revision_and_the_connection() {
    let file = File::new();
    let mut conn = file.connect();
    let seen = std::cell::RefCell::new(Vec::new());
    let app = migrator(&THREE);
    let report = app
        .on(&mut conn)
        .unwrap()
        .before_each(|hooked, conn| {
            seen.borrow_mut().push(format!("before {} with {}", hooked.revision, tables(conn).join(" ")));
            assert_eq!((hooked.direction, hooked.elapsed), (Direction::Up, None));
            Ok(())
        })
        .after_each(|hooked, conn| {
            seen.borrow_mut().push(format!("after {} with {}", hooked.revision, tables(conn).join(" ")));
            assert!(hooked.elapsed.is_some());
            // It is no part of the revision, and may have a transaction of its own.
            conn.transaction::<_, diesel::result::Error, _>(|conn| {
                conn.batch_execute("CREATE TABLE IF NOT EXISTS seen (x)")
            })?;
            Ok(())
        })
        .upgrade()
        .unwrap();
    assert_eq!(report.ran.len(), 3);
    assert_eq!(
        *seen.borrow(),
        [
            "before 1 with ",
            "after 1 with a",
            "before 2 with a seen",
            "after 2 with a b seen",
            "before 3 with a b seen",
            "after 3 with a b c seen"
        ]
    );
    // Nothing to do, nobody called; a dry run calls nobody either.
    let never = |_: &migrate_core::runtime::Hooked<'_>, _: &mut SqliteConnection| panic!("it was called");
    app.on(&mut conn).unwrap().before_each(never).upgrade().unwrap();
    app.on(&mut conn).unwrap().to("base").dry_run().before_each(never).downgrade().unwrap();
    let mut back = Vec::new();
    let hook = |hooked: &migrate_core::runtime::Hooked<'_>, _: &mut SqliteConnection| {
        back.push(hooked.revision.to_owned());
        Ok(())
    };
    app.on(&mut conn).unwrap().to("1").after_each(hook).downgrade().unwrap();
    assert_eq!(back, ["3", "2"]);
}

#[test]
fn a_hook_that_says_no_stops_the_run_where_it_is() {
    let file = File::new();
    let mut conn = file.connect();
    let app = migrator(&THREE);
    let before = |hooked: &migrate_core::runtime::Hooked<'_>, _: &mut SqliteConnection| match hooked.revision
    {
        "2" => Err("the replica is behind".into()),
        _ => Ok(()),
    };
    let error = app.on(&mut conn).unwrap().before_each(before).upgrade().unwrap_err();
    assert_eq!(error.code(), ErrorCode::Hook);
    let text = said(&error);
    assert!(
        text.starts_with("the program's hook before revision `2` (a revision) failed: the replica is behind"),
        "{text}"
    );
    assert!(text.contains("1 revision before it was run; the database is at `1`"), "{text}");
    assert_eq!(ledger(&mut conn), ["1"]);

    let error =
        app.on(&mut conn).unwrap().after_each(|_, _| Err("nobody listens".into())).upgrade().unwrap_err();
    assert!(
        said(&error).contains("after revision `2` (a revision) failed, which stands: nobody listens"),
        "{}",
        said(&error)
    );
    assert_eq!(ledger(&mut conn), ["1", "2"]);
    let error = app.on(&mut conn).unwrap().before_each(|_, _| panic!("oh")).upgrade().unwrap_err();
    assert!(said(&error).contains("it panicked: oh"), "{}", said(&error));
    // What it leaves open is turned back, and said.
    let open = |_: &migrate_core::runtime::Hooked<'_>, conn: &mut SqliteConnection| {
        conn.begin_test_transaction()?;
        conn.batch_execute("DROP TABLE a")?;
        Ok(())
    };
    let error = app.on(&mut conn).unwrap().before_each(open).upgrade().unwrap_err();
    assert!(said(&error).contains("left a transaction open"), "{}", said(&error));
    assert_eq!(tables(&mut conn), ["a", "b"]);
    app.upgrade(&mut conn).unwrap();
}

#[test]
fn a_connection_of_any_kind_can_lend_nothing_of_its_kind() {
    let file = File::new();
    let mut conn = AnyConnection::open(migrate_core::Dialect::Sqlite, file.path().to_str().unwrap()).unwrap();
    let error = migrator(&THREE).on(&mut conn).unwrap().before_each(|_, _| Ok(())).upgrade().unwrap_err();
    assert!(said(&error).contains("a hook needs one of Diesel's own connections"), "{}", said(&error));
    assert!(tables(&mut file.connect()).is_empty());
}
