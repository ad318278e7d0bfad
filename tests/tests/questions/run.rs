use std::any::Any;

use diesel::RunQueryDsl as _;
use diesel::dsl::sql;
use diesel::sql_types::Text;
use migrate_core::connection::AnyConnection;
use migrate_core::diff::{Hints, Pair, diff};
use migrate_core::plan::{Answer, Mode, Options, plan, questions};
use migrate_core::{Dialect, Schema};

use crate::cases::{Case, cases};

/// Every case on a database of its own.
pub(crate) fn all(dialect: Dialect, mut make: impl FnMut() -> (AnyConnection, Box<dyn Any>)) {
    let cases: Vec<Case> = cases().into_iter().filter(|case| case.on.contains(&dialect)).collect();
    assert!(cases.len() > 10);
    for case in cases {
        let (mut conn, _database) = make();
        one(dialect, &case, &mut conn);
    }
}

fn one(dialect: Dialect, case: &Case, conn: &mut AnyConnection) {
    let name = case.name;
    let empty = Schema::default();
    let make = diff(Pair::new(&empty, &case.before), &Hints::none()).unwrap();
    execute(conn, &plan(dialect, &empty, &make, &Default::default()).unwrap().up, name).unwrap();
    for sql in &case.rows {
        conn.run(sql).unwrap_or_else(|error| panic!("{name}: {error}\n{sql}"));
    }
    let asked = questions(dialect, &case.before, &case.changes).unwrap().up;
    let mut found = Vec::new();
    for question in &asked {
        let answers =
            texts(conn, &question.sql).unwrap_or_else(|error| panic!("{name}: {error}\n{}", question.sql));
        let answer = Answer::parse(&answers[0]).unwrap_or_else(|| panic!("{name}: {answers:?}"));
        if let Some(problem) = question.problem(&answer) {
            assert!(!problem.contains("{rows}") && !question.help.is_empty(), "{name}: {problem}");
            found.push((question.concern.name(), answer.rows, answer.example.unwrap_or_default()));
        }
    }
    let expected: Vec<_> =
        case.found.iter().map(|(concern, rows, key)| (*concern, *rows, (*key).to_owned())).collect();
    assert_eq!(found, expected, "{name}\n{asked:#?}");
    let up = plan(dialect, &case.before, &case.changes, &Options::plain()).unwrap().up;
    let ran = execute(conn, &up, name);
    assert_eq!(ran.is_err(), !expected.is_empty(), "{name}: {ran:?}\n{}", up.to_sql());
}

fn execute(conn: &mut AnyConnection, script: &migrate_core::plan::Script, name: &str) -> Result<(), String> {
    let (begin, commit) = match script.mode {
        Mode::ForeignKeysOff => ("PRAGMA foreign_keys=OFF; BEGIN", "COMMIT; PRAGMA foreign_keys=ON"),
        Mode::Transaction => ("BEGIN", "COMMIT"),
        // Its changes of the schema commit by themselves.
        Mode::Apart if conn.dialect() == Dialect::Mysql => ("DO 0", "DO 0"),
        Mode::Apart => panic!("{name}: runs apart"),
    };
    conn.run(begin).unwrap();
    for statement in &script.statements {
        conn.run(&statement.sql).map_err(|error| format!("{error}\n{}", statement.sql))?;
    }
    conn.run(commit).map_err(|error| error.to_string())
}

fn texts(conn: &mut AnyConnection, query: &str) -> diesel::QueryResult<Vec<String>> {
    match conn {
        AnyConnection::Sqlite(conn) => sql::<Text>(query).load(conn),
        AnyConnection::Postgres(conn) => sql::<Text>(query).load(conn),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(conn) => sql::<Text>(query).load(conn),
        #[allow(unreachable_patterns, reason = "which kinds there are depends on the features")]
        other => panic!("{} is not asked here", other.dialect()),
    }
}
