use super::{Introspected, Seen};
use crate::QName;
use crate::schema::Schema;

impl Introspected {
    /// Lays aside, among what was seen, all that models need not declare and these don't: views, sequences and
    /// extensions that others made by hand are left alone.
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
        seen.sort();
    }
}

fn plain(kind: &str, name: QName) -> Seen {
    Seen { kind: kind.to_owned(), name, table: None, detail: String::new() }
}
