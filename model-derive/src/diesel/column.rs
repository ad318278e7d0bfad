//! One column of a module.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Type, Visibility};

use super::module::{Column, ColumnType};
use super::number;
use super::types::known;
use super::vis::deeper;

/// The struct of the column, and everything about it that names no type of the user's. It stands in
/// the module's `columns`; `at` is the column's place in the table.
pub(super) fn item(column: &Column, at: usize, vis: &Visibility, is_key: bool) -> TokenStream {
    let Column { ident, sql, docs, length, .. } = column;
    let vis = deeper(vis, 2);
    let mark = number::of_column(at);
    let contains = if is_key {
        quote!(::migrate_core::dsl::diesel::expression::is_contained_in_group_by::Yes)
    } else {
        quote! {
            <#mark as ::migrate_core::dsl::Same<
                Other::Mark,
                ::migrate_core::dsl::diesel::expression::is_contained_in_group_by::Yes,
                ::migrate_core::dsl::diesel::expression::is_contained_in_group_by::No,
            >>::Out
        }
    };
    let same = (!is_key).then(|| {
        quote! {
            #mark: ::migrate_core::dsl::Same<
                Other::Mark,
                ::migrate_core::dsl::diesel::expression::is_contained_in_group_by::Yes,
                ::migrate_core::dsl::diesel::expression::is_contained_in_group_by::No,
            >,
        }
    });
    let length = length.map(|length| {
        quote! {
            impl ::migrate_core::dsl::diesel::query_source::SizeRestrictedColumn for #ident {
                const MAX_LENGTH: usize = #length;
            }
        }
    });
    let selectable = selectable(ident);
    quote! {
        #[doc = #docs]
        #[derive(Debug, Clone, Copy, Default)]
        #vis struct #ident;

        impl ::migrate_core::dsl::diesel::query_builder::QueryId for #ident {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl ::migrate_core::dsl::diesel::query_source::Column for #ident {
            type Table = super::table;
            const NAME: &'static str = #sql;
        }

        impl<DB> ::migrate_core::dsl::diesel::query_builder::QueryFragment<DB> for #ident
        where
            DB: ::migrate_core::dsl::diesel::backend::Backend,
            super::table: ::migrate_core::dsl::diesel::query_builder::QueryFragment<DB>,
        {
            fn walk_ast<'b>(
                &'b self,
                mut __out: ::migrate_core::dsl::diesel::query_builder::AstPass<'_, 'b, DB>,
            ) -> ::migrate_core::dsl::diesel::QueryResult<()> {
                if !__out.should_skip_from() {
                    ::migrate_core::dsl::diesel::query_builder::QueryFragment::walk_ast(&super::table, __out.reborrow())?;
                    __out.push_sql(".");
                }
                __out.push_identifier(#sql)
            }
        }

        #selectable

        impl __Column for #ident {
            type Mark = #mark;
        }

        impl<Other> ::migrate_core::dsl::diesel::expression::IsContainedInGroupBy<Other> for #ident
        where
            Other: __Column,
            #same
        {
            type Output = #contains;
        }

        impl<By> ::migrate_core::dsl::diesel::expression::ValidGrouping<By> for #ident
        where
            By: ::migrate_core::dsl::diesel::expression::IsContainedInGroupBy<
                    #ident,
                    Output = ::migrate_core::dsl::diesel::expression::is_contained_in_group_by::Yes,
                >,
        {
            type IsAggregate = ::migrate_core::dsl::diesel::expression::is_aggregate::Yes;
        }

        impl ::migrate_core::dsl::diesel::expression::ValidGrouping<()> for #ident {
            type IsAggregate = ::migrate_core::dsl::diesel::expression::is_aggregate::No;
        }

        #length
    }
}

