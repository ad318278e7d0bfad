use super::pair::{Match, Pair, join};
use super::steps::Steps;
use crate::Change;
use crate::schema::{EnumType, Opaque, Sequence, View};

/// Enum types.
pub(super) fn enums(pair: Pair<&[EnumType]>, steps: &mut Steps) {
    for found in join(pair, |a, b| a.name.cmp(&b.name)) {
        match found {
            Match::Added(ty) => steps.types.push(Change::CreateEnum { ty: ty.clone() }),
            Match::Removed(ty) => steps.dropped_types.push(Change::DropEnum { ty: ty.clone() }),
            Match::Kept(pair) if pair.is_same() => {}
            Match::Kept(Pair { old, new }) => {
                steps.types.push(Change::AlterEnum {
                    from: old.clone(),
                    to: new.clone(),
                    renamed: Vec::new(),
                });
            }
        }
    }
}

/// Sequences that stand alone.
pub(super) fn sequences(pair: Pair<&[Sequence]>, steps: &mut Steps) {
    for found in join(pair, |a, b| a.name.cmp(&b.name)) {
        match found {
            Match::Added(sequence) => {
                steps.types.push(Change::CreateSequence { sequence: sequence.clone() });
            }
            Match::Removed(sequence) => {
                steps.dropped_types.push(Change::DropSequence { sequence: sequence.clone() });
            }
            Match::Kept(pair) if pair.is_same() => {}
            Match::Kept(Pair { old, new }) => {
                steps.types.push(Change::AlterSequence { from: old.clone(), to: new.clone() });
            }
        }
    }
}

/// Views.
pub(super) fn views(pair: Pair<&[View]>, steps: &mut Steps) {
    for found in join(pair, |a, b| a.name.cmp(&b.name)) {
        match found {
            Match::Added(view) => steps.views.push(Change::CreateView { view: view.clone() }),
            Match::Removed(view) => steps.dropped_views.push(Change::DropView { view: view.clone() }),
            Match::Kept(pair) if pair.is_same() => {}
            Match::Kept(Pair { old, new }) => {
                steps.views.push(Change::AlterView { from: old.clone(), to: new.clone() });
            }
        }
    }
}

/// What is carried as it was written.
pub(super) fn opaque(pair: Pair<&[Opaque]>, steps: &mut Steps) {
    for found in join(pair, |a, b| a.id.cmp(&b.id)) {
        match found {
            Match::Added(object) => steps.opaque.push(Change::CreateOpaque { object: object.clone() }),
            Match::Removed(object) => {
                steps.dropped_opaque.push(Change::DropOpaque { object: object.clone() });
            }
            Match::Kept(pair) if pair.is_same() => {}
            Match::Kept(Pair { old, new }) => {
                steps.opaque.push(Change::AlterOpaque { from: old.clone(), to: new.clone() });
            }
        }
    }
}

/// Extensions.
pub(super) fn extensions<'a>(pair: Pair<impl IntoIterator<Item = &'a String>>, steps: &mut Steps) {
    for found in join(pair, |a, b| a.cmp(b)) {
        match found {
            Match::Added(name) => steps.extensions.push(Change::CreateExtension { name: name.clone() }),
            Match::Removed(name) => steps.dropped_types.push(Change::DropExtension { name: name.clone() }),
            Match::Kept(_) => {}
        }
    }
}
