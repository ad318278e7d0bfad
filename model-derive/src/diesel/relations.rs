//! What a model tells the modules of other models, and what its foreign keys allow: joins without a condition.
//!
//! Everything goes through traits, so the other model may live in any crate and be private. Two models may
//! refer to each other, and a table may refer to one other twice; each `impl` is therefore written for
//! `<If<condition> as Choose<…>>::Out`, where rustc evaluates the condition with both models in sight.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::module::{Foreign, Module};

/// What a model without a module says, `diesel = false`: nothing but what foreign keys of others ask for. It names
/// nothing of Diesel's.
pub(super) fn without_module(owner: &Ident) -> TokenStream {
    quote! {
        impl<__For> ::migrate_core::dsl::DieselTable<__For> for #owner {
            type Table = ::migrate_core::dsl::NoTable<Self>;
            type Fields = ::migrate_core::dsl::NoTable<Self>;
        }
    }
}

/// The `impl`s of a model with a module.
pub(super) fn emit(module: &Module) -> TokenStream {
    let Module { owner, name, foreign, .. } = module;
    let id = owner.to_string();
    let targets = foreign.iter().map(target_of);
    let fields = module.columns().map(|column| {
        let ident = &column.ident;
        let hash = migrate_core::dsl::hash(&ident.unraw().to_string());
        quote! {
            impl ::migrate_core::dsl::DieselField<#hash> for #owner {
                type Column = #name::columns::#ident;
            }
        }
    });
    let relations = foreign.iter().enumerate().map(|(k, foreign)| join(module, foreign, k));
    quote! {
        impl<__For> ::migrate_core::dsl::DieselTable<__For> for #owner {
            type Table = #name::table;
            type Fields = Self;
            const ID: &'static str = ::core::concat!(::core::module_path!(), "::", #id);
            const REFS: &'static [&'static str] =
                &[#(<#targets as ::migrate_core::dsl::DieselTable<()>>::ID),*];
            const MODULE: bool = true;
        }
        #(#fields)*
        #(#relations)*
    }
}

/// The struct referred to, as a table: one that is none makes one error for everything that is asked of it.
fn target_of(foreign: &Foreign) -> TokenStream {
    let target = &foreign.target;
    quote_spanned!(target.span()=> <#target as ::migrate_core::__private::Table>::This)
}

/// The tables can be joined without saying how. As with Diesel's own `joinable!`, that needs a
/// foreign key of one column, and no other between the two tables.
fn join(module: &Module, foreign: &Foreign, k: usize) -> TokenStream {
    let Module { owner, name, .. } = module;
    let Some(column) = foreign.column.as_ref().and_then(|column| module.column(column)) else {
        return TokenStream::new();
    };
    let ident = &column.ident;
    let (own, span) = (&column.sql, foreign.target.span());
    let target = target_of(foreign);
    let (of, field) = (&foreign.target, &foreign.field);
    let door = quote!(::migrate_core::__private);
    quote_spanned! {span=>
        const _: () = {
            type __Other = <::migrate_core::dsl::If<{
                ::migrate_core::dsl::joinable(
                    <#owner as ::migrate_core::dsl::DieselTable<()>>::REFS,
                    #k,
                    <#owner as ::migrate_core::dsl::DieselTable<()>>::ID,
                    <#target as ::migrate_core::dsl::DieselTable<()>>::REFS,
                )
            }> as ::migrate_core::dsl::Choose<
                #name::table,
                <#of as ::migrate_core::dsl::DieselTable<#name::table>>::Table,
                ::migrate_core::dsl::NoTable<[(); #k]>,
            >>::Out;
            // Where the two don't fit together const evaluation says so; here the column stands for both.
            type __Column = <::migrate_core::dsl::If<{
                <#target as ::migrate_core::dsl::DieselTable<()>>::MODULE
                    && #door::is_same_type(
                        &<#owner as #door::Table>::OWN.pieces,
                        #own,
                        <#of as #door::Table>::OWN,
                        #field,
                    )
            }> as ::migrate_core::dsl::Choose<
                #name::table,
                    <<#target as ::migrate_core::dsl::DieselTable<()>>::Fields as ::migrate_core::dsl::DieselField<{
                        #door::field_hash(<#of as #door::Table>::OWN, #field)
                    }>>::Column,
                    #name::columns::#ident,
                >>::Out;
            type __On = ::migrate_core::dsl::diesel::dsl::Eq<
                ::migrate_core::dsl::diesel::internal::table_macro::NullableExpression<#name::columns::#ident>,
                ::migrate_core::dsl::diesel::internal::table_macro::NullableExpression<__Column>,
            >;

            fn __on() -> __On {
                ::migrate_core::dsl::diesel::ExpressionMethods::eq(
                    ::migrate_core::dsl::diesel::NullableExpressionMethods::nullable(#name::columns::#ident),
                    ::migrate_core::dsl::diesel::NullableExpressionMethods::nullable(<__Column as ::core::default::Default>::default()),
                )
            }

            impl ::migrate_core::dsl::diesel::JoinTo<__Other> for #name::table {
                type FromClause = __Other;
                type OnClause = __On;

                fn join_target(__other: __Other) -> (__Other, __On) {
                    (__other, __on())
                }
            }

            impl ::migrate_core::dsl::diesel::JoinTo<#name::table> for __Other {
                type FromClause = #name::table;
                type OnClause = __On;

                fn join_target(__table: #name::table) -> (#name::table, __On) {
                    (__table, __on())
                }
            }
        };
    }
}
