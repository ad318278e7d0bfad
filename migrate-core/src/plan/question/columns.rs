//! A column that is new, stricter or narrower.

use super::ask::Case;
use super::follow::Fate;
use super::text::bracket;
use super::{Concern, Question, fits};
use crate::dialect::{Dialect, TokenKind, lex, sqlite};
use crate::schema::{Column, Default, Schema, Table, Type};

pub(super) fn ask(case: &Case<'_>, before: &Schema, asked: &mut Vec<Question>) {
    let after = case.table.after;
    for column in &after.columns {
        let Some(fate) = case.table.columns.get(&column.name) else { continue };
        let old = fate.origin.as_ref().and_then(|origin| case.table.before.column(origin));
        asked.extend(computed(case, old, column));
        match old {
            None => {
                asked.extend(no_value(case, column, fate));
                asked.extend(null_fill(case, column, fate));
                // A default by an expression may give anything.
                if fate.fill.is_some() || matches!(fate.default, Some(Default::Sql(_))) {
                    asked.extend(label(case, before, None, column).filter(|_| case.rows.knows(&column.name)));
                }
            }
            // Of what only the database can say nothing can be asked.
            Some(_) if !case.rows.knows(&column.name) => {}
            Some(old) => {
                asked.extend(null(case, old, column, fate));
                asked.extend(null_fill(case, column, fate).filter(|_| old.nullable));
                asked.extend(label(case, before, Some(old), column));
                asked.extend(misfit(case, old, column));
            }
        }
    }
}

fn no_value(case: &Case<'_>, column: &Column, fate: &Fate) -> Option<Question> {
    let after = case.table.after;
    let valued = fate.default.as_ref().is_some_and(|it| case.words.default(it).as_deref() != Some("NULL"));
    // SQLite numbers such a column by itself.
    let numbered = case.words.0 == Dialect::Sqlite && after.primary_key_columns() == [column.name.as_str()];
    if column.nullable || fate.fill.is_some() || valued || fate.unknown || numbered {
        return None;
    }
    let condition = match (case.words.0, &column.ty) {
        // The server gives such rows a neutral value, and only a date has none that strict modes take.
        // <https://mariadb.com/kb/en/sql-mode/>
        (Dialect::Mysql, Type::Date | Type::Timestamp(_) | Type::TimestampTz(_)) => {
            "@@SESSION.sql_mode LIKE '%NO_ZERO_DATE%' AND @@SESSION.sql_mode LIKE '%STRICT%'"
        }
        (Dialect::Mysql, _) => return None,
        (Dialect::Sqlite | Dialect::Postgres, _) => "",
    };
    Some(Question {
        concern: Concern::NoValue,
        column: Some(column.name.clone()),
        help: format!(
            "give `{}` a default or a `backfill`, or make it optional, then run `cargo migrate revision --amend`",
            column.name
        ),
        ..case.question(
            case.rows.count(condition),
            format!(
                "`{}.{}` is new and NOT NULL, without a default or a backfill, but the table has {{rows}}",
                after.name, column.name
            ),
        )
    })
}

fn null(case: &Case<'_>, old: &Column, column: &Column, fate: &Fate) -> Option<Question> {
    let keyed = case.table.new_key
        && case.words.0 != Dialect::Sqlite
        && case.table.after.primary_key_columns().contains(&column.name);
    if !old.nullable || (column.nullable && !keyed) || fate.fill.is_some() || column.generated.is_some() {
        return None;
    }
    let mut condition = format!("{} IS NULL", case.words.of(case.table.after, &column.name));
    if case.words.0 == Dialect::Mysql {
        // Without strict mode the server puts a neutral value there.
        condition.push_str(" AND @@SESSION.sql_mode LIKE '%STRICT%'");
    }
    Some(Question {
        concern: Concern::Null,
        column: Some(column.name.clone()),
        help: format!("fill them, or give `{}` a `backfill`, or leave it optional", column.name),
        ..case.question(
            case.rows.count(&condition),
            format!("`{}.{}` is to be NOT NULL, but is NULL in {{rows}}", case.table.after.name, column.name),
        )
    })
}

/// A backfill that is itself NULL for some rows.
fn null_fill(case: &Case<'_>, column: &Column, fate: &Fate) -> Option<Question> {
    let fill = fate.fill.as_deref()?;
    let mut words = lex(case.words.0, fill).filter(|token| token.speaks());
    let first = words.next().map(|token| token.kind);
    let literal = matches!(first, Some(TokenKind::Text | TokenKind::Number)) && words.next().is_none();
    if column.nullable || literal || fate.unknown {
        return None;
    }
    Some(Question {
        concern: Concern::Null,
        column: Some(column.name.clone()),
        help: "let the backfill give every row a value: `coalesce(…, …)`".to_owned(),
        ..case.question(
            case.rows.count(&format!("{} IS NULL", case.words.of(case.table.after, &column.name))),
            format!(
                "`{}.{}` is to be NOT NULL, but its backfill gives NULL for {{rows}}",
                case.table.after.name, column.name
            ),
        )
    })
}

