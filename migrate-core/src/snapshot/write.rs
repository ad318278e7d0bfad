use serde::Serialize;
use serde_json::Serializer;

use super::layout::Layout;
use crate::{Error, ErrorCode, Result};

/// A document's text: the same document gives the same bytes. It ends with a new line.
///
/// The document's first field is `format`, which is [`FORMAT`](super::FORMAT).
///
/// # Errors
///
/// Where the document can't be JSON (a map with keys that are no text).
pub fn write<T: Serialize>(document: &T) -> Result<String> {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Layout::default());
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
        Error::new(ErrorCode::Internal, "the document can't be written as JSON").because(error)
    };
    document.serialize(&mut serializer).map_err(|error| failed(error.into()))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(|error| failed(error.into()))
}
