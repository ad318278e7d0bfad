use std::collections::BTreeMap;

use super::catalog::Catalog;
use crate::QName;
use crate::introspect::Seen;

/// Partitions; what views have beyond their query.
pub(super) fn read(catalog: &Catalog) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut partitions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in &catalog.partitions {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let line = format!(
            "{} {} {} {}",
            row.name,
            text(&row.method),
            text(&row.expression),
            text(&row.description)
        );
        partitions.entry(&row.table).or_default().push(line.trim_end().to_owned());
    }
    seen.extend(
        partitions.into_iter().map(|(table, lines)| of_table("partitions", table, &lines.join("\n"))),
    );
    for view in &catalog.views {
        if view.check_option != "NONE" || view.security != "DEFINER" {
            let detail = format!("check option {}, security {}", view.check_option, view.security);
            seen.push(Seen {
                kind: "view options".to_owned(),
                name: QName::from(view.name.as_str()),
                table: None,
                detail: detail.to_lowercase(),
            });
        }
    }
    seen
}

pub(super) fn of_table(kind: &str, table: &str, detail: &str) -> Seen {
    of_table_named(kind, table, table, detail)
}

pub(super) fn of_table_named(kind: &str, table: &str, name: &str, detail: &str) -> Seen {
    Seen {
        kind: kind.to_owned(),
        name: QName::from(name),
        table: Some(QName::from(table)),
        detail: detail.to_owned(),
    }
}
