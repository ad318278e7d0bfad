//! Lists sorted by name, and what may happen to them.

use std::fmt::Display;

use crate::schema::{Check, EnumType, Exclusion, ForeignKey, Index, Opaque, OpaqueId, Sequence, Table, View};
use crate::{Error, ErrorCode, QName, Result};

/// What stands in a list that is sorted by its name.
pub(crate) trait Named: PartialEq {
    /// How its name is written.
    type Name: Ord + Display;
    /// What it is, for messages.
    const WHAT: &'static str;
    /// Its name.
    fn name(&self) -> &Self::Name;
}

macro_rules! named {
    ($($ty:ty: $name:ty = $what:literal),* $(,)?) => {$(
        impl Named for $ty {
            type Name = $name;
            const WHAT: &'static str = $what;
            fn name(&self) -> &$name {
                &self.name
            }
        }
    )*};
}

named! {
    EnumType: QName = "enum",
    Sequence: QName = "sequence",
    Table: QName = "table",
    View: QName = "view",
    Index: String = "index",
    ForeignKey: String = "foreign key",
    Check: String = "check",
    Exclusion: String = "exclusion constraint",
}

impl Named for Opaque {
    type Name = OpaqueId;
    const WHAT: &'static str = "";
    fn name(&self) -> &OpaqueId {
        &self.id
    }
}

/// An error of a replay: the schema isn't as the change says.
pub(super) fn misfit(message: String) -> Error {
    Error::new(ErrorCode::BadFile, message)
        .with_help("the changes don't follow from the schema they are replayed on: `cargo migrate check` names the revision, `cargo migrate rebase` puts it on the right one")
}

/// The place of a name, or where it would stand.
fn place<T: Named>(list: &[T], name: &T::Name) -> Result<usize, usize> {
    list.binary_search_by(|item| item.name().cmp(name))
}

/// `index `a` of `users``, or only `table `users`` where nothing is around it.
fn called<T: Named>(name: &T::Name, of: Option<&QName>) -> String {
    match of {
        // It says itself what it is.
        None if T::WHAT.is_empty() => format!("the {name}"),
        Some(table) => format!("the {} `{name}` of `{table}`", T::WHAT),
        None => format!("the {} `{name}`", T::WHAT),
    }
}

fn absent<T: Named>(verb: &str, name: &T::Name, of: Option<&QName>) -> Error {
    misfit(format!("can't {verb} {}: it is not there", called::<T>(name, of)))
}

/// Puts a new item in its place.
pub(super) fn insert<T: Named>(list: &mut Vec<T>, item: T, of: Option<&QName>) -> Result<()> {
    match place(list, item.name()) {
        Ok(_) => Err(misfit(format!("can't add {}: it is already there", called::<T>(item.name(), of)))),
        Err(at) => {
            list.insert(at, item);
            Ok(())
        }
    }
}

/// Takes an item out, if it is just this one.
pub(super) fn remove<T: Named>(list: &mut Vec<T>, item: &T, of: Option<&QName>) -> Result<()> {
    match place(list, item.name()) {
        Ok(at) if list[at] == *item => {
            list.remove(at);
            Ok(())
        }
        Ok(_) => Err(misfit(format!(
            "can't drop {}: it differs from the one that the change names",
            called::<T>(item.name(), of)
        ))),
        Err(_) => Err(absent::<T>("drop", item.name(), of)),
    }
}

/// Puts `to` in the place of `from`, if just that stands there; both have one name.
pub(super) fn replace<T: Named>(list: &mut [T], from: &T, to: T, of: Option<&QName>) -> Result<()> {
    match place(list, from.name()) {
        Ok(at) if list[at] == *from && from.name() == to.name() => {
            list[at] = to;
            Ok(())
        }
        Ok(_) => Err(misfit(format!(
            "can't alter {}: it differs from the one that the change names",
            called::<T>(from.name(), of)
        ))),
        Err(_) => Err(absent::<T>("alter", from.name(), of)),
    }
}

/// Gives an item another name and its new place; `set` writes the name.
pub(super) fn rename<T: Named>(
    list: &mut Vec<T>,
    from: &T::Name,
    to: &T::Name,
    of: Option<&QName>,
    set: impl FnOnce(&mut T),
) -> Result<()> {
    let Ok(at) = place(list, from) else {
        return Err(absent::<T>("rename", from, of));
    };
    if place(list, to).is_ok() {
        return Err(misfit(format!(
            "can't rename {} to `{to}`: there is one of that name",
            called::<T>(from, of)
        )));
    }
    let mut item = list.remove(at);
    set(&mut item);
    insert(list, item, of)
}

/// The item of this name, to change it.
pub(super) fn find<'a, T: Named>(list: &'a mut [T], name: &T::Name) -> Result<&'a mut T> {
    match place(list, name) {
        Ok(at) => Ok(&mut list[at]),
        Err(_) => Err(absent::<T>("alter", name, None)),
    }
}
