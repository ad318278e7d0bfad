use super::cut::Cut;
use crate::Change;
use crate::QName;
use crate::dialect::postgres::{QUOTING, retypes};
use crate::name::convention;
use crate::schema::{Check, Column};

impl<'a> Cut<'a> {
    /// `SET NOT NULL` reads no row where a proven check says it already.
    pub(super) fn never_null(
        &mut self,
        table: &QName,
        from: &Column,
        to: &Column,
        backfill: Option<&str>,
    ) -> bool {
        let between = Column { nullable: true, ..to.clone() };
        if self.turns_with_whole(table, from, to) {
            if *from != between {
                let (table, from, to) = (table.clone(), from.clone(), between.clone());
                self.moment.changes.push(Change::AlterColumn { table, from, to, backfill: None });
            }
            let (table, to) = (table.clone(), to.clone());
            self.proofs.changes.push(Change::AlterColumn { table, from: between, to, backfill: None });
            return true;
        }
        let Some(check) = self.turns_never_null(table, from, to) else { return false };
        if *from != between {
            self.moment.changes.push(Change::AlterColumn {
                table: table.clone(),
                from: from.clone(),
                to: between.clone(),
                backfill: None,
            });
        }
        if let Some(value) = backfill {
            self.fill(table, to, value);
        }
        self.prove_never_null(table, between, to, check, backfill);
        true
    }

    /// The check on which that stands, where nothing else of the column needs another way.
    pub(super) fn turns_never_null(&self, table: &QName, from: &Column, to: &Column) -> Option<Check> {
        let only_that = from.nullable
            && !to.nullable
            && !retypes(from, to)
            && from.generated == to.generated
            && from.identity == to.identity;
        self.proof_of(table, to).filter(|_| only_that)
    }

    pub(super) fn prove_never_null(
        &mut self,
        table: &QName,
        from: Column,
        to: &Column,
        check: Check,
        filled: Option<&str>,
    ) {
        let key = (table.clone(), check.name.clone());
        let add = if filled.is_some() { &mut self.after_fills } else { &mut self.moment };
        add.changes.push(Change::AddCheck { table: table.clone(), check: check.clone() });
        self.proofs.forms.validate.push(key.clone());
        self.proofs.forms.proven.insert((table.clone(), to.name.clone()));
        self.proofs.forms.passing.insert(key);
        let (table, to) = (table.clone(), to.clone());
        // What filled the rows is said once more: whoever looks at this stage alone knows that they are.
        let backfill = filled.map(str::to_owned);
        self.proofs.changes.push(Change::AlterColumn { table: table.clone(), from, to, backfill });
        self.proofs.changes.push(Change::DropCheck { table, check });
    }

    /// The check that a column is never NULL; none where its name is taken, or a key makes it so anyway.
    pub(super) fn proof_of(&self, table: &QName, column: &Column) -> Option<Check> {
        let full = format!("{}_{}_not_null", table.name, column.name);
        let name =
            if full.len() <= 63 { full } else { convention::index(&table.name, &[&column.name, "not_null"]) };
        let taken = |of: &crate::schema::Table| of.checks.iter().any(|check| check.name == name);
        let in_key = self.changes.iter().any(|change| match change {
            Change::AlterPrimaryKey { table: of, from, to: Some(key) } => {
                of == table
                    && key.columns.contains(&column.name)
                    && !self.can_adopt_key(of, from.as_ref(), key)
            }
            _ => false,
        });
        if in_key || self.before.table(table).is_some_and(taken) {
            return None;
        }
        Some(Check {
            not_valid: true,
            ..Check::new(name, format!("{} IS NOT NULL", QUOTING.name(&column.name)))
        })
    }
}
