use super::cursor::Name;
use super::deed::Deed;

/// What a script has done so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Tables that the script has made: nobody else knows them, and they hold what the script put there.
    made: Vec<Name>,
    /// Whose rows stand in tables that the script has made, and whether all of them do.
    copied: Vec<(Name, bool)>,
    /// Inside a transaction SQLite doesn't switch foreign keys.
    /// <https://sqlite.org/pragma.html#pragma_foreign_keys>
    transaction: bool,
    pub(super) foreign_keys_off: bool,
}

impl Seen {
    pub(super) fn new(transaction: bool) -> Self {
        Self { transaction, ..Self::default() }
    }

    /// Whether the script made the table itself.
    pub(super) fn is_new(&self, table: &Name) -> bool {
        self.made.contains(table)
    }

    /// Whether the table's rows stand elsewhere by now: `Some(true)` where all do.
    pub(super) fn copied(&self, table: &Name) -> Option<bool> {
        self.copied.iter().rev().find(|(name, _)| name == table).map(|(_, all)| *all)
    }

    /// After a deed.
    pub(super) fn note(&mut self, deed: &Deed) {
        match deed {
            Deed::Begin => self.transaction = true,
            Deed::End => self.transaction = false,
            Deed::ForeignKeys { on } if !self.transaction => self.foreign_keys_off = !on,
            Deed::CreateTable { table, if_missing: false } => self.made.push(table.clone()),
            Deed::Fill { table, from, all } if self.is_new(table) => {
                self.copied.extend(from.iter().map(|name| (name.clone(), *all)));
            }
            Deed::RenameTable { table, to } if self.is_new(table) => self.made.push(Name::plain(to)),
            Deed::RenameTable { table, to } => {
                // Under its old name there is nothing now; what comes to bear it is new.
                self.copied.retain(|(name, _)| name != table);
                self.made.retain(|name| *name != Name::plain(to));
            }
            Deed::DropTable { table } => self.made.retain(|name| name != table),
            _ => {}
        }
    }
}
