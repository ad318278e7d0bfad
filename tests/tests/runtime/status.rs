//! Where a database stands, and who is refused.

use migrate_core::ErrorCode;
use migrate_core::embed::GateState;
use migrate_core::runtime::State;

use super::set::{File, Rev, gated, ledger, migrator, rev, said, tables};

const REVISIONS: [Rev; 3] = [
    rev("2026-01-01-000000", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"),
    rev("2026-01-02-000000", "CREATE TABLE b (id INTEGER);", "DROP TABLE b;"),
    rev("2026-01-03-000000", "CREATE TABLE c (id INTEGER);", "DROP TABLE c;"),
];

#[test]
fn every_way_to_stand() {
    let file = File::new();
    let mut conn = file.connect();
    let all = migrator(&REVISIONS);
    let status = all.status(&mut conn).unwrap();
    assert_eq!((status.state, status.current), (State::Behind(3), None));
    migrator(&REVISIONS[..2]).upgrade(&mut conn).unwrap();
    let status = all.status(&mut conn).unwrap();
    assert_eq!(status.state, State::Behind(1));
    assert_eq!(status.current.as_deref(), Some("2026-01-02-000000"));
    assert_eq!(status.head.as_deref(), Some("2026-01-03-000000"));
    assert_eq!(status.pending, ["2026-01-03-000000"]);
    assert_eq!(status.gate, Some(GateState::On));
    all.upgrade(&mut conn).unwrap();
    assert_eq!(all.status(&mut conn).unwrap().state, State::AtHead);

    let older = migrator(&REVISIONS[..1]);
    let status = older.status(&mut conn).unwrap();
    assert_eq!(status.state, State::Ahead);
    assert_eq!(status.unknown, ["20260102000000", "20260103000000"]);
    // The journal knows that none of the later ones breaks older code.
    let newer = status.newer.unwrap();
    assert!(newer.compatible && newer.reversible);
    assert_eq!(older.upgrade(&mut conn).unwrap().ahead, ["20260102000000", "20260103000000"]);
    let error = older.downgrade(&mut conn, "base").unwrap_err();
    assert_eq!(error.code(), ErrorCode::Diverged);
    assert!(
        said(&error)
            .contains("ahead of the revisions at hand: it has had `20260102000000`, `20260103000000`"),
        "{error}"
    );

    let fork = migrator(&[REVISIONS[0], rev("2026-02-01-000000", "CREATE TABLE f (id INTEGER);", "")]);
    assert_eq!(fork.status(&mut conn).unwrap().state, State::Diverged);
    assert!(fork.upgrade(&mut conn).is_err());
    let other = migrator(&[rev("2020-02-01-000000", "CREATE TABLE f (id INTEGER);", "")]);
    assert_eq!(other.status(&mut conn).unwrap().state, State::SomebodyElses);
    assert!(said(&other.upgrade(&mut conn).unwrap_err()).contains("belongs to another set"));
    assert!(other.downgrade(&mut conn, "base").is_err());
    assert_eq!(tables(&mut conn), ["a", "b", "c"]);
    assert_eq!(ledger(&mut conn).len(), 3);
}

#[test]
fn a_branch_that_was_merged_late_still_runs() {
    let file = File::new();
    let mut conn = file.connect();
    migrator(&[REVISIONS[0], REVISIONS[2]]).upgrade(&mut conn).unwrap();
    let all = migrator(&REVISIONS);
    assert_eq!(all.status(&mut conn).unwrap().state, State::Behind(1));
    assert_eq!(all.upgrade(&mut conn).unwrap().ran.len(), 1);
    assert_eq!(tables(&mut conn), ["a", "b", "c"]);
}

#[test]
fn a_release_made_past_the_gate_is_refused() {
    let file = File::new();
    for (gate, debug, refused) in [
        (GateState::On, false, false),
        (GateState::Warn { clean: true }, false, false),
        (GateState::Warn { clean: false }, true, false),
        (GateState::Off, true, false),
        (GateState::Warn { clean: false }, false, true),
        (GateState::Off, false, true),
    ] {
        let mut conn = file.connect();
        let app = gated(&REVISIONS, gate, debug);
        let outcome = app.upgrade(&mut conn);
        assert_eq!(outcome.is_err(), refused, "{gate:?}");
        match outcome {
            Ok(report) => assert_eq!(report.gate, Some(gate)),
            Err(error) => {
                assert_eq!(error.code(), ErrorCode::BuiltPastGate);
                assert!(said(&error).contains(".allow_ungated()"), "{error}");
                app.on(&mut conn).unwrap().allow_ungated().upgrade().unwrap();
            }
        }
        app.on(&mut conn).unwrap().allow_ungated().downgrade().unwrap();
    }
}

#[test]
fn targets_are_named_as_on_the_command_line() {
    let file = File::new();
    let mut conn = file.connect();
    let app = migrator(&REVISIONS);
    let error = app.on(&mut conn).unwrap().to("2026").upgrade().unwrap_err();
    assert!(said(&error).contains("could be `2026-01-01-000000`"), "{error}");
    let error = app.on(&mut conn).unwrap().to("haed").upgrade().unwrap_err();
    assert!(said(&error).contains("did you mean `head`?"), "{error}");
    app.on(&mut conn).unwrap().to("head-1").upgrade().unwrap();
    assert_eq!(tables(&mut conn), ["a", "b"]);
}
