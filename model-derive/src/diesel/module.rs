//! What a table module is made of, and its form as tokens.
//!
//! A struct that flattens others can't see their columns. Its derive writes down what it knows, as a call
//! to the macro that the flattened struct brings; that one adds its columns and calls [`super::resume`].
//! So a half-known module travels through the compiler as tokens: [`Module::write`] and [`Module::read`].

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{LitBool, LitInt, LitStr, Result, Type, Visibility, bracketed};

/// A table module, or the macro of a struct to flatten.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) kind: Kind,
    /// The struct.
    pub(crate) owner: Ident,
    pub(crate) vis: Visibility,
    /// The module's name; for a struct to flatten, its macro's.
    pub(crate) name: Ident,
    /// The table's name in the database, and PostgreSQL's namespace.
    pub(crate) sql: String,
    pub(crate) namespace: Option<String>,
    /// The names of the key's columns, where the struct itself says them.
    pub(crate) key: Option<Vec<String>>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) foreign: Vec<Foreign>,
}

/// What is emitted in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A module.
    Table,
    /// A macro that adds the columns to the modules of others.
    Columns {
        /// Whether the struct leaves it to us to be inserted.
        insertable: bool,
    },
}

/// A field.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "a handful per struct, and only while it is expanded")]
pub(crate) enum Entry {
    Column(Column),
    /// A struct whose columns are not known yet.
    Flatten {
        field: Ident,
        ty: Type,
    },
}

/// A column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) ident: Ident,
    pub(crate) sql: String,
    pub(crate) docs: String,
    /// `#[column(length = …)]`
    pub(crate) length: Option<usize>,
    /// Whether `#[column(primary_key)]` stands at it.
    pub(crate) key: bool,
    pub(crate) ty: ColumnType,
    /// The struct that was flattened, if it came with one.
    pub(crate) group: Option<Group>,
}

/// Where a flattened column came from.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// The owner's field, then the fields of structs that are flattened into that one.
    pub(crate) fields: Vec<Ident>,
    /// The type of the owner's field.
    pub(crate) ty: Type,
    /// Whether the owner's module makes that struct insertable.
    pub(crate) insertable: bool,
}

/// How the column's SQL type is known.
#[derive(Clone, Debug)]
pub(crate) enum ColumnType {
    /// From the field's type. It may be more private than the struct; and it may be no column's type of ours,
    /// where `sql_type` says the column's.
    Rust { ty: Type, public: bool, ours: bool },
    /// `#[column(diesel_type = …)]`
    Given { ty: Type, nullable: bool },
    /// From the struct that was flattened, as its k-th.
    Flat { ty: Type, at: usize },
}

/// A foreign key of one column.
#[derive(Clone, Debug)]
pub(crate) struct Foreign {
    /// The name of its column; several, or those of a key that nothing joins by, are none.
    pub(crate) column: Option<String>,
    /// The struct referred to.
    pub(crate) target: Type,
    /// Its field.
    pub(crate) field: String,
}