/// From which sources the column can be selected.
fn selectable(ident: &Ident) -> TokenStream {
    let t = quote!(::migrate_core::dsl::diesel::internal::table_macro);
    quote! {
        impl ::migrate_core::dsl::diesel::SelectableExpression<super::table> for #ident {}

        impl<Source> ::migrate_core::dsl::diesel::AppearsOnTable<Source> for #ident where
            Source: ::migrate_core::dsl::diesel::query_source::AppearsInFromClause<
                    super::table,
                    Count = ::migrate_core::dsl::diesel::query_source::Once,
                >
        {
        }

        // From the right side of an outer join only `column.nullable()` can be selected.
        impl<Left, Right> ::migrate_core::dsl::diesel::SelectableExpression<#t::Join<Left, Right, #t::LeftOuter>> for #ident
        where
            Left: ::migrate_core::dsl::diesel::query_source::QuerySource,
            Right: ::migrate_core::dsl::diesel::query_source::AppearsInFromClause<
                    super::table,
                    Count = ::migrate_core::dsl::diesel::query_source::Never,
                > + ::migrate_core::dsl::diesel::query_source::QuerySource,
            Self: ::migrate_core::dsl::diesel::SelectableExpression<Left>
                + ::migrate_core::dsl::diesel::AppearsOnTable<#t::Join<Left, Right, #t::LeftOuter>>,
        {
        }

        impl<Left, Right> ::migrate_core::dsl::diesel::SelectableExpression<#t::Join<Left, Right, #t::Inner>> for #ident
        where
            Left: ::migrate_core::dsl::diesel::query_source::AppearsInFromClause<super::table>
                + ::migrate_core::dsl::diesel::query_source::QuerySource,
            Right: ::migrate_core::dsl::diesel::query_source::AppearsInFromClause<super::table>
                + ::migrate_core::dsl::diesel::query_source::QuerySource,
            (Left::Count, Right::Count): #t::Pick<Left, Right>,
            Self: ::migrate_core::dsl::diesel::SelectableExpression<
                    <(Left::Count, Right::Count) as #t::Pick<Left, Right>>::Selection,
                > + ::migrate_core::dsl::diesel::AppearsOnTable<#t::Join<Left, Right, #t::Inner>>,
        {
        }

        impl<Join, On> ::migrate_core::dsl::diesel::SelectableExpression<#t::JoinOn<Join, On>> for #ident where
            Self: ::migrate_core::dsl::diesel::SelectableExpression<Join> + ::migrate_core::dsl::diesel::AppearsOnTable<#t::JoinOn<Join, On>>
        {
        }

        impl<From> ::migrate_core::dsl::diesel::SelectableExpression<#t::SelectStatement<#t::FromClause<From>>> for #ident
        where
            From: ::migrate_core::dsl::diesel::query_source::QuerySource,
            Self: ::migrate_core::dsl::diesel::SelectableExpression<From>
                + ::migrate_core::dsl::diesel::AppearsOnTable<#t::SelectStatement<#t::FromClause<From>>>,
        {
        }
    }
}

/// What depends on the column's SQL type. It stands beside the struct, where the user's types have
/// the names that the user wrote.
pub(super) fn typed(column: &Column, path: &TokenStream, vis: &Visibility) -> TokenStream {
    let expression = expression(column, path, vis);
    let operators = operators(column, path);
    quote! {
        #expression

        // Bounded by whatever type the column has: rustc can't normalize a projection here (it takes
        // `AsExpression<<T as Trait>::Sql>` for another type than what it stands for).
        impl<Sql, Value> ::migrate_core::dsl::diesel::EqAll<Value> for #path
        where
            #path: ::migrate_core::dsl::diesel::Expression<SqlType = Sql>,
            Sql: ::migrate_core::dsl::diesel::sql_types::SqlType + ::migrate_core::dsl::diesel::sql_types::SingleValue,
            Value: ::migrate_core::dsl::diesel::expression::AsExpression<Sql>,
            ::migrate_core::dsl::diesel::dsl::Eq<#path, Value>: ::migrate_core::dsl::diesel::Expression<SqlType = ::migrate_core::dsl::diesel::sql_types::Bool>,
        {
            type Output = ::migrate_core::dsl::diesel::dsl::Eq<#path, Value>;

            fn eq_all(self, __value: Value) -> Self::Output {
                ::migrate_core::dsl::diesel::ExpressionMethods::eq(self, __value)
            }
        }

        #operators
    }
}

