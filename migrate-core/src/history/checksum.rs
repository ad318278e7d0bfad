use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::text;

/// The files of a revision that a review covers, in the order in which they are hashed.
pub const FILES: [&str; 4] = ["up.sql", "down.sql", "metadata.toml", "changes.json"];

/// The checksum of a revision: SHA-256, in lower-case hex, over each file's name, its length and
/// its text with LF ends and no byte order mark, so that a checkout on Windows keeps its review.
pub fn checksum<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut hash = Sha256::new();
    for (name, content) in files {
        let content = text::normalize(content);
        hash.update(format!("{name} {}\n", content.len()));
        hash.update(content.as_bytes());
    }
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_marks_dont_count_everything_else_does() {
        let unix = checksum([("up.sql", "A;\nB;\n")]);
        assert_eq!(unix, checksum([("up.sql", "\u{feff}A;\r\nB;\r\n")]));
        assert_ne!(unix, checksum([("up.sql", "A;\nB; \n")]));
        assert_ne!(unix, checksum([("down.sql", "A;\nB;\n")]));
        assert_ne!(checksum([("up.sql", "a"), ("down.sql", "b")]), checksum([("up.sql", "adown.sql 1\nb")]));
        assert_eq!(unix.len(), 64);
    }

    #[test]
    fn the_sum_never_changes_between_versions() {
        assert_eq!(
            checksum([("up.sql", "SELECT 1;\n"), ("metadata.toml", "run_in_transaction = true\n")]),
            "4407fce382b8829c1d5afec414d1272f5fa56be7310cf48cc363620dc9370855",
            "as `sha256sum` has it",
        );
    }
}
