//! `ALTER COLUMN`: type, default, NULL, numbering, comment, each in its own statement, in an order that works.

use super::super::Sql;
use super::casts::{cast, way};
use super::index::{bracket, qualified, table_name};
use super::{QUOTING, literal, objects, sound, table, types};
use crate::schema::{Column, Identity, IdentityKind};
use crate::{Error, ErrorCode, QName, Result};

pub(super) fn alter(of: &QName, from: &Column, to: &Column, backfill: Option<&str>) -> Result<Vec<Sql>> {
    sound::column(to)?;
    if from.generated != to.generated && !(from.generated.is_some() && to.generated.is_none()) {
        return Err(Error::new(
            ErrorCode::Internal,
            format!("the expression of `{of}.{}` was to be altered in place", to.name),
        ));
    }
    let mut sql = Vec::new();
    let head = format!("ALTER TABLE {} ALTER COLUMN {}", table_name(of), QUOTING.name(&to.name));
    let retyped = retypes(from, to);
    if from.generated.is_some() && to.generated.is_none() {
        sql.push(format!("{head} DROP EXPRESSION"));
    }
    let numbered =
        from.identity.as_ref().map(|identity| identity.kind) != to.identity.as_ref().map(|it| it.kind);
    if numbered {
        drop_numbering(of, from, to, &head, &mut sql);
    }
    if from.default.is_some() && (retyped || to.default.is_none()) {
        sql.push(format!("{head} DROP DEFAULT"));
    }
    if retyped {
        sql.push(format!("{head} TYPE {}", type_clause(from, to)));
        if table::is_serial(from) && table::is_serial(to) {
            sql.push(objects::owned_sequence(
                of,
                &to.name,
                "ALTER SEQUENCE",
                &format!("AS {}", types::name(&to.ty)),
            ));
        }
    }
    if let Some(default) =
        to.default.as_ref().filter(|default| retyped || from.default.as_ref() != Some(*default))
    {
        sql.push(format!("{head} SET DEFAULT {}", literal::default(default)));
    }
    if from.nullable && !to.nullable {
        if let Some(value) = backfill {
            sql.push(fill(of, &to.name, value, true));
        }
        sql.push(format!("{head} SET NOT NULL"));
    }
    if numbered {
        add_numbering(of, from, to, &head, &mut sql);
    } else if let (Some(old), Some(new)) = (&from.identity, &to.identity) {
        sql.extend(renumber(of, to, old, new, &head));
    }
    if !from.nullable && to.nullable {
        sql.push(format!("{head} DROP NOT NULL"));
    }
    if from.comment != to.comment {
        sql.push(table::column_comment(of, &to.name, to.comment.as_deref()));
    }
    Ok(sql.into_iter().map(Sql::from).collect())
}

/// Whether the rows' values are of another type, or sort in another way.
pub fn retypes(from: &Column, to: &Column) -> bool {
    types::name(&from.ty) != types::name(&to.ty) || from.collation != to.collation
}

/// Whether every row is written again.
pub fn rewrites(from: &Column, to: &Column) -> bool {
    let (from_ty, to_ty) = (types::canonical(&from.ty), types::canonical(&to.ty));
    retypes(from, to) && !cast(&from_ty, &to_ty).in_place
}

fn type_clause(from: &Column, to: &Column) -> String {
    let name = types::name(&to.ty);
    let mut clause = name.clone();
    if let Some(collation) = &to.collation {
        clause.push_str(&format!(" COLLATE {}", qualified(collation)));
    }
    let (from_ty, to_ty) = (types::canonical(&from.ty), types::canonical(&to.ty));
    if !cast(&from_ty, &to_ty).by_itself {
        clause.push_str(&format!(" USING {}", way(&QUOTING.name(&to.name), &from_ty, &to_ty)));
    }
    clause
}

/// Gives rows that are there a value.
pub(super) fn fill(of: &QName, column: &str, value: &str, only_null: bool) -> String {
    let name = QUOTING.name(column);
    let rows = if only_null { format!(" WHERE {name} IS NULL") } else { String::new() };
    format!("UPDATE {} SET {name} = {}{rows}", table_name(of), bracket(value))
}

fn drop_numbering(of: &QName, from: &Column, to: &Column, head: &str, sql: &mut Vec<String>) {
    let Some(identity) = &from.identity else { return };
    match identity.kind {
        IdentityKind::Serial => {
            sql.push(format!("{head} DROP DEFAULT"));
            sql.push(objects::owned_sequence(of, &to.name, "DROP SEQUENCE", ""));
        }
        IdentityKind::Always | IdentityKind::ByDefault | IdentityKind::Autoincrement => {
            if !is_identity(to) {
                sql.push(format!("{head} DROP IDENTITY"));
            }
        }
    }
}

