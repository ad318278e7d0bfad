//! One object, one line.

use serde::Serialize;
use serde_json::Value;

use super::{key, words};
use crate::schema::{
    Check, Column, Exclusion, ForeignKey, Index, PrimaryKey, Sequence, Table, TableOptions, View,
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
    let name = of.name.as_deref().map(key::explicit).unwrap_or_default();
    line('p', &name, &without(of, &["name"]).to_string(), &words::primary_key(of))
}

/// An index's line.
pub fn index(table: &str, of: &Index) -> String {
    line('i', &key::of_index(table, of), &without(of, &["name"]).to_string(), &words::index(of))
}

/// A foreign key's line. Its target stands in a slot.
pub fn foreign_key(table: &str, of: &ForeignKey) -> String {
    let json = without(of, &["name", "references", "referenced_columns"]).to_string();
    line('f', &key::of_foreign_key(table, of), &json, &words::foreign_key(of))
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
    use super::{plain_column, told_column};
    use crate::schema::{Column, Type};

    #[test]
    fn a_plain_column_is_written_alike() {
        for name in ["id", "a\tb", "it's"] {
            assert_eq!(plain_column(name), told_column(&Column::new(name, Type::Text), None));
        }
    }
}
