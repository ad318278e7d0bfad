//! One step of a random schema, and the strategies that string steps together.

use migrate_core::diff::Hints;
use migrate_core::schema::Schema;
use proptest::collection::vec;
use proptest::prelude::*;

use super::maker::Maker;

/// Two schemas, and what their models say about the way between them.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) old: Schema,
    pub(crate) new: Schema,
    pub(crate) hints: Hints,
}

/// What is done, and numbers that pick one of what there is.
pub(super) type Edit = (u8, usize, usize, usize, usize);

/// Any two schemas, of which the second was made from the first.
pub(crate) fn case() -> impl Strategy<Value = Case> {
    (vec(edit(), 1..30), vec(edit(), 0..14)).prop_map(|(before, after)| {
        let mut maker = Maker::default();
        before.iter().for_each(|edit| maker.apply(*edit));
        let old = maker.schema.clone().normalized();
        maker.remember();
        after.iter().for_each(|edit| maker.apply(*edit));
        let hints = maker.hints(&old);
        Case { old, new: maker.schema.normalized(), hints }
    })
}

fn edit() -> impl Strategy<Value = Edit> {
    let n = || 0..240_usize;
    let kind = prop_oneof![
        4 => Just(0_u8), 1 => Just(1), 2 => Just(2), 9 => Just(3), 3 => Just(4), 3 => Just(5), 5 => Just(6),
        2 => Just(7), 5 => Just(8), 2 => Just(9), 1 => Just(10), 4 => Just(11), 2 => Just(12), 3 => Just(13),
        1 => Just(14), 1 => Just(15), 2 => Just(16), 2 => Just(17),
    ];
    (kind, n(), n(), n(), n())
}
