//! Unique indexes, unique constraints, primary keys.

use super::ask::Case;
use super::text::{KEY, bracket};
use super::{Concern, Question};
use crate::dialect::Dialect;
use crate::schema::{Index, IndexPart, IndexTarget};

pub(super) fn ask(case: &Case<'_>, asked: &mut Vec<Question>) {
    for index in case.table.after.indexes.iter().filter(|index| index.kind.is_unique()) {
        asked.extend(unique(case, index));
    }
    asked.extend(primary_key(case));
}

fn unique(case: &Case<'_>, index: &Index) -> Option<Question> {
    let columns: Vec<String> = index.columns().map(str::to_owned).collect();
    let mut expressions: Vec<&str> = index
        .parts
        .iter()
        .filter_map(|part| match &part.on {
            IndexTarget::Column(_) => None,
            IndexTarget::Expression(sql) => Some(sql.as_str()),
        })
        .collect();
    expressions.extend(index.predicate.as_deref());
    let known = columns.iter().all(|name| case.rows.knows(name))
        && expressions.iter().all(|sql| case.rows.understands(sql));
    if !known || !case.concerns(&index.name, &columns, &expressions) {
        return None;
    }
    let parts: Vec<String> = index.parts.iter().map(|part| self::part(case, part)).collect();
    let mut conditions: Vec<String> = index.predicate.as_deref().map(bracket).into_iter().collect();
    if !index.nulls_not_distinct {
        // Two NULLs are not the same.
        conditions.extend(parts.iter().map(|part| format!("{part} IS NOT NULL")));
    }
    Some(Question {
        concern: Concern::Duplicate,
        column: columns.first().filter(|_| index.parts.len() == 1).cloned(),
        help: "remove or change all but one of each, or leave it without `unique`".to_owned(),
        ..case.question(
            same(case, &parts, &conditions),
            format!(
                "`{}` allows each value of `{}` once, but {{rows}} share theirs with another",
                index.name, case.table.after.name
            ),
        )
    })
}

fn primary_key(case: &Case<'_>) -> Option<Question> {
    let columns = case.table.after.primary_key_columns();
    let changed =
        columns.iter().any(|name| case.table.columns.get(name).is_some_and(super::follow::Fate::changes));
    let known = columns.iter().all(|name| case.rows.knows(name));
    // SQLite numbers rows by themselves where a key of one integer is new.
    let numbered = matches!(columns, [only] if case.table.columns.get(only).is_some_and(|it| it.origin.is_none() && it.fill.is_none()));
    if columns.is_empty() || !(case.table.new_key || changed) || !known || numbered {
        return None;
    }
    let parts: Vec<String> = columns.iter().map(|name| column(case, name)).collect();
    let conditions: Vec<String> = parts.iter().map(|part| format!("{part} IS NOT NULL")).collect();
    Some(Question {
        concern: Concern::Duplicate,
        column: columns.first().filter(|_| columns.len() == 1).cloned(),
        help: "remove or change all but one of each, or choose another primary key".to_owned(),
        ..case.question(
            same(case, &parts, &conditions),
            format!(
                "the primary key of `{}` is to be {}, but {{rows}} share theirs with another",
                case.table.after.name,
                columns.join(", ")
            ),
        )
    })
}

/// The query that counts the rows which have company.
fn same(case: &Case<'_>, parts: &[String], conditions: &[String]) -> String {
    let mut groups = format!(
        "FROM (\n    SELECT COUNT(*) AS migrate_rows, MIN({KEY}) AS {KEY}\n    FROM {}",
        case.rows.sql
    );
    if !conditions.is_empty() {
        groups.push_str(&format!("\n    WHERE {}", conditions.join(" AND ")));
    }
    groups.push_str(&format!("\n    GROUP BY {}\n    HAVING COUNT(*) > 1\n) AS same", parts.join(", ")));
    case.words.answer("COALESCE(SUM(migrate_rows), 0)", &case.rows.key, &groups)
}

fn part(case: &Case<'_>, part: &IndexPart) -> String {
    let mut sql = match &part.on {
        IndexTarget::Column(name) => column(case, name),
        IndexTarget::Expression(sql) => bracket(sql),
    };
    if let Some(length) = part.prefix {
        sql = format!("LEFT({sql}, {length})");
    }
    match &part.collation {
        Some(collation) => format!("{sql} COLLATE {}", collation_name(case, collation)),
        None => sql,
    }
}

/// A column as it will compare.
fn column(case: &Case<'_>, name: &str) -> String {
    let sql = case.words.of(case.table.after, name);
    let new = case.table.after.column(name).and_then(|column| column.collation.as_ref());
    let fate = case.table.columns.get(name);
    let old = fate
        .and_then(|fate| fate.origin.as_ref())
        .and_then(|origin| case.table.before.column(origin))
        .and_then(|column| column.collation.as_ref());
    let computed = fate.is_some_and(super::follow::Fate::changes);
    match (new, case.words.0) {
        (Some(new), _) if old != Some(new) || computed => {
            format!("{sql} COLLATE {}", collation_name(case, new))
        }
        (None, Dialect::Sqlite) if old.is_some() => format!("{sql} COLLATE BINARY"),
        _ => sql,
    }
}

fn collation_name(case: &Case<'_>, name: &str) -> String {
    match case.words.0 {
        Dialect::Mysql => name.to_owned(),
        Dialect::Sqlite => case.words.name(name),
        Dialect::Postgres => name.split('.').map(|part| case.words.name(part)).collect::<Vec<_>>().join("."),
    }
}
