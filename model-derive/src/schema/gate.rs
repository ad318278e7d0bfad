//! The checks: as errors, as warnings, or not at all.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Ident;

use super::parse::span;
use super::state::Mode;
use super::{Plan, snapshot, tables};
use crate::expand::{door, door_at, spanned};

/// What is emitted for the gate.
pub(super) struct Gate {
    /// Beside the static: constants that it names too.
    pub(super) outside: TokenStream,
    /// Inside the `const _`.
    pub(super) inside: TokenStream,
    /// The state, as an expression.
    pub(super) state: TokenStream,
}

pub(super) fn gate(plan: &Plan) -> Gate {
    let door = door();
    match plan.mode {
        Mode::Off => Gate {
            outside: TokenStream::new(),
            inside: TokenStream::new(),
            state: quote!(#door::GateState::Off),
        },
        Mode::On => {
            Gate { outside: TokenStream::new(), inside: on(plan), state: quote!(#door::GateState::On) }
        }
        Mode::Warn => warn(plan),
    }
}

/// The reviewed schema of each dialect that could be read.
fn snapshots(plan: &Plan) -> TokenStream {
    let door = door();
    let each = plan.histories.iter().filter_map(|history| {
        history.snapshot().ok().map(|schema| snapshot::dialect(history.dialect(), schema))
    });
    quote!({
        #[allow(unused_imports)]
        use #door as __migrate;
        #door::Snapshot { dialects: &[#(#each),*] }
    })
}

fn on(plan: &Plan) -> TokenStream {
    let door = door();
    let at = spanned(plan.input.ident.span());
    let problems = plan.problems.iter().map(|problem| quote_spanned!(at=> ::core::compile_error!(#problem);));
    let steps = plan.wrong_steps.iter().map(|(at, what)| {
        let at = spanned(*at);
        quote_spanned!(at=> ::core::compile_error!(#what);)
    });
    let snapshots = snapshots(plan);
    let elements = plan.input.elements.iter().map(|element| {
        let (at, of) = (spanned(span(element)), tables::functions(element));
        quote_spanned!(at=> const _: () = #of::__gate(__CASE);)
    });
    let objects = (!plan.options.objects.is_empty()).then(|| {
        let (here, lines) = (door_at(at), tables::objects(&plan.options.objects));
        quote_spanned!(at=> const _: () = #here::check_objects(&#lines, __CASE);)
    });
    let dropped = quote_spanned!(at=> const _: () = #door::check_dropped(&__LISTED, &__SNAPSHOT););
    quote! {
        #(#problems)*
        #(#steps)*
        static __SNAPSHOT: #door::Snapshot = #snapshots;
        const __CASE: #door::Case = #door::Case::new(&__SNAPSHOT);
        #[allow(unused_imports)]
        use #door::NoGate as _;
        #(#elements)*
        #objects
        #dropped
    }
}

/// A warning on stable Rust: a deprecated constant, chosen by a const parameter.
fn warn(plan: &Plan) -> Gate {
    let door = door();
    let name = &plan.input.ident;
    let (snapshot, state) = (format_ident!("__{name}_SNAPSHOT"), format_ident!("__{name}_GATE"));
    let snapshots = snapshots(plan);
    let group = tables::group_with(&plan.input.elements, &plan.options.objects);
    let objects = tables::objects(&plan.options.objects);
    let sound = plan.problems.is_empty() && plan.wrong_steps.is_empty();
    let same = plan.input.elements.iter().map(|element| {
        let clean = is_same(element, &snapshot);
        quote!(&& #clean)
    });
    let outside = quote! {
        #[doc(hidden)]
        #[allow(non_upper_case_globals)]
        static #snapshot: #door::Snapshot = #snapshots;
        #[doc(hidden)]
        #[allow(non_upper_case_globals)]
        const #state: #door::GateState = #door::GateState::Warn {
            clean: #sound #(#same)* && #door::same_objects(&#objects, &#snapshot) && #door::nothing_dropped(&#group, &#snapshot),
        };
    };
    let mut inside = TokenStream::new();
    let says = "; `MIGRATE_GATE=on cargo check` says what; then run `cargo migrate revision -m \"...\"`";
    for (i, element) in plan.input.elements.iter().enumerate() {
        let text = element.to_token_stream().to_string().replace(' ', "");
        let note = format!("unreviewed schema change in `{text}`{says}");
        let clean = is_same(element, &snapshot);
        inside.extend(warning(&format_ident!("__Warn{i}"), &note, &clean, span(element)));
    }
    let at = name.span();
    let note = format!("unreviewed schema change: something was dropped, or is new in `#[schema(…)]`{says}");
    let clean = quote! {
        #door::nothing_dropped(&#group, &#snapshot) && #door::same_objects(&#objects, &#snapshot)
    };
    inside.extend(warning(&format_ident!("__WarnDropped"), &note, &clean, at));
    for (i, problem) in plan.problems.iter().enumerate() {
        inside.extend(warning(&format_ident!("__WarnProblem{i}"), problem, &quote!(false), at));
    }
    for (i, (at, problem)) in plan.wrong_steps.iter().enumerate() {
        inside.extend(warning(&format_ident!("__WarnStep{i}"), problem, &quote!(false), *at));
    }
    Gate { outside, inside, state: state.to_token_stream() }
}

fn is_same(element: &syn::Type, snapshot: &Ident) -> TokenStream {
    let (at, door) = (spanned(span(element)), door());
    quote_spanned!(at=> #door::is_same(<#element as #door::Table>::LIST, &#snapshot))
}

fn warning(name: &Ident, note: &str, clean: &TokenStream, at: proc_macro2::Span) -> TokenStream {
    let use_of = quote_spanned!(spanned(at)=> #name::<{ #clean }>::CHECK);
    quote! {
        struct #name<const CLEAN: bool>;
        impl #name<true> {
            #[allow(dead_code)]
            const CHECK: () = ();
        }
        impl #name<false> {
            #[allow(dead_code)]
            #[deprecated(note = #note)]
            const CHECK: () = ();
        }
        const _: () = #use_of;
    }
}
