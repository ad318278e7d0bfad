//! Views, sequences and extensions, each one line.

use super::case::{Case, Part};
use super::{Message, Snapshot};
use crate::model::Tables;
use crate::model::text::{Line, equal};

/// Fails the build where one is not as it was reviewed, and says what else isn't.
#[track_caller]
pub const fn check_objects(lines: &'static [[&'static str; 3]], case: Case) {
    if let Some(mut message) = look(lines, case.snapshot()) {
        case.end(&mut message, Part::Objects(lines));
    }
}

/// Whether two lists hold the same.
pub(super) const fn are_one(a: &[[&str; 3]], b: &[[&str; 3]]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        let mut d = 0;
        while d < 3 {
            if !equal(a[i][d].as_bytes(), b[i][d].as_bytes()) {
                return false;
            }
            d += 1;
        }
        i += 1;
    }
    true
}

/// Whether all are as they were reviewed.
pub const fn same_objects(lines: &[[&'static str; 3]], snapshot: &Snapshot) -> bool {
    look(lines, snapshot).is_none()
}

pub(super) const fn look(lines: &[[&'static str; 3]], snapshot: &Snapshot) -> Option<Message> {
    let mut d = 0;
    while d < snapshot.dialects.len() {
        let of = &snapshot.dialects[d];
        let mut message = Message::new();
        let (mut i, mut count) = (0, 0);
        while i < lines.len() {
            let line = lines[i][of.dialect].as_bytes();
            if !line.is_empty() && !stands_in(line, of.objects) {
                message.push(if count == 0 {
                    "unreviewed schema change"
                } else {
                    "\nunreviewed schema change"
                });
                if snapshot.dialects.len() > 1 {
                    message.push(" on ").push(of.name);
                }
                message.push(if is_named(line, of.objects) { ": changed " } else { ": new " });
                name(line, &mut message);
                count += 1;
            }
            i += 1;
        }
        if count > 0 {
            return Some(message);
        }
        d += 1;
    }
    None
}

/// Writes `view `active_users``.
pub(super) const fn name(line: &[u8], message: &mut Message) {
    let line = Line::at(line, 0);
    message.push(match line.kind {
        b'v' => "view `",
        b'q' => "sequence `",
        _ => "extension `",
    });
    message.bytes(line.key).push("`");
}

const fn stands_in(line: &[u8], all: &[&str]) -> bool {
    let mut i = 0;
    while i < all.len() {
        if equal(line, all[i].as_bytes()) {
            return true;
        }
        i += 1;
    }
    false
}

const fn is_named(line: &[u8], all: &[&str]) -> bool {
    let mut i = 0;
    while i < all.len() {
        if is_one(line, all[i].as_bytes()) {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether two lines are of one thing, whatever they say of it.
const fn is_one(a: &[u8], b: &[u8]) -> bool {
    let (a, b) = (Line::at(a, 0), Line::at(b, 0));
    a.kind == b.kind && equal(a.key, b.key)
}

/// Whether what a line of the snapshot is of stands in a list.
pub(super) const fn is_listed(line: &[u8], tables: &Tables, dialect: usize) -> bool {
    match tables {
        Tables::One(_) => false,
        Tables::Many(list) => {
            let mut i = 0;
            while i < list.len() {
                if is_listed(line, &list[i], dialect) {
                    return true;
                }
                i += 1;
            }
            false
        }
        Tables::Objects(lines) => {
            let mut i = 0;
            while i < lines.len() {
                let other = lines[i][dialect].as_bytes();
                if !other.is_empty() && is_one(line, other) {
                    return true;
                }
                i += 1;
            }
            false
        }
    }
}
