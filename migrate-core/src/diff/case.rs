use std::collections::BTreeMap;

use super::pair::Pair;
use crate::QName;
use crate::change::{Hints, Origin, Rename};
use crate::schema::{Schema, Table};

/// Names that differ in nothing but the case of their letters: to a database that folds case they are one name, so
/// nothing went and nothing came. Each is a rename; what the hints speak of already is left out.
pub fn case_renames(pair: Pair<&Schema>, hints: &Hints) -> Vec<Rename> {
    let mut renames = Vec::new();
    for (from, to) in alone(pair.map(|schema| names(&schema.tables, |table| &table.name)), folded) {
        let said =
            |rename: &&Rename| matches!(rename, Rename::Table { from: f, to: t, .. } if f == from || t == to);
        if !hints.renames.iter().any(|rename| said(&rename)) {
            renames.push(Rename::Table { from: from.clone(), to: to.clone(), origin: Origin::Flag });
        }
    }
    for new in &pair.new.tables {
        let before = hints.renames.iter().chain(&renames).find_map(|rename| match rename {
            Rename::Table { from, to, .. } if *to == new.name => Some(from),
            _ => None,
        });
        if let Some(old) = pair.old.table(before.unwrap_or(&new.name)) {
            let found = columns(Pair::new(old, new), hints);
            renames.extend(found);
        }
    }
    renames
}

fn columns(pair: Pair<&Table>, hints: &Hints) -> Vec<Rename> {
    let table = &pair.new.name;
    let said = |from: &str, to: &str| {
        hints.renames.iter().any(|rename| {
            matches!(rename, Rename::Column { table: of, from: f, to: t, .. } if of == table && (f == from || t == to))
        })
    };
    alone(pair.map(|table| names(&table.columns, |column| &column.name)), |name| name.to_ascii_lowercase())
        .into_iter()
        .filter(|(from, to)| !said(from, to))
        .map(|(from, to)| Rename::Column {
            table: table.clone(),
            from: from.clone(),
            to: to.clone(),
            origin: Origin::Flag,
        })
        .collect()
}

fn names<T, N>(list: &[T], name: impl Fn(&T) -> &N) -> Vec<&N> {
    list.iter().map(name).collect()
}

fn folded(name: &QName) -> String {
    name.to_string().to_ascii_lowercase()
}

/// Names that are gone, each with the one new name that folds to the same.
fn alone<N: Ord>(pair: Pair<Vec<&N>>, fold: impl Fn(&N) -> String) -> Vec<(&N, &N)> {
    let mut gone: BTreeMap<String, &N> = BTreeMap::new();
    for name in pair.old.iter().filter(|name| !pair.new.contains(name)) {
        gone.insert(fold(name), name);
    }
    let new = pair.new.iter().filter(|name| !pair.old.contains(name));
    new.filter_map(|name| Some((gone.remove(&fold(name))?, *name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Column, Type};

    fn schema(table: &str, columns: &[&str]) -> Schema {
        let mut made = Table::new(QName::from(table));
        made.columns = columns.iter().map(|name| Column::new(*name, Type::Text)).collect();
        Schema { tables: vec![made], ..Schema::default() }
    }

    #[test]
    fn only_case_is_a_rename() {
        let (old, new) = (schema("Users", &["Id", "name"]), schema("users", &["id", "mail"]));
        let found = case_renames(Pair::new(&old, &new), &Hints::none());
        let origin = Origin::Flag;
        assert_eq!(
            found,
            [
                Rename::Table { from: "Users".into(), to: "users".into(), origin },
                Rename::Column { table: "users".into(), from: "Id".into(), to: "id".into(), origin },
            ]
        );
        let hints = Hints { renames: found, ..Hints::none() };
        assert!(case_renames(Pair::new(&old, &new), &hints).is_empty());
        assert!(case_renames(Pair::new(&old, &old), &Hints::none()).is_empty());
    }
}
