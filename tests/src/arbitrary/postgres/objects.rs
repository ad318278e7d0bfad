use migrate_core::QName;
use migrate_core::schema::{Index, IndexKind, Sequence, View};

use crate::arbitrary::maker::{Maker, pick_of};
use crate::arbitrary::{qualified, quoted};

const NAMESPACES: [Option<&str>; 3] = [None, Some("app"), Some("Other one")];

impl Maker {
    /// Into another namespace.
    pub(super) fn move_table(&mut self, pick: usize, namespace: usize) -> Option<()> {
        let from = self.table(pick)?.name.clone();
        let to = QName {
            namespace: NAMESPACES[namespace % NAMESPACES.len()].map(str::to_owned),
            name: from.name.clone(),
        };
        if from != to {
            self.rename_table(&from, to);
        }
        Some(())
    }

    /// How its rows are kept. Tables that refer to each other are kept in one way.
    pub(in crate::arbitrary) fn storage(&mut self, pick: usize) -> Option<()> {
        let table = self.table(pick)?;
        let name = table.name.clone();
        let refers = !table.foreign_keys.is_empty();
        let mut keys = self.schema.tables.iter().flat_map(|table| &table.foreign_keys);
        let is_referred_to = keys.any(|key| key.references == name);
        let table = self.schema.table_mut(&name)?;
        if pick.is_multiple_of(2) || refers || is_referred_to {
            table.options.with = match table.options.with.is_empty() {
                true => vec![format!("fillfactor={}", 60 + pick % 30)],
                false => Vec::new(),
            };
        } else {
            table.options.unlogged = !table.options.unlogged;
        }
        Some(())
    }

    pub(super) fn sequences(&mut self, pick: usize, how: usize, number: usize) -> Option<()> {
        let n = self.schema.sequences.len();
        match how % 4 {
            0 if n > 0 => drop(self.schema.sequences.remove(pick % n)),
            1 if n > 0 => {
                let sequence = &mut self.schema.sequences[pick % n];
                sequence.increment = Some(2 + i64::try_from(how).ok()?);
                sequence.cycle = !sequence.cycle;
                sequence.cache = (how > 30).then_some(10);
            }
            _ => self.schema.sequences.push(Sequence {
                name: QName {
                    namespace: NAMESPACES[pick % 3].map(str::to_owned),
                    name: format!("seq_{number}"),
                },
                start: pick.is_multiple_of(2).then_some(7),
                increment: None,
                min: None,
                max: (how > 20).then_some(1000),
                cycle: false,
                ty: None,
                cache: None,
                owned_by: None,
            }),
        }
        Some(())
    }

    /// A view with rows of its own, and an index on it.
    pub(super) fn materialized(&mut self, pick: usize, column: usize, number: usize) -> Option<()> {
        let table = self.table(pick)?;
        let (table, column) = (table.name.clone(), pick_of(&table.columns, column)?.clone());
        let query = format!(
            "SELECT t.{0}, 1 AS one FROM {1} AS t WHERE {0} IS NOT NULL",
            quoted(&column.name),
            qualified(&table)
        );
        let index = Index::new(format!("idx_{number}"), IndexKind::Plain, &["one"]);
        self.schema.views.push(View {
            name: QName {
                namespace: NAMESPACES[number % 3].map(str::to_owned),
                name: format!("view_{number}"),
            },
            query,
            materialized: true,
            with: Vec::new(),
            indexes: if number.is_multiple_of(2) { vec![index] } else { Vec::new() },
            comment: None,
        });
        Some(())
    }

    pub(super) fn comments(&mut self, which: usize, pick: usize, number: usize) -> Option<()> {
        let comment = (!number.is_multiple_of(3)).then(|| format!("it's comment {number}"));
        match which % 4 {
            0 => {
                let n = self.schema.views.len();
                (n > 0).then(|| self.schema.views[pick % n].comment = comment)
            }
            1 => {
                let n = self.schema.enums.len();
                (n > 0).then(|| self.schema.enums[pick % n].comment = comment)
            }
            2 => {
                let table = self.table(pick)?;
                let n = table.columns.len();
                (n > 0).then(|| table.columns[which % n].comment = comment)
            }
            _ => {
                self.table(pick)?.comment = comment;
                Some(())
            }
        }
    }
}
