//! Random pairs of schemas: what must hold of any comparison.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

// The generator lives with the other tools; the pure crate is tested without what they need.
#[allow(dead_code, unreachable_pub, unused_imports)]
#[path = "../../tests/src/arbitrary/mod.rs"]
mod arbitrary;

use arbitrary::{Case, Flavour, case, schema};
use migrate_core::Schema;
use migrate_core::diff::{Hints, Pair, compare, diff, rename_candidates, replayed, reversed};
use proptest::prelude::*;

/// The same schema, its columns in the order of their names: that order is never a difference.
fn unordered(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for table in &mut schema.tables {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    schema
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changes_lead_from_old_to_new_and_back(Case { old, new, hints } in case(Flavour::Any)) {
        let changes = diff(Pair::new(&old, &new), &hints).unwrap();
        let after = replayed(&old, &changes).unwrap();
        prop_assert_eq!(unordered(&after), unordered(&new));
        let before = replayed(&after, &reversed(&changes)).unwrap();
        prop_assert_eq!(before, old);
    }

    #[test]
    fn each_change_knows_its_opposite(Case { old, new, hints } in case(Flavour::Any)) {
        let mut schema = old.clone();
        for change in diff(Pair::new(&old, &new), &hints).unwrap() {
            let before = schema.clone();
            change.apply(&mut schema).unwrap();
            let mut back = schema.clone();
            change.reverse().apply(&mut back).unwrap();
            prop_assert_eq!(back, before, "{:?}", change);
            prop_assert_eq!(&schema.clone().normalized(), &schema);
        }
    }

    #[test]
    fn hints_turn_drop_and_add_into_renames(Case { old, new, hints } in case(Flavour::Any)) {
        let comparison = compare(Pair::new(&old, &new), &hints).unwrap();
        let renames =
            comparison.changes.iter().filter(|change| matches!(change.kind(), "rename_table" | "rename_column"));
        prop_assert_eq!(renames.count(), hints.renames.len());
        prop_assert!(comparison.stale.is_empty());
        // Once recorded, an attribute is stale, and a flag is a mistake.
        let after = replayed(&old, &comparison.changes).unwrap();
        let attributes = hints.renames.iter().filter(|rename| rename.origin() == migrate_core::diff::Origin::Attribute);
        let attributes = Hints { renames: attributes.cloned().collect(), ..Hints::none() };
        let again = compare(Pair::new(&after, &new), &attributes).unwrap();
        prop_assert_eq!(again.changes, []);
        prop_assert_eq!(again.stale.len(), attributes.renames.len());
        if attributes.renames.len() < hints.renames.len() {
            prop_assert!(compare(Pair::new(&after, &new), &hints).is_err());
        }
    }

    #[test]
    fn without_hints_any_two_schemas_compare(old in schema(Flavour::Any), new in schema(Flavour::Any)) {
        let changes = diff(Pair::new(&old, &new), &Hints::none()).unwrap();
        let after = replayed(&old, &changes).unwrap();
        prop_assert_eq!(unordered(&after), unordered(&new));
        prop_assert_eq!(replayed(&after, &reversed(&changes)).unwrap(), old.clone());
        // What is guessed must be possible.
        for candidate in rename_candidates(Pair::new(&old, &new), &Hints::none()) {
            let hints = Hints { renames: vec![candidate.rename.clone()], ..Hints::none() };
            diff(Pair::new(&old, &new), &hints).unwrap();
        }
    }

    #[test]
    fn a_schema_does_not_differ_from_itself(schema in schema(Flavour::Any)) {
        prop_assert_eq!(diff(Pair::new(&schema, &schema), &Hints::none()).unwrap(), []);
        let mut shuffled = schema.clone();
        shuffled.tables.reverse();
        for table in &mut shuffled.tables {
            table.columns.reverse();
            table.indexes.reverse();
        }
        prop_assert_eq!(diff(Pair::new(&schema, &shuffled), &Hints::none()).unwrap(), []);
    }

    #[test]
    fn changes_survive_their_text(Case { old, new, hints } in case(Flavour::Any)) {
        let changes = diff(Pair::new(&old, &new), &hints).unwrap();
        prop_assert_eq!(&diff(Pair::new(&old, &new), &hints).unwrap(), &changes);
        let text = serde_json::to_string(&changes).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<migrate_core::Change>>(&text).unwrap(), changes);
    }
}
