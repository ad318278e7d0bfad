//! Random pairs of schemas on PostgreSQL. What must hold of any of them, in the plain forms and in those that keep
//! nobody waiting, run by our engine or by Diesel's: the database reads back as one made of the new schema at once, the
//! way back leads to the old one, the rows stay, and replaying the revisions gives the schemas.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

mod database;
mod kept;
mod prove;

use migrate_core::diff::Hints;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngSeed, TestRunner};
use tests::arbitrary::{Case, Flavour, case, schema};
use tests::postgres_test;

use prove::there_and_back;

/// How many pairs each test takes: a real server is slow.
fn cases() -> usize {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(24)
}

/// How many failures are told at once, and how many steps each takes to become small.
const TOLD: usize = 5;
const STEPS: usize = 150;

/// Goes on behind a failure: one run shows several.
fn all<T: Pairs>(pairs: impl Strategy<Value = T>) {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    // The same pairs each time: a change fails for what it did. `PROPTEST_RNG_SEED` and `PROPTEST_CASES` look further.
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(101);
    }
    let mut runner = TestRunner::new(config);
    let mut failures = Vec::new();
    for number in 0..cases() {
        let mut tree = pairs.new_tree(&mut runner).unwrap();
        let Err(mut error) = tree.current().prove() else { continue };
        let mut steps = 0;
        while steps < STEPS && tree.simplify() {
            loop {
                steps += 1;
                match tree.current().prove() {
                    Err(smaller) => {
                        error = smaller;
                        break;
                    }
                    Ok(()) if steps < STEPS && tree.complicate() => {}
                    Ok(()) => {
                        steps = STEPS;
                        break;
                    }
                }
            }
        }
        failures.push(format!("######## pair {number}\n{error}\n{}", tree.current().shown()));
        if failures.len() == TOLD {
            break;
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Two schemas, and the way between them.
trait Pairs {
    fn prove(&self) -> Result<(), TestCaseError>;
    fn shown(&self) -> String;
}

impl Pairs for (Case, Way) {
    fn prove(&self) -> Result<(), TestCaseError> {
        let (Case { old, new, hints }, way) = self;
        there_and_back(old, new, hints, *way)
    }

    fn shown(&self) -> String {
        let (Case { old, new, hints }, way) = self;
        let text = |schema| serde_json::to_string(schema).unwrap();
        format!(
            "{way:?}\nold: {}\nnew: {}\nhints: {}",
            text(old),
            text(new),
            serde_json::to_string(hints).unwrap()
        )
    }
}

/// How the revisions are written, and by whom they are run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    pub(crate) online: bool,
    pub(crate) diesel: bool,
}

fn way() -> impl Strategy<Value = Way> {
    (any::<bool>(), any::<bool>()).prop_map(|(online, diesel)| Way { online, diesel })
}

postgres_test! {
    fn a_database_follows_its_schema_with_its_rows_and_comes_back() {
        all((case(Flavour::Postgres), way()));
    }
}

postgres_test! {
    fn any_schema_leads_to_any_other() {
        let two = (schema(Flavour::Postgres), schema(Flavour::Postgres));
        let pairs = two.prop_map(|(old, new)| Case { old, new, hints: Hints::none() });
        all((pairs, way()));
    }
}
