use std::fmt::Display;

use super::clean::clean;
use super::table::Table;
use super::theme::{Tone, paint};

/// A text for people, coloured; written in one go.
#[derive(Debug, Default)]
pub(crate) struct Page {
    text: String,
}

impl Page {
    /// One line, as it is.
    pub(crate) fn line(&mut self, text: impl Display) -> &mut Self {
        self.text.push_str(&text.to_string());
        self.text.push('\n');
        self
    }

    /// One line in one colour.
    pub(crate) fn toned(&mut self, tone: Tone, text: impl Display) -> &mut Self {
        self.line(paint(tone, &clean(&text.to_string())))
    }

    /// An empty line, never two.
    pub(crate) fn blank(&mut self) -> &mut Self {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self
    }

    /// A heading with an empty line above it.
    pub(crate) fn heading(&mut self, text: &str) -> &mut Self {
        self.blank().toned(Tone::Strong, text)
    }

    /// Name and value, names in one width.
    pub(crate) fn fields(&mut self, fields: &[(&str, String)]) -> &mut Self {
        let width = fields.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in fields {
            self.line(format_args!("{}  {value}", paint(Tone::Dim, &format!("{name:width$}"))));
        }
        self
    }

    /// A table.
    pub(crate) fn table(&mut self, table: &Table) -> &mut Self {
        self.text.push_str(&table.draw());
        self
    }

    /// What to type next.
    pub(crate) fn next(&mut self, why: &str, command: &str) -> &mut Self {
        self.blank().line(format_args!("{} {why}: {}", paint(Tone::Dim, "next:"), paint(Tone::Name, command)))
    }

    /// All of it.
    pub(crate) fn into_text(self) -> String {
        self.text
    }
}
