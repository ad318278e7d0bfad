//! The columns as the tree of structs that they came from.

use proc_macro2::Ident;

use super::module::{Column, Group};

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
