//! One object, one line.

use serde::Serialize;
use serde_json::Value;

use super::{key, words};
use crate::schema::{
    Action, Check, Column, Deferrable, Exclusion, ForeignKey, Index, IndexKind, IndexPart, IndexTarget,
    Order, PrimaryKey, Sequence, Table, TableOptions, View,
};

/// The line of the table itself.
pub fn table(comment: Option<&str>, options: &TableOptions) -> String {
    let mut object = serde_json::Map::new();
    if let Some(comment) = comment {
        object.insert("comment".to_owned(), comment.into());
    }
    if *options != TableOptions::default() {
        object.insert("options".to_owned(), value(options));
    }
    line('t', "", &Value::Object(object).to_string(), &words::table(comment, options))
}

/// A column's line. Its type stands in a slot; `size` is what the field says of it.
pub fn column(column: &Column, size: Option<&str>) -> String {
    let plain = Column { nullable: column.nullable, ..Column::new(column.name.as_str(), column.ty.clone()) };
    // Most columns are such, and a build without optimisation takes its time to make JSON.
    if size.is_none() && *column == plain { plain_column(&column.name) } else { told_column(column, size) }
}

fn told_column(column: &Column, size: Option<&str>) -> String {
    let mut object = without(column, &["name", "type", "nullable"]);
    if let (Value::Object(fields), Some(size)) = (&mut object, size) {
        fields.insert("size".to_owned(), size.into());
    }
    line('c', &key::escape(&column.name), &object.to_string(), &words::column(column, size))
}

/// The line of a column of which nothing is to say: what [`column()`] makes of it.
pub fn plain_column(name: &str) -> String {
    line('c', &key::escape(name), "{}", "")
}

/// The primary key's line.
pub fn primary_key(of: &PrimaryKey) -> String {
    let PrimaryKey { name, columns, include } = of;
    let name = name.as_deref().map(key::explicit).unwrap_or_default();
    let json = if include.is_empty() {
        format!("{{\"columns\":{}}}", quoted(columns))
    } else {
        without(of, &["name"]).to_string()
    };
    line('p', &name, &json, &words::primary_key(of))
}

/// An index's line.
pub fn index(table: &str, of: &Index) -> String {
    let json = plain_index(of).unwrap_or_else(|| without(of, &["name"]).to_string());
    line('i', &key::of_index(table, of), &json, &words::index(of))
}

/// What [`without`] makes of an index over columns, with nothing else to it: most are such.
fn plain_index(of: &Index) -> Option<String> {
    let Index {
        name: _,
        kind,
        parts,
        method,
        include,
        nulls_not_distinct,
        predicate,
        with,
        invisible,
        comment,
    } = of;
    let kind = match kind {
        IndexKind::Plain => "",
        IndexKind::Unique => "\"kind\":\"unique\",",
        IndexKind::Constraint(Deferrable::No) => "\"kind\":{\"constraint\":\"no\"},",
        IndexKind::Constraint(_) | IndexKind::Fulltext | IndexKind::Spatial => return None,
    };
    let more = *nulls_not_distinct || *invisible || !include.is_empty() || !with.is_empty();
    if more || method.is_some() || predicate.is_some() || comment.is_some() {
        return None;
    }
    let mut text = format!("{{{kind}\"parts\":[");
    for (i, part) in parts.iter().enumerate() {
        let IndexPart {
            on: IndexTarget::Column(column),
            order: Order::Asc,
            nulls,
            collation,
            opclass,
            prefix,
        } = part
        else {
            return None;
        };
        if nulls.is_some() || collation.is_some() || opclass.is_some() || prefix.is_some() {
            return None;
        }
        text.push_str(if i == 0 { "{\"on\":{\"column\":" } else { ",{\"on\":{\"column\":" });
        text.push_str(&quoted(column));
        text.push_str("}}");
    }
    text.push_str("]}");
    Some(text)
}

/// A foreign key's line. Its target stands in a slot.
pub fn foreign_key(table: &str, of: &ForeignKey) -> String {
    let json = plain_foreign_key(of)
        .unwrap_or_else(|| without(of, &["name", "references", "referenced_columns"]).to_string());
    line('f', &key::of_foreign_key(table, of), &json, &words::foreign_key(of))
}

/// What [`without`] makes of a foreign key with nothing to it but what happens on delete.
fn plain_foreign_key(of: &ForeignKey) -> Option<String> {
    let ForeignKey {
        name: _,
        columns,
        references: _,
        referenced_columns: _,
        on_delete,
        on_update: Action::NoAction,
        deferrable: Deferrable::No,
        match_full: false,
        not_valid: false,
    } = of
    else {
        return None;
    };
    let on_delete = match on_delete {
        Action::NoAction => String::new(),
        other => format!(",\"on_delete\":{}", quoted(other)),
    };
    Some(format!("{{\"columns\":{}{on_delete}}}", quoted(columns)))
}

