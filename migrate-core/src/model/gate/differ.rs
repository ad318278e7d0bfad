//! The slow path: line by line, found by kind and key.

use super::pieces::{Parts, Targets};
use super::report::{Report, Target, TypeText};
use super::reviewed::Reviewed;
use crate::model::text::{Line, equal, find, stands_at};
use crate::model::{RefDef, TableDef};

/// Notes every difference between a table and the snapshot's.
pub(super) const fn differ(table: &'static TableDef, dialect: usize, snap: &Reviewed, report: &mut Report) {
    let parts = Parts::of(&table.own.pieces);
    columns(&parts, dialect, snap, report);
    keys(&parts, &Targets::of(table.refs), dialect, snap, report);
}

const fn columns(parts: &Parts, dialect: usize, snap: &Reviewed, report: &mut Report) {
    let old = snap.columns;
    let mut found = 0;
    let mut cursor = Cursor { at: 0, ordinal: 0 };
    let mut i = 0;
    while i < parts.len {
        if let Some((part, fixed)) = parts.list[i] {
            let lines = part.text[dialect].as_bytes();
            let (mut at, mut k) = (0, 0);
            while at < lines.len() {
                let line = Line::at(lines, at);
                at = line.next;
                if line.kind != b't' && line.kind != b'c' {
                    continue;
                }
                let other = cursor.find(old, line.kind, line.key);
                if other.is_some() {
                    found += 1;
                }
                if line.kind == b't' {
                    if let Some((other, _)) = other
                        && !equal(line.json, other.json)
                    {
                        report.table_changed(1, other.text, line.text);
                    }
                    continue;
                }
                let place = match fixed {
                    Some(place) => place,
                    None => part.place + k as u16,
                };
                let ty = part.ty(k);
                k += 1;
                match other {
                    None => report.new_column(place, &line, TypeText::of_model(ty, dialect)),
                    Some((other, ordinal)) => {
                        let slot = snap.ty(ordinal);
                        if !equal(line.json, other.json) || !is_type(slot, ty, dialect) {
                            let was = (&other, TypeText::of_snapshot(slot));
                            report.changed_column(place, was, (&line, TypeText::of_model(ty, dialect)));
                        }
                    }
                }
            }
        }
        i += 1;
    }
    if found < count(old) {
        dropped(parts, dialect, old, report);
    }
}

/// Whether a slot holds this type.
const fn is_type(slot: &[u8], ty: &crate::model::TypeDef, dialect: usize) -> bool {
    let code = ty.codes[dialect].as_bytes();
    if !stands_at(slot, 0, code) {
        return false;
    }
    let mut at = code.len();
    let mut dims = 0;
    while dims < ty.dims {
        if !stands_at(slot, at, b"[]") {
            return false;
        }
        at += 2;
        dims += 1;
    }
    if ty.nullable {
        if !stands_at(slot, at, b"?") {
            return false;
        }
        at += 1;
    }
    if let Some(json) = ty.enum_json {
        let json = json[dialect].as_bytes();
        if !stands_at(slot, at, b"\t") || !stands_at(slot, at + 1, json) {
            return false;
        }
        at += 1 + json.len();
    }
    at == slot.len()
}

/// What the snapshot has and no part does.
const fn dropped(parts: &Parts, dialect: usize, old: &[u8], report: &mut Report) {
    let mut at = 0;
    while at < old.len() {
        let line = Line::at(old, at);
        at = line.next;
        let mut there = false;
        let mut i = 0;
        while i < parts.len && !there {
            if let Some((part, _)) = parts.list[i] {
                let mut cursor = Cursor { at: 0, ordinal: 0 };
                there = cursor.find(part.text[dialect].as_bytes(), line.kind, line.key).is_some();
            }
            i += 1;
        }
        if !there && line.kind == b'c' {
            report.dropped_column(&line);
        } else if !there && line.is_key() {
            report.dropped_object(&line);
        }
    }
}

const fn keys(parts: &Parts, targets: &Targets, dialect: usize, snap: &Reviewed, report: &mut Report) {
    let old = snap.keys;
    let (mut found, mut reference) = (0, 0);
    let mut cursor = Cursor { at: 0, ordinal: 0 };
    let mut i = 0;
    while i < parts.len {
        if let Some((part, fixed)) = parts.list[i] {
            let lines = part.text[dialect].as_bytes();
            let (mut at, mut k) = (0, 0);
            while at < lines.len() {
                let line = Line::at(lines, at);
                at = line.next;
                if !line.is_key() {
                    continue;
                }
                let place = match fixed {
                    Some(place) => place,
                    None => part.key_place(dialect, k),
                };
                k += 1;
                let target = if line.kind == b'f' {
                    reference += 1;
                    match targets.list[reference - 1] {
                        Some(of) => Target::Model(of, dialect),
                        None => Target::None,
                    }
                } else {
                    Target::None
                };
                match cursor.find(old, line.kind, line.key) {
                    None => report.new_object(place, &line, target),
                    Some((other, ordinal)) => {
                        found += 1;
                        let slot = snap.reference(ordinal);
                        let (same, was) = match target {
                            Target::Model(of, dialect) => {
                                (is_target(slot, of, dialect), Target::Snapshot(slot))
                            }
                            Target::None | Target::Snapshot(_) => (true, Target::None),
                        };
                        if !same || !equal(line.json, other.json) {
                            report.changed_object(place, (&other, was), (&line, target));
                        }
                    }
                }
            }
        }
        i += 1;
    }
    if found < count(old) {
        dropped(parts, dialect, old, report);
    }
}

const fn is_target(slot: &[u8], of: &RefDef, dialect: usize) -> bool {
    let table = of.table.name[dialect].as_bytes();
    if !stands_at(slot, 0, table) {
        return false;
    }
    let mut at = table.len();
    let mut i = 0;
    while let Some(column) = of.column(i) {
        if !stands_at(slot, at, b"\t") || !stands_at(slot, at + 1, column.name()) {
            return false;
        }
        at += 1 + column.len;
        i += 1;
    }
    at == slot.len()
}

const fn count(lines: &[u8]) -> usize {
    let (mut at, mut count) = (0, 0);
    while at < lines.len() {
        at = find(lines, at, b'\n') + 1;
        count += 1;
    }
    count
}

/// Where to look first: both sides mostly have one order.
struct Cursor {
    at: usize,
    /// How many `c` and `f` lines stand before it: the number of its slot.
    ordinal: usize,
}

impl Cursor {
    /// The line of this kind and key, and the number of its slot.
    const fn find<'a>(&mut self, lines: &'a [u8], kind: u8, key: &[u8]) -> Option<(Line<'a>, usize)> {
        let (start, mut wrapped) = (self.at, false);
        loop {
            if self.at >= lines.len() {
                if wrapped {
                    return None;
                }
                (self.at, self.ordinal, wrapped) = (0, 0, true);
            }
            if wrapped && self.at >= start {
                return None;
            }
            let line = Line::at(lines, self.at);
            let ordinal = self.ordinal;
            self.at = line.next;
            self.ordinal += (line.kind == b'c' || line.kind == b'f') as usize;
            if line.kind == kind && equal(line.key, key) {
                return Some((line, ordinal));
            }
        }
    }
}
