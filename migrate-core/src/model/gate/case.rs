//! One element of a `schema!`, held against what was reviewed.
//!
//! Where nothing changed, which is nearly always, no message is made and little is evaluated.

use super::message::Message;
use super::{Snapshot, compare, is_same_sum, objects};
use crate::model::{TableDef, Tables};

/// An element, and the table of it that is looked at.
#[derive(Clone, Copy)]
pub struct Case {
    snapshot: &'static Snapshot,
    whole: Option<&'static Tables>,
    table: Option<&'static TableDef>,
    /// Where the first change of the table stands: 0 where there is none, 1 for the struct itself, fields and keys follow.
    pub place: u16,
}

impl Case {
    /// To be held against this.
    pub const fn new(snapshot: &'static Snapshot) -> Self {
        Self { snapshot, whole: None, table: None, place: 0 }
    }

    /// In a group: the outermost one is the element.
    #[must_use]
    pub const fn of(self, whole: &'static Tables) -> Self {
        if self.whole.is_some() { self } else { Self { whole: Some(whole), ..self } }
    }

    /// One table.
    #[must_use]
    pub const fn at(self, table: &'static TableDef) -> Self {
        if is_same_sum(table, self.snapshot) {
            return self;
        }
        let place = match compare(table, self.snapshot) {
            Some((place, _)) => place,
            None => 0,
        };
        Self { table: Some(table), place, ..self }
    }

    pub(super) const fn snapshot(&self) -> &'static Snapshot {
        self.snapshot
    }

    /// Fails the build with these changes, and with those of what stands behind in the element.
    #[track_caller]
    pub(super) const fn end(&self, message: &mut Message, of: Part) {
        if let Some(whole) = self.whole {
            also(whole, &of, self.snapshot, message);
        }
        message.end("\nrun `cargo migrate revision -m \"...\"`");
        message.fail();
    }
}

/// Fails the build with all changes of a table, if the place of the first is that of the call; else the case as the
/// next place sees it.
#[track_caller]
pub const fn fail(case: Case) -> Case {
    match (case.place, case.table) {
        (1, Some(table)) => {
            if let Some((_, mut message)) = compare(table, case.snapshot) {
                case.end(&mut message, Part::Table(table));
            }
            Case { place: 0, ..case }
        }
        (0 | 1, _) | (_, None) => case,
        (place, Some(_)) => Case { place: place - 1, ..case },
    }
}

/// What fails, and so isn't reported a second time.
pub(super) enum Part {
    Table(&'static TableDef),
    Objects(&'static [[&'static str; 3]]),
}

/// What differs in an element beside the part that fails. Whatever stands before that part is as it was reviewed.
const fn also(tables: &'static Tables, fails: &Part, snapshot: &Snapshot, message: &mut Message) {
    match (tables, fails) {
        (Tables::Many(list), _) => {
            let mut i = 0;
            while i < list.len() {
                also(&list[i], fails, snapshot, message);
                i += 1;
            }
        }
        (Tables::One(table), Part::Table(known)) if is_one(table, known) => {}
        (Tables::One(table), _) => {
            if !is_same_sum(table, snapshot)
                && let Some((_, more)) = compare(table, snapshot)
            {
                message.push("\n").append(&more);
            }
        }
        (Tables::Objects(lines), Part::Objects(known)) if objects::are_one(lines, known) => {}
        (Tables::Objects(lines), _) => {
            if let Some(more) = objects::look(lines, snapshot) {
                message.push("\n").append(&more);
            }
        }
    }
}

const fn is_one(a: &TableDef, b: &TableDef) -> bool {
    let (a, b) = (a.own.id, b.own.id);
    a[0] == b[0] && a[1] == b[1] && a[2] == b[2]
}

/// Whether all tables of an element are as they were reviewed.
pub const fn is_same(tables: &'static Tables, snapshot: &Snapshot) -> bool {
    match tables {
        Tables::One(table) => is_same_sum(table, snapshot) || compare(table, snapshot).is_none(),
        Tables::Objects(lines) => objects::same_objects(lines, snapshot),
        Tables::Many(list) => {
            let mut i = 0;
            while i < list.len() {
                if !is_same(&list[i], snapshot) {
                    return false;
                }
                i += 1;
            }
            true
        }
    }
}
