//! Enums and newtypes as values that Diesel writes and reads.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Generics, Visibility, parse_quote};

use super::column::asked;
use super::if_diesel;
use super::types::known;
use crate::ast::{EnumModel, NewtypeModel};

/// An enum: a SQL type of its own, for PostgreSQL looks enum types up by name. Its values travel as text.
pub(crate) fn enumeration(input: &DeriveInput, model: &EnumModel) -> TokenStream {
    let plain = match &input.data {
        Data::Enum(data) => data.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit)),
        Data::Struct(_) | Data::Union(_) => false,
    };
    let fit = model.diesel && plain && model.generics.params.is_empty() && !model.labels.is_empty();
    if cfg!(not(feature = "diesel")) || !fit {
        return TokenStream::new();
    }
    let EnumModel { ident, vis, .. } = model;
    let sql_type = sql_type(model);
    let values = enum_values(model);
    let expression = as_expression(ident, &quote!(__Sql));
    if_diesel(&quote! {
        const _: () = {
            use ::migrate_core::dsl::diesel;

            #[doc(hidden)]
            #[allow(unreachable_pub)]
            #[derive(Debug, Clone, Copy, Default)]
            #vis struct __Sql;

            impl ::migrate_core::dsl::InArray for #ident {}

            #sql_type
            #expression
            #values
        };
    })
}

