//! How the desk's screen is drawn.

use anstyle::{AnsiColor, Style};

/// Titles.
pub const TITLE: Style = AnsiColor::Cyan.on_default().bold();
/// What went well.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What needs somebody.
pub const LATE: Style = AnsiColor::Yellow.on_default();
/// What is there, but isn't the point.
pub const QUIET: Style = Style::new().dimmed();

/// Which way a column leans.
#[derive(Clone, Copy)]
pub enum Side {
    Left,
    Right,
}

/// A table with a title; nothing where it has no rows.
pub fn table<const N: usize>(title: &str, columns: [(&str, Side); N], rows: &[[String; N]]) {
    if rows.is_empty() {
        return;
    }
    let width = |place: usize| {
        let cells = rows.iter().map(|row| row[place].chars().count());
        cells.chain([columns[place].0.chars().count()]).max().unwrap_or(0)
    };
    anstream::println!("\n{TITLE}{title}{TITLE:#}");
    let head = columns.map(|(name, _)| name.to_owned());
    for (place, row) in std::iter::once(&head).chain(rows).enumerate() {
        let cells: Vec<String> = (0..N)
            .map(|column| match columns[column].1 {
                Side::Left => format!("{:<1$}", row[column], width(column)),
                Side::Right => format!("{:>1$}", row[column], width(column)),
            })
            .collect();
        let line = cells.join("   ");
        let line = line.trim_end();
        match place {
            0 => anstream::println!("  {QUIET}{line}{QUIET:#}"),
            _ => anstream::println!("  {line}"),
        }
    }
}
