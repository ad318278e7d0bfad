use std::collections::BTreeSet;

use super::names::{Names, camel};
use super::words::{attribute, eq};
use crate::schema::EnumType;

/// An enum type.
pub(super) fn enumeration(ty: &EnumType, names: &Names) -> String {
    let ident = names.enumeration(&ty.name).unwrap_or_default();
    let mut words = vec![eq("name", &ty.name.name)];
    words.extend(ty.name.namespace.as_ref().map(|namespace| eq("schema", namespace)));
    words.extend(ty.comment.as_ref().map(|comment| eq("comment", comment)));
    let mut text = "#[derive(Clone, Copy, Debug, PartialEq, Eq, SqlEnum)]\n".to_owned();
    text.push_str(&attribute("sql_enum", &words, ""));
    text.push_str(&format!("pub enum {ident} {{\n"));
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for label in &ty.labels {
        let plain = camel(label);
        let numbered = (2..).map(|n| format!("{plain}{n}"));
        let variant = std::iter::once(plain.clone()).chain(numbered).find(|ident| !taken.contains(ident));
        let variant = variant.unwrap_or(plain);
        // One small word is the label of its variant; for others it is said.
        let says_itself = label.bytes().all(|b| b.is_ascii_lowercase()) && camel(label) == variant;
        if !says_itself {
            text.push_str(&attribute("sql_enum", &[eq("label", label)], "    "));
        }
        text.push_str(&format!("    {variant},\n"));
        taken.insert(variant);
    }
    text.push_str("}\n");
    text
}
