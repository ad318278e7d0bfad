use std::path::Path;

use migrate_core::Dialect;
use migrate_core::codegen::Crates;
use toml_edit::{Array, DocumentMut, InlineTable, Item, TableLike, Value};

use super::{Done, Edit};
use crate::failure::{Failure, Result};
use crate::files;

/// What else the manifest is to have.
#[derive(Debug, Default)]
pub(super) struct Extras {
    /// Crates whose types columns have.
    pub(super) crates: Crates,
    /// Tables that are none of ours.
    pub(super) ignore: Vec<String>,
}

impl Extras {
    /// Each crate: its name and version, its feature in migrate-core and in Diesel.
    fn named(&self) -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
        let Crates { chrono, time, uuid, serde_json, decimal } = self.crates;
        let all = [
            (chrono, ("chrono", "0.4", "chrono", "chrono")),
            (time, ("time", "0.3", "time", "time")),
            (uuid, ("uuid", "1", "uuid", "uuid")),
            (serde_json, ("serde_json", "1", "serde_json", "serde_json")),
            (decimal, ("bigdecimal", "0.4", "decimal", "numeric")),
        ];
        all.into_iter().filter(|(wanted, _)| *wanted).map(|(_, names)| names).collect()
    }
}

/// The manifest with the two dependencies, and Diesel; comments and order stay.
pub(super) fn edited(
    manifest: &Path,
    dialects: &[Dialect],
    checkout: Option<&Path>,
    extras: &Extras,
) -> Result<Edit> {
    let text = files::read(manifest)?;
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        Failure::new("bad-file", "the manifest is malformed").at(manifest.display()).because(&error)
    })?;
    let dependencies = document.entry("dependencies").or_insert_with(toml_edit::table);
    let Some(table) = dependencies.as_table_like_mut() else {
        return Err(Failure::new("bad-file", "`dependencies` is no table").at(manifest.display()));
    };
    let mut added = Vec::new();
    let version = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));
    let named = extras.named();
    let databases: Vec<&str> = dialects.iter().map(|dialect| dialect.name()).collect();
    let core: Vec<&str> =
        databases.iter().copied().chain(named.iter().map(|(_, _, core, _)| *core)).collect();
    for (name, features) in [("migrate-core", core.as_slice()), ("model-derive", &[])] {
        let path = checkout.map(|root| root.join(name));
        if add(table, name, version, path.as_deref(), features) {
            added.push(name);
        }
    }
    let diesel: Vec<&str> =
        databases.iter().copied().chain(named.iter().map(|(_, _, _, diesel)| *diesel)).collect();
    if add(table, "diesel", "2.3", None, &diesel) {
        added.push("diesel");
    }
    for (name, version, _, _) in named {
        if add(table, name, version, None, &[]) {
            added.push(name);
        }
    }
    ignore(&mut document, &extras.ignore);
    let text = document.to_string();
    let (what, done) = match added.as_slice() {
        [] => ("dependencies".to_owned(), Done::Kept),
        names => (format!("dependencies: {}", names.join(", ")), Done::Changed),
    };
    Ok(Edit { what, file: manifest.to_owned(), text, done })
}

/// Adds tables to `ignore` in `[package.metadata.migrate]`.
fn ignore(document: &mut DocumentMut, tables: &[String]) {
    if tables.is_empty() {
        return;
    }
    let settings = &mut document["package"]["metadata"]["migrate"]["ignore"];
    if settings.as_array().is_none() {
        *settings = Item::Value(Value::Array(Array::new()));
    }
    if let Some(list) = settings.as_array_mut() {
        for table in tables {
            if !list.iter().any(|value| value.as_str() == Some(table)) {
                list.push(table.as_str());
            }
        }
    }
}

/// Whether anything was to be done.
fn add(table: &mut dyn TableLike, name: &str, version: &str, path: Option<&Path>, features: &[&str]) -> bool {
    if let Some(item) = table.get_mut(name) {
        return extend(item, features);
    }
    let mut entry = InlineTable::new();
    match path {
        Some(path) => entry.insert("path", path.display().to_string().into()),
        None => entry.insert("version", version.into()),
    };
    if !features.is_empty() {
        entry.insert("features", Value::Array(features.iter().copied().collect()));
    }
    let value =
        if path.is_none() && features.is_empty() { Value::from(version) } else { Value::InlineTable(entry) };
    table.insert(name, Item::Value(value));
    true
}

