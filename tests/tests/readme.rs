//! What the README shows is done here as it stands there: its Rust is compiled, its commands run, in its order.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use std::fs;
use std::path::Path;

use tests::project::Project;

fn readme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    fs::read_to_string(path).unwrap().replace("\r\n", "\n")
}

/// The Rust blocks, in order.
fn blocks(text: &str) -> Vec<&str> {
    text.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// The commands of one section, word by word, without `cargo migrate`.
fn commands<'a>(text: &'a str, section: &str) -> Vec<Vec<&'a str>> {
    let section = text.split(section).nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    section
        .lines()
        .filter_map(|line| line.strip_prefix("    cargo migrate "))
        .map(|line| {
            let mut words: Vec<&str> = Vec::new();
            for (at, part) in line.split('"').enumerate() {
                if at % 2 == 1 { words.push(part) } else { words.extend(part.split_whitespace()) }
            }
            words
        })
        .collect()
}

#[test]
fn the_journey_goes_as_it_is_told() {
    let text = readme();
    let (rust, commands) = (blocks(&text), commands(&text, "## The journey"));
    let verbs: Vec<&str> = commands.iter().map(|words| words[0]).collect();
    assert_eq!(verbs, ["init", "revision", "review", "upgrade", "downgrade"]);

    let project = Project::with_files(&[("src/main.rs", "fn main() {}\n")]);
    let manifest = project.read("Cargo.toml").replace(
        "[profile.dev]",
        "diesel_migrations = { version = \"2.3\", default-features = false }\n\n[profile.dev]",
    );
    project.write("Cargo.toml", &manifest.replace("\n\ndiesel_migrations", "\ndiesel_migrations"));
    for words in &commands {
        match words[0] {
            "init" => {
                project.migrate(words).ok();
                project.write("src/main.rs", &format!("#![allow(dead_code)]\n{}", rust.join("\n")));
                project.cargo(&["build", "-q"]).code(101).says("unreviewed schema change: new table `users`");
            }
            "revision" => {
                project.migrate(words).ok();
                project.cargo(&["build", "-q"]).code(101).says("review");
            }
            "review" => {
                let mut words = words.clone();
                // At a terminal it asks.
                words.push("--approve");
                project.migrate(&words).ok();
                project.cargo(&["build", "-q"]).ok();
                project.migrate(&["check"]).ok();
            }
            "upgrade" => {
                project.migrate(words).ok();
                project.cargo(&["run", "-q"]).ok().shows("0 users");
            }
            _ => {
                project.migrate(words).ok();
                let tables =
                    project.texts("app.db", "SELECT name AS text FROM sqlite_schema WHERE name = 'users'");
                assert_eq!(tables, [""; 0]);
                project.cargo(&["run", "-q"]).ok().shows("0 users");
            }
        }
    }
}

#[test]
fn every_command_is_there_and_every_page_too() {
    let text = readme();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        let is_page = !link.contains("://") && !link.starts_with('#');
        assert!(!is_page || root.join(link).exists(), "README links to {link}, which isn't there");
    }
    let table = text.split("## Commands").nth(1).unwrap().split("\n## ").next().unwrap();
    let project = Project::lib("");
    let help = project.migrate(&["--help"]).ok().stdout;
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
    let mut seen = 0;
    for name in rows.flat_map(|cell| cell.split('`')).filter_map(|part| part.split_whitespace().next()) {
        if name.chars().all(|c| c.is_ascii_lowercase()) {
            seen += 1;
            assert!(
                help.contains(&format!("  {name} ")),
                "README names `{name}`, which isn't a command:\n{help}"
            );
        }
    }
    assert!(seen > 15, "{seen} commands");
    let aliases = fs::read_to_string(root.join(".cargo/config.toml")).unwrap();
    for line in text.lines().filter_map(|line| line.strip_prefix("    cargo ")) {
        let name = line.split_whitespace().next().unwrap();
        let known = ["install", "test", "migrate", "run"].contains(&name)
            || aliases.contains(&format!("\n{name} = "));
        assert!(known, "`cargo {line}`");
    }
}
