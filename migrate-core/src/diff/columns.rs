use super::pair::Pair;
use super::steps::Steps;
use super::tables::Said;
use crate::Change;
use crate::schema::Table;

/// New and altered columns.
///
/// A new column comes behind all others; where the database places it, behind that which stands before it in the new
/// schema, which is there by then.
pub(super) fn added_and_altered(pair: Pair<&Table>, said: Said<'_>, steps: &mut Steps) {
    let Pair { old, new } = pair;
    let mut last = old.columns.last();
    let mut before = None;
    for to in &new.columns {
        let place = if said.places { before } else { last };
        before = Some(to);
        let backfill = said.backfills.get(&(&new.name, to.name.as_str())).map(|sql| (*sql).to_owned());
        match old.column(&to.name) {
            None => {
                steps.altered.push(Change::AddColumn {
                    table: new.name.clone(),
                    column: to.clone(),
                    after: place.map(|column| column.name.clone()),
                    backfill,
                });
                last = Some(to);
            }
            Some(from) if from == to => {}
            Some(from) => steps.altered.push(Change::AlterColumn {
                table: new.name.clone(),
                from: from.clone(),
                to: to.clone(),
                // Only NULLs are replaced: a column that had none needs nothing.
                backfill: backfill.filter(|_| from.nullable && !to.nullable),
            }),
        }
    }
}

/// Columns that are gone; behind the new ones, whose backfill may read them.
pub(super) fn dropped(pair: Pair<&Table>, steps: &mut Steps) {
    let Pair { old, new } = pair;
    let mut before: Option<&str> = None;
    for column in &old.columns {
        if new.column(&column.name).is_some() {
            before = Some(&column.name);
        } else {
            steps.altered.push(Change::DropColumn {
                table: new.name.clone(),
                column: column.clone(),
                after: before.map(str::to_owned),
            });
        }
    }
}