/// Adds the features that an entry lacks.
fn extend(item: &mut Item, features: &[&str]) -> bool {
    let lacks = |list: Option<&Array>| -> Vec<String> {
        let there =
            |feature: &str| list.is_some_and(|list| list.iter().any(|value| value.as_str() == Some(feature)));
        // Whoever chose the system's own library keeps it.
        let has = |feature: &str| there(feature) || there(&format!("{feature}-system"));
        features.iter().filter(|feature| !has(feature)).map(|feature| (*feature).to_owned()).collect()
    };
    // `diesel = "2.3"` becomes a table.
    if let Some(version) = item.as_str().map(str::to_owned) {
        if features.is_empty() {
            return false;
        }
        let mut entry = InlineTable::new();
        entry.insert("version", version.into());
        entry.insert("features", Value::Array(features.iter().copied().collect()));
        *item = Item::Value(Value::InlineTable(entry));
        return true;
    }
    let Some(entry) = item.as_table_like_mut() else { return false };
    let missing = lacks(entry.get("features").and_then(Item::as_array));
    if missing.is_empty() {
        return false;
    }
    match entry.get_mut("features").and_then(Item::as_array_mut) {
        Some(list) => missing.into_iter().for_each(|feature| list.push(feature)),
        None => {
            entry.insert("features", Item::Value(Value::Array(missing.into_iter().collect())));
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(text: &str, checkout: Option<&Path>) -> (String, bool) {
        edit_with(text, checkout, Extras::default())
    }

    fn edit_with(text: &str, checkout: Option<&Path>, extras: Extras) -> (String, bool) {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("Cargo.toml");
        std::fs::write(&file, text).unwrap();
        let edit = edited(&file, &[Dialect::Sqlite], checkout, &extras).unwrap();
        (edit.text, edit.done == Done::Changed)
    }

    #[test]
    fn adds_what_is_missing_and_keeps_the_rest() {
        let text = "[package] # mine\nname = \"a\"\n\n[dependencies]\n# why\nserde = \"1\"\ndiesel = \"2.2\" # old\n";
        let (text, changed) = edit(text, None);
        assert!(changed);
        assert!(text.contains("# mine") && text.contains("# why\nserde = \"1\"\n"), "{text}");
        assert!(text.contains("migrate-core = { version = \"0.1\", features = [\"sqlite\"] }"), "{text}");
        assert!(text.contains("model-derive = \"0.1\""), "{text}");
        assert!(text.contains("diesel = { version = \"2.2\", features = [\"sqlite\"] }"), "{text}");
        assert_eq!(edit(&text, None), (text, false));
    }

    #[test]
    fn takes_paths_and_extends_features() {
        let text = "[dependencies.diesel]\nversion = \"2.3\"\nfeatures = [\"chrono\"]\n";
        let (text, _) = edit(text, Some(Path::new("/x")));
        assert!(text.contains("features = [\"chrono\", \"sqlite\"]"), "{text}");
        assert!(text.contains("path = \"/x/model-derive\""), "{text}");
        assert_eq!(edit(&text, Some(Path::new("/x"))), (text, false));
    }

    #[test]
    fn keeps_the_library_that_was_chosen() {
        let text = "[dependencies]\nmigrate-core = { version = \"0.1\", features = [\"sqlite-system\"] }\n";
        let (text, _) = edit(text, None);
        assert!(text.contains("features = [\"sqlite-system\"] }"), "{text}");
    }

    #[test]
    fn adds_crates_and_tables_to_ignore() {
        let crates = Crates { chrono: true, decimal: true, ..Crates::default() };
        let extras = Extras { crates, ignore: vec!["alembic_version".to_owned()] };
        let (text, _) = edit_with("[package]\nname = \"a\"\n", None, extras);
        assert!(text.contains("features = [\"sqlite\", \"chrono\", \"decimal\"]"), "{text}");
        assert!(text.contains("features = [\"sqlite\", \"chrono\", \"numeric\"]"), "{text}");
        assert!(text.contains("chrono = \"0.4\"") && text.contains("bigdecimal = \"0.4\""), "{text}");
        let parsed: DocumentMut = text.parse().unwrap();
        let ignored = parsed["package"]["metadata"]["migrate"]["ignore"].as_array().unwrap();
        assert_eq!(ignored.iter().next().and_then(Value::as_str), Some("alembic_version"));
    }
}
