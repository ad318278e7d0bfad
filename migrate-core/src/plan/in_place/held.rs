use super::segment::Segment;
use super::{Part, Step};
use crate::dialect::postgres::{UniqueKey, is_moved, parts_of, serves, unique_keys};
use crate::schema::{Index, Table};
use crate::{Change, QName};

impl Segment<'_> {
    /// A key of a part's own may stand on a unique index of the whole's: it goes with that, and can't go by itself.
    ///
    /// Gives the changes that are left to be said.
    pub(super) fn held_keys(&mut self, changes: &[Change]) -> Vec<Change> {
        let mut anew: Vec<(QName, UniqueKey, Change)> = Vec::new();
        let mut going: Vec<(QName, UniqueKey)> = changes.iter().filter_map(takes).collect();
        for change in changes {
            let Some((part, key)) =
                takes(change).filter(|(part, key)| key.is_constraint() && self.stays_part(part))
            else {
                continue;
            };
            for whole in self.wholes(&part) {
                for held in unique_keys(whole).into_iter().filter(|held| key.stands_on(held)) {
                    let of = (whole.name.clone(), held);
                    if !going.contains(&of) {
                        going.push(of.clone());
                        anew.push((of.0, of.1, change.clone()));
                    }
                }
            }
        }
        let mut said: Vec<&Change> = Vec::new();
        let mut done: Vec<(QName, UniqueKey)> = Vec::new();
        for (whole, held) in &going {
            for part in parts_of(self.before, whole) {
                if !self.stays_part(&part.name) {
                    continue;
                }
                let keys =
                    unique_keys(part).into_iter().filter(|key| key.is_constraint() && key.stands_on(held));
                for key in keys {
                    // It may stand on that of a part of the whole, which stands on the whole's.
                    if done.contains(&(part.name.clone(), key.clone())) {
                        continue;
                    }
                    done.push((part.name.clone(), key.clone()));
                    let goes =
                        changes.iter().find(|change| takes(change) == Some((part.name.clone(), key.clone())));
                    self.key_of_part(&part.name, &key, goes);
                    said.extend(goes);
                }
            }
        }
        for (whole, held, change) in anew {
            self.makes_way(&whole, &held);
            self.steps.push(Step::of(away(&whole, &held), &change));
            self.steps.push(Step::asked(back(&whole, &held)));
        }
        changes.iter().filter(|change| !said.contains(change)).cloned().collect()
    }

    /// The whole's index takes it along, if that is the one on which it stands; it comes back where nobody wanted it to go.
    fn key_of_part(&mut self, part: &QName, key: &UniqueKey, goes: Option<&Change>) {
        self.makes_way(part, key);
        self.steps.push(Step { change: away(part, key), part: Part::Along });
        match goes {
            Some(change @ Change::AlterPrimaryKey { table, to: Some(to), .. }) => {
                let add = Change::AlterPrimaryKey { table: table.clone(), from: None, to: Some(to.clone()) };
                self.steps.push(Step::of(add, change));
            }
            Some(_) => {}
            None => self.steps.push(Step::meanwhile(back(part, key))),
        }
    }

    /// A primary key goes with any of its columns, also with one that it only carries along.
    pub(super) fn own_key_makes_way(&mut self, table: &Table, column: &str) {
        let Some(key) = &table.primary_key else { return };
        let is_in = key.columns.iter().chain(&key.include).any(|name| name == column);
        let stays =
            self.after.table(&table.name).is_some_and(|after| after.primary_key.as_ref() == Some(key));
        let of = &table.name;
        if is_in && stays && self.spoken.insert(('p', of.clone(), of.name.clone())) {
            let key = UniqueKey::Primary(key.clone());
            self.makes_way(of, &key);
            self.meanwhile(away(of, &key), back(of, &key));
        }
    }

    fn makes_way(&mut self, of: &QName, key: &UniqueKey) {
        let columns: Vec<String> = key.columns().into_iter().flatten().cloned().collect();
        self.key_goes(of, &columns);
        if matches!(key, UniqueKey::Primary(_)) {
            self.touched.key(of);
        }
    }

    /// Whether the table is part of the same whole all the while.
    fn stays_part(&self, name: &QName) -> bool {
        let whole = |table: Option<&Table>| table.and_then(Table::whole).cloned();
        let now = whole(self.after.table(name));
        now.is_some() && whole(self.before.table(name)) == now
    }

    /// What the table is part of, from the inside out.
    fn wholes(&self, part: &QName) -> Vec<&Table> {
        let whole = |table: &&Table| table.whole().and_then(|whole| self.before.table(whole));
        let first = self.before.table(part);
        std::iter::successors(first, whole).skip(1).collect()
    }

    /// A table that joins another brings its indexes: the server takes those for the whole's that are just like them.
    pub(super) fn joins(&mut self, changes: &[Change]) -> Vec<Change> {
        let mut taken: Vec<&Change> = Vec::new();
        for change in changes.iter().filter(|change| is_moved(change)) {
            let Some(part) = change.table().and_then(|name| self.before.table(name)) else { continue };
            let Some(after) = self.after.table(&part.name) else { continue };
            let Some(whole) = after.whole().and_then(|whole| self.after.table(whole)) else { continue };
            for of_whole in &whole.indexes {
                let like =
                    part.indexes.iter().filter(|index| serves(index, of_whole)).collect::<Vec<&Index>>();
                for index in like.iter().filter(|index| after.indexes.contains(index)) {
                    if self.spoken.insert(('i', part.name.clone(), index.name.clone())) {
                        let (table, index) = (part.name.clone(), (*index).clone());
                        self.meanwhile(
                            Change::DropIndex { table: table.clone(), index: index.clone() },
                            Change::AddIndex { table, index },
                        );
                    }
                }
                if let [index] = like[..]
                    && self.is_free_again(&part.name, &index.name)
                {
                    let gone = Change::DropIndex { table: part.name.clone(), index: index.clone() };
                    taken.extend(changes.iter().find(|change| **change == gone));
                }
            }
            if let (Some(own), Some(of_whole)) = (&part.primary_key, &whole.primary_key)
                && own.is_like(of_whole)
            {
                let (table, from) = (part.name.clone(), Some(own.clone()));
                let gone = Change::AlterPrimaryKey { table, from, to: None };
                taken.extend(changes.iter().find(|change| **change == gone));
            }
        }
        for change in &taken {
            self.steps.push(Step { change: (*change).clone(), part: Part::Inherited });
        }
        changes.iter().filter(|change| !taken.contains(change)).cloned().collect()
    }

    /// Whether nothing is called so afterwards: what the whole has taken keeps its name.
    fn is_free_again(&self, of: &QName, name: &str) -> bool {
        let mut beside = self.after.tables.iter().filter(|table| table.name.namespace == of.namespace);
        !beside.any(|table| table.name.name == name || table.index(name).is_some())
    }
}

/// The key that a change takes away.
fn takes(change: &Change) -> Option<(QName, UniqueKey)> {
    match change {
        Change::DropIndex { table, index } if index.kind.is_unique() => {
            Some((table.clone(), UniqueKey::Index(index.clone())))
        }
        Change::AlterPrimaryKey { table, from: Some(from), to }
            if to.as_ref().is_none_or(|to| !to.is_like(from)) =>
        {
            Some((table.clone(), UniqueKey::Primary(from.clone())))
        }
        _ => None,
    }
}

fn away(table: &QName, key: &UniqueKey) -> Change {
    let table = table.clone();
    match key {
        UniqueKey::Primary(key) => Change::AlterPrimaryKey { table, from: Some(key.clone()), to: None },
        UniqueKey::Index(index) => Change::DropIndex { table, index: index.clone() },
    }
}

fn back(table: &QName, key: &UniqueKey) -> Change {
    let table = table.clone();
    match key {
        UniqueKey::Primary(key) => Change::AlterPrimaryKey { table, from: None, to: Some(key.clone()) },
        UniqueKey::Index(index) => Change::AddIndex { table, index: index.clone() },
    }
}
