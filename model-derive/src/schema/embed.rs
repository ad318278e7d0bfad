//! The revisions as constants, and the files that a build has to watch.

use std::path::Path;

use migrate_core::embed::When;
use migrate_core::history::{History, Revision};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::expand::door;

/// One dialect's revisions.
pub(super) fn dialect(history: &History) -> TokenStream {
    let door = door();
    let dialect = Ident::new(history.dialect().word(), Span::mixed_site());
    let head = match history.heads().as_slice() {
        [head] => {
            let id = head.id.to_string();
            quote!(::core::option::Option::Some(#id))
        }
        _ => quote!(::core::option::Option::None),
    };
    let mut questions = history.questions(|_| true).into_iter();
    let revisions = history.revisions().iter().map(|of| {
        let asked = questions.next().and_then(|(_, questions)| questions?.to_text().ok());
        revision(of, &asked.unwrap_or_default())
    });
    quote!(#door::EmbeddedDialect { dialect: #door::Dialect::#dialect, head: #head, revisions: &[#(#revisions),*] })
}

fn revision(of: &Revision, questions: &str) -> TokenStream {
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
    let (step_up, step_down) = (when(of.data_steps.up), when(of.data_steps.down));
    let (reviewed, breaks_old_code) = (of.review.is_approved(), of.breaks_old_code());
    quote! {
        #door::EmbeddedRevision {
            id: #id, version: #version, dir: #dir, message: #message, parents: &[#(#parents),*],
            up: #up, down: #down, run_in_transaction: #run_in_transaction, foreign_keys_off: #foreign_keys_off,
            data_steps: #door::DataSteps { up: #step_up, down: #step_down },
            breaks_old_code: #breaks_old_code, sha256: #sha256, created_at: #created_at,
            questions: #questions, reviewed: #reviewed,
        }
    }
}

/// Makes cargo watch every file that was read: a macro has no other way to say it.
pub(super) fn watch(root: &Path, history: &History) -> TokenStream {
    history
        .files()
        .iter()
        .filter(|file| file.is_file())
        .filter_map(|file| match file.strip_prefix(root) {
            Ok(inside) => {
                let inside = format!("/{}", inside.to_str()?.replace('\\', "/"));
                Some(quote! {
                    const _: &[u8] = ::core::include_bytes!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #inside));
                })
            }
            Err(_) => {
                let file = file.to_str()?;
                Some(quote!(const _: &[u8] = ::core::include_bytes!(#file);))
            }
        })
        .collect()
}
