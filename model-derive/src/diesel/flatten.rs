//! The macro that a struct to flatten brings: it adds the struct's columns to the modules of others.
//!
//! It has the struct's own name, so whatever path leads to the struct leads to it too, also from another crate.

use std::sync::atomic::{AtomicUsize, Ordering};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Type, Visibility};

use super::column::probe;
use super::groups::{Node, nest};
use super::module::{Column, ColumnType, Kind, Module, peel};
use super::types::{known, option};

/// The macro, and the types behind the columns.
pub(super) fn emit(module: &Module, insertable: bool) -> TokenStream {
    let Module { owner, vis, .. } = module;
    let name = unique(owner);
    let columns = module.columns().map(Column::write);
    let foreign = module.foreign.iter().map(super::module::Foreign::write);
    // A `pub` macro must be exported to be re-exported; it then stands at the crate's root too, hence its name.
    let export = matches!(vis, Visibility::Public(_)).then(|| quote!(#[macro_export]));
    let types = module.columns().enumerate().map(|(at, column)| flat_column(module, column, at));
    let targets = module.foreign.iter().enumerate().map(|(at, foreign)| {
        let target = &foreign.target;
        quote! {
            impl<__For> ::migrate_core::dsl::FlatForeign<__For, #at> for #owner {
                type Target = #target;
            }
        }
    });
    let values = insertable.then(|| values(module));
    quote! {
        #[doc(hidden)]
        #[allow(unused_macros)]
        #export
        macro_rules! #name {
            ([$($resume:tt)*] $($state:tt)*) => {
                $($resume)* ! { [[#insertable] [#(#columns)*] [#(#foreign)*]] $($state)* }
            };
        }
        #[doc(hidden)]
        #[allow(unused_imports, unreachable_pub)]
        #vis use #name as #owner;

        #(#types)*
        #(#targets)*
        #values
    }
}

/// The call of the macro of a struct that `module` flattens.
pub(super) fn call(module: &Module, path: &TokenStream) -> TokenStream {
    let state = module.write();
    quote!(#path ! { [::model_derive::__diesel] #state })
}

fn unique(owner: &Ident) -> Ident {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    Ident::new(&format!("__migrate_columns_{owner}_{count}"), Span::call_site())
}

/// The SQL type of the k-th column.
fn flat_column(module: &Module, column: &Column, at: usize) -> TokenStream {
    let Module { owner, vis, .. } = module;
    let head = quote!(::migrate_core::dsl::FlatColumn<#at> for #owner);
    match &column.ty {
        ColumnType::Given { ty, nullable } => {
            let sql = if *nullable {
                quote!(::migrate_core::dsl::diesel::sql_types::Nullable<#ty>)
            } else {
                quote!(#ty)
            };
            quote! {
                const _: () = {
                    #[allow(unused_imports)]
                    use ::migrate_core::dsl::diesel::sql_types::*;
                    impl #head {
                        type Sql = #sql;
                    }
                };
            }
        }
        ColumnType::Flat { ty, at } => quote! {
            impl #head {
                type Sql = <#ty as ::migrate_core::dsl::FlatColumn<#at>>::Sql;
            }
        },
        ColumnType::Rust { ty, public, ours } => {
            if let Some((known, nullable)) = known(ty) {
                let sql = known.path();
                let sql = if nullable {
                    quote!(::migrate_core::dsl::diesel::sql_types::Nullable<#sql>)
                } else {
                    sql
                };
                return quote!(impl #head { type Sql = #sql; });
            }
            let span = ty.span();
            let (condition, known) = probe(ty, *ours);
            if *public || matches!(vis, Visibility::Inherited) {
                return quote_spanned! {span=>
                    #known
                    impl #head {
                        type Sql = <#condition as ::migrate_core::dsl::SqlIf<#ty>>::Sql;
                    }
                };
            }
            quote_spanned! {span=>
                #known
                impl<__Sql> #head
                where
                    #condition: ::migrate_core::dsl::SqlIf<#ty, Sql = __Sql>,
                {
                    type Sql = __Sql;
                }
            }
        }
    }
}

/// The struct taken apart, for `Insertable`. `None` inserts the column's default, as with Diesel's derive.
fn values(module: &Module) -> TokenStream {
    let owner = &module.owner;
    let columns: Vec<_> = module.columns().collect();
    let parts: Vec<Part> = nest(&columns).iter().filter_map(Part::of).collect();
    let each = |f: fn(&Part) -> TokenStream| parts.iter().map(f).collect::<Vec<_>>();
    let (types, refs) = (each(Part::value_type), each(Part::ref_type));
    let (values, borrows) = (each(Part::value), each(Part::borrow));
    quote! {
        impl ::migrate_core::dsl::FlatValues for #owner {
            type Values = (#(#types,)*);
            type Refs<'a> = (#(#refs,)*);

            fn flat_values(self) -> Self::Values {
                (#(#values,)*)
            }

            fn flat_refs(&self) -> Self::Refs<'_> {
                (#(#borrows,)*)
            }
        }
    }
}

/// A field of the struct.
struct Part {
    field: Ident,
    ty: Type,
    kind: PartKind,
}

enum PartKind {
    Column,
    Nullable,
    Nested,
}

impl Part {
    fn of(node: &Node<'_>) -> Option<Self> {
        Some(match node {
            Node::Column(column) => {
                let ty = match &column.ty {
                    ColumnType::Rust { ty, .. } => ty,
                    // Its Rust type isn't kept: such a struct is never insertable.
                    ColumnType::Given { .. } | ColumnType::Flat { .. } => return None,
                };
                let (ty, kind) =
                    option(ty).map_or((ty, PartKind::Column), |inner| (inner, PartKind::Nullable));
                Self { field: column.ident.clone(), ty: peel(ty).clone(), kind }
            }
            Node::Group { field, group, .. } => {
                Self { field: (*field).clone(), ty: group.ty.clone(), kind: PartKind::Nested }
            }
        })
    }

    fn value_type(&self) -> TokenStream {
        let ty = &self.ty;
        match self.kind {
            PartKind::Column | PartKind::Nullable => quote!(::core::option::Option<#ty>),
            PartKind::Nested => quote!(<#ty as ::migrate_core::dsl::FlatValues>::Values),
        }
    }

    fn ref_type(&self) -> TokenStream {
        let ty = &self.ty;
        match self.kind {
            PartKind::Column | PartKind::Nullable => quote!(::core::option::Option<&'a #ty>),
            PartKind::Nested => quote!(<#ty as ::migrate_core::dsl::FlatValues>::Refs<'a>),
        }
    }

    fn value(&self) -> TokenStream {
        let field = &self.field;
        match self.kind {
            PartKind::Column => quote!(::core::option::Option::Some(self.#field)),
            PartKind::Nullable => quote!(self.#field),
            PartKind::Nested => quote!(::migrate_core::dsl::FlatValues::flat_values(self.#field)),
        }
    }

    fn borrow(&self) -> TokenStream {
        let field = &self.field;
        match self.kind {
            PartKind::Column => quote!(::core::option::Option::Some(&self.#field)),
            PartKind::Nullable => quote!(::core::option::Option::as_ref(&self.#field)),
            PartKind::Nested => quote!(::migrate_core::dsl::FlatValues::flat_refs(&self.#field)),
        }
    }
}

/// Whether the struct can be taken apart for `Insertable`: its types must not be more private than itself, and
/// its nested structs must be insertable too.
pub(super) fn insertable(module: &Module) -> bool {
    let Kind::Columns { insertable: true } = module.kind else { return false };
    let private = matches!(module.vis, Visibility::Inherited);
    module.columns().all(|column| match (&column.group, &column.ty) {
        (Some(group), _) => group.insertable,
        (None, ColumnType::Rust { ty, public, .. }) => *public || private || known(ty).is_some(),
        (None, ColumnType::Given { .. } | ColumnType::Flat { .. }) => false,
    })
}
