//! The main job, end to end, on a copy of `examples/toolshed`: `cargo demo`.
//!
//! It stops with exit code 1 at the first thing that isn't as it should be.

mod rows;
mod say;
mod shed;

use std::process::ExitCode;

use say::Talk;
use shed::Shed;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// What the models get: on SQLite a NOT NULL column without a default means that the table is built anew.
const BEFORE: &str = "    pub day_price_cents: Cents,\n";
const ADDED: &str = "    #[column(backfill = \"day_price_cents * 20\")]\n    pub deposit_cents: Cents,\n";

/// What stood in the shed on its first day, and must still stand there at the end.
const ROWS: [(&str, i64); 3] = [("members", 6), ("tools", 9), ("loans", 12)];

fn main() -> ExitCode {
    let talk = Talk::new();
    match play(&talk) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            talk.failed(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn play(talk: &Talk) -> Outcome {
    talk.step("Build `cargo migrate`, and copy examples/toolshed to a folder of its own");
    let shed = Shed::copy(talk)?;

    talk.step("A database of the first day: revision 1 of the shed, with rows");
    talk.show(&shed.cargo(&["run", "--quiet", "--", "found", "shed.db"])?.success()?);
    rows::expect(&shed.database(), &[("people", 6), ("tools", 9), ("loans", 12)])?;

    talk.step("Today's binary opens it, and upgrades it by itself, one revision after the other");
    talk.show(&shed.cargo(&["run", "--quiet", "--", "open", "shed.db"])?.success()?);
    rows::expect(&shed.database(), &ROWS)?;
    let head = shed.current()?;

    talk.step("Somebody changes a struct in src/models/tool.rs");
    shed.edit("src/models/tool.rs", BEFORE, &format!("{BEFORE}{ADDED}"))?;
    talk.added(ADDED);

    talk.step("The build is refused, at that field: nobody has seen the SQL");
    let refused = shed.cargo(&["build", "--quiet"])?.failure()?;
    talk.show(&refused);
    say::must_hold(&refused, &["unreviewed schema change", "tools.deposit_cents", "tool.rs"])?;

    talk.step("So the change becomes a revision");
    talk.show(&shed.migrate(&["revision", "-m", "tools cost a deposit"])?.success()?);
    say::must_hold(&shed.cargo(&["build", "--quiet"])?.failure()?, &["review"])?;
    talk.note("a build is still refused: the revision waits for its review");

    talk.step("Somebody reads its SQL, and approves it");
    let approve = ["review", "--approve", "--ack", "all", "--reviewer", "demo"];
    talk.show(&shed.migrate(&approve)?.success()?);

    talk.step("The build passes, and the binary upgrades its database");
    shed.cargo(&["build", "--quiet"])?.success()?;
    talk.show(&shed.cargo(&["run", "--quiet", "--", "open", "shed.db"])?.success()?);
    rows::expect(&shed.database(), &ROWS)?;
    rows::expect_value(
        &shed.database(),
        "SELECT count(*) AS n FROM tools WHERE deposit_cents = day_price_cents * 20",
        9,
    )?;
    let deposit = shed.current()?;
    say::must_differ(&head, &deposit)?;

    talk.step("Down again, and up again: the rows stay");
    talk.show(&shed.migrate(&["downgrade", "-1"])?.success()?);
    rows::expect(&shed.database(), &ROWS)?;
    say::must_be(&shed.current()?, &head)?;
    talk.show(&shed.migrate(&["upgrade"])?.success()?);
    rows::expect(&shed.database(), &ROWS)?;
    say::must_be(&shed.current()?, &deposit)?;

    talk.step("What CI would say");
    talk.show(&shed.migrate(&["check"])?.success()?);
    rows::expect_sound(&shed.database())?;
    talk.done(&ROWS);
    Ok(())
}
