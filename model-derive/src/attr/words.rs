//! The page of attributes holds every word that is read here, and no other.

use std::collections::BTreeSet;

/// The words of the first column below a heading.
fn page(heading: &str) -> BTreeSet<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/attributes.md");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let Some((_, below)) = text.split_once(&format!("\n## {heading}")) else { return BTreeSet::new() };
    let section = below.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split('`').next()).map(str::to_owned).collect()
}

/// The words of the README's table, which holds the most used ones, of structs and of fields.
fn readme() -> [BTreeSet<String>; 2] {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let below = text.split_once("\n## Attributes").map_or("", |(_, below)| below);
    assert!(below.contains("](docs/attributes.md)"), "the rest stands there");
    let rows = below.split("\n## ").next().unwrap_or_default().lines();
    let mut words = [BTreeSet::new(), BTreeSet::new()];
    let mut at = 0;
    for row in rows.filter(|row| row.starts_with('|')) {
        let cells: Vec<&str> = row.split(" | ").map(|cell| cell.trim_matches(['|', ' '])).collect();
        let [on, attributes, ..] = cells.as_slice() else { continue };
        at = match *on {
            "struct" => 0,
            "field" => 1,
            _ => at,
        };
        // `#[table(flatten)]` says itself what it is.
        let names = attributes.split('`').skip(1).step_by(2).filter(|text| !text.starts_with("#["));
        let word = |text: &str| text.split([' ', '(', '=']).next().unwrap_or_default().to_owned();
        words[at].extend(names.map(word));
    }
    words
}

fn code(words: &[&str], without: &[&str]) -> BTreeSet<String> {
    words.iter().filter(|word| !without.contains(word)).map(|word| (*word).to_owned()).collect()
}

#[test]
fn the_page_and_the_code_know_the_same_words() {
    let flatten = ["flatten"];
    assert_eq!(page("`#[table(…)]`"), code(&super::table::WORDS, &flatten));
    assert_eq!(page("In `index(…)`"), code(&super::index::OPTIONS, &[]));
    assert_eq!(page("`#[column(…)]`"), code(&super::column::WORDS, &super::column::INNER));
    assert_eq!(page("`#[view(…)]`"), code(&super::view::WORDS, &[]));
    assert_eq!(page("`#[sql_enum(…)]`"), code(&super::types::OF_AN_ENUM, &[]));
    assert_eq!(page("`#[column_type(…)]`"), code(&super::types::OF_A_NEWTYPE, &[]));
    assert_eq!(page("`#[schema(…)]`"), code(&crate::schema::WORDS, &[]));
}

#[test]
fn every_word_of_the_readme_is_on_the_page() {
    let [of_structs, of_fields] = readme();
    assert!(of_structs.len() > 5 && of_fields.len() > 10, "{of_structs:?} {of_fields:?}");
    let unknown = |words: BTreeSet<String>, page: BTreeSet<String>| -> Vec<String> {
        words.difference(&page).cloned().collect()
    };
    assert_eq!(unknown(of_structs, page("`#[table(…)]`")), Vec::<String>::new());
    assert_eq!(unknown(of_fields, page("`#[column(…)]`")), Vec::<String>::new());
}
