//! What is emitted where something is wrong: the mistakes, and stubs, so that one mistake makes one error.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::ast::ModelKind;
use crate::errors::Errors;
use crate::expand::{self, door};

/// For `derive(Table)` and `derive(Columns)`.
pub(crate) fn model(input: &DeriveInput, kind: ModelKind, errors: Errors) -> TokenStream {
    let mut tokens = errors.into_tokens();
    tokens.extend(expand::fallback(&input.ident, &input.generics, kind));
    tokens
}

/// For `derive(View)`.
pub(crate) fn view(input: &DeriveInput, errors: Errors) -> TokenStream {
    let mut tokens = errors.into_tokens();
    tokens.extend(expand::no_view(&input.ident));
    tokens
}

/// For `derive(ColumnType)` and `derive(SqlEnum)`.
pub(crate) fn column_type(input: &DeriveInput, errors: Errors) -> TokenStream {
    let door = door();
    let ident = &input.ident;
    let (impl_generics, generics, bounds) = input.generics.split_for_impl();
    let errors = errors.into_tokens();
    quote! {
        #errors
        const _: () = {
            #[automatically_derived]
            impl #impl_generics #door::ColumnType for #ident #generics #bounds {
                type This = Self;
                const TYPE: #door::TypeDef = #door::TypeDef::new("text");
            }
            #[automatically_derived]
            impl #impl_generics #door::Element for #ident #generics #bounds {}
        };
    }
}
