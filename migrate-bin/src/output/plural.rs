/// `1 change`, `2 changes`. Every plural of the program is made here.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    let ending = match noun {
        _ if count == 1 => "",
        noun if noun.ends_with('s') || noun.ends_with("ch") || noun.ends_with('x') => "es",
        _ => "s",
    };
    match noun.strip_suffix('y') {
        Some(stem) if count != 1 => format!("{count} {stem}ies"),
        _ => format!("{count} {noun}{ending}"),
    }
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn english() {
        assert_eq!(plural(0, "change"), "0 changes");
        assert_eq!(plural(1, "index"), "1 index");
        assert_eq!(plural(2, "index"), "2 indexes");
        assert_eq!(plural(3, "query"), "3 queries");
    }
}
