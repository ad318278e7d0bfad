//! The revisions as constants, and the files that a build has to watch.

use std::path::Path;

use migrate_core::embed::When;
use migrate_core::history::{History, Revision};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::expand::door;

/// One dialect's revisions.
pub(super) fn dialect(root: &Path, history: &History) -> TokenStream {
    let door = door();
    let dialect = Ident::new(history.dialect().word(), Span::mixed_site());
    let head = match history.heads().as_slice() {
        [head] => {
            let id = head.id.to_string();
            quote!(::core::option::Option::Some(#id))
        }
        _ => quote!(::core::option::Option::None),
    };
    let revisions = history.revisions().iter().map(|of| revision(root, of));
    quote!(#door::EmbeddedDialect { dialect: #door::Dialect::#dialect, head: #head, revisions: &[#(#revisions),*] })
}

fn revision(root: &Path, of: &Revision) -> TokenStream {
    let door = door();
    let Revision { dir, message, up, run_in_transaction, foreign_keys_off, sha256, .. } = of;
    let (id, version) = (of.id.to_string(), of.version());
    let parents = of.parents.iter().map(ToString::to_string);
    let down = match &of.down {
        Some(down) => quote!(::core::option::Option::Some(#down)),
        None => quote!(::core::option::Option::None),
    };
    let created_at = of.created_at.as_deref().unwrap_or_default();
    let when = |when: Option<When>| match when {
        None => quote!(::core::option::Option::None),
        Some(When::Before) => quote!(::core::option::Option::Some(#door::When::Before)),
        Some(When::After) => quote!(::core::option::Option::Some(#door::When::After)),
    };
    let changes = match path(root, &of.path.join("changes.json")).filter(|_| of.has_changes_file()) {
        Some(path) => quote!(::core::option::Option::Some(::core::include_str!(#path))),
        None => quote!(::core::option::Option::None),
    };
    let (step_up, step_down) = (when(of.data_steps.up), when(of.data_steps.down));
    let (reviewed, breaks_old_code) = (of.review.is_approved(), of.breaks_old_code());
    quote! {
        #door::EmbeddedRevision {
            id: #id, version: #version, dir: #dir, message: #message, parents: &[#(#parents),*],
            up: #up, down: #down, run_in_transaction: #run_in_transaction, foreign_keys_off: #foreign_keys_off,
            data_steps: #door::DataSteps { up: #step_up, down: #step_down },
            breaks_old_code: #breaks_old_code, sha256: #sha256, created_at: #created_at,
            changes: #changes, reviewed: #reviewed,
        }
    }
}

/// Makes cargo watch every file that was read: a macro has no other way to say it.
pub(super) fn watch(root: &Path, history: &History) -> TokenStream {
    history
        .files()
        .iter()
        .filter(|file| file.is_file())
        .filter_map(|file| path(root, file))
        .map(|path| {
            quote!(
                const _: &[u8] = ::core::include_bytes!(#path);
            )
        })
        .collect()
}

/// A file's path as an expression: of one in the package nothing is said that another machine has elsewhere.
fn path(root: &Path, file: &Path) -> Option<TokenStream> {
    match file.strip_prefix(root) {
        Ok(inside) => {
            let inside = format!("/{}", inside.to_str()?.replace('\\', "/"));
            Some(quote!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #inside)))
        }
        Err(_) => file.to_str().map(|file| quote!(#file)),
    }
}
