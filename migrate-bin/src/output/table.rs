use unicode_width::UnicodeWidthStr as _;

use super::clean::clean;
use super::theme::{Tone, paint};

/// One cell.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    /// A text in a colour.
    pub(crate) fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { text: clean(&text.into()), tone }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::new(Tone::Plain, text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::new(Tone::Plain, text)
    }
}

/// Rows whose columns stand below each other, however wide the letters are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<Cell>>,
    indent: usize,
}

impl Table {
    /// A table with a heading; `""` for a column without one.
    pub(crate) fn new(header: &[&str]) -> Self {
        Self { rows: vec![header.iter().map(|name| Cell::new(Tone::Dim, *name)).collect()], indent: 0 }
    }

    /// A table without a heading, moved to the right.
    pub(crate) fn bare(indent: usize) -> Self {
        Self { rows: Vec::new(), indent }
    }

    /// One more row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The table as text; no line ends in spaces.
    pub(crate) fn draw(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.text.width())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut out = String::new();
        for row in &self.rows {
            let last = row.iter().rposition(|cell| !cell.text.is_empty()).map_or(0, |last| last + 1);
            out.push_str(&" ".repeat(self.indent));
            for (place, (cell, width)) in row.iter().zip(&widths).take(last).enumerate() {
                if place > 0 {
                    out.push_str("  ");
                }
                out.push_str(&paint(cell.tone, &cell.text));
                if place + 1 < last {
                    out.push_str(&" ".repeat(width - cell.text.width()));
                }
            }
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other() {
        let mut table = Table::new(&["", "name"]);
        table.row([Cell::from("a"), Cell::from("表")]);
        table.row([Cell::from("bbb"), Cell::from("x"), Cell::from("y")]);
        table.row([Cell::from("c\n"), Cell::from("")]);
        let plain = anstream::adapter::strip_str(&table.draw()).to_string();
        assert_eq!(plain, "     name\na    表\nbbb  x     y\nc\\n\n");
    }
}
