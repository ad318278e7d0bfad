/// How one dialect writes names.
#[derive(Clone, Copy, Debug)]
pub struct Quoting {
    /// The mark around a name; doubled inside.
    pub mark: char,
    /// Words that can't stand bare, in lower case and sorted.
    pub reserved: &'static [&'static str],
    /// Whether a bare name keeps its capitals.
    pub keeps_case: bool,
}

impl Quoting {
    /// The name as SQL: bare where that is safe, so that files read well.
    pub fn name(&self, name: &str) -> String {
        if self.is_plain(name) { name.to_owned() } else { self.always(name) }
    }

    /// The name in quotes, whatever it is.
    pub fn always(&self, name: &str) -> String {
        let mark = self.mark;
        let mut quoted = String::with_capacity(name.len() + 2);
        quoted.push(mark);
        for c in name.chars() {
            if c == mark {
                quoted.push(mark);
            }
            quoted.push(c);
        }
        quoted.push(mark);
        quoted
    }

    /// Several names with commas between them.
    pub fn list(&self, names: &[impl AsRef<str>]) -> String {
        let names: Vec<String> = names.iter().map(|name| self.name(name.as_ref())).collect();
        names.join(", ")
    }

    fn is_plain(&self, name: &str) -> bool {
        let letter =
            |b: u8| b.is_ascii_lowercase() || b == b'_' || (self.keeps_case && b.is_ascii_uppercase());
        let bytes = name.as_bytes();
        bytes.first().is_some_and(|first| letter(*first))
            && bytes.iter().all(|b| letter(*b) || b.is_ascii_digit())
            && self.reserved.binary_search(&name.to_ascii_lowercase().as_str()).is_err()
    }
}

/// A text as an SQL string: `it's` is `'it''s'`.
pub fn quote_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
