//! Kills upgrades and downgrades, and the servers under them, at every statement boundary and inside statements, and
//! looks at what is left: the database is at a revision or at a recorded statement of one, a second run completes,
//! and schema and rows equal an undisturbed run's. Half of the points are in the revisions of `examples/toolshed`, with
//! rows in every table; the others in made-up ones, with data steps in Rust.
//!
//! `cargo run -p tests --bin crash -- DIALECT [POINTS] [SERVER-POINTS]`, where DIALECT is `sqlite`, `postgres` or
//! `mysql` (with `--features mysql`); `… -- herd DIALECT [PROCESSES]` starts that many at once.

mod campaign;
mod dump;
mod herd;
mod place;
mod point;
mod reference;
mod server;
mod story;
mod tally;
mod victim;

use migrate_core::Dialect;
use place::Way;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["victim", dialect, url, story, way, target, pace] => {
            let way = if *way == "up" { Way::Up(target) } else { Way::Down(target) };
            victim::run(dialect_of(dialect), url, story, way, pace)
        }
        ["herd", dialect, rest @ ..] => {
            herd::run(dialect_of(dialect), rest.first().map_or(64, |count| number(count)))
        }
        [dialect, rest @ ..] => {
            let points = rest.first().map_or(1_000, |count| number(count));
            let dialect = dialect_of(dialect);
            // A file has no server to kill.
            let of_server = match dialect {
                Dialect::Sqlite => 0,
                Dialect::Postgres | Dialect::Mysql => rest.get(1).map_or(points / 20, |count| number(count)),
            };
            println!("{}: {}", dialect.name(), campaign::run(dialect, points, of_server));
        }
        [] => {
            eprintln!("name a dialect: sqlite, postgres, mysql");
            std::process::exit(2);
        }
    }
}

fn dialect_of(word: &str) -> Dialect {
    word.parse().unwrap_or_else(|error| {
        eprintln!("{error}");
        std::process::exit(2)
    })
}

fn number(word: &str) -> u64 {
    word.parse().unwrap_or_else(|_| {
        eprintln!("`{word}` is no number");
        std::process::exit(2)
    })
}
