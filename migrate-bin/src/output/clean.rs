/// The text on one line, without anything that a terminal would obey: names come from files and databases.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .flat_map(|c| if is_command(c) { c.escape_default().collect::<Vec<_>>() } else { vec![c] })
        .collect()
}

/// The same for a text of several lines.
pub(crate) fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

fn is_command(c: char) -> bool {
    // Control characters, and those that turn the direction of writing.
    (c.is_control() && c != '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
