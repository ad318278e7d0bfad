/// A Rust string literal.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            c if c.is_control() => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `word = "text"`.
pub(super) fn eq(word: &str, text: &str) -> String {
    format!("{word} = {}", literal(text))
}

/// `#[name(a, b)]`, broken into lines where one would be too long.
pub(super) fn attribute(name: &str, words: &[String], indent: &str) -> String {
    const WIDTH: usize = 100;
    if words.is_empty() {
        return String::new();
    }
    let line = format!("{indent}#[{name}({})]\n", words.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    let lines: Vec<String> = words.iter().map(|word| format!("{indent}    {word},\n")).collect();
    format!("{indent}#[{name}(\n{}{indent})]\n", lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_rusts() {
        assert_eq!(literal("it's \"x\"\n\\ü\u{7}"), "\"it's \\\"x\\\"\\n\\\\ü\\u{7}\"");
    }

    #[test]
    fn long_attributes_are_broken() {
        assert_eq!(attribute("table", &["a".to_owned()], ""), "#[table(a)]\n");
        let long = attribute("table", &["a".repeat(80), "b".repeat(80)], "");
        assert_eq!(long.lines().count(), 4);
        assert_eq!(attribute("table", &[], ""), "");
    }
}
