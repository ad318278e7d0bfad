use super::theme::{Tone, paint};

/// SQL for people: words of the language stand out, comments step back.
pub(crate) fn highlight(sql: &str) -> String {
    let mut out = String::new();
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        let (tone, length) = token(rest, c);
        let (head, tail) = rest.split_at(length);
        // A colour ends with its line, so that every line can be moved by itself.
        for (place, line) in head.split('\n').enumerate() {
            if place > 0 {
                out.push('\n');
            }
            out.push_str(&paint(tone, &super::clean::clean(line)));
        }
        rest = tail;
    }
    out
}

fn token(rest: &str, c: char) -> (Tone, usize) {
    if rest.starts_with("--") {
        return (Tone::Dim, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Tone::Dim, rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    if matches!(c, '\'' | '"' | '`') {
        let end = rest[1..].find(c).map_or(rest.len(), |end| end + 2);
        return (if c == '\'' { Tone::Good } else { Tone::Plain }, end);
    }
    if c.is_ascii_alphabetic() || c == '_' {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let is_word = rest[..end].chars().all(|c| c.is_ascii_uppercase()) && end > 1;
        return (if is_word { Tone::Name } else { Tone::Plain }, end);
    }
    (Tone::Plain, c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost() {
        for sql in ["SELECT 'a''b' -- c\nFROM \"T\" /* x\ny */;", "'open", "/* open", "ü\n", "\"a"] {
            assert_eq!(anstream::adapter::strip_str(&highlight(sql)).to_string(), sql);
        }
    }
}
