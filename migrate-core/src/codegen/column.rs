use super::types::{Context, typed};
use super::words::{attribute, eq, literal};
use crate::dialect::Dialect;
use crate::schema::{Action, Column, Default, Deferrable, ForeignKey, IdentityKind, Table};

/// A field, with its attributes.
pub(super) fn field(column: &Column, table: &Table, own: Vec<String>, context: &Context<'_>) -> String {
    let ident = context.names.field(&table.name, &column.name);
    let mut words = Vec::new();
    if ident.trim_start_matches("r#") != column.name {
        words.push(eq("name", &column.name));
    }
    words.extend(own);
    words.extend(numbered(column, context.dialect));
    let is_key = table.primary_key_columns() == [column.name.as_str()];
    // SQLite's row id never holds NULL, whether its column says so or not.
    let nullable = column.nullable && !(context.dialect == Dialect::Sqlite && is_key);
    let narrow = context.narrow.contains(&(table.name.clone(), column.name.clone()));
    let typed = typed(column, narrow, nullable, context);
    words.extend(typed.words);
    match (&column.generated, &column.default) {
        (Some(generated), _) => {
            let kind = if generated.stored { "stored" } else { "virtual" };
            words.push(format!("generated({})", eq(kind, &generated.expression)));
        }
        (None, Some(default)) => words.push(format!("default = {}", value(default))),
        (None, None) => {}
    }
    let texts = [
        ("collation", &column.collation),
        ("charset", &column.charset),
        ("set_on_update", &column.on_update),
        ("comment", &column.comment),
    ];
    words.extend(texts.iter().filter_map(|(word, text)| text.as_ref().map(|text| eq(word, text))));
    if column.invisible {
        words.push("invisible".to_owned());
    }
    let mut text = attribute("column", &words, "    ");
    text.push_str(&format!("    pub {ident}: {},\n", typed.rust));
    text
}

fn numbered(column: &Column, dialect: Dialect) -> Option<String> {
    let identity = column.identity.as_ref()?;
    let mut inner: Vec<String> = Vec::new();
    let word = match (dialect, identity.kind) {
        (Dialect::Sqlite | Dialect::Mysql, _) | (_, IdentityKind::Autoincrement) => "autoincrement",
        (Dialect::Postgres, IdentityKind::Always) => {
            inner.push("always".to_owned());
            "identity"
        }
        (Dialect::Postgres, IdentityKind::ByDefault) => "identity",
        (Dialect::Postgres, IdentityKind::Serial) => {
            inner.push("serial".to_owned());
            "identity"
        }
    };
    inner.extend(identity.start.map(|start| format!("start = {start}")));
    inner.extend(identity.increment.map(|step| format!("increment = {step}")));
    Some(if inner.is_empty() { word.to_owned() } else { format!("{word}({})", inner.join(", ")) })
}

fn value(default: &Default) -> String {
    match default {
        Default::Bool(value) => value.to_string(),
        Default::Int(value) => value.to_string(),
        // A literal that Rust reads as the same digits; what it doesn't is SQL as well.
        Default::Number(digits) if is_float(digits) => digits.clone(),
        Default::Number(digits) => format!("sql({})", literal(digits)),
        Default::Text(text) => literal(text),
        Default::Sql(sql) => format!("sql({})", literal(sql)),
    }
}

fn is_float(digits: &str) -> bool {
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    digits.split_once('.').is_some_and(|(whole, fraction)| {
        [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// `references = Team::id` and what goes with it; `name` where it isn't the conventional one.
pub(super) fn reference(key: &ForeignKey, target: &str, field: &str, name: Option<&str>) -> Vec<String> {
    let mut words = vec![format!("references = {target}::{field}")];
    words.extend(actions(key));
    words.extend(name.map(|name| eq("foreign_key_name", name)));
    words
}

/// `on_delete`, `on_update`, `deferrable`.
pub(super) fn actions(key: &ForeignKey) -> Vec<String> {
    let mut words = Vec::new();
    words.extend(action(key.on_delete).map(|action| eq("on_delete", action)));
    words.extend(action(key.on_update).map(|action| eq("on_update", action)));
    words.extend(deferrable(key.deferrable));
    words
}

/// `deferrable`, where it is.
pub(super) fn deferrable(deferrable: Deferrable) -> Option<String> {
    match deferrable {
        Deferrable::No => None,
        Deferrable::Immediate => Some("deferrable".to_owned()),
        Deferrable::Deferred => Some(eq("deferrable", "deferred")),
    }
}

fn action(action: Action) -> Option<&'static str> {
    match action {
        Action::NoAction => None,
        Action::Restrict => Some("restrict"),
        Action::Cascade => Some("cascade"),
        Action::SetNull => Some("set_null"),
        Action::SetDefault => Some("set_default"),
    }
}
