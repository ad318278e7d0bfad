//! Crashes and crowds, in short. The long runs: `cargo run -p tests --bin crash -- DIALECT 1000`.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use std::process::Command;

use tests::postgres_test;

fn crash(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_crash")).args(words).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn sqlite_goes_on_after_every_crash() {
    let said = crash(&["sqlite", "60"]);
    assert!(said.starts_with("sqlite: 60 kill points"), "{said}");
    assert!(said.contains("30 in the example\'s revisions, 30 in made-up ones"), "{said}");
}

#[test]
fn of_64_processes_on_sqlite_one_applies() {
    let said = crash(&["herd", "sqlite", "64"]);
    assert!(said.contains("64 processes at once, one applied"), "{said}");
}

postgres_test! {
    fn postgres_goes_on_after_every_crash() {
        let said = crash(&["postgres", "60", "2"]);
        assert!(said.starts_with("postgres: 60 kill points"), "{said}");
        assert!(said.contains("30 in the example\'s revisions, 30 in made-up ones"), "{said}");
    }
}

postgres_test! {
    fn of_64_processes_on_postgres_one_applies() {
        let said = crash(&["herd", "postgres", "64"]);
        assert!(said.contains("64 processes at once, one applied"), "{said}");
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use super::crash;
    use tests::mysql_test;

    mysql_test! {
        fn mysql_goes_on_after_every_crash() {
            let said = crash(&["mysql", "60", "2"]);
            assert!(said.starts_with("mysql: 60 kill points"), "{said}");
            assert!(said.contains("30 in the example\'s revisions, 30 in made-up ones"), "{said}");
        }
    }

    mysql_test! {
        fn of_64_processes_on_mysql_one_applies() {
            let said = crash(&["herd", "mysql", "64"]);
            assert!(said.contains("64 processes at once, one applied"), "{said}");
        }
    }
}
