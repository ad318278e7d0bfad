use anstyle::{AnsiColor, Style};

/// What a piece of text is; its colour follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing of note.
    Plain,
    /// Something new, or all is well.
    Good,
    /// Something gone, or something is wrong.
    Bad,
    /// Something altered, or to look at.
    Look,
    /// A revision's id, a command to type.
    Name,
    /// What may be skipped.
    Dim,
    /// A heading.
    Strong,
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Bad => AnsiColor::Red.on_default(),
            Self::Look => AnsiColor::Yellow.on_default(),
            Self::Name => AnsiColor::Cyan.on_default(),
            Self::Dim => Style::new().dimmed(),
            Self::Strong => Style::new().bold(),
        }
    }
}

/// The text in its colour; streams that are no terminal take the colour off again.
pub(crate) fn paint(tone: Tone, text: &str) -> String {
    let style = tone.style();
    if tone == Tone::Plain || text.is_empty() { text.to_owned() } else { format!("{style}{text}{style:#}") }
}

/// A label in front of a message: `error:`.
pub(crate) fn label(color: AnsiColor, text: &str) -> String {
    let style = color.on_default().bold();
    format!("{style}{text}:{style:#}")
}
