//! The module of one table.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::column;
use super::groups::groups;
use super::module::Module;
use super::number;
use super::vis::deeper;

/// The module, and beside it what names types of the user's.
pub(super) fn emit(module: &Module) -> TokenStream {
    let Module { name, vis, owner, .. } = module;
    let columns: Vec<_> = module.columns().collect();
    let idents: Vec<_> = columns.iter().map(|column| &column.ident).collect();
    let key = module.key_columns();
    let only_key = match key.as_slice() {
        [one] => Some(&one.ident),
        _ => None,
    };
    let items = columns
        .iter()
        .enumerate()
        .map(|(at, column)| column::item(column, at, vis, only_key == Some(&column.ident)));
    let typed = columns.iter().map(|column| {
        let ident = &column.ident;
        column::typed(column, &quote!(#name::columns::#ident), vis)
    });
    let (here, inside) = (deeper(vis, 1), deeper(vis, 2));
    let in_dsl = idents.iter().filter(|ident| **ident != name);
    let star =
        Ident::new(if idents.iter().any(|ident| *ident == "star") { "__star" } else { "star" }, name.span());
    let table = table(module, &star);
    let groups = groups(module);
    let about = format!("Diesel's module for the table of [`{owner}`]({owner}).");
    quote! {
        #[doc = #about]
        #[allow(dead_code, unreachable_pub, unused_imports, unused_qualifications, non_camel_case_types)]
        #vis mod #name {
            #here use self::columns::*;

            /// The columns, and the table by the name of its module: to be imported whole.
            #here mod dsl {
                #(#inside use super::columns::#in_dsl;)*
                #inside use super::table as #name;
            }

            #table
            #groups

            /// The columns.
            #here mod columns {
                use super::table;

                /// Every column of the table has it, and nothing else.
                #inside trait __Column {
                    /// Which one it is.
                    type Mark;
                }

                /// `table.*`, for counting.
                #[derive(Debug, Clone, Copy)]
                #inside struct #star;

                #(#items)*
            }
        }

        #(#typed)*
    }
}

