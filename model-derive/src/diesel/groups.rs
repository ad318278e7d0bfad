//! The columns as the tree of structs that they came from.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::module::{Column, Group, Module};
use super::vis::deeper;

/// A column, or the columns of a flattened struct.
pub(super) enum Node<'a> {
    Column(&'a Column),
    Group {
        /// The field that holds the struct.
        field: &'a Ident,
        /// The outermost group, which all columns inside share.
        group: &'a Group,
        inside: Vec<Node<'a>>,
    },
}

/// The tree.
pub(super) fn nest<'a>(columns: &[&'a Column]) -> Vec<Node<'a>> {
    level(columns, 0)
}

fn level<'a>(columns: &[&'a Column], depth: usize) -> Vec<Node<'a>> {
    let mut nodes = Vec::new();
    let mut rest = columns;
    while let Some((first, after)) = rest.split_first() {
        let Some((group, field)) = field(first, depth) else {
            nodes.push(Node::Column(first));
            rest = after;
            continue;
        };
        // A field's name is unique in its struct, so its columns stand together.
        let end = rest
            .iter()
            .position(|column| self::field(column, depth).is_none_or(|(_, other)| other != field))
            .unwrap_or(rest.len());
        let (inside, after) = rest.split_at(end);
        nodes.push(Node::Group { field, group, inside: level(inside, depth + 1) });
        rest = after;
    }
    nodes
}

fn field(column: &Column, depth: usize) -> Option<(&Group, &Ident)> {
    let group = column.group.as_ref()?;
    Some((group, group.fields.get(depth)?))
}

/// The columns of each flattened struct, by the name of its field: `users::audit` is the tuple that the
/// field is read from, so `derive(Selectable)` finds it like any other column.
pub(super) fn groups(module: &Module) -> TokenStream {
    let vis = deeper(&module.vis, 1);
    let columns: Vec<_> = module.columns().collect();
    let groups = nest(&columns).into_iter().filter_map(|node| match node {
        Node::Column(_) => None,
        Node::Group { field, .. } if columns.iter().any(|column| column.ident == *field) => None,
        Node::Group { field, ref inside, .. } => {
            let tuple = tuple(inside);
            let docs = format!("The columns that `{field}` flattens.");
            Some(quote! {
                #[doc = #docs]
                #vis type #field = #tuple;
                #[doc = #docs]
                #[allow(non_upper_case_globals)]
                #vis const #field: #tuple = #tuple;
            })
        }
    });
    quote!(#(#groups)*)
}

fn tuple(nodes: &[Node<'_>]) -> TokenStream {
    let parts = nodes.iter().map(|node| match node {
        Node::Column(column) => {
            let ident = &column.ident;
            quote!(columns::#ident)
        }
        Node::Group { inside, .. } => tuple(inside),
    });
    quote!((#(#parts,)*))
}
