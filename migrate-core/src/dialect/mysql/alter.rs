//! Many changes of one table as one `ALTER TABLE`, or as few as they need.

use super::cost::{Class, Classed, is_virtual};
use super::step::Step;
use super::{Flavour, QUOTING, cover, expression, index, own_check, sound, table, types};
use crate::schema::{Check, Column, Index, IndexTarget, Schema, Table};
use crate::{Change, Error, ErrorCode, Result};

/// First come new columns; then they are filled; then comes what has to wait for that.
struct Alter<'a> {
    flavour: Flavour,
    schema: &'a Schema,
    changes: &'a [&'a Change],
    /// The table as far as the changes have come.
    table: Table,
    first: Step,
    updates: Vec<String>,
    last: Step,
}

/// The statements for changes of one table, in order.
pub(super) fn alter(
    flavour: Flavour,
    table: &Table,
    changes: &[&Change],
    schema: &Schema,
) -> Result<Vec<Classed>> {
    let mut state = Schema { tables: vec![table.clone()], ..Schema::default() };
    let mut alter = Alter {
        flavour,
        schema,
        changes,
        table: table.clone(),
        first: Step::default(),
        updates: Vec::new(),
        last: Step::default(),
    };
    let mut middle = None;
    for change in changes {
        // New columns have the character set that the table has by then.
        let early = matches!(change, Change::AddColumn { .. } | Change::AlterTableOptions { .. });
        let waits = !alter.updates.is_empty() && !early || alter.waits_for_key(change);
        if waits && middle.is_none() {
            middle = Some(alter.table.clone());
        }
        alter.take(change, waits)?;
        change.apply(&mut state)?;
        alter.table.clone_from(state.tables.first().ok_or_else(|| lost(change))?);
    }
    sound::table(flavour, &alter.table)?;
    let end = alter.table.clone();
    let middle = middle.unwrap_or_else(|| end.clone());
    own_indexes(flavour, [table, &middle], &mut alter.first)?;
    own_indexes(
        flavour,
        [&middle, &end],
        if alter.updates.is_empty() { &mut alter.first } else { &mut alter.last },
    )?;
    let mut there = cover::with_own(table);
    let filled = |text| Classed { table: table.name.clone(), text, class: Class::Filled };
    let mut statements = alter.first.statements(flavour, &mut there, schema)?;
    statements.extend(alter.updates.into_iter().map(filled));
    statements.extend(alter.last.statements(flavour, &mut there, schema)?);
    Ok(statements)
}

fn lost(change: &Change) -> Error {
    Error::new(ErrorCode::Internal, format!("the table of a change is gone: {change}"))
}

/// What foreign keys need beyond the declared indexes comes and goes with them.
fn own_indexes(flavour: Flavour, [before, after]: [&Table; 2], step: &mut Step) -> Result<()> {
    let (old, new) = (cover::own_indexes(before), cover::own_indexes(after));
    let abilities = flavour.abilities();
    for gone in old.iter().filter(|index| !new.contains(index)) {
        let mut drop = format!("DROP INDEX {}{}", abilities.if_exists, QUOTING.name(&gone.name));
        if let (Some(other), Some([open, close])) = (cover::other_name(before, gone), abilities.mariadb_only)
        {
            drop.push_str(&format!("{open}, DROP INDEX IF EXISTS {}{close}", QUOTING.name(other)));
        }
        step.push(Change::DropIndex { table: before.name.clone(), index: gone.clone() }, vec![drop]);
    }
    for made in new.iter().filter(|index| !old.contains(index)) {
        let add = format!("ADD {}", index::index(flavour, made)?);
        step.push(Change::AddIndex { table: after.name.clone(), index: made.clone() }, vec![add]);
    }
    Ok(())
}