fn expression(column: &Column, path: &TokenStream, vis: &Visibility) -> TokenStream {
    match &column.ty {
        ColumnType::Given { ty, nullable } => {
            let sql = if *nullable {
                quote!(::migrate_core::dsl::diesel::sql_types::Nullable<#ty>)
            } else {
                quote!(#ty)
            };
            // The words of `diesel::sql_types` may be used bare, as in Diesel's own `table!`.
            quote! {
                const _: () = {
                    #[allow(unused_imports)]
                    use ::migrate_core::dsl::diesel::sql_types::*;
                    impl ::migrate_core::dsl::diesel::Expression for #path {
                        type SqlType = #sql;
                    }
                };
            }
        }
        ColumnType::Flat { ty, at } => quote! {
            impl ::migrate_core::dsl::diesel::Expression for #path {
                type SqlType = <#ty as ::migrate_core::dsl::FlatColumn<#at>>::Sql;
            }
        },
        ColumnType::Rust { ty, public, ours } => match known(ty) {
            Some((known, nullable)) => {
                let sql = known.path();
                let sql = if nullable {
                    quote!(::migrate_core::dsl::diesel::sql_types::Nullable<#sql>)
                } else {
                    sql
                };
                quote! {
                    impl ::migrate_core::dsl::diesel::Expression for #path {
                        type SqlType = #sql;
                    }
                }
            }
            None => by_trait(ty, *ours, path, *public || matches!(vis, Visibility::Inherited)),
        },
    }
}

/// The SQL type that a trait knows for a Rust type.
///
/// A public struct may have a private field of a private type. `type SqlType = <Private as …>::Sql` would
/// then be refused (E0446), so the type comes in by way of a parameter, which names nothing private.
fn by_trait(ty: &Type, ours: bool, path: &TokenStream, nameable: bool) -> TokenStream {
    let span = ty.span();
    let (condition, known) = probe(ty, ours);
    if nameable {
        return quote_spanned! {span=>
            #known
            impl ::migrate_core::dsl::diesel::Expression for #path {
                type SqlType = <#condition as ::migrate_core::dsl::SqlIf<#ty>>::Sql;
            }
        };
    }
    quote_spanned! {span=>
        #known
        impl<__Sql> ::migrate_core::dsl::diesel::Expression for #path
        where
            #condition: ::migrate_core::dsl::SqlIf<#ty, Sql = __Sql>,
            __Sql: ::migrate_core::dsl::diesel::expression::TypedExpressionType,
        {
            type SqlType = __Sql;
        }
    }
}

/// The condition that the type is known, and an item that fails where it isn't.
pub(super) fn probe(ty: &Type, ours: bool) -> (TokenStream, TokenStream) {
    let span = ty.span();
    let asked = asked(ty, ours);
    let condition = quote_spanned! {span=>
        ::migrate_core::dsl::If<{
            #[allow(unused_imports)]
            use ::migrate_core::dsl::Unknown as _;
            ::migrate_core::dsl::Probe::<#ty>::KNOWN
        }>
    };
    (condition, quote_spanned!(span=> const _: () = ::migrate_core::dsl::known::<#asked>();))
}

/// The type that Diesel's side is asked of. A type that is no column's at all makes one error, not two.
pub(super) fn asked(ty: &Type, ours: bool) -> TokenStream {
    if ours {
        quote_spanned!(ty.span()=> <#ty as ::migrate_core::__private::ColumnType>::This)
    } else {
        quote!(#ty)
    }
}

/// `+ - * /`, where the SQL type has them.
fn operators(column: &Column, path: &TokenStream) -> TokenStream {
    let names: &[&str] = match &column.ty {
        ColumnType::Rust { ty, .. } => match known(ty) {
            Some((known, _)) if known.numeric() => &["Add", "Sub", "Mul", "Div"],
            Some(_) => &[],
            None => &["Add", "Sub", "Mul", "Div"],
        },
        ColumnType::Given { .. } | ColumnType::Flat { .. } => &["Add", "Sub", "Mul", "Div"],
    };
    let impls = names.iter().map(|name| {
        let operator = Ident::new(name, Span::call_site());
        let method = Ident::new(&name.to_lowercase(), Span::call_site());
        quote! {
            impl<Sql, Right> ::core::ops::#operator<Right> for #path
            where
                #path: ::migrate_core::dsl::diesel::Expression<SqlType = Sql>,
                Sql: ::migrate_core::dsl::diesel::sql_types::ops::#operator,
                Sql::Rhs: ::migrate_core::dsl::diesel::expression::TypedExpressionType,
                Right: ::migrate_core::dsl::diesel::expression::AsExpression<Sql::Rhs>,
            {
                type Output = ::migrate_core::dsl::diesel::internal::table_macro::ops::#operator<Self, Right::Expression>;

                fn #method(self, __right: Right) -> Self::Output {
                    ::migrate_core::dsl::diesel::internal::table_macro::ops::#operator::new(self, __right.as_expression())
                }
            }
        }
    });
    quote!(#(#impls)*)
}
