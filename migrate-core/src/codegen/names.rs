use std::collections::{BTreeMap, BTreeSet};

use crate::QName;
use crate::schema::Schema;

/// [Rust's keywords](https://doc.rust-lang.org/reference/keywords.html), sorted.
const KEYWORDS: [&str; 50] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where",
];

/// Those that `r#` can't make names of.
const NEVER: [&str; 4] = ["Self", "crate", "self", "super"];

/// What the names of Rust are, for everything in a schema.
pub(super) struct Names {
    tables: BTreeMap<QName, String>,
    modules: BTreeMap<QName, String>,
    enums: BTreeMap<QName, String>,
    columns: BTreeMap<QName, BTreeMap<String, String>>,
}

impl Names {
    pub(super) fn new(schema: &Schema) -> Self {
        // Types of the prelude, and what the file itself names.
        let taken = [
            "String", "Vec", "Option", "Box", "Some", "None", "Ok", "Err", "Table", "SqlEnum", "Result",
            "Default", "Drop", "Fn", "Clone", "Copy", "Send", "Sync", "Into", "From", "Iterator",
        ];
        let mut types: BTreeSet<String> = taken.map(str::to_owned).into();
        let mut names = Self {
            tables: BTreeMap::new(),
            modules: BTreeMap::new(),
            enums: BTreeMap::new(),
            columns: BTreeMap::new(),
        };
        let mut modules = BTreeSet::new();
        for table in &schema.tables {
            let ident = unique(&mut types, &table.name, |name| camel(&singular(name)));
            names.tables.insert(table.name.clone(), ident);
            let module = unique(&mut modules, &table.name, snake);
            names.modules.insert(table.name.clone(), module);
            let mut fields = BTreeSet::new();
            let idents = table.columns.iter().map(|column| {
                let ident = unique(&mut fields, &QName::from(column.name.as_str()), snake);
                (column.name.clone(), ident)
            });
            names.columns.insert(table.name.clone(), idents.collect());
        }
        for ty in &schema.enums {
            let ident = unique(&mut types, &ty.name, camel);
            names.enums.insert(ty.name.clone(), ident);
        }
        names
    }

    /// The struct of a table.
    pub(super) fn table(&self, name: &QName) -> Option<&str> {
        self.tables.get(name).map(String::as_str)
    }

    /// The module of a table, as an identifier without `r#`.
    pub(super) fn module(&self, name: &QName) -> &str {
        self.modules.get(name).map_or("", String::as_str)
    }

    /// The enum of an enum type.
    pub(super) fn enumeration(&self, name: &QName) -> Option<&str> {
        self.enums.get(name).map(String::as_str)
    }

    /// The field of a column, as it is written.
    pub(super) fn field(&self, table: &QName, column: &str) -> String {
        let ident = self.columns.get(table).and_then(|columns| columns.get(column));
        raw(ident.map_or(column, String::as_str))
    }
}

/// A name that stands in code: keywords get their `r#`.
pub(super) fn raw(ident: &str) -> String {
    if KEYWORDS.binary_search(&ident).is_ok() { format!("r#{ident}") } else { ident.to_owned() }
}

/// Whether a word can't name a module without `r#`.
pub(super) fn is_keyword(ident: &str) -> bool {
    KEYWORDS.binary_search(&ident).is_ok()
}

/// A name that nobody has yet: with its namespace in front, then with a number behind.
fn unique(taken: &mut BTreeSet<String>, name: &QName, make: impl Fn(&str) -> String) -> String {
    let plain = make(&name.name);
    let spaced = name.namespace.as_ref().map(|namespace| make(&format!("{namespace}_{}", name.name)));
    let numbered = (2..).map(|n| make(&format!("{}_{n}", name.name)));
    let free =
        std::iter::once(plain.clone()).chain(spaced).chain(numbered).find(|ident| !taken.contains(ident));
    let ident = free.unwrap_or(plain);
    taken.insert(ident.clone());
    ident
}

/// The words of a name, whatever it is written in.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous: Option<char> = None;
    for c in name.chars() {
        let starts = match previous {
            Some(before) => before.is_lowercase() && c.is_uppercase(),
            None => true,
        };
        if c.is_alphanumeric() {
            match words.last_mut() {
                Some(word) if !starts && previous.is_some_and(char::is_alphanumeric) => {
                    word.extend(c.to_lowercase())
                }
                _ => words.push(c.to_lowercase().collect()),
            }
        }
        previous = Some(c);
    }
    words
}

/// `user_account`, a field or a module.
fn snake(name: &str) -> String {
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().any(|c| c != '_');
    let ident = if plain { name.to_owned() } else { legal(words(name).join("_"), "_") };
    if NEVER.contains(&ident.as_str()) { format!("{ident}_") } else { ident }
}

/// `UserAccount`, a struct, an enum or a variant.
pub(super) fn camel(name: &str) -> String {
    let words: Vec<String> = words(name)
        .iter()
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
        })
        .collect();
    // Two digits side by side would read as one number: `a1_1` and `a_11`.
    let mut ident = String::new();
    for word in words {
        if ident.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit()) {
            ident.push('_');
        }
        ident.push_str(&word);
    }
    let ident = legal(ident, "N");
    if NEVER.contains(&ident.as_str()) { format!("{ident}_") } else { ident }
}

/// An identifier that begins as one, and holds something.
fn legal(ident: String, before: &str) -> String {
    let ident: String = ident.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect();
    match ident.chars().next() {
        None => "unnamed".to_owned(),
        Some(first) if first.is_numeric() => format!("{before}{ident}"),
        Some(_) => ident,
    }
}

/// `users` → `user`, as far as English goes; a row is one.
fn singular(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let cut = |ending: usize| name.get(..name.len() - ending).unwrap_or(name).to_owned();
    if lower.len() < 4
        || ["ss", "us", "is", "news", "series", "species"].iter().any(|end| lower.ends_with(end))
    {
        return name.to_owned();
    }
    if lower.ends_with("ies") {
        return format!("{}y", cut(3));
    }
    if ["sses", "shes", "ches", "xes", "zes"].iter().any(|end| lower.ends_with(end)) {
        return cut(2);
    }
    if lower.ends_with('s') { cut(1) } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_like_rust() {
        for (table, ident) in [
            ("users", "User"),
            ("categories", "Category"),
            ("addresses", "Address"),
            ("order_status", "OrderStatus"),
            ("UserAccounts", "UserAccount"),
            ("2fa codes", "N2faCode"),
            ("a.b", "AB"),
            ("self", "Self_"),
            ("---", "unnamed"),
        ] {
            assert_eq!(camel(&singular(table)), ident, "{table}");
        }
        for (column, ident) in [
            ("id", "id"),
            ("userId", "user_id"),
            ("type", "type"),
            ("self", "self_"),
            ("1st", "_1st"),
            ("größe", "größe"),
        ] {
            assert_eq!(snake(column), ident, "{column}");
        }
        assert_eq!((raw("type"), raw("kind")), ("r#type".to_owned(), "kind".to_owned()));
        let mut sorted = KEYWORDS;
        sorted.sort_unstable();
        assert_eq!(sorted, KEYWORDS);
    }
}