/// The table itself.
fn table(module: &Module, star: &Ident) -> TokenStream {
    let vis = deeper(&module.vis, 1);
    let idents: Vec<_> = module.columns().map(|column| &column.ident).collect();
    let all = quote!((#(columns::#idents,)*));
    let key = module.key_columns();
    let key = match key.as_slice() {
        [one] => {
            let one = &one.ident;
            quote!(columns::#one)
        }
        several => {
            let several = several.iter().map(|column| &column.ident);
            quote!((#(columns::#several,)*))
        }
    };
    let t = quote!(::migrate_core::dsl::diesel::internal::table_macro);
    let name = component(module);
    let joins = joins(&number::of_table(module));
    quote! {
        /// All columns, in order.
        #[allow(non_upper_case_globals)]
        #vis const all_columns: #all = #all;

        /// The table: what queries start from.
        #[derive(Debug, Clone, Copy, Default)]
        #vis struct table;

        impl table {
            /// `table.*`, for counting. It can't be selected.
            #vis fn star(&self) -> columns::#star {
                columns::#star
            }
        }

        /// The SQL types of all columns.
        #vis type SqlType = <#all as ::migrate_core::dsl::diesel::Expression>::SqlType;

        /// A boxed query on this table.
        #vis type BoxedQuery<'a, DB, Sql = SqlType> = #t::BoxedSelectStatement<'a, Sql, #t::FromClause<table>, DB>;

        impl ::migrate_core::dsl::diesel::query_builder::QueryId for table {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        #name

        impl<DB> ::migrate_core::dsl::diesel::query_builder::QueryFragment<DB> for table
        where
            DB: ::migrate_core::dsl::diesel::backend::Backend,
            <table as #t::StaticQueryFragment>::Component: ::migrate_core::dsl::diesel::query_builder::QueryFragment<DB>,
        {
            fn walk_ast<'b>(
                &'b self,
                __out: ::migrate_core::dsl::diesel::query_builder::AstPass<'_, 'b, DB>,
            ) -> ::migrate_core::dsl::diesel::QueryResult<()> {
                ::migrate_core::dsl::diesel::query_builder::QueryFragment::walk_ast(<table as #t::StaticQueryFragment>::STATIC_COMPONENT, __out)
            }
        }

        impl ::migrate_core::dsl::diesel::QuerySource for table {
            type FromClause = #t::StaticQueryFragmentInstance<table>;
            type DefaultSelection = #all;

            fn from_clause(&self) -> Self::FromClause {
                #t::StaticQueryFragmentInstance::new()
            }

            fn default_selection(&self) -> Self::DefaultSelection {
                #all
            }
        }

        impl ::migrate_core::dsl::diesel::query_builder::AsQuery for table {
            type SqlType = SqlType;
            type Query = #t::SelectStatement<#t::FromClause<Self>>;

            fn as_query(self) -> Self::Query {
                #t::SelectStatement::simple(self)
            }
        }

        impl ::migrate_core::dsl::diesel::Table for table {
            type PrimaryKey = #key;
            type AllColumns = #all;

            fn primary_key(&self) -> Self::PrimaryKey {
                #key
            }

            fn all_columns() -> Self::AllColumns {
                #all
            }
        }

        impl ::migrate_core::dsl::diesel::associations::HasTable for table {
            type Table = Self;

            fn table() -> Self::Table {
                table
            }
        }

        impl ::migrate_core::dsl::diesel::query_builder::IntoUpdateTarget for table {
            type WhereClause =
                <#t::SelectStatement<#t::FromClause<table>> as ::migrate_core::dsl::diesel::query_builder::IntoUpdateTarget>::WhereClause;

            fn into_update_target(self) -> ::migrate_core::dsl::diesel::query_builder::UpdateTarget<Self::Table, Self::WhereClause> {
                let __query: #t::SelectStatement<#t::FromClause<table>> =
                    ::migrate_core::dsl::diesel::query_builder::AsQuery::as_query(self);
                ::migrate_core::dsl::diesel::query_builder::IntoUpdateTarget::into_update_target(__query)
            }
        }

        impl<Into> ::migrate_core::dsl::diesel::Insertable<Into> for table
        where
            #t::SelectStatement<#t::FromClause<table>>: ::migrate_core::dsl::diesel::Insertable<Into>,
        {
            type Values = <#t::SelectStatement<#t::FromClause<table>> as ::migrate_core::dsl::diesel::Insertable<Into>>::Values;

            fn values(self) -> Self::Values {
                ::migrate_core::dsl::diesel::Insertable::values(::migrate_core::dsl::diesel::query_builder::AsQuery::as_query(self))
            }
        }

        impl<Into> ::migrate_core::dsl::diesel::Insertable<Into> for &table
        where
            table: ::migrate_core::dsl::diesel::Insertable<Into>,
        {
            type Values = <table as ::migrate_core::dsl::diesel::Insertable<Into>>::Values;

            fn values(self) -> Self::Values {
                ::migrate_core::dsl::diesel::Insertable::values(*self)
            }
        }

        impl<By> ::migrate_core::dsl::diesel::expression::ValidGrouping<By> for columns::#star
        where
            #all: ::migrate_core::dsl::diesel::expression::ValidGrouping<By>,
        {
            type IsAggregate = <#all as ::migrate_core::dsl::diesel::expression::ValidGrouping<By>>::IsAggregate;
        }

        impl ::migrate_core::dsl::diesel::query_builder::QueryId for columns::#star {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl ::migrate_core::dsl::diesel::Expression for columns::#star {
            type SqlType = ::migrate_core::dsl::diesel::expression::expression_types::NotSelectable;
        }

        impl<DB> ::migrate_core::dsl::diesel::query_builder::QueryFragment<DB> for columns::#star
        where
            DB: ::migrate_core::dsl::diesel::backend::Backend,
            table: ::migrate_core::dsl::diesel::query_builder::QueryFragment<DB>,
        {
            fn walk_ast<'b>(
                &'b self,
                mut __out: ::migrate_core::dsl::diesel::query_builder::AstPass<'_, 'b, DB>,
            ) -> ::migrate_core::dsl::diesel::QueryResult<()> {
                if !__out.should_skip_from() {
                    ::migrate_core::dsl::diesel::query_builder::QueryFragment::walk_ast(&table, __out.reborrow())?;
                    __out.push_sql(".");
                }
                __out.push_sql("*");
                Ok(())
            }
        }

        impl ::migrate_core::dsl::diesel::SelectableExpression<table> for columns::#star {}
        impl ::migrate_core::dsl::diesel::AppearsOnTable<table> for columns::#star {}

        #joins
    }
}

/// The table's name as SQL.
fn component(module: &Module) -> TokenStream {
    let t = quote!(::migrate_core::dsl::diesel::internal::table_macro);
    let sql = &module.sql;
    match &module.namespace {
        None => quote! {
            impl #t::StaticQueryFragment for table {
                type Component = #t::Identifier<'static>;
                const STATIC_COMPONENT: &'static Self::Component = &#t::Identifier(#sql);
            }
        },
        Some(namespace) => quote! {
            impl #t::StaticQueryFragment for table {
                type Component = #t::InfixNode<#t::Identifier<'static>, #t::Identifier<'static>, &'static str>;
                const STATIC_COMPONENT: &'static Self::Component =
                    &#t::InfixNode::new(#t::Identifier(#namespace), #t::Identifier(#sql), ".");
            }
        },
    }
}

/// What the table can be joined with, whatever it is related to.
fn joins(number: &TokenStream) -> TokenStream {
    let t = quote!(::migrate_core::dsl::diesel::internal::table_macro);
    let with = |generics: TokenStream, source: TokenStream, bounds: TokenStream| {
        quote! {
            impl<#generics> ::migrate_core::dsl::diesel::JoinTo<#source> for table
            where
                #source: ::migrate_core::dsl::diesel::JoinTo<table>,
                #bounds
            {
                type FromClause = #source;
                type OnClause = <#source as ::migrate_core::dsl::diesel::JoinTo<table>>::OnClause;

                fn join_target(__source: #source) -> (Self::FromClause, Self::OnClause) {
                    let (_, __on) = <#source as ::migrate_core::dsl::diesel::JoinTo<table>>::join_target(table);
                    (__source, __on)
                }
            }
        }
    };
    let source = quote!(::migrate_core::dsl::diesel::query_source::QuerySource);
    let joins = [
        with(
            quote!(Left, Right, Kind),
            quote!(#t::Join<Left, Right, Kind>),
            quote!(Left: #source, Right: #source,),
        ),
        with(quote!(Join, On), quote!(#t::JoinOn<Join, On>), quote!()),
        with(
            quote!(From, S, D, W, O, L, Of, G),
            quote!(#t::SelectStatement<#t::FromClause<From>, S, D, W, O, L, Of, G>),
            quote!(From: #source,),
        ),
        with(
            quote!('a, From, Sql, DB),
            quote!(#t::BoxedSelectStatement<'a, #t::FromClause<From>, Sql, DB>),
            quote!(From: #source,),
        ),
        with(quote!(S), quote!(::migrate_core::dsl::diesel::query_source::Alias<S>), quote!()),
    ];
    quote! {
        #(#joins)*

        impl ::migrate_core::dsl::diesel::query_source::AppearsInFromClause<table> for table {
            type Count = ::migrate_core::dsl::diesel::query_source::Once;
        }

        impl ::migrate_core::dsl::diesel::query_source::AppearsInFromClause<table> for #t::NoFromClause {
            type Count = ::migrate_core::dsl::diesel::query_source::Never;
        }

        impl<S> ::migrate_core::dsl::diesel::query_source::AppearsInFromClause<::migrate_core::dsl::diesel::query_source::Alias<S>> for table
        where
            S: ::migrate_core::dsl::diesel::query_source::AliasSource,
        {
            type Count = ::migrate_core::dsl::diesel::query_source::Never;
        }

        impl<S> #t::AliasAppearsInFromClause<S, table> for table
        where
            S: ::migrate_core::dsl::diesel::query_source::AliasSource<Target = table>,
        {
            type Count = ::migrate_core::dsl::diesel::query_source::Never;
        }

        impl<S1, S2> #t::AliasAliasAppearsInFromClause<table, S2, S1> for table
        where
            S1: ::migrate_core::dsl::diesel::query_source::AliasSource<Target = table>
                + #t::AliasAliasAppearsInFromClauseSameTable<S2, table>,
            S2: ::migrate_core::dsl::diesel::query_source::AliasSource<Target = table>,
        {
            type Count = <S1 as #t::AliasAliasAppearsInFromClauseSameTable<S2, table>>::Count;
        }

        impl<S, C> #t::FieldAliasMapperAssociatedTypesDisjointnessTrick<table, S, C> for table
        where
            S: ::migrate_core::dsl::diesel::query_source::AliasSource<Target = table> + ::core::clone::Clone,
            C: ::migrate_core::dsl::diesel::query_source::Column<Table = table>,
        {
            type Out = ::migrate_core::dsl::diesel::query_source::AliasedField<S, C>;

            fn map(__column: C, __alias: &::migrate_core::dsl::diesel::query_source::Alias<S>) -> Self::Out {
                __alias.field(__column)
            }
        }

        // All tables of models may stand in one query, each once.
        impl<Other> ::migrate_core::dsl::diesel::query_source::TableNotEqual<Other> for table
        where
            Other: ::migrate_core::dsl::diesel::Table + ::migrate_core::dsl::Numbered<table>,
            #number: ::migrate_core::dsl::Apart<table, Other::Number>,
        {
        }

        impl<For> ::migrate_core::dsl::Numbered<For> for table {
            type Number = #number;
        }
    }
}
