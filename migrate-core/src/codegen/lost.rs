use crate::schema::{Column, Table, View};

/// What of a table no attribute says.
pub(super) fn of(table: &Table) -> Vec<String> {
    let name = &table.name;
    let mut lost = Vec::new();
    if let Some(key) = &table.options.partition_by {
        lost.push(format!("`{name}` is parted by {key}"));
    }
    if let Some(partition) = &table.options.partition_of {
        lost.push(format!("`{name}` is part of `{}`", partition.of));
    }
    for column in &table.columns {
        lost.extend(numbers(column).into_iter().map(|what| format!("{what} of `{name}.{}`", column.name)));
    }
    for check in &table.checks {
        if check.no_inherit {
            lost.push(format!("NO INHERIT of the check `{}` of `{name}`", check.name));
        }
        if check.not_valid {
            lost.push(format!("NOT VALID of the check `{}` of `{name}`", check.name));
        }
    }
    for key in &table.foreign_keys {
        if key.match_full {
            lost.push(format!("MATCH FULL of the foreign key `{}` of `{name}`", key.name));
        }
        if key.not_valid {
            lost.push(format!("NOT VALID of the foreign key `{}` of `{name}`", key.name));
        }
    }
    lost
}

/// The numbers of a column that counts, beyond where it starts and its step.
fn numbers(column: &Column) -> Vec<&'static str> {
    let Some(identity) = &column.identity else { return Vec::new() };
    [
        (identity.min.is_some(), "MINVALUE"),
        (identity.max.is_some(), "MAXVALUE"),
        (identity.cache.is_some(), "CACHE"),
        (identity.cycle, "CYCLE"),
    ]
    .into_iter()
    .filter_map(|(has, what)| has.then_some(what))
    .collect()
}

/// A view, with what goes with it.
pub(super) fn of_view(view: &View) -> Vec<String> {
    let mut lost = vec![format!("view `{}`", view.name)];
    lost.extend(
        view.indexes.iter().map(|index| format!("index `{}` of the view `{}`", index.name, view.name)),
    );
    lost
}