impl Module {
    /// The columns, in order.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &Column> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Column(column) => Some(column),
            Entry::Flatten { .. } => None,
        })
    }

    /// The column of this name in the database.
    pub(crate) fn column(&self, sql: &str) -> Option<&Column> {
        self.columns().find(|column| column.sql == sql)
    }

    /// The columns of the primary key, in its order.
    pub(crate) fn key_columns(&self) -> Vec<&Column> {
        let key: Vec<_> = match &self.key {
            Some(names) => names.iter().filter_map(|name| self.column(name)).collect(),
            None => self.columns().filter(|column| column.key).collect(),
        };
        // Diesel knows no table without a key: all columns are it then, as in set theory.
        if key.is_empty() { self.columns().collect() } else { key }
    }

    /// As tokens, to be read back by [`Module::read`].
    pub(crate) fn write(&self) -> TokenStream {
        let Self { kind, owner, vis, name, sql, namespace, key, entries, foreign } = self;
        let kind = match kind {
            Kind::Table => quote!(table),
            Kind::Columns { insertable: false } => quote!(columns),
            Kind::Columns { insertable: true } => quote!(insertable),
        };
        let namespace = namespace.iter();
        let key = key.as_ref().map(|names| quote!([#(#names)*])).into_iter();
        let entries = entries.iter().map(|entry| match entry {
            Entry::Column(column) => column.write(),
            Entry::Flatten { field, ty } => quote!([flatten #field [#ty]]),
        });
        let foreign = foreign.iter().map(Foreign::write);
        quote! {
            #kind #owner [#vis] #name #sql [#(#namespace)*] [#(#key)*] [#(#entries)*] [#(#foreign)*]
        }
    }

    /// What [`Module::write`] wrote.
    pub(crate) fn read(input: ParseStream<'_>) -> Result<Self> {
        let kind: Ident = input.parse()?;
        let kind = match kind.to_string().as_str() {
            "table" => Kind::Table,
            "columns" => Kind::Columns { insertable: false },
            "insertable" => Kind::Columns { insertable: true },
            other => return Err(syn::Error::new(kind.span(), format!("no kind of module: `{other}`"))),
        };
        Ok(Self {
            kind,
            owner: any_ident(input)?,
            vis: bracket(input, |inner| inner.parse())?,
            name: any_ident(input)?,
            sql: string(input)?,
            namespace: bracket(
                input,
                |inner| if inner.is_empty() { Ok(None) } else { string(inner).map(Some) },
            )?,
            key: bracket(input, |inner| {
                if inner.is_empty() {
                    Ok(None)
                } else {
                    bracket(inner, |names| many(names, string)).map(Some)
                }
            })?,
            entries: bracket(input, |inner| many(inner, Entry::read))?,
            foreign: bracket(input, |inner| many(inner, Foreign::read))?,
        })
    }
}

impl Entry {
    fn read(input: ParseStream<'_>) -> Result<Self> {
        bracket(input, |inner| {
            if inner.peek(syn::Ident::peek_any) && inner.fork().call(Ident::parse_any)? == "flatten" {
                any_ident(inner)?;
                return Ok(Self::Flatten { field: any_ident(inner)?, ty: bracket(inner, |ty| ty.parse())? });
            }
            Column::read_inside(inner).map(Self::Column)
        })
    }
}

impl Column {
    /// As tokens, to be read back by [`Column::read`].
    pub(crate) fn write(&self) -> TokenStream {
        let Self { ident, sql, docs, length, key, ty, group } = self;
        let length = length.map(Literal::usize_unsuffixed).into_iter();
        let ty = match ty {
            ColumnType::Rust { ty, public, ours } => quote!(rust [#ty] #public #ours),
            ColumnType::Given { ty, nullable } => quote!(given [#ty] #nullable),
            ColumnType::Flat { ty, at } => {
                let at = Literal::usize_unsuffixed(*at);
                quote!(flat [#ty] #at)
            }
        };
        let group =
            group.iter().map(|Group { fields, ty, insertable }| quote!([#(#fields)*] [#ty] #insertable));
        quote!([column #ident #sql #docs [#(#length)*] #key [#ty] [#(#group)*]])
    }

    /// What [`Column::write`] wrote.
    pub(crate) fn read(input: ParseStream<'_>) -> Result<Self> {
        bracket(input, Self::read_inside)
    }

    fn read_inside(input: ParseStream<'_>) -> Result<Self> {
        any_ident(input)?;
        Ok(Self {
            ident: any_ident(input)?,
            sql: string(input)?,
            docs: string(input)?,
            length: bracket(
                input,
                |inner| if inner.is_empty() { Ok(None) } else { number(inner).map(Some) },
            )?,
            key: boolean(input)?,
            ty: bracket(input, ColumnType::read)?,
            group: bracket(input, |inner| {
                if inner.is_empty() {
                    return Ok(None);
                }
                Ok(Some(Group {
                    fields: bracket(inner, |fields| many(fields, any_ident))?,
                    ty: bracket(inner, |ty| ty.parse())?,
                    insertable: boolean(inner)?,
                }))
            })?,
        })
    }
}

impl ColumnType {
    fn read(input: ParseStream<'_>) -> Result<Self> {
        let kind: Ident = input.parse()?;
        let ty = bracket(input, |inner| inner.parse())?;
        Ok(match kind.to_string().as_str() {
            "rust" => Self::Rust { ty, public: boolean(input)?, ours: boolean(input)? },
            "given" => Self::Given { ty, nullable: boolean(input)? },
            _ => Self::Flat { ty, at: number(input)? },
        })
    }
}

impl Foreign {
    /// As tokens, to be read back by [`Foreign::read`].
    pub(crate) fn write(&self) -> TokenStream {
        let Self { column, target, field } = self;
        let column = column.iter();
        quote!([[#(#column)*] [#target] #field])
    }

    /// What [`Foreign::write`] wrote.
    pub(crate) fn read(input: ParseStream<'_>) -> Result<Self> {
        bracket(input, |inner| {
            Ok(Self {
                column: bracket(
                    inner,
                    |column| {
                        if column.is_empty() { Ok(None) } else { string(column).map(Some) }
                    },
                )?,
                target: bracket(inner, |ty| ty.parse())?,
                field: string(inner)?,
            })
        })
    }
}

/// As many as there are.
pub(crate) fn many<T>(input: ParseStream<'_>, one: impl Fn(ParseStream<'_>) -> Result<T>) -> Result<Vec<T>> {
    let mut all = Vec::new();
    while !input.is_empty() {
        all.push(one(input)?);
    }
    Ok(all)
}

/// What stands in brackets.
pub(crate) fn bracket<T>(
    input: ParseStream<'_>,
    inside: impl FnOnce(ParseStream<'_>) -> Result<T>,
) -> Result<T> {
    let content;
    bracketed!(content in input);
    let value = inside(&content)?;
    if content.is_empty() { Ok(value) } else { Err(content.error("more than was expected")) }
}

fn any_ident(input: ParseStream<'_>) -> Result<Ident> {
    input.call(Ident::parse_any)
}

fn string(input: ParseStream<'_>) -> Result<String> {
    Ok(input.parse::<LitStr>()?.value())
}

fn number(input: ParseStream<'_>) -> Result<usize> {
    input.parse::<LitInt>()?.base10_parse()
}

fn boolean(input: ParseStream<'_>) -> Result<bool> {
    Ok(input.parse::<LitBool>()?.value)
}

/// The path of a type, as the path of the macro of the same name.
pub(crate) fn macro_path(ty: &Type) -> Option<TokenStream> {
    let Type::Path(path) = peel(ty) else { return None };
    if path.qself.is_some() {
        return None;
    }
    let mut path = path.path.clone();
    for segment in &mut path.segments {
        segment.arguments = syn::PathArguments::None;
    }
    Some(path.to_token_stream())
}

/// A type without the invisible or visible parentheses that macros put around it.
pub(crate) fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peel(&group.elem),
        Type::Paren(paren) => peel(&paren.elem),
        other => other,
    }
}
