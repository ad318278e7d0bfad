/// Where something that is carried as it was written stands among what the schema speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Tables are built of it: namespaces, domains, composite types, where extensions are.
    Under,
    /// Functions and procedures: some tables need them, and some need tables.
    Routine,
    /// It stands on a table or view: triggers, policies, rules, comments.
    On,
}

/// Where things of this kind stand.
pub fn place(kind: &str) -> Place {
    match kind {
        "schema" | "domain" | "composite type" | "place of extension" => Place::Under,
        "function" | "procedure" => Place::Routine,
        _ => Place::On,
    }
}
