//! What was reviewed and is no longer listed; tables listed twice.

use super::message::Message;
use super::objects::{is_listed, name};
use super::{DialectSnapshot, Snapshot};
use crate::model::Tables;
use crate::model::text::equal;

/// Tables of one list; more than these are not looked at one by one.
const LIMIT: usize = 16_384;

/// Fails the build where a table of the snapshot is in no list, or two structs are one table.
#[track_caller]
pub const fn check_dropped(tables: &Tables, snapshot: &Snapshot) {
    if let Some(message) = look(tables, snapshot) {
        message.fail();
    }
}

/// Whether every table of the snapshot is still there, once.
pub const fn nothing_dropped(tables: &Tables, snapshot: &Snapshot) -> bool {
    look(tables, snapshot).is_none()
}

const fn look(tables: &Tables, snapshot: &Snapshot) -> Option<Message> {
    let mut i = 0;
    while i < snapshot.dialects.len() {
        let of = &snapshot.dialects[i];
        let mut seen = Seen { marks: [false; LIMIT], twice: None, unknown: [""; 256], unknowns: 0 };
        mark(tables, of, &mut seen);
        if let Some(name) = seen.twice {
            let mut message = Message::new();
            message.push("two structs of this schema are the table `").push(name);
            message.push("`\nlist one of them, or give the other another name: `#[table(name = \"…\")]`");
            return Some(message);
        }
        let mut dropped = Message::new();
        let mut count = 0;
        let (mut t, mut reviewed) = (0, of.tables);
        while let [_, rest @ ..] = reviewed {
            if t < LIMIT && !seen.marks[t] {
                dropped.push(if count == 0 { "" } else { "\n" });
                dropped.push("dropped table `").bytes(of.lines(t).name).push("`");
                count += 1;
            }
            (t, reviewed) = (t + 1, rest);
        }
        let mut o = 0;
        while o < of.objects.len() {
            if !is_listed(of.objects[o].as_bytes(), tables, of.dialect) {
                dropped.push(if count == 0 { "dropped " } else { "\ndropped " });
                name(of.objects[o].as_bytes(), &mut dropped);
                count += 1;
            }
            o += 1;
        }
        if count > 0 {
            let mut message = Message::new();
            message.push("unreviewed schema change").push(if count == 1 { "" } else { "s" });
            if snapshot.dialects.len() > 1 {
                message.push(" on ").push(of.name);
            }
            message.push(if count == 1 { ": " } else { ":\n" }).append(&dropped);
            message.end("\nrun `cargo migrate revision -m \"...\"`, or list the struct again");
            return Some(message);
        }
        i += 1;
    }
    None
}

struct Seen {
    marks: [bool; LIMIT],
    twice: Option<&'static str>,
    /// New tables: they are few, but where all are new.
    unknown: [&'static str; 256],
    unknowns: usize,
}

const fn mark(tables: &Tables, of: &DialectSnapshot, seen: &mut Seen) {
    match tables {
        Tables::Many(list) => {
            let mut list = *list;
            while let [first, rest @ ..] = list {
                mark(first, of, seen);
                list = rest;
            }
        }
        Tables::Objects(_) => {}
        Tables::One(table) => match of.table(table.own) {
            Some(at) if at < LIMIT => {
                if seen.marks[at] {
                    seen.twice = Some(table.own.name[of.dialect]);
                }
                seen.marks[at] = true;
            }
            Some(_) => {}
            None => {
                let mut i = 0;
                while i < seen.unknowns {
                    if equal(seen.unknown[i].as_bytes(), table.own.name[of.dialect].as_bytes()) {
                        seen.twice = Some(table.own.name[of.dialect]);
                    }
                    i += 1;
                }
                if seen.unknowns < seen.unknown.len() {
                    seen.unknown[seen.unknowns] = table.own.name[of.dialect];
                    seen.unknowns += 1;
                }
            }
        },
    }
}