/// A computed column, where its expression gives what the column doesn't take: NULL, or no label.
fn computed(case: &Case<'_>, old: Option<&Column>, column: &Column) -> Option<Question> {
    let expression = column.generated.as_ref()?.expression.as_str();
    let value = bracket(expression);
    let null = (!column.nullable).then(|| format!("{value} IS NULL"));
    let no_label = match &column.ty {
        Type::Enum(name) => {
            let labels = &case.schema.enum_type(name)?.labels;
            let list: Vec<String> = labels.iter().map(|label| case.words.literal(label)).collect();
            let text = if case.words.0 == Dialect::Postgres { case.words.as_text(&value) } else { value };
            Some(format!("{text} NOT IN ({})", list.join(", ")))
        }
        _ => None,
    };
    let gives = match (&null, &no_label) {
        (None, None) => return None,
        (Some(_), None) => "is to be NOT NULL, but its expression gives NULL",
        (None, Some(_)) => "is computed, but its expression gives none of the labels",
        (Some(_), Some(_)) => "is computed, but its expression gives NULL or none of the labels",
    };
    let is_old = old.is_some_and(|old| {
        Column { comment: None, ..old.clone() } == Column { comment: None, ..column.clone() }
    }) && !case.concerns("", &[], &[expression]);
    // Without strict mode MySQL puts a neutral value there.
    if is_old || case.words.0 == Dialect::Mysql || !case.rows.understands(expression) {
        return None;
    }
    let refused: Vec<String> = null.into_iter().chain(no_label).collect();
    Some(Question {
        concern: Concern::Null,
        column: Some(column.name.clone()),
        help: "let the expression give every row such a value: `coalesce(…, …)`, or make the column optional"
            .to_owned(),
        ..case.question(
            case.rows.count(&refused.join(" OR ")),
            format!("`{}.{}` {gives} for {{rows}}", case.table.after.name, column.name),
        )
    })
}

fn label(case: &Case<'_>, before: &Schema, old: Option<&Column>, column: &Column) -> Option<Question> {
    let Type::Enum(name) = &column.ty else { return None };
    let labels = &case.schema.enum_type(name)?.labels;
    let had = match old.map(|old| &old.ty) {
        Some(Type::Enum(name)) => before.enum_type(name).map(|ty| ty.labels.as_slice()),
        _ => None,
    };
    let relabelled = |label: &String| {
        let fate = case.table.columns.get(&column.name);
        let renamed = fate.and_then(|fate| fate.relabel.iter().find(|(from, _)| from == label));
        renamed.map_or_else(|| label.clone(), |(_, to)| to.clone())
    };
    if had.is_some_and(|had| had.iter().all(|label| labels.contains(&relabelled(label)))) {
        return None;
    }
    let list: Vec<String> = labels.iter().map(|label| case.words.literal(label)).collect();
    let value = case.words.of(case.table.after, &column.name);
    // Where the old type was no enum, its values are texts already.
    let value = if case.words.0 == Dialect::Postgres { case.words.as_text(&value) } else { value };
    let lost: Vec<String> = had
        .unwrap_or_default()
        .iter()
        .filter(|label| !labels.contains(&relabelled(label)))
        .map(|label| format!("`{label}`"))
        .collect();
    let what = if lost.is_empty() {
        format!("holds what is no label of `{name}`")
    } else {
        format!("holds what `{name}` no longer has ({})", lost.join(", "))
    };
    Some(Question {
        concern: Concern::Label,
        column: Some(column.name.clone()),
        help: "give these rows another value first, or keep the label".to_owned(),
        ..case.question(
            case.rows.count(&format!("{value} NOT IN ({})", list.join(", "))),
            format!("`{}.{}` {what} in {{rows}}", case.table.after.name, column.name),
        )
    })
}

fn misfit(case: &Case<'_>, old: &Column, column: &Column) -> Option<Question> {
    let (from, to) = (case.table.before, case.table.after);
    let is_rowid =
        |table: &Table, name: &str| case.words.0 == Dialect::Sqlite && sqlite::is_rowid(table, name);
    // A rowid takes integers only, whatever the table's other columns do.
    let becomes_rowid = is_rowid(to, &column.name) && !is_rowid(from, &old.name);
    let strict = to.options.strict || becomes_rowid;
    let stricter = to.options.strict && !from.options.strict || becomes_rowid;
    if column.generated.is_some() || (old.ty == column.ty && !stricter) {
        return None;
    }
    let value = case.words.of(to, &column.name);
    let condition = fits::misfit(case.words.0, &value, &old.ty, &column.ty, strict)?;
    Some(Question {
        concern: Concern::Misfit,
        column: Some(column.name.clone()),
        help: "shorten or convert these values first, or choose a wider type".to_owned(),
        ..case.question(
            case.rows.count(&condition),
            format!(
                "`{}.{}` is to be {}, which doesn't take the value of {{rows}}",
                to.name, column.name, column.ty
            ),
        )
    })
}