impl Alter<'_> {
    /// Whether it is a column of a key that will wait for rows to be filled: without the key, it can be NULL.
    fn waits_for_key(&self, change: &Change) -> bool {
        let fills = |change: &&Change| match change {
            Change::AddColumn { backfill, .. } | Change::AlterColumn { backfill, .. } => backfill.is_some(),
            _ => false,
        };
        let keys = |change: &&Change| matches!(change, Change::AlterPrimaryKey { .. });
        let of_key = match change {
            Change::AlterColumn { from, .. } => self.table.primary_key_columns().contains(&from.name),
            _ => false,
        };
        of_key && self.changes.iter().any(fills) && self.changes.iter().any(keys)
    }

    fn push(&mut self, waits: bool, change: Change, clauses: Vec<String>) {
        let step = if waits { &mut self.last } else { &mut self.first };
        step.push(change, clauses);
    }

    fn take(&mut self, change: &Change, waits: bool) -> Result<()> {
        match change {
            Change::AddColumn { column, after, backfill, .. } => {
                return self.add_column(column, after.as_deref(), backfill.as_deref());
            }
            Change::AlterColumn { from, to, backfill, .. } => {
                return self.alter_column(change, [from, to], backfill.as_deref(), waits);
            }
            _ => {}
        }
        let clauses = match change {
            Change::DropColumn { column, .. } => vec![format!("DROP COLUMN {}", QUOTING.name(&column.name))],
            Change::AlterPrimaryKey { from, to, .. } => {
                let drop = from.as_ref().map(|_| "DROP PRIMARY KEY".to_owned());
                let add = to.as_ref().map(|key| format!("ADD PRIMARY KEY ({})", QUOTING.list(&key.columns)));
                let same = from.as_ref().map(|key| &key.columns) == to.as_ref().map(|key| &key.columns);
                if same { Vec::new() } else { drop.into_iter().chain(add).collect() }
            }
            Change::AddIndex { index, .. } => vec![format!("ADD {}", index::index(self.flavour, index)?)],
            Change::DropIndex { index, .. } => vec![format!("DROP INDEX {}", QUOTING.name(&index.name))],
            Change::RenameIndex { from, to, .. } => {
                sound::name(to, "index")?;
                vec![format!("RENAME INDEX {} TO {}", QUOTING.name(from), QUOTING.name(to))]
            }
            Change::AddForeignKey { foreign_key, .. } => {
                vec![format!("ADD {}", table::foreign_key(foreign_key))]
            }
            Change::DropForeignKey { foreign_key, .. } => {
                vec![format!("DROP FOREIGN KEY {}", QUOTING.name(&foreign_key.name))]
            }
            Change::RenameForeignKey { from, to, .. } => {
                let renamed = self.table.foreign_keys.iter().find(|key| key.name == *from).cloned();
                let renamed = renamed.map(|mut key| {
                    to.clone_into(&mut key.name);
                    format!("ADD {}", table::foreign_key(&key))
                });
                let drop = format!("DROP FOREIGN KEY {}", QUOTING.name(from));
                std::iter::once(drop).chain(renamed).collect()
            }
            Change::AddCheck { check, .. } => self.add_check(check)?,
            Change::DropCheck { check, .. } => self.drop_check(check)?,
            Change::RenameCheck { from, to, .. } => {
                let Some(check) = self.table.checks.iter().find(|check| check.name == *from).cloned() else {
                    return Err(lost(change));
                };
                let mut clauses = self.drop_check(&check)?;
                clauses.extend(self.add_check(&Check { name: to.clone(), ..check })?);
                clauses
            }
            Change::AlterTableOptions { from, to, .. } => {
                let mut clauses = table::options(from, to);
                if (&from.charset, &from.collation) != (&to.charset, &to.collation) {
                    clauses.extend(self.recode()?);
                }
                clauses
            }
            Change::AlterTableComment { to, .. } => vec![table::comment(to.as_deref().unwrap_or_default())],
            other => {
                return Err(Error::new(
                    ErrorCode::Internal,
                    format!("a change that can't be part of ALTER TABLE was put there: {other}"),
                ));
            }
        };
        self.push(waits, change.clone(), clauses);
        Ok(())
    }

    fn add_column(&mut self, column: &Column, after: Option<&str>, backfill: Option<&str>) -> Result<()> {
        let last = self.table.columns.last().map(|column| column.name.as_str());
        let place = match after {
            None => " FIRST".to_owned(),
            Some(after) if last == Some(after) || self.table.column(after).is_none() => String::new(),
            Some(after) => format!(" AFTER {}", QUOTING.name(after)),
        };
        let strict = backfill.is_some() && !column.nullable && column.default.is_none();
        let mut made = column.clone();
        made.nullable |= strict;
        let own = if strict { String::new() } else { self.own_check(&column.name) };
        // A check of its name that the table has already stays the table's.
        let known = self.table.checks.iter().any(|check| check.name == column.name);
        let at_column = if strict || known { String::new() } else { self.at_column(&column.name) };
        let add =
            format!("ADD COLUMN {}{at_column}{place}{own}", table::column(&made, &self.table, self.schema)?);
        let adding = Change::AddColumn {
            table: self.table.name.clone(),
            column: made.clone(),
            after: after.map(str::to_owned),
            backfill: None,
        };
        self.push(false, adding, vec![add]);
        if let Some(sql) = backfill {
            self.update(column, sql, made.nullable);
        }
        if strict {
            let modify = self.modify(column)?;
            let change = Change::AlterColumn {
                table: self.table.name.clone(),
                from: made,
                to: column.clone(),
                backfill: None,
            };
            self.push(true, change, vec![modify]);
        }
        Ok(())
    }

    /// Fills the column. Columns that note the time of each update keep what they hold.
    fn update(&mut self, column: &Column, sql: &str, only_null: bool) {
        let name = QUOTING.name(&column.name);
        let mut set = vec![format!("{name} = {}", expression::bracket(sql))];
        for other in
            self.table.columns.iter().filter(|other| other.on_update.is_some() && other.name != column.name)
        {
            let other = QUOTING.name(&other.name);
            set.push(format!("{other} = {other}"));
        }
        let filter = if only_null { format!(" WHERE {name} IS NULL") } else { String::new() };
        self.updates.push(format!(
            "UPDATE {} SET {}{filter}",
            QUOTING.name(&self.table.name.name),
            set.join(", ")
        ));
    }

    fn alter_column(
        &mut self,
        change: &Change,
        [from, to]: [&Column; 2],
        backfill: Option<&str>,
        waits: bool,
    ) -> Result<()> {
        let waits = waits || backfill.is_some();
        if let Some(sql) = backfill {
            self.update(to, sql, true);
        }
        let mut clauses = Vec::new();
        let start = |column: &Column| column.identity.as_ref().and_then(|identity| identity.start);
        if start(from) != start(to) {
            clauses.extend(start(to).map(|start| format!("AUTO_INCREMENT={start}")));
        }
        let (old, new) =
            (table::column(from, &self.table, self.schema)?, table::column(to, &self.table, self.schema)?);
        if is_virtual(from) != is_virtual(to) {
            clauses.extend(self.remade(to)?);
        } else if old != new || self.turns(&to.name) {
            clauses.push(self.modify(to)?);
        }
        self.push(waits, change.clone(), clauses);
        Ok(())
    }

    /// A virtual column can't become a kept one, nor the other way round: it is dropped and added in its place, with
    /// the indexes it is in.
    fn remade(&self, to: &Column) -> Result<Vec<String>> {
        let at = self.table.columns.iter().position(|column| column.name == to.name);
        let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| self.table.columns.get(at));
        let place = before
            .map_or_else(|| "FIRST".to_owned(), |column| format!("AFTER {}", QUOTING.name(&column.name)));
        let uses = |index: &&Index| {
            index.parts.iter().any(|part| matches!(&part.on, IndexTarget::Column(name) if *name == to.name))
        };
        let mut clauses = Vec::new();
        for of in self.table.indexes.iter().filter(uses) {
            clauses.push(format!("DROP INDEX {}", QUOTING.name(&of.name)));
        }
        clauses.push(format!("DROP COLUMN {}", QUOTING.name(&to.name)));
        let (at_column, own) = (self.at_column(&to.name), self.own_check(&to.name));
        clauses.push(format!(
            "ADD COLUMN {}{at_column} {place}{own}",
            table::column(to, &self.table, self.schema)?
        ));
        for of in self.table.indexes.iter().filter(uses) {
            clauses.push(format!("ADD {}", index::index(self.flavour, of)?));
        }
        Ok(clauses)
    }

    /// `MODIFY COLUMN`, with the check that is named for it.
    fn modify(&self, column: &Column) -> Result<String> {
        let check = own_check::after(&self.table, self.changes, &column.name);
        let moved = own_check::moved(self.flavour, check.as_ref());
        Ok(format!(
            "MODIFY COLUMN {}{}{moved}{}",
            table::column(column, &self.table, self.schema)?,
            self.at_column(&column.name),
            self.own_check(&column.name)
        ))
    }

    fn at_column(&self, column: &str) -> String {
        own_check::at_column(self.flavour, own_check::after(&self.table, self.changes, column).as_ref())
    }

    /// What MySQL needs to be told beside, where the check is new.
    fn own_check(&self, column: &str) -> String {
        let check = own_check::after(&self.table, self.changes, column);
        let is_new = check.as_ref().is_some_and(|check| !self.table.checks.contains(check));
        let told = self.flavour.abilities().mariadb_only.is_some();
        own_check::beside(self.flavour, check.as_ref().filter(|_| is_new && told), "ADD ")
    }

    /// Whether the check that is named for a column comes or goes.
    fn turns(&self, column: &str) -> bool {
        own_check::after(&self.table, self.changes, column).as_ref() != own_check::of(&self.table, column)
    }

    /// Whether some change writes the column, and its check with it, or takes it away.
    fn writes(&self, column: &str) -> bool {
        self.changes.iter().any(|change| match change {
            Change::DropColumn { column: of, .. }
            | Change::AddColumn { column: of, .. }
            | Change::AlterColumn { to: of, .. } => of.name == column,
            _ => false,
        })
    }

    fn goes(&self, name: &str) -> bool {
        let goes =
            |change: &&Change| matches!(change, Change::DropColumn { column, .. } if column.name == name);
        self.changes.iter().any(goes)
    }

    fn add_check(&self, check: &Check) -> Result<Vec<String>> {
        let at_column = self.flavour.abilities().mariadb_only.is_some();
        match self.table.column(&check.name).filter(|_| at_column) {
            // A column that goes takes no check of its name with it that comes.
            _ if at_column && self.writes(&check.name) && !self.goes(&check.name) => Ok(Vec::new()),
            Some(column) => Ok(vec![self.modify(column)?]),
            None => Ok(vec![format!("ADD {}", table::check(check))]),
        }
    }

    fn drop_check(&self, check: &Check) -> Result<Vec<String>> {
        let Some(column) = self.table.column(&check.name) else {
            return Ok(vec![format!("DROP CONSTRAINT {}", QUOTING.name(&check.name))]);
        };
        let if_exists = self.flavour.abilities().if_exists;
        let mut clauses = vec![format!("DROP CONSTRAINT {if_exists}{}", QUOTING.name(&check.name))];
        // Where another of its name comes, that writes the column.
        let comes = own_check::after(&self.table, self.changes, &check.name).is_some();
        let at_column = self.flavour.abilities().mariadb_only.is_some();
        if at_column && !comes && !self.writes(&check.name) {
            clauses.push(self.modify(column)?);
        }
        Ok(clauses)
    }

    /// Columns that have the table's character set get the new one: by itself it is only for those to come.
    fn recode(&self) -> Result<Vec<String>> {
        // The check that is named for the column writes it as well.
        let checked = |name: &str| {
            self.changes.iter().any(|change| match change {
                Change::AddCheck { check, .. } | Change::DropCheck { check, .. } => check.name == name,
                Change::RenameCheck { from, to, .. } => from == name || to == name,
                _ => false,
            })
        };
        self.table
            .columns
            .iter()
            .filter(|column| {
                types::is_text(&column.ty) && column.charset.is_none() && column.collation.is_none()
            })
            .filter(|column| !self.writes(&column.name) && !checked(&column.name))
            .map(|column| self.modify(column))
            .collect()
    }
}
