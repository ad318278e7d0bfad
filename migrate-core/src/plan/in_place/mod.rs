//! A script for a database that alters everything in place, and then minds what hangs on what: a view on its
//! columns, a foreign key on its types, a generated column on the others.
//!
//! | file | does |
//! |---|---|
//! | `never_null.rs` | the proofs on which `SET NOT NULL` stands |
//! | `circles.rs` | which of the tables that go goes first |
//! | `indexes.rs`, `swap.rs` | which indexes come and go beside the writers; which take the place of others |
//! | `parted.rs` | which tables take no other form |
//! | `in_parts.rs` | indexes of a parted table that are made part by part |
//! | `stages.rs`, `cut.rs`, `forms.rs` | what runs in one transaction, and what by itself; in which form |
//! | `expand.rs` | what must be out of the way for a change goes, and comes back: as changes of its own |
//! | `segment.rs` | the changes between two renames, and what they touch |
//! | `way.rs` | what makes way for them, and comes back: under its new name, where it gets one |
//! | `held.rs` | keys that go with a column, or of a part with the whole's index; indexes that the whole takes from a part |
//! | `kept.rs` | what a part's column has of its own, and keeps when the whole's changes |
//! | `apart.rs` | what goes out of one hand into another: sequences, parts of tables |
//! | `phase.rs` | the order: what is let go first, what others build upon before them |
//! | `views.rs` | which views must be made anew, and in which order |
//! | `opaque.rs` | what is carried as it was written: when it comes and goes, and what of it must make way |
//! | `statistics.rs` | what the planner forgets of a column, and how it learns it again |
//! | `write.rs` | the statements |
//!
//! All that is added is a [`Change`], so that the proof is simple: the steps, replayed, give the same schema.

mod apart;
mod circles;
mod cut;
mod expand;
mod forms;
mod held;
mod in_parts;
mod indexes;
mod kept;
mod never_null;
mod opaque;
mod parted;
mod phase;
mod segment;
mod stages;
mod statistics;
mod swap;
mod views;
mod way;
mod write;

pub(super) use stages::{in_use, patience, stages};
pub(super) use write::script;

use crate::Change;

/// One change on its way to SQL.
struct Step {
    change: Change,
    part: Part,
}

/// What a step is in the whole.
enum Part {
    /// A change as it was asked for.
    Asked,
    /// Part of this change, which can't be said in one piece.
    Of(Box<Change>),
    /// Something that stands in the way of another change: away, or back again.
    Meanwhile,
    /// A column of a part of a table, of which the whole's change says it already.
    Inherited,
    /// A key of a part, which may have gone with one of the whole's already.
    Along,
}

impl Step {
    fn asked(change: Change) -> Self {
        Self { change, part: Part::Asked }
    }

    fn of(change: Change, whole: &Change) -> Self {
        Self { change, part: Part::Of(Box::new(whole.clone())) }
    }

    /// Whether it is a key or an index of a part that goes with the whole's.
    fn goes_along(&self) -> bool {
        matches!(self.part, Part::Inherited | Part::Along)
            && matches!(self.change, Change::DropIndex { .. } | Change::AlterPrimaryKey { to: None, .. })
    }

    fn meanwhile(change: Change) -> Self {
        Self { change, part: Part::Meanwhile }
    }
}
