//! Foreign keys: `MATCH SIMPLE`, so a row with a NULL in the key refers to nothing and is fine.

use super::ask::Case;
use super::follow::Followed;
use super::rows::Rows;
use super::{Concern, Question};
use crate::schema::ForeignKey;

pub(super) fn ask(case: &Case<'_>, asked: &mut Vec<Question>) {
    for key in &case.table.after.foreign_keys {
        if case.concerns(&key.name, &key.columns, &[]) && key.columns.iter().all(|it| case.rows.knows(it)) {
            asked.extend(orphans(case, key));
        }
    }
}

fn orphans(case: &Case<'_>, key: &ForeignKey) -> Option<Question> {
    let words = case.words;
    let child: Vec<String> = key.columns.iter().map(|column| words.of(case.table.after, column)).collect();
    let mut conditions: Vec<String> = child.iter().map(|column| format!("{column} IS NOT NULL")).collect();
    let mut reads = Vec::new();
    if let Some((origin, rows)) = parent(case, key) {
        if !key.referenced_columns.iter().all(|column| rows.knows(column)) {
            return None;
        }
        // By a name of its own: a table may refer to itself. The parent's collation decides, so it stands first.
        let pairs = key.referenced_columns.iter().zip(&child);
        let same: Vec<String> =
            pairs.map(|(parent, child)| format!("migrate_parent.{} = {child}", words.name(parent))).collect();
        conditions.push(format!(
            "NOT EXISTS (SELECT 1 FROM (SELECT * FROM {}) AS migrate_parent WHERE {})",
            rows.sql,
            same.join(" AND ")
        ));
        reads.push(origin);
    }
    Some(Question {
        concern: Concern::Orphan,
        column: key.columns.first().filter(|_| key.columns.len() == 1).cloned(),
        reads,
        help: format!(
            "add the missing rows of `{}`, or empty or remove these references first",
            key.references
        ),
        ..case.question(
            case.rows.count(&conditions.join("\n  AND ")),
            format!(
                "`{}` ({}) is to refer to `{}` ({}), which has no such row for {{rows}}",
                case.table.after.name,
                key.columns.join(", "),
                key.references,
                key.referenced_columns.join(", ")
            ),
        )
    })
}

/// The rows referred to; `None` where the table is new, and empty.
fn parent(case: &Case<'_>, key: &ForeignKey) -> Option<(crate::QName, Rows)> {
    if let Some(table) = case.all.iter().find(|table| table.after.name == key.references) {
        return Some((table.origin().clone(), Rows::new(case.words, table)));
    }
    if case.schema.table(&key.references).is_some() {
        return None;
    }
    let table = case.others.table(&key.references)?;
    Some((table.name.clone(), Rows::new(case.words, &Followed::still(table))))
}