fn sql_type(model: &EnumModel) -> TokenStream {
    let EnumModel { ident, .. } = model;
    let name = &model.name.value;
    let namespace = match &model.namespace {
        Some(namespace) => {
            let namespace = &namespace.value;
            quote!(::core::option::Option::Some(#namespace))
        }
        None => quote!(::core::option::Option::None),
    };
    quote! {
        impl ::migrate_core::dsl::DieselType for #ident {
            type Sql = __Sql;
            type Held = __Sql;
        }

        impl diesel::query_builder::QueryId for __Sql {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl diesel::sql_types::SqlType for __Sql {
            type IsNull = diesel::sql_types::is_nullable::NotNull;
            const IS_ARRAY: bool = false;
        }

        impl diesel::sql_types::SingleValue for __Sql {}

        ::migrate_core::__if_sqlite! {
            impl diesel::sql_types::HasSqlType<__Sql> for diesel::sqlite::Sqlite {
                fn metadata(_: &mut ()) -> diesel::sqlite::SqliteType {
                    diesel::sqlite::SqliteType::Text
                }
            }
        }

        ::migrate_core::__if_postgres! {
            impl diesel::sql_types::HasSqlType<__Sql> for diesel::pg::Pg {
                fn metadata(__lookup: &mut Self::MetadataLookup) -> diesel::pg::PgTypeMetadata {
                    diesel::pg::PgMetadataLookup::lookup_type(__lookup, #name, #namespace)
                }
            }
        }

        ::migrate_core::__if_mysql! {
            impl diesel::sql_types::HasSqlType<__Sql> for diesel::mysql::Mysql {
                fn metadata(_: &mut ()) -> diesel::mysql::MysqlType {
                    diesel::mysql::MysqlType::Enum
                }
            }
        }
    }
}

fn enum_values(model: &EnumModel) -> TokenStream {
    let EnumModel { ident, labels, .. } = model;
    let name = &model.name.value;
    let variants: Vec<_> = labels.iter().map(|(variant, _)| variant).collect();
    let texts: Vec<_> = labels.iter().map(|(_, label)| &label.value).collect();
    let queryable = queryable(ident, &Generics::default());
    quote! {
        // Nullable or not.
        impl<__ST, __DB> diesel::serialize::ToSql<__ST, __DB> for #ident
        where
            __ST: ::migrate_core::dsl::Holds<__Sql>,
            __DB: diesel::backend::Backend,
            str: diesel::serialize::ToSql<diesel::sql_types::Text, __DB>,
            // Diesel wants it of what is written; who only reads need not derive it. (The lifetime lets it be untrue.)
            for<'__any> #ident: ::std::fmt::Debug,
        {
            fn to_sql<'__b>(
                &'__b self,
                __out: &mut diesel::serialize::Output<'__b, '_, __DB>,
            ) -> diesel::serialize::Result {
                let __label = match self {
                    #(#ident::#variants => #texts,)*
                };
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, __DB>>::to_sql(__label, __out)
            }
        }

        impl<__DB> diesel::deserialize::FromSql<__Sql, __DB> for #ident
        where
            __DB: diesel::backend::Backend,
            ::std::string::String: diesel::deserialize::FromSql<diesel::sql_types::Text, __DB>,
        {
            fn from_sql(__value: __DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                let __label = <::std::string::String as diesel::deserialize::FromSql<
                    diesel::sql_types::Text,
                    __DB,
                >>::from_sql(__value)?;
                match __label.as_str() {
                    #(#texts => ::core::result::Result::Ok(#ident::#variants),)*
                    __other => ::core::result::Result::Err(::migrate_core::dsl::no_label(#name, __other)),
                }
            }
        }

        #queryable
    }
}

/// A newtype: whatever Diesel can do with what it holds.
pub(crate) fn newtype(model: &NewtypeModel) -> TokenStream {
    if cfg!(not(feature = "diesel")) || !model.diesel {
        return TokenStream::new();
    }
    let NewtypeModel { ident, vis, inner, field, .. } = model;
    let diesel_type = diesel_type(model, vis);
    let (of, ty, bounds) = model.generics.split_for_impl();
    let this = quote!(#ident #ty);
    let accepted = with(
        &model.generics,
        &["__ST"],
        vec![
            parse_quote!(__ST: diesel::sql_types::SqlType + diesel::expression::TypedExpressionType),
            parse_quote!(#this: ::migrate_core::dsl::DieselType),
            parse_quote!(__ST: ::migrate_core::dsl::Holds<<#this as ::migrate_core::dsl::DieselType>::Sql>),
        ],
    );
    let (of_accepted, _, accepted_bounds) = accepted.split_for_impl();
    let mut borrowed = accepted.clone();
    borrowed.params.insert(0, parse_quote!('__expr));
    let (of_borrowed, _, _) = borrowed.split_for_impl();
    let held = quote!(<#this as ::migrate_core::dsl::DieselType>::Held);
    // Written as what it holds, nullable or not: of a foreign type nobody else can say the second.
    let written = with(
        &model.generics,
        &["__ST", "__DB"],
        vec![
            parse_quote!(__DB: diesel::backend::Backend),
            parse_quote!(#this: ::migrate_core::dsl::DieselType),
            parse_quote!(__ST: ::migrate_core::dsl::Holds<#held>),
            parse_quote!(#inner: diesel::serialize::ToSql<#held, __DB>),
            parse_quote!(for<'__any> #this: ::std::fmt::Debug),
        ],
    );
    let (of_written, _, written_bounds) = written.split_for_impl();
    let read = with(
        &model.generics,
        &["__ST", "__DB"],
        vec![
            parse_quote!(__DB: diesel::backend::Backend),
            parse_quote!(#inner: diesel::deserialize::FromSql<__ST, __DB>),
        ],
    );
    let (of_read, _, read_bounds) = read.split_for_impl();
    let queryable = queryable(ident, &model.generics);
    if_diesel(&quote! {
        const _: () = {
            use ::migrate_core::dsl::diesel;

            #diesel_type

            impl #of ::migrate_core::dsl::InArray for #this #bounds {}

            impl #of_accepted diesel::expression::AsExpression<__ST> for #this #accepted_bounds {
                type Expression = diesel::internal::derives::as_expression::Bound<__ST, Self>;

                fn as_expression(self) -> Self::Expression {
                    diesel::internal::derives::as_expression::Bound::new(self)
                }
            }

            impl #of_borrowed diesel::expression::AsExpression<__ST> for &'__expr #this #accepted_bounds {
                type Expression = diesel::internal::derives::as_expression::Bound<__ST, Self>;

                fn as_expression(self) -> Self::Expression {
                    diesel::internal::derives::as_expression::Bound::new(self)
                }
            }

            impl #of_written diesel::serialize::ToSql<__ST, __DB> for #this #written_bounds {
                fn to_sql<'__b>(
                    &'__b self,
                    __out: &mut diesel::serialize::Output<'__b, '_, __DB>,
                ) -> diesel::serialize::Result {
                    <#inner as diesel::serialize::ToSql<#held, __DB>>::to_sql(&self.#field, __out)
                }
            }

            impl #of_read diesel::deserialize::FromSql<__ST, __DB> for #this #read_bounds {
                fn from_sql(__value: __DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                    let __value = <#inner as diesel::deserialize::FromSql<__ST, __DB>>::from_sql(__value)?;
                    ::core::result::Result::Ok(Self { #field: __value })
                }

                fn from_nullable_sql(
                    __value: ::core::option::Option<__DB::RawValue<'_>>,
                ) -> diesel::deserialize::Result<Self> {
                    let __value =
                        <#inner as diesel::deserialize::FromSql<__ST, __DB>>::from_nullable_sql(__value)?;
                    ::core::result::Result::Ok(Self { #field: __value })
                }
            }

            #queryable
        };
    })
}

/// The SQL type of a newtype: that of what it holds, if it isn't said.
fn diesel_type(model: &NewtypeModel, vis: &Visibility) -> TokenStream {
    let NewtypeModel { ident, inner, .. } = model;
    let (of, ty, bounds) = model.generics.split_for_impl();
    if let Some(given) = &model.diesel_type {
        return quote! {
            const _: () = {
                #[allow(unused_imports)]
                use diesel::sql_types::*;
                impl #of ::migrate_core::dsl::DieselType for #ident #ty #bounds {
                    type Sql = #given;
                    type Held = #given;
                }
            };
        };
    }
    if let Some((known, nullable)) = known(inner) {
        let sql = known.path();
        let sql = if nullable { quote!(diesel::sql_types::Nullable<#sql>) } else { sql };
        return quote! {
            impl #of ::migrate_core::dsl::DieselType for #ident #ty #bounds {
                type Sql = #sql;
                type Held = #sql;
            }
        };
    }
    // A parameter is asked directly: nothing says of it that it is a column's type.
    let ours = model.sql_type.all.is_none() && model.generics.params.is_empty();
    let asked = asked(inner, ours);
    let span = inner.span();
    if matches!(vis, Visibility::Inherited) && model.generics.params.is_empty() {
        return quote_spanned! {span=>
            impl ::migrate_core::dsl::DieselType for #ident {
                type Sql = <#asked as ::migrate_core::dsl::DieselType>::Held;
                type Held = <#asked as ::migrate_core::dsl::DieselType>::Held;
            }
        };
    }
    // What it holds may be more private than itself: see `column::by_trait`.
    let bound = parse_quote!(#asked: ::migrate_core::dsl::DieselType<Held = __Sql>);
    let generics = with(&model.generics, &["__Sql"], vec![bound]);
    let (of, _, bounds) = generics.split_for_impl();
    quote_spanned! {span=>
        impl #of ::migrate_core::dsl::DieselType for #ident #ty #bounds {
            type Sql = __Sql;
            type Held = __Sql;
        }
    }
}

/// `Queryable` for whatever it can be read from, as Diesel's `derive(FromSqlRow)` does it.
fn queryable(ident: &Ident, generics: &Generics) -> TokenStream {
    let (_, ty, _) = generics.split_for_impl();
    let generics = with(
        generics,
        &["__ST", "__DB"],
        vec![
            parse_quote!(__DB: diesel::backend::Backend),
            parse_quote!(__ST: diesel::sql_types::SingleValue),
            parse_quote!(Self: diesel::deserialize::FromSql<__ST, __DB>),
        ],
    );
    let (of, _, bounds) = generics.split_for_impl();
    quote! {
        impl #of diesel::deserialize::Queryable<__ST, __DB> for #ident #ty #bounds {
            type Row = Self;

            fn build(__row: Self) -> diesel::deserialize::Result<Self> {
                ::core::result::Result::Ok(__row)
            }
        }
    }
}

/// `AsExpression` of a type without parameters, by value and by reference, nullable or not.
fn as_expression(ident: &Ident, sql: &TokenStream) -> TokenStream {
    let one = |lifetime: TokenStream, this: TokenStream, sql: TokenStream| {
        quote! {
            impl #lifetime diesel::expression::AsExpression<#sql> for #this {
                type Expression = diesel::internal::derives::as_expression::Bound<#sql, Self>;

                fn as_expression(self) -> Self::Expression {
                    diesel::internal::derives::as_expression::Bound::new(self)
                }
            }
        }
    };
    let nullable = quote!(diesel::sql_types::Nullable<#sql>);
    [
        one(quote!(), quote!(#ident), quote!(#sql)),
        one(quote!(), quote!(#ident), nullable.clone()),
        one(quote!(<'__expr>), quote!(&'__expr #ident), quote!(#sql)),
        one(quote!(<'__expr>), quote!(&'__expr #ident), nullable),
    ]
    .into_iter()
    .collect()
}

/// Generics with more parameters and bounds.
fn with(generics: &Generics, params: &[&str], bounds: Vec<syn::WherePredicate>) -> Generics {
    let mut generics = generics.clone();
    for param in params {
        let ident = format_ident!("{param}");
        generics.params.push(parse_quote!(#ident));
    }
    generics.make_where_clause().predicates.extend(bounds);
    generics
}
