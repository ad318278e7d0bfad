//! The phrases that descriptions are made of.

use crate::QName;
use crate::schema::{
    Action, Column, Default, EnumType, ForeignKey, Index, IndexKind, IndexTarget, PrimaryKey, Table,
    TableOptions, View,
};

/// `` `a`, `b` ``
pub(super) fn quoted(names: &[impl AsRef<str>]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// A primary key's columns.
pub(super) fn primary_key(key: &PrimaryKey) -> String {
    let mut words = quoted(&key.columns);
    if !key.include.is_empty() {
        words.push_str(&format!(", including {}", quoted(&key.include)));
    }
    words
}

/// A column's type and what else it is.
pub(super) fn column_words(column: &Column) -> String {
    let mut words = vec![column.ty.to_string()];
    if !column.nullable {
        words.push("not null".to_owned());
    }
    if let Some(default) = &column.default {
        words.push(format!("default {}", default_words(default)));
    }
    if column.identity.is_some() {
        words.push("numbered by the database".to_owned());
    }
    if let Some(generated) = &column.generated {
        words.push(format!("computed as `{}`", generated.expression));
    }
    words.join(" ")
}

fn default_words(default: &Default) -> String {
    match default {
        Default::Bool(value) => value.to_string(),
        Default::Int(value) => value.to_string(),
        Default::Number(value) => value.clone(),
        Default::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Default::Sql(sql) => format!("({sql})"),
    }
}

/// Everything that differs between two columns of one name.
pub(super) fn altered_column(from: &Column, to: &Column) -> String {
    let mut words = Vec::new();
    if from.ty != to.ty {
        words.push(format!("{} → {}", from.ty, to.ty));
    }
    match (from.nullable, to.nullable) {
        (true, false) => words.push("now not null".to_owned()),
        (false, true) => words.push("now may be null".to_owned()),
        (true, true) | (false, false) => {}
    }
    match (&from.default, &to.default) {
        (from, to) if from == to => {}
        (None, Some(to)) => words.push(format!("new default {}", default_words(to))),
        (Some(from), None) => words.push(format!("no default any more (was {})", default_words(from))),
        (Some(from), Some(to)) => {
            words.push(format!("default {} → {}", default_words(from), default_words(to)));
        }
        (None, None) => {}
    }
    match (&from.identity, &to.identity) {
        (from, to) if from == to => {}
        (_, None) => words.push("no longer numbered by the database".to_owned()),
        (None, Some(_)) => words.push("now numbered by the database".to_owned()),
        (Some(_), Some(_)) => words.push("numbered in another way".to_owned()),
    }
    match (&from.generated, &to.generated) {
        (from, to) if from == to => {}
        (_, None) => words.push("no longer computed".to_owned()),
        (None, Some(to)) => words.push(format!("now computed as `{}`", to.expression)),
        (Some(from), Some(to)) if from.expression == to.expression => {
            words.push(if to.stored { "now stored" } else { "no longer stored" }.to_owned());
        }
        (Some(_), Some(to)) => words.push(format!("now computed as `{}`", to.expression)),
    }
    turned(&mut words, "collation", from.collation.as_deref(), to.collation.as_deref());
    turned(&mut words, "character set", from.charset.as_deref(), to.charset.as_deref());
    turned(&mut words, "on update", from.on_update.as_deref(), to.on_update.as_deref());
    if from.invisible != to.invisible {
        words.push(if to.invisible { "now invisible" } else { "now visible" }.to_owned());
    }
    if from.comment != to.comment {
        words.push(comment(to.comment.as_deref()));
    }
    words.join(", ")
}

fn turned(words: &mut Vec<String>, what: &str, from: Option<&str>, to: Option<&str>) {
    match (from, to) {
        (from, to) if from == to => {}
        (Some(from), None) => words.push(format!("no {what} any more (was `{from}`)")),
        (_, Some(to)) => words.push(format!("{what} now `{to}`")),
        (None, None) => {}
    }
}

/// What happened to a comment.
pub(super) fn comment(to: Option<&str>) -> String {
    match to {
        Some(_) => "other comment".to_owned(),
        None => "no comment any more".to_owned(),
    }
}

/// How much a table holds.
pub(super) fn size(table: &Table) -> String {
    match table.columns.len() {
        1 => " with 1 column".to_owned(),
        n => format!(" with {n} columns"),
    }
}

/// What happened to an enum's labels.
pub(super) fn altered_enum(from: &EnumType, to: &EnumType, renamed: &[(String, String)]) -> String {
    let mut words: Vec<String> =
        renamed.iter().map(|(from, to)| format!("label `{from}` is now `{to}`")).collect();
    let was = |label: &String| from.labels.contains(label) || renamed.iter().any(|(_, to)| to == label);
    let is = |label: &String| to.labels.contains(label) || renamed.iter().any(|(from, _)| from == label);
    let new: Vec<_> = to.labels.iter().filter(|label| !was(label)).collect();
    let gone: Vec<_> = from.labels.iter().filter(|label| !is(label)).collect();
    if !new.is_empty() {
        words.push(format!("new {}", quoted(&new)));
    }
    if !gone.is_empty() {
        words.push(format!("without {}", quoted(&gone)));
    }
    if from.comment != to.comment {
        words.push(comment(to.comment.as_deref()));
    }
    if words.is_empty() {
        words.push(format!("now in the order {}", quoted(&to.labels)));
    }
    words.join(", ")
}

/// Which options differ.
pub(super) fn altered_options(from: &TableOptions, to: &TableOptions) -> String {
    let mut words = Vec::new();
    let mut flag = |what: &str, from: bool, to: bool| match (from, to) {
        (false, true) => words.push(format!("now {what}")),
        (true, false) => words.push(format!("no longer {what}")),
        (true, true) | (false, false) => {}
    };
    flag("without rowid", from.without_rowid, to.without_rowid);
    flag("strict", from.strict, to.strict);
    flag("unlogged", from.unlogged, to.unlogged);
    if from.with != to.with {
        words.push("other storage parameters".to_owned());
    }
    turned(&mut words, "engine", from.engine.as_deref(), to.engine.as_deref());
    turned(&mut words, "row format", from.row_format.as_deref(), to.row_format.as_deref());
    turned(&mut words, "character set", from.charset.as_deref(), to.charset.as_deref());
    turned(&mut words, "collation", from.collation.as_deref(), to.collation.as_deref());
    words.join(", ")
}

/// ``unique index `users_email_key` ``
pub(super) fn index_words(index: &Index) -> String {
    let what = match index.kind {
        IndexKind::Plain => "index",
        IndexKind::Unique => "unique index",
        IndexKind::Constraint(_) => "unique constraint",
        IndexKind::Fulltext => "fulltext index",
        IndexKind::Spatial => "spatial index",
    };
    format!("{what} `{}`", index.name)
}

/// What an index sorts by, and where it holds.
pub(super) fn index_detail(index: &Index) -> String {
    let on: Vec<&str> = index
        .parts
        .iter()
        .map(|part| match &part.on {
            IndexTarget::Column(name) => name.as_str(),
            IndexTarget::Expression(sql) => sql.as_str(),
        })
        .collect();
    match &index.predicate {
        Some(sql) => format!(" on {} where `{sql}`", quoted(&on)),
        None => format!(" on {}", quoted(&on)),
    }
}

/// `` `posts.user_id` → `users.id` ``
pub(super) fn key_words(table: &QName, key: &ForeignKey) -> String {
    let columns = |of: &QName, names: &[String]| {
        quoted(&names.iter().map(|name| format!("{of}.{name}")).collect::<Vec<_>>())
    };
    let action = |event: &str, action: Action| match action {
        Action::NoAction => String::new(),
        Action::Restrict => format!(" {event} restrict"),
        Action::Cascade => format!(" {event} cascade"),
        Action::SetNull => format!(" {event} set null"),
        Action::SetDefault => format!(" {event} set default"),
    };
    format!(
        "{} → {}{}{}",
        columns(table, &key.columns),
        columns(&key.references, &key.referenced_columns),
        action("on delete", key.on_delete),
        action("on update", key.on_update)
    )
}

/// `view`, or `materialized view`.
pub(super) fn view_word(view: &View) -> &'static str {
    if view.materialized { "materialized view" } else { "view" }
}

/// What differs between two views of one name.
pub(super) fn altered_view(from: &View, to: &View) -> String {
    let mut words = Vec::new();
    if from.query != to.query {
        words.push("other query".to_owned());
    }
    if from.materialized != to.materialized {
        words.push(if to.materialized { "now materialized" } else { "no longer materialized" }.to_owned());
    }
    if from.with != to.with {
        words.push("other options".to_owned());
    }
    if from.indexes != to.indexes {
        words.push("other indexes".to_owned());
    }
    if from.comment != to.comment {
        words.push(comment(to.comment.as_deref()));
    }
    words.join(", ")
}
