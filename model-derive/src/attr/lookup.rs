//! Fields, for attributes that name them.

use syn::Ident;
use syn::ext::IdentExt;

use crate::ast::{At, Field};
use crate::errors::Errors;
use crate::suggest;

/// What an attribute can name.
pub(crate) struct Lookup {
    owner: String,
    /// Field and column.
    columns: Vec<(String, String)>,
    flattened: Vec<String>,
    skipped: Vec<String>,
}

impl Lookup {
    pub(crate) fn new(owner: &Ident, fields: &[Field]) -> Self {
        let mut lookup = Self {
            owner: owner.to_string(),
            columns: Vec::new(),
            flattened: Vec::new(),
            skipped: Vec::new(),
        };
        for field in fields {
            match field {
                Field::Column(column) => {
                    lookup.columns.push((column.ident.unraw().to_string(), column.name.value.clone()));
                }
                Field::Flatten { ident, .. } => lookup.flattened.push(ident.unraw().to_string()),
                Field::Skip { ident } => lookup.skipped.push(ident.unraw().to_string()),
            }
        }
        lookup
    }

    /// The column of a field; a word that is none may be a column of a flattened struct.
    pub(crate) fn column(&self, name: &Ident, errors: &mut Errors) -> Option<At<String>> {
        let word = name.unraw().to_string();
        if let Some((_, column)) = self.columns.iter().find(|(field, _)| *field == word) {
            return Some(At::new(column.clone(), name.span()));
        }
        let Self { owner, .. } = self;
        if self.flattened.contains(&word) {
            errors.at(name.span(), format_args!("`{word}` is flattened: name one of its columns"));
            return None;
        }
        if self.skipped.contains(&word) {
            errors.at(name.span(), format_args!("`{word}` is skipped: it is no column"));
            return None;
        }
        if !self.flattened.is_empty() {
            // Perhaps it stands there: const evaluation will tell.
            return Some(At::new(word, name.span()));
        }
        if let Some((field, _)) = self.columns.iter().find(|(_, column)| *column == word) {
            errors.at(name.span(), format_args!("name the field, not the column: `{field}`"));
            return None;
        }
        let hint = suggest::hint(&word, self.columns.iter().map(|(field, _)| field.as_str()));
        errors.at(name.span(), format_args!("`{owner}` has no field `{word}`; {hint}"));
        None
    }
}
