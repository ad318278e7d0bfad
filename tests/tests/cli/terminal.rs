//! Questions, as somebody at a terminal gets them.

use crate::{USERS, project, reviewed};

const DOWN: &str = "\u{1b}[B";

fn renamed() -> String {
    USERS.replace("pub email", "pub mail_address")
}

/// Without what moves the cursor and colours the text.
fn plain(screen: &str) -> String {
    let mut plain = String::new();
    let mut rest = screen.chars();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => drop(rest.by_ref().skip(1).find(|c| c.is_ascii_alphabetic())),
            '\r' => {}
            c => plain.push(c),
        }
    }
    plain
}

#[test]
#[cfg_attr(not(terminal), ignore = "needs the program `script` of util-linux")]
fn a_rename_is_asked_with_the_best_guess_first() {
    let project = reviewed();
    project.write("src/lib.rs", &renamed());
    let mut terminal = project.at_terminal(&["revision", "-m", "x"]);
    let before = terminal.wait_for("what became of `users.email`?");
    // Something moved meanwhile.
    assert!(before.contains("compiling") || before.contains("Compiling"), "{before:?}");
    let options = terminal.wait_for("two things");
    assert!(plain(&options).contains("renamed: users.email → users.mail_address"), "{options:?}");
    terminal.types("\r");
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(plain(&screen).contains("~ rename column `users.email` to `mail_address`"), "{screen}");

    // The other answer.
    project.migrate(&["revision", "--amend", "--no-rename", "--discard-edits"]).ok();
    let mut terminal = project.at_terminal(&["revision", "--amend", "--discard-edits"]);
    terminal.wait_for("two things");
    terminal.types(DOWN);
    terminal.types("\r");
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(plain(&screen).contains("- drop column `users.email`"), "{screen}");
}

#[test]
#[cfg_attr(not(terminal), ignore = "needs the program `script` of util-linux")]
fn a_review_asks_for_each_hazard_and_for_the_whole() {
    let project = reviewed();
    project.write("src/lib.rs", &USERS.replace("    #[column(unique)]\n    pub email: String,\n", ""));
    let written = project.json(&["revision", "-m", "drop email"], 0);
    let mut codes: Vec<&str> = written["hazards"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hazard| hazard["code"].as_str().unwrap())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    // No to the first: nothing is approved.
    let mut terminal = project.at_terminal(&["review"]);
    terminal.wait_for(&format!("accept {}?", codes[0]));
    terminal.types("n");
    let (code, screen) = terminal.end();
    assert_eq!(code, 1, "{screen}");
    assert!(project.read("migrations/review.toml").contains("pending"));

    let mut terminal = project.at_terminal(&["review", "--reviewer", "Ada"]);
    terminal.wait_for("DROP COLUMN");
    for code in &codes {
        terminal.wait_for(&format!("accept {code}?"));
        terminal.types("y");
    }
    terminal.wait_for("approve 1 revision?");
    terminal.types("y");
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert!(!project.read("migrations/review.toml").contains("pending"));
}

#[test]
#[cfg_attr(not(terminal), ignore = "needs the program `script` of util-linux")]
fn a_message_is_asked_and_a_machine_is_not() {
    let project = project();
    let mut terminal = project.at_terminal(&["revision"]);
    terminal.wait_for("what does this revision do?");
    terminal.types("create users\r");
    let (code, screen) = terminal.end();
    assert_eq!(code, 0, "{screen}");
    assert_eq!(project.json(&["history"], 0)[0]["message"], "create users");

    project.write("src/lib.rs", &renamed());
    for (flag, word) in
        [("--no-input", "--rename users.email:users.mail_address"), ("--format=json", "rename-or-drop")]
    {
        let (code, screen) = project.at_terminal(&["revision", "-m", "x", flag]).end();
        assert_eq!(code, 1, "{screen}");
        assert!(screen.contains(word), "{screen}");
    }
    let (code, screen) = project.at_terminal(&["revision", "--no-input", "--no-rename"]).end();
    assert_eq!(code, 2, "{screen}");
    assert!(screen.contains("-m"), "{screen}");
    let (code, screen) = project.at_terminal(&["review", "--no-input"]).end();
    assert_eq!(code, 1, "{screen}");
    assert!(screen.contains("--approve"), "{screen}");
}
