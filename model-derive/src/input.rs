//! What a derive is given.
//!
//! Nearly all fields have a word as their type, or a word of a word, such as `Option<String>`. In front of each type syn looks
//! for every keyword with which one may begin, in code that nobody's build optimises: half of what it took to read a struct.
//! Those types are therefore taken as they stand, and syn reads all others.

use proc_macro2::TokenStream;
use syn::buffer::Cursor;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{
    AngleBracketedGenericArguments, Attribute, Data, DataStruct, DeriveInput, Field, FieldMutability, Fields,
    FieldsNamed, GenericArgument, Generics, Ident, Path, PathArguments, PathSegment, Result, Token, Type,
    TypePath, braced,
};

/// Reads it.
pub(crate) fn read(tokens: TokenStream) -> Result<DeriveInput> {
    // What isn't a struct of named fields is few: it is read again.
    structure.parse2(tokens.clone()).or_else(|_| syn::parse2(tokens))
}

fn structure(input: ParseStream<'_>) -> Result<DeriveInput> {
    let attrs = input.call(Attribute::parse_outer)?;
    let vis = input.parse()?;
    let struct_token = input.parse()?;
    let ident = input.parse()?;
    let mut generics: Generics = input.parse()?;
    generics.where_clause = input.parse()?;
    let content;
    let brace_token = braced!(content in input);
    let mut named = Punctuated::new();
    while !content.is_empty() {
        named.push_value(field(&content)?);
        if !content.is_empty() {
            named.push_punct(content.parse()?);
        }
    }
    let fields = Fields::Named(FieldsNamed { brace_token, named });
    let data = Data::Struct(DataStruct { struct_token, fields, semi_token: None });
    Ok(DeriveInput { attrs, vis, ident, generics, data })
}

fn field(input: ParseStream<'_>) -> Result<Field> {
    let attrs = input.call(Attribute::parse_outer)?;
    let vis = input.parse()?;
    // rustc has seen that it is a name.
    let ident: Ident =
        input.step(|cursor| cursor.ident().ok_or_else(|| cursor.error("expected a field's name")))?;
    let colon_token = input.parse()?;
    let plain = input.step(|cursor| {
        Ok(match plain(*cursor) {
            Some((ty, rest)) => (Some(ty), rest),
            None => (None, *cursor),
        })
    })?;
    let ty = match plain {
        Some(ty) => ty,
        None => input.parse()?,
    };
    Ok(Field { attrs, vis, mutability: FieldMutability::None, ident: Some(ident), colon_token, ty })
}

/// A type that is a word, or a word of a word, and what stands behind it.
fn plain(cursor: Cursor<'_>) -> Option<(Type, Cursor<'_>)> {
    let (word, rest) = cursor.ident()?;
    if ends(rest) {
        return Some((path(word, PathArguments::None), rest));
    }
    let (open, rest) = rest.punct().filter(|(punct, _)| punct.as_char() == '<')?;
    let (inner, rest) = rest.ident()?;
    let (close, rest) = rest.punct().filter(|(punct, _)| punct.as_char() == '>')?;
    if !ends(rest) {
        return None;
    }
    let argument = GenericArgument::Type(path(inner, PathArguments::None));
    let arguments = PathArguments::AngleBracketed(AngleBracketedGenericArguments {
        colon2_token: None,
        lt_token: Token![<](open.span()),
        args: Punctuated::from_iter([argument]),
        gt_token: Token![>](close.span()),
    });
    Some((path(word, arguments), rest))
}

fn ends(cursor: Cursor<'_>) -> bool {
    cursor.eof() || cursor.punct().is_some_and(|(punct, _)| punct.as_char() == ',')
}

fn path(ident: Ident, arguments: PathArguments) -> Type {
    let segments = Punctuated::from_iter([PathSegment { ident, arguments }]);
    Type::Path(TypePath { qself: None, path: Path { leading_colon: None, segments } })
}
