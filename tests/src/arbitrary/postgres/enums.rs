use migrate_core::Change;
use migrate_core::diff::{Hints, Origin, Rename};
use migrate_core::schema::{Default, Schema};

use crate::arbitrary::maker::{Maker, pick_of};

impl Maker {
    pub(super) fn rename_label(&mut self, pick: usize, label: usize, number: usize) -> Option<()> {
        let before = pick_of(&self.schema.enums, pick)?.clone();
        let from = pick_of(&before.labels, label)?.clone();
        let to = format!("label {number}");
        let mut after = before.clone();
        after.labels.iter_mut().filter(|label| **label == from).for_each(|label| label.clone_from(&to));
        let name = before.name.clone();
        let renamed = vec![(from.clone(), to.clone())];
        Change::AlterEnum { from: before, to: after, renamed }.apply(&mut self.schema).ok()?;
        if let Some(was) = self.labels.remove(&(name.clone(), from)) {
            self.labels.insert((name, to), was);
        }
        Some(())
    }

    pub(super) fn rename_enum(&mut self, pick: usize, number: usize) -> Option<()> {
        let from = pick_of(&self.schema.enums, pick)?.name.clone();
        let mut to = from.clone();
        to.name = format!("enum_{number}");
        Change::RenameEnum { from: from.clone(), to: to.clone() }.apply(&mut self.schema).ok()?;
        if let Some(was) = self.enums.remove(&from) {
            self.enums.insert(to.clone(), was);
        }
        let labels = std::mem::take(&mut self.labels);
        let moved = |ty| if ty == from { to.clone() } else { ty };
        self.labels = labels.into_iter().map(|((ty, label), was)| ((moved(ty), label), was)).collect();
        Some(())
    }

    /// A label that is no column's default.
    pub(super) fn drop_label(&mut self, pick: usize, label: usize) -> Option<()> {
        let ty = pick_of(&self.schema.enums, pick)?.clone();
        let label = pick_of(&ty.labels, label)?.clone();
        let mut columns = self.schema.tables.iter().flat_map(|table| &table.columns);
        let is_default = columns.any(|column| {
            column.ty.enum_name() == Some(&ty.name) && column.default == Some(Default::Text(label.clone()))
        });
        if is_default || ty.labels.len() == 1 {
            return None;
        }
        let ty = self.schema.enums.iter_mut().find(|it| it.name == ty.name)?;
        ty.labels.retain(|it| *it != label);
        self.labels.remove(&(ty.name.clone(), label));
        Some(())
    }

    pub(super) fn drop_enum(&mut self, pick: usize) -> Option<()> {
        let name = pick_of(&self.schema.enums, pick)?.name.clone();
        let mut columns = self.schema.tables.iter().flat_map(|table| &table.columns);
        if columns.any(|column| column.ty.enum_name() == Some(&name)) {
            return None;
        }
        self.schema.enums.retain(|ty| ty.name != name);
        self.enums.remove(&name);
        self.labels.retain(|(ty, _), _| *ty != name);
        Some(())
    }

    /// What the models would say about enums and labels under other names.
    pub(in crate::arbitrary) fn enum_hints(&self, old: &Schema, hints: &mut Hints) {
        let origin = Origin::Attribute;
        for (now, was) in &self.enums {
            let is_free = old.enum_type(now).is_none() && self.schema.enum_type(was).is_none();
            if now != was && is_free {
                hints.renames.push(Rename::Enum { from: was.clone(), to: now.clone(), origin });
            }
            if now != was && !is_free {
                continue;
            }
            let (Some(before), Some(after)) = (old.enum_type(was), self.schema.enum_type(now)) else {
                continue;
            };
            for ((ty, label), old_label) in &self.labels {
                let is_free = !before.labels.contains(label) && !after.labels.contains(old_label);
                if ty == now && label != old_label && is_free {
                    let (ty, from, to) = (now.clone(), old_label.clone(), label.clone());
                    hints.renames.push(Rename::Label { ty, from, to, origin });
                }
            }
        }
    }
}
