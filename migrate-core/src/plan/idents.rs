use std::collections::BTreeMap;

use crate::schema::Schema;
use crate::{Change, Error, ErrorCode, QName, Result};

/// A table through all its names.
#[derive(Clone, Debug)]
pub(super) struct Ident {
    /// The name it has before the script; `None` where the script makes it.
    pub(super) origin: Option<QName>,
    /// The name it has now.
    pub(super) now: QName,
    /// Whether the script drops it.
    pub(super) dropped: bool,
}

/// Who is who while names change.
#[derive(Default)]
pub(super) struct Idents {
    pub(super) list: Vec<Ident>,
    by_name: BTreeMap<QName, usize>,
}

impl Idents {
    pub(super) fn new(schema: &Schema) -> Self {
        let mut idents = Self::default();
        for table in &schema.tables {
            idents.add(table.name.clone(), Some(table.name.clone()));
        }
        idents
    }

    fn add(&mut self, now: QName, origin: Option<QName>) -> usize {
        let at = self.list.len();
        self.by_name.insert(now.clone(), at);
        self.list.push(Ident { origin, now, dropped: false });
        at
    }

    /// Who has this name now.
    pub(super) fn get(&self, name: &QName) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Who the change is about; follows what it does to names.
    pub(super) fn follow(&mut self, change: &Change) -> Result<Option<usize>> {
        let Some(name) = change.table() else { return Ok(None) };
        if let Change::CreateTable { .. } = change {
            return Ok(Some(self.add(name.clone(), None)));
        }
        let Some(at) = self.get(name) else {
            return Err(Error::new(
                ErrorCode::BadFile,
                format!("the changes speak of table `{name}`, which is not there"),
            ));
        };
        match change {
            Change::RenameTable { to, .. } => {
                self.by_name.remove(name);
                self.by_name.insert(to.clone(), at);
                self.list[at].now = to.clone();
            }
            Change::DropTable { .. } => {
                self.by_name.remove(name);
                self.list[at].dropped = true;
            }
            _ => {}
        }
        Ok(Some(at))
    }
}
