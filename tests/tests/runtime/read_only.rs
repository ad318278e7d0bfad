//! Servers that only read: a standby, a setting, an account.

use std::thread::sleep;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use migrate_core::Dialect;
use migrate_core::runtime::State;
use tests::postgres::{Scratch, server_url};
use tests::postgres_test;
use tests::standby::Standby;

use super::set::{Rev, migrator_of, rev, said};

const TWO: [Rev; 2] = [
    rev("2026-01-01-000000", "CREATE TABLE a (id INTEGER);", "DROP TABLE a;"),
    rev("2026-01-02-000000", "CREATE TABLE b (id INTEGER);", "DROP TABLE b;"),
];

#[test]
#[cfg_attr(
    not(standby),
    ignore = "no PostgreSQL server of our own to copy: install the package `postgresql`"
)]
fn a_hot_standby_says_where_it_stands_and_is_not_upgraded() {
    let scratch = Scratch::new();
    let one = migrator_of(Dialect::Postgres, &TWO[..1]);
    one.upgrade(&mut scratch.connect()).unwrap();
    let standby = Standby::of(server_url());
    let database = scratch.url().rsplit('/').next().unwrap();
    let mut conn = PgConnection::establish(&standby.url(database)).unwrap();
    let two = migrator_of(Dialect::Postgres, &TWO);
    assert_eq!(two.status(&mut conn).unwrap().state, State::Behind(1));
    for error in [two.upgrade(&mut conn).unwrap_err(), two.downgrade(&mut conn, "base").unwrap_err()] {
        let text = said(&error);
        assert!(
            text.contains("the server is a read-only replica; nothing was run")
                && text.contains("name the primary server"),
            "{text}"
        );
    }
    // A replica with nothing to do starts: the program's start-up is the same everywhere.
    assert!(one.upgrade(&mut conn).unwrap().is_empty());
    two.upgrade(&mut scratch.connect()).unwrap();
    for _ in 0..500 {
        if two.status(&mut conn).unwrap().state == State::AtHead {
            break;
        }
        sleep(Duration::from_millis(20));
    }
    assert!(two.upgrade(&mut conn).unwrap().is_empty());
}

postgres_test! {
    fn a_role_that_only_reads_is_not_upgraded_with() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let database = scratch.url().rsplit('/').next().unwrap();
        conn.batch_execute(&format!("ALTER DATABASE {database} SET default_transaction_read_only = on")).unwrap();
        let two = migrator_of(Dialect::Postgres, &TWO);
        let mut reader = scratch.connect();
        let error = two.upgrade(&mut reader).unwrap_err();
        assert!(said(&error).contains("set to read only; nothing was run"), "{}", said(&error));
        reader.batch_execute("SET default_transaction_read_only = off").unwrap();
        two.upgrade(&mut reader).unwrap();
    }
}

#[cfg(feature = "mysql")]
tests::mysql_test! {
    fn a_server_that_is_read_only_is_noticed_before_anything_runs() {
        use diesel::mysql::MysqlConnection;
        let scratch = tests::mysql::Scratch::new();
        let mut root = scratch.connect();
        let database: String =
            diesel::dsl::sql::<diesel::sql_types::Text>("SELECT DATABASE()").get_result(&mut root).unwrap();
        let user = format!("reader_{}", std::process::id());
        for host in ["%", "localhost"] {
            root.batch_execute(&format!("CREATE USER '{user}'@'{host}' IDENTIFIED BY 'secret'")).unwrap();
            root.batch_execute(&format!("GRANT ALL ON {database}.* TO '{user}'@'{host}'")).unwrap();
        }
        let after = scratch.url().split_once('@').unwrap().1.to_owned();
        let mut conn = MysqlConnection::establish(&format!("mysql://{user}:secret@{after}")).unwrap();
        let two = migrator_of(Dialect::Mysql, &TWO);
        // Accounts that administer the server are not held by this: the other tests' is one.
        root.batch_execute("SET GLOBAL read_only = 1").unwrap();
        let refused = two.upgrade(&mut conn);
        let doing = two.on(&mut root).unwrap().to("+1").upgrade();
        root.batch_execute("SET GLOBAL read_only = 0").unwrap();
        let error = refused.unwrap_err();
        assert!(said(&error).contains("the server is read only; nothing was run"), "{}", said(&error));
        assert!(!said(&error).contains("secret"));
        doing.unwrap();
        two.upgrade(&mut conn).unwrap();
        for host in ["%", "localhost"] {
            root.batch_execute(&format!("DROP USER '{user}'@'{host}'")).unwrap();
        }
    }
}

#[cfg(feature = "mysql")]
tests::mysql_test! {
    fn a_right_that_the_account_lacks_is_told_before_anything_runs() {
        use diesel::mysql::MysqlConnection;
        let scratch = tests::mysql::Scratch::new();
        let mut root = scratch.connect();
        let database: String =
            diesel::dsl::sql::<diesel::sql_types::Text>("SELECT DATABASE()").get_result(&mut root).unwrap();
        let user = format!("clerk_{}", std::process::id());
        for host in ["%", "localhost"] {
            root.batch_execute(&format!("CREATE USER '{user}'@'{host}' IDENTIFIED BY 'secret'")).unwrap();
            root.batch_execute(&format!("GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON {database}.* TO '{user}'@'{host}'")).unwrap();
        }
        let after = scratch.url().split_once('@').unwrap().1.to_owned();
        let mut conn = MysqlConnection::establish(&format!("mysql://{user}:secret@{after}")).unwrap();
        let two = migrator_of(Dialect::Mysql, &TWO);
        let error = two.upgrade(&mut conn).unwrap_err();
        let tables: i64 = diesel::dsl::sql::<diesel::sql_types::BigInt>(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN ('a', 'b')",
        )
        .get_result(&mut root)
        .unwrap();
        for host in ["%", "localhost"] {
            root.batch_execute(&format!("DROP USER '{user}'@'{host}'")).unwrap();
        }
        assert!(said(&error).contains("the account hasn't the right ALTER; nothing was run"), "{}", said(&error));
        assert!(said(&error).contains("GRANT CREATE, ALTER"), "{}", said(&error));
        assert_eq!(tables, 0);
    }
}

#[cfg(feature = "mysql")]
tests::mysql_test! {
    fn a_server_that_is_too_old_is_told_before_anything_runs() {
        // MariaDB says any version that it is told to say.
        let server = tests::mysql::Own::start_with(&["--version=10.3.39-MariaDB"]);
        let mut conn = server.connect();
        let version: String = diesel::dsl::sql::<diesel::sql_types::Text>("SELECT VERSION()").get_result(&mut conn).unwrap();
        if !version.starts_with("10.3") {
            // MySQL doesn't.
            return;
        }
        let error = migrator_of(Dialect::Mysql, &TWO).upgrade(&mut conn).unwrap_err();
        let text = said(&error);
        assert!(text.contains("MariaDB 10.3.39-MariaDB is too old: 10.6 is the oldest that is spoken to; nothing was run"), "{text}");
        assert_eq!(migrator_of(Dialect::Mysql, &TWO).status(&mut conn).unwrap().state, State::Behind(2));
    }
}
