use super::{Introspected, Options, Seen};
use crate::QName;
use crate::schema::{Opaque, View};

/// Takes out what is ours and what nobody wants to hear of; views, and what is carried as written, go to what was seen, unless they are asked for.
pub(super) fn leave_out(found: &mut Introspected, options: &Options) {
    let out = |name: &QName| is_ours(&name.name) || options.ignores(name);
    let Introspected { schema, seen } = found;
    schema.tables.retain(|table| !out(&table.name));
    schema.sequences.retain(|sequence| !out(&sequence.name));
    schema.views.retain(|view| !out(&view.name));
    schema.opaque.retain(|one| {
        // Of a namespace, what is in it is asked for.
        let within = QName::new(Some(one.id.name.name.as_str()).filter(|_| one.id.kind == "schema"), "");
        !out(&one.id.name) && !one.id.table.as_ref().is_some_and(out) && !options.ignores(&within)
    });
    seen.retain(|seen| !out(&seen.name) && !seen.table.as_ref().is_some_and(out));
    if !options.views {
        seen.extend(std::mem::take(&mut schema.views).into_iter().map(Seen::from));
        seen.extend(std::mem::take(&mut schema.opaque).into_iter().map(Seen::from));
    }
}

/// Diesel's ledger, and whatever this tool keeps in a database.
fn is_ours(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "__diesel_schema_migrations" || name.starts_with("__migrate_")
}

impl Options {
    /// Everything that a schema can hold, views too.
    pub fn all() -> Self {
        Self { ignore: Vec::new(), views: true }
    }

    /// Whether a table is none of anybody's business; `*` in a pattern stands for anything.
    pub fn ignores(&self, name: &QName) -> bool {
        let whole = name.to_string();
        self.ignore.iter().any(|pattern| matches(pattern, &name.name) || matches(pattern, &whole))
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern.eq_ignore_ascii_case(name),
        Some((head, rest)) => {
            name.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head))
                && (head.len()..=name.len()).any(|at| name.get(at..).is_some_and(|name| matches(rest, name)))
        }
    }
}

impl From<View> for Seen {
    fn from(view: View) -> Self {
        let kind = if view.materialized { "materialized view" } else { "view" };
        Self { kind: kind.to_owned(), name: view.name, table: None, detail: view.query }
    }
}

impl From<Opaque> for Seen {
    fn from(one: Opaque) -> Self {
        Self { kind: one.id.kind, name: one.id.name, table: one.id.table, detail: one.create.join(";\n") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let options =
            Options { ignore: ["spatial_*", "*_old", "gis.*"].map(str::to_owned).to_vec(), views: true };
        for name in ["spatial_ref", "users_old", "gis.towns"] {
            assert!(options.ignores(&name.parse().unwrap()), "{name}");
        }
        assert!(!options.ignores(&"users".into()));
    }

    #[test]
    fn ours_is_left_out() {
        assert!(is_ours("__migrate_journal") && is_ours("__diesel_schema_migrations") && !is_ours("migrate"));
    }
}
