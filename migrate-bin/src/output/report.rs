use serde_json::Value;

use super::Page;
use crate::exit::Exit;

/// What a command found or did.
pub(crate) trait Report {
    /// For people.
    fn human(&self, page: &mut Page);
    /// For machines: one document.
    fn json(&self) -> Value;
    /// As SQL or as Rust, where there is such a form.
    fn document(&self, _form: Document) -> Option<String> {
        None
    }
    /// What the process answers with.
    fn exit(&self) -> Exit {
        Exit::Done
    }
}

/// The forms beside human and JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Document {
    /// Statements, each ended by `;`.
    Sql,
    /// Structs.
    Rust,
}
