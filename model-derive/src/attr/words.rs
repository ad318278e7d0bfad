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
