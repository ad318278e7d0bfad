//! Takes out of a text what differs from run to run: ids, times, paths, checksums.

use std::path::{Path, PathBuf};

/// Knows what one project's answers hold that no other's do.
#[derive(Clone, Debug)]
pub struct Redactor {
    root: PathBuf,
}

impl Redactor {
    /// Of a project in this folder.
    pub fn new(root: &Path) -> Self {
        Self { root: root.canonicalize().unwrap_or_else(|_| root.to_owned()) }
    }

    /// The text as it would be on any day, in any folder.
    pub fn redact(&self, text: &str) -> String {
        let text = text.replace(&self.root.display().to_string(), "[ROOT]").replace('\\', "/");
        let mut ids: Vec<String> = Vec::new();
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some(c) = rest.chars().next() {
            if let Some(length) = shape(rest, "dddd-dd-ddTdd:dd:ddZ") {
                out.push_str("[TIME]");
                rest = &rest[length..];
            } else if let Some(length) = shape(rest, "dddd-dd-dd-dddddd") {
                let id = &rest[..length];
                let place = ids.iter().position(|known| known == id).unwrap_or_else(|| {
                    ids.push(id.to_owned());
                    ids.len() - 1
                });
                out.push_str(&format!("[ID{}]", place + 1));
                rest = &rest[length..];
            } else if let Some(length) = milliseconds(rest) {
                out.push_str("[MS]");
                rest = &rest[length..];
            } else if rest.len() >= 64 && rest.bytes().take(64).all(|byte| byte.is_ascii_hexdigit()) {
                out.push_str("[SHA256]");
                rest = &rest[64..];
            } else {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        out
    }
}

/// The length of the shape at the text's start, `d` standing for a digit.
fn shape(text: &str, shape: &str) -> Option<usize> {
    let fits = |(byte, wanted): (u8, u8)| if wanted == b'd' { byte.is_ascii_digit() } else { byte == wanted };
    (text.len() >= shape.len() && text.bytes().zip(shape.bytes()).all(fits)).then_some(shape.len())
}

/// `12 ms`.
fn milliseconds(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0 && text[digits..].starts_with(" ms")).then_some(digits + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_goes_what_matters_stays() {
        let text = "2026-11-22-071800 in 12 ms, 2026-11-22-071801, 2026-11-22-071800 at 2026-11-22T07:18:00Z, 42 rows";
        let redacted = Redactor::new(Path::new("/nowhere")).redact(text);
        assert_eq!(redacted, "[ID1] in [MS], [ID2], [ID1] at [TIME], 42 rows");
    }
}
