use super::{Introspected, Seen};
use crate::QName;
use crate::schema::{Opaque, Schema};

impl Introspected {
    /// Lays aside, among what was seen, all that models need not declare and these don't: views, sequences, extensions
    /// and triggers that others made by hand are left alone.
    pub fn only_declared(&mut self, declared: &Schema) {
        let Self { schema, seen } = self;
        let views = std::mem::take(&mut schema.views);
        let (kept, others) =
            views.into_iter().partition(|view| declared.views.iter().any(|other| other.name == view.name));
        schema.views = kept;
        seen.extend(Vec::into_iter(others).map(Seen::from));
        let sequences = std::mem::take(&mut schema.sequences);
        let (kept, others) = sequences
            .into_iter()
            .partition(|sequence| declared.sequences.iter().any(|other| other.name == sequence.name));
        schema.sequences = kept;
        seen.extend(Vec::into_iter(others).map(|sequence| plain("sequence", sequence.name)));
        let extensions = std::mem::take(&mut schema.extensions);
        let (kept, others) = extensions.into_iter().partition(|name| declared.extensions.contains(name));
        schema.extensions = kept;
        seen.extend(
            std::collections::BTreeSet::into_iter(others).map(|name| plain("extension", QName::from(&*name))),
        );
        let opaque = std::mem::take(&mut schema.opaque);
        let (kept, others) = opaque.into_iter().partition(|one| {
            declared.opaque.iter().any(|other| other.id == one.id) || is_in_the_way(one, declared)
        });
        schema.opaque = kept;
        // A namespace is declared by what stands in it.
        let is_entered = |one: &Opaque| one.id.kind == "schema" && enters(declared, &one.id.name.name);
        seen.extend(Vec::into_iter(others).filter(|one| !is_entered(one)).map(Seen::from));
        seen.sort();
    }
}

/// Forgets the empty namespaces that the expected schema doesn't have: a revision makes the namespace that it needs, and
/// its way back leaves it, for others may have come to use it.
pub fn forget_empty_namespaces(live: &mut Schema, expected: &Schema) {
    let is_expected = |one: &Opaque| expected.opaque.iter().any(|other| other.id == one.id);
    live.opaque.retain(|one| one.id.kind != "schema" || is_expected(one));
}

/// An index that a failed build left has the name that one of the declared ones wants.
fn is_in_the_way(one: &Opaque, declared: &Schema) -> bool {
    let table = one.id.table.as_ref().and_then(|table| declared.table(table));
    one.makes_nothing()
        && table.is_some_and(|table| table.indexes.iter().any(|index| index.name == one.id.name.name))
}

fn enters(schema: &Schema, namespace: &str) -> bool {
    let tables = schema.tables.iter().map(|table| &table.name);
    let others = schema.enums.iter().map(|ty| &ty.name).chain(schema.views.iter().map(|view| &view.name));
    let sequences = schema.sequences.iter().map(|sequence| &sequence.name);
    tables.chain(others).chain(sequences).any(|name| name.namespace.as_deref() == Some(namespace))
}

fn plain(kind: &str, name: QName) -> Seen {
    Seen { kind: kind.to_owned(), name, table: None, detail: String::new() }
}
