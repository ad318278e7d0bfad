//! The index that a foreign key needs: <https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html>.
//!
//! Where no declared index serves, InnoDB makes one, under the key's name, and takes it away again as it sees fit, or
//! not at all. Here such keys get one of their own, in so many words: it comes with the key and goes with it, no
//! model declares it, and it is no difference.

use crate::schema::{ForeignKey, Index, IndexKind, IndexTarget, Order, Table};

/// The indexes that the table's foreign keys need beyond those declared. Two keys may share one.
pub(super) fn own_indexes(table: &Table) -> Vec<Index> {
    let mut own: Vec<Index> = Vec::new();
    for key in table.foreign_keys.iter().filter(|key| !is_covered(table, key)) {
        if !own.iter().any(|index| serves(index, key)) {
            let name = own_name(table, key, &own);
            own.push(Index::new(name, IndexKind::Plain, &key.columns));
        }
    }
    own.sort_by(|a, b| a.name.cmp(&b.name));
    own
}

/// The table as the server has it.
pub(super) fn with_own(table: &Table) -> Table {
    let mut whole = table.clone();
    whole.indexes.extend(own_indexes(table));
    whole.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    whole
}

/// Its name as InnoDB would give it: the key's, or where InnoDB named the key, that of its first column.
fn own_name<'a>(table: &Table, key: &'a ForeignKey, own: &[Index]) -> &'a str {
    let free = |name: &str| table.index(name).is_none() && !own.iter().any(|index| index.name == name);
    match key.columns.first() {
        Some(first) if is_numbered(table, key) && free(first) => first,
        Some(_) | None => &key.name,
    }
}

/// Whether the index is one that belongs to a foreign key.
pub(super) fn is_own(table: &Table, index: &Index) -> bool {
    table.foreign_keys.iter().any(|key| {
        index.kind == IndexKind::Plain
            && (index.name == key.name || is_numbered(table, key) && key.columns.first() == Some(&index.name))
            && index.parts.len() == key.columns.len()
            && serves(index, key)
    })
}

/// The other name that a key's own index may have: where InnoDB named the key, both are in use.
pub(super) fn other_name<'a>(table: &'a Table, index: &Index) -> Option<&'a str> {
    let named = |key: &&ForeignKey| {
        is_numbered(table, key) && (index.name == key.name || key.columns.first() == Some(&index.name))
    };
    let key = table.foreign_keys.iter().filter(|key| serves(index, key)).find(named)?;
    let other = if index.name == key.name { key.columns.first()?.as_str() } else { key.name.as_str() };
    Some(other).filter(|other| table.index(other).is_none())
}

/// `posts_ibfk_1`: a name that InnoDB gave.
fn is_numbered(table: &Table, key: &ForeignKey) -> bool {
    let number = key.name.strip_prefix(table.name.name.as_str()).and_then(|rest| rest.strip_prefix("_ibfk_"));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

fn is_covered(table: &Table, key: &ForeignKey) -> bool {
    table.primary_key_columns().starts_with(&key.columns)
        || table.indexes.iter().any(|index| serves(index, key))
}

fn serves(index: &Index, key: &ForeignKey) -> bool {
    let ordered = match index.kind {
        IndexKind::Plain | IndexKind::Unique | IndexKind::Constraint(_) => true,
        IndexKind::Fulltext | IndexKind::Spatial => false,
    };
    ordered
        && index.parts.len() >= key.columns.len()
        && index.parts.iter().zip(&key.columns).all(|(part, column)| {
            let same = matches!(&part.on, IndexTarget::Column(name) if name == column);
            same && part.prefix.is_none() && part.order == Order::Asc
        })
}