/// A check's line. `table` must hold its columns and checks: a conventional name is known by them.
pub fn check(table: &Table, of: &Check) -> String {
    line('x', &key::of_check(table, of), &without(of, &["name"]).to_string(), &of.expression)
}

/// An exclusion constraint's line.
pub fn exclusion(of: &Exclusion) -> String {
    line('e', &key::explicit(&of.name), &without(of, &["name"]).to_string(), &words::exclusion(of))
}

/// A view's line.
pub fn view(of: &View) -> String {
    line('v', &key::escape(&of.name.to_string()), &without(of, &["name"]).to_string(), &of.query)
}

/// A sequence's line.
pub fn sequence(of: &Sequence) -> String {
    line('q', &key::escape(&of.name.to_string()), &without(of, &["name"]).to_string(), "")
}

/// An extension's line.
pub fn extension(name: &str) -> String {
    line('n', &key::escape(name), "{}", "")
}

pub(super) fn json(of: &impl Serialize) -> String {
    value(of).to_string()
}

/// A text, or a list of such.
fn quoted(of: &impl Serialize) -> String {
    serde_json::to_string(of).unwrap_or_default()
}

fn value(of: &impl Serialize) -> Value {
    // These are plain structs with text keys: nothing of them can fail to be JSON.
    serde_json::to_value(of).unwrap_or(Value::Null)
}

fn without(of: &impl Serialize, slots: &[&str]) -> Value {
    let mut object = value(of);
    if let Value::Object(fields) = &mut object {
        fields.retain(|name, _| !slots.contains(&name.as_str()));
    }
    object
}

fn line(kind: char, key: &str, json: &str, text: &str) -> String {
    let mut line = String::with_capacity(key.len() + json.len() + text.len() + 5);
    line.push(kind);
    line.push('\t');
    line.push_str(key);
    line.push('\t');
    line.push_str(json);
    line.push('\t');
    line.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::{plain_column, plain_foreign_key, plain_index, primary_key, told_column, without};
    use crate::schema::{
        Action, Column, Deferrable, ForeignKey, Index, IndexKind, IndexPart, PrimaryKey, Type,
    };

    #[test]
    fn a_plain_key_is_written_alike() {
        let columns = ["id".to_owned(), "it's \"x\"".to_owned(), "a\\b".to_owned()];
        for kind in [IndexKind::Plain, IndexKind::Unique, IndexKind::Constraint(Deferrable::No)] {
            for n in 1..=columns.len() {
                let index = Index::new("name", kind, &columns[..n]);
                assert_eq!(plain_index(&index), Some(without(&index, &["name"]).to_string()));
            }
        }
        for on_delete in [Action::NoAction, Action::Cascade, Action::SetNull] {
            let key = foreign_key(on_delete, &columns);
            let slots = ["name", "references", "referenced_columns"];
            assert_eq!(plain_foreign_key(&key), Some(without(&key, &slots).to_string()));
        }
        for name in [None, Some("named".to_owned())] {
            for include in [Vec::new(), columns.to_vec()] {
                let key = PrimaryKey { name: name.clone(), columns: columns.to_vec(), include };
                assert!(primary_key(&key).contains(&without(&key, &["name"]).to_string()));
            }
        }
    }

    #[test]
    fn what_is_more_than_plain_is_told() {
        let plain = Index::new("name", IndexKind::Plain, &["a"]);
        let index = |change: fn(&mut Index)| {
            let mut index = plain.clone();
            change(&mut index);
            plain_index(&index)
        };
        assert!(index(|_| {}).is_some());
        for more in [
            index(|of| of.kind = IndexKind::Constraint(Deferrable::Deferred)),
            index(|of| of.method = Some("gin".to_owned())),
            index(|of| of.include = vec!["b".to_owned()]),
            index(|of| of.nulls_not_distinct = true),
            index(|of| of.predicate = Some("a > 0".to_owned())),
            index(|of| of.with = vec!["fillfactor=70".to_owned()]),
            index(|of| of.invisible = true),
            index(|of| of.comment = Some("why".to_owned())),
            index(|of| of.parts.push(IndexPart::expression("lower(a)"))),
            index(|of| of.parts[0].prefix = Some(4)),
            index(|of| of.parts[0].opclass = Some("text_pattern_ops".to_owned())),
            index(|of| of.parts[0].collation = Some("C".to_owned())),
            index(|of| of.parts[0].order = crate::schema::Order::Desc),
            index(|of| of.parts[0].nulls = Some(crate::schema::Nulls::First)),
        ] {
            assert_eq!(more, None);
        }
    }

    fn foreign_key(on_delete: Action, columns: &[String]) -> ForeignKey {
        ForeignKey { on_delete, ..ForeignKey::new("name", columns, "other", columns) }
    }

    #[test]
    fn a_plain_column_is_written_alike() {
        for name in ["id", "a\tb", "it's"] {
            assert_eq!(plain_column(name), told_column(&Column::new(name, Type::Text), None));
        }
    }
}
