//! What differs, gathered and said.

use super::message::Message;
use crate::model::text::{Line, find, slice, stands_at};
use crate::model::{RefDef, TypeDef};

/// The changes of one table.
pub(super) struct Report {
    table: &'static str,
    items: Message,
    pub(super) count: usize,
    pub(super) place: u16,
}

/// A column's slot, on either side.
#[derive(Clone, Copy)]
pub(super) struct TypeText<'a> {
    code: &'a [u8],
    dims: u8,
    nullable: bool,
    labels: &'a [u8],
}

impl<'a> TypeText<'a> {
    pub(super) const fn of_model(ty: &'a TypeDef, dialect: usize) -> Self {
        let labels = match ty.enum_json {
            Some(json) => json[dialect].as_bytes(),
            None => &[],
        };
        Self { code: ty.codes[dialect].as_bytes(), dims: ty.dims, nullable: ty.nullable, labels }
    }

    pub(super) const fn of_snapshot(slot: &'a [u8]) -> Self {
        let tab = find(slot, 0, b'\t');
        let labels = if tab < slot.len() { slice(slot, tab + 1, slot.len()) } else { &[] };
        let nullable = tab > 0 && slot[tab - 1] == b'?';
        Self { code: slice(slot, 0, tab - nullable as usize), dims: 0, nullable, labels }
    }
}

impl Report {
    pub(super) const fn new(table: &'static str) -> Self {
        Self { table, items: Message::new(), count: 0, place: 0 }
    }

    const fn item(&mut self, place: u16) {
        if self.count == 0 {
            self.place = place;
        } else {
            self.items.push("\n");
        }
        self.count += 1;
    }

    pub(super) const fn new_table(&mut self) {
        self.item(1);
        self.items.push("new table `").push(self.table).push("`");
    }

    pub(super) const fn table_changed(&mut self, place: u16, old: &[u8], new: &[u8]) {
        self.item(place);
        self.items.push("table `").push(self.table).push("` changed: ");
        self.was_now(old, new);
    }

    pub(super) const fn new_column(&mut self, place: u16, line: &Line<'_>, ty: TypeText<'_>) {
        self.item(place);
        self.items.push("new column `").push(self.table).push(".").bytes(line.key).push("` ");
        self.column(ty, line.text);
    }

    pub(super) const fn dropped_column(&mut self, line: &Line<'_>) {
        self.item(1);
        self.items.push("dropped column `").push(self.table).push(".").bytes(line.key).push("`");
    }

    pub(super) const fn changed_column(
        &mut self,
        place: u16,
        old: (&Line<'_>, TypeText<'_>),
        new: (&Line<'_>, TypeText<'_>),
    ) {
        self.item(place);
        self.items.push("column `").push(self.table).push(".").bytes(new.0.key).push("` changed: ");
        self.column(old.1, old.0.text);
        self.items.push(" → ");
        self.column(new.1, new.0.text);
        if !crate::model::text::equal(old.1.labels, new.1.labels) {
            self.items.push("\n  the enum was ").bytes(old.1.labels);
            self.items.push("\n  the enum is  ").bytes(new.1.labels);
        }
    }

    pub(super) const fn new_object(&mut self, place: u16, line: &Line<'_>, target: Target<'_>) {
        self.item(place);
        self.items.push("new ").push(noun(line.kind));
        self.name(line);
        self.items.bytes(line.text);
        self.target(target);
    }

    pub(super) const fn dropped_object(&mut self, line: &Line<'_>) {
        self.item(1);
        self.items.push("dropped ").push(noun(line.kind));
        self.name(line);
        self.items.bytes(line.text);
    }

    pub(super) const fn changed_object(
        &mut self,
        place: u16,
        old: (&Line<'_>, Target<'_>),
        new: (&Line<'_>, Target<'_>),
    ) {
        self.item(place);
        self.items.push(noun(new.0.kind));
        self.name(new.0);
        self.items.push("changed: ").bytes(old.0.text);
        self.target(old.1);
        self.items.push(" → ").bytes(new.0.text);
        self.target(new.1);
    }

    const fn name(&mut self, line: &Line<'_>) {
        if !line.key.is_empty() && line.key[0] != b'=' {
            self.items.push(" `").bytes(line.key).push("`");
        }
        self.items.push(" of `").push(self.table).push("` ");
    }

    const fn column(&mut self, ty: TypeText<'_>, text: &[u8]) {
        self.items.sql_type(ty.code, ty.dims);
        // The size comes first in the text: it belongs to the type.
        let sized = stands_at(text, 0, b"(");
        let size = if sized { find(text, 0, b')') + 1 } else { 0 };
        let size = if size > text.len() { text.len() } else { size };
        self.items.bytes(slice(text, 0, size));
        if !ty.nullable {
            self.items.push(" NOT NULL");
        }
        if size < text.len() {
            if !sized {
                self.items.push(" ");
            }
            self.items.bytes(slice(text, size, text.len()));
        }
    }

    const fn was_now(&mut self, old: &[u8], new: &[u8]) {
        self.items.bytes(if old.is_empty() { b"nothing" } else { old }).push(" → ");
        self.items.bytes(if new.is_empty() { b"nothing" } else { new });
    }

    const fn target(&mut self, target: Target<'_>) {
        match target {
            Target::None => {}
            Target::Model(of, dialect) => {
                self.items.push(" → `").push(of.table.name[dialect]).push("` (");
                let mut i = 0;
                while let Some(column) = of.column(i) {
                    self.items.push(if i == 0 { "" } else { ", " }).bytes(column.name());
                    i += 1;
                }
                self.items.push(")");
            }
            Target::Snapshot(slot) => {
                let tab = find(slot, 0, b'\t');
                self.items.push(" → `").bytes(slice(slot, 0, tab)).push("` (");
                let mut at = tab + 1;
                while at <= slot.len() {
                    let end = find(slot, at, b'\t');
                    self.items.push(if at == tab + 1 { "" } else { ", " }).bytes(slice(slot, at, end));
                    at = end + 1;
                }
                self.items.push(")");
            }
        }
    }

    pub(super) const fn into_message(self, dialect: &str) -> Message {
        let mut message = Message::new();
        message.push("unreviewed schema change");
        if self.count > 1 {
            message.push("s in table `").push(self.table).push("`");
        }
        if !dialect.is_empty() {
            message.push(" on ").push(dialect);
        }
        message.push(if self.count > 1 { ":\n" } else { ": " }).append(&self.items);
        message
    }
}

/// A foreign key's target, on either side.
#[derive(Clone, Copy)]
pub(super) enum Target<'a> {
    None,
    Model(&'a RefDef, usize),
    Snapshot(&'a [u8]),
}

const fn noun(kind: u8) -> &'static str {
    match kind {
        b'p' => "primary key",
        b'i' => "index",
        b'f' => "foreign key",
        b'x' => "check",
        b'e' => "exclusion constraint",
        _ => "object",
    }
}