fn is_identity(column: &Column) -> bool {
    column.identity.as_ref().is_some_and(|identity| identity.kind != IdentityKind::Serial)
}

fn add_numbering(of: &QName, from: &Column, to: &Column, head: &str, sql: &mut Vec<String>) {
    let Some(identity) = &to.identity else { return };
    if let (true, Some(old)) = (is_identity(from) && is_identity(to), &from.identity) {
        let when = if identity.kind == IdentityKind::Always { "ALWAYS" } else { "BY DEFAULT" };
        sql.push(format!("{head} SET GENERATED {when}"));
        sql.extend(renumber(of, to, old, identity, head));
        return;
    }
    if identity.kind == IdentityKind::Serial {
        let sequence = QName { namespace: of.namespace.clone(), name: sequence_name(&of.name, &to.name) };
        let numbers: String = table::numbers(identity).iter().map(|it| format!(" {it}")).collect();
        let name = table_name(&sequence);
        sql.push(format!("CREATE SEQUENCE {name} AS {}{numbers}", types::name(&to.ty)));
        sql.push(format!("{head} SET DEFAULT nextval({})", super::super::quote_text(&name)));
        sql.push(format!("ALTER SEQUENCE {name} OWNED BY {}.{}", table_name(of), QUOTING.name(&to.name)));
    } else {
        sql.push(format!("{head} ADD {}", table::identity(identity)));
    }
    sql.push(objects::count_on(of, &to.name, identity.increment.unwrap_or(1)));
}

/// Where it starts, said or not.
fn first_number(identity: &Identity) -> i64 {
    let rising = identity.increment.unwrap_or(1) > 0;
    let usual = if rising { identity.min.unwrap_or(1).max(1) } else { identity.max.unwrap_or(-1) };
    identity.start.unwrap_or(usual)
}

/// Other numbers, the same mechanism.
fn renumber(of: &QName, to: &Column, old: &Identity, new: &Identity, head: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (old_step, new_step) = (old.increment.unwrap_or(1), new.increment.unwrap_or(1));
    if first_number(old) != first_number(new) {
        words.push(format!("START WITH {}", first_number(new)));
    }
    for (word, old_number, new, usual) in [
        ("INCREMENT BY", old.increment, new.increment, Some(1)),
        ("MINVALUE", old.min, new.min, None),
        ("MAXVALUE", old.max, new.max, None),
        ("CACHE", old.cache, new.cache, Some(1)),
    ] {
        // The bounds that go without saying turn with the direction.
        let turns = usual.is_none() && (old_step < 0) != (new_step < 0);
        match new.or(usual) {
            new if new == old_number.or(usual) && !turns => {}
            Some(new) => words.push(format!("{word} {new}")),
            None => words.push(format!("NO {word}")),
        }
    }
    if old.cycle != new.cycle {
        words.push(if new.cycle { "CYCLE" } else { "NO CYCLE" }.to_owned());
    }
    if words.is_empty() {
        return Vec::new();
    }
    let mut sql = Vec::new();
    let (near, was_near) = if new_step < 0 { (new.max, old.max) } else { (new.min, old.min) };
    let usual = new_step.signum();
    let (near, was_near) = (near.unwrap_or(usual), was_near.unwrap_or(usual));
    if (old_step < 0) == (new_step < 0) && (near - was_near) * usual > 0 {
        let sequence = objects::sequence_of(of, &to.name);
        sql.push(objects::catch_up(&sequence, first_number(old), new_step, near));
    }
    // A number of the other direction is out of bounds.
    let restart = if (old_step < 0) == (new_step < 0) { "" } else { " RESTART" };
    if new.kind == IdentityKind::Serial {
        let words = format!("{}{restart}", words.join(" "));
        sql.push(objects::owned_sequence(of, &to.name, "ALTER SEQUENCE", &words));
        sql.extend((!restart.is_empty()).then(|| objects::count_on(of, &to.name, new_step)));
        return sql;
    }
    let words: Vec<String> = words.iter().map(|word| format!("SET {word}")).collect();
    sql.push(format!("{head} {}{restart}", words.join(" ")));
    sql.extend((!restart.is_empty()).then(|| objects::count_on(of, &to.name, new_step)));
    sql
}

/// What PostgreSQL calls the sequence of a serial or an identity column, where the name isn't too long.
pub(super) fn sequence_name(table: &str, column: &str) -> String {
    let name = format!("{table}_{column}_seq");
    if name.len() <= sound::NAME_LIMIT { name } else { crate::name::convention::index(table, &[column]) }
}
