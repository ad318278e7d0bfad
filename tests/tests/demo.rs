//! `cargo demo`, which the README shows first: it ends well.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use std::process::{Command, Stdio};

#[test]
fn the_main_job_goes_from_end_to_end() {
    let demo = Command::new(env!("CARGO_BIN_EXE_demo")).stdin(Stdio::null()).output().unwrap();
    let (said, talk) = (String::from_utf8_lossy(&demo.stdout), String::from_utf8_lossy(&demo.stderr));
    assert!(demo.status.success(), "{said}\n{talk}");
    for words in [
        "unreviewed schema change",
        "tools cost a deposit",
        "every step went as it should; kept throughout: 6 members, 9 tools, 12 loans",
    ] {
        assert!(said.contains(words), "{words:?} is not in\n{said}");
    }
}
