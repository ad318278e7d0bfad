//! The words of CLI.md.

use serde_json::{Value, json};

use crate::connect::redact;
use crate::failure::Failure;

/// One document and a line's end.
pub(super) fn text(value: &Value) -> String {
    format!("{value:#}\n")
}

/// `{"error": …}`; the file, the causes and what another program said go into the message.
pub(super) fn failure(failure: &Failure) -> Value {
    let mut message = failure.message.clone();
    if let Some(place) = &failure.place {
        message.push_str(&format!(" ({place})"));
    }
    for cause in &failure.causes {
        message.push_str(&format!(": {cause}"));
    }
    json!({ "error": { "code": failure.code, "message": redact(&message), "help": failure.help } })
}
