use std::io::IsTerminal as _;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

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
        self.draw_in(room())
    }

    /// A narrow terminal would tear the lines apart: the widest column is folded instead.
    fn draw_in(&self, room: Option<usize>) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.text.width())
                .max()
                .unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..columns).map(width).collect();
        let all = self.indent + widths.iter().sum::<usize>() + 2 * columns.saturating_sub(1);
        let excess = room.map_or(0, |room| all.saturating_sub(room));
        if let Some(widest) = widths.iter_mut().max_by_key(|width| **width) {
            *widest = widest.saturating_sub(excess).max(LEAST).min(*widest);
        }
        let mut out = String::new();
        for row in &self.rows {
            let cells: Vec<Vec<String>> =
                row.iter().zip(&widths).map(|(cell, width)| fold(&cell.text, *width)).collect();
            for line in 0..cells.iter().map(Vec::len).max().unwrap_or(1) {
                self.draw_line(row, &cells, &widths, line, &mut out);
            }
        }
        out
    }

    fn draw_line(
        &self,
        row: &[Cell],
        cells: &[Vec<String>],
        widths: &[usize],
        line: usize,
        out: &mut String,
    ) {
        let text = |place: usize| cells[place].get(line).map_or("", String::as_str);
        let last = (0..row.len()).rev().find(|place| !text(*place).is_empty()).map_or(0, |last| last + 1);
        out.push_str(&" ".repeat(self.indent));
        for (place, cell) in row.iter().enumerate().take(last) {
            if place > 0 {
                out.push_str("  ");
            }
            out.push_str(&paint(cell.tone, text(place)));
            if place + 1 < last {
                out.push_str(&" ".repeat(widths[place].saturating_sub(text(place).width())));
            }
        }
        out.push('\n');
    }
}

/// No column is folded to less.
const LEAST: usize = 12;

/// How wide the terminal is; none where there is no terminal: who reads then wants whole lines.
fn room() -> Option<usize> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    let told = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    told.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
}

/// Lines of no more than this width, cut between words where that is possible.
fn fold(text: &str, width: usize) -> Vec<String> {
    if text.width() <= width {
        return vec![text.to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.len() - 1;
        if !lines[line].is_empty() && lines[line].width() + 1 + word.width() <= width {
            lines[line].push(' ');
        } else if !lines[line].is_empty() {
            lines.push(String::new());
        }
        for letter in word.chars() {
            let line = lines.len() - 1;
            if !lines[line].is_empty() && lines[line].width() + letter.width().unwrap_or(0) > width {
                lines.push(String::new());
            }
            let line = lines.len() - 1;
            lines[line].push(letter);
        }
    }
    lines
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

    #[test]
    fn a_narrow_terminal_folds_the_widest_column() {
        let mut table = Table::new(&["revision", "message", "review"]);
        table.row([
            Cell::from("2026-11-26"),
            Cell::from("each address once, and where a memberstandswithoutanyspace"),
            Cell::from("approved"),
        ]);
        let plain = anstream::adapter::strip_str(&table.draw_in(Some(40))).to_string();
        let wanted = "revision    message             review\n\
                      2026-11-26  each address once,  approved\n            \
                      and where a\n            memberstandswithou\n            tanyspace\n";
        assert_eq!(plain, wanted);
        assert!(plain.lines().all(|line| line.width() <= 40));
        assert_eq!(table.draw_in(None), table.draw_in(Some(400)));
        // There is a limit to it.
        assert!(table.draw_in(Some(3)).lines().count() > 4);
    }
}
