//! Why a command didn't do its work: what, where, why, what to do next.

use std::error::Error as _;

use migrate_core::Error;

use crate::exit::Exit;

/// The result of everything in this crate that can fail.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// A failure, ready to be shown.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What the process answers with.
    pub(crate) exit: Exit,
    /// Stable, for machines.
    pub(crate) code: &'static str,
    /// Lower case, no full stop, names in backquotes.
    pub(crate) message: String,
    /// The file, and the line where it is known.
    pub(crate) place: Option<String>,
    /// The line of the file, with a mark under what is meant.
    pub(crate) excerpt: Option<String>,
    /// Why, outermost first.
    pub(crate) causes: Vec<String>,
    /// What to do next.
    pub(crate) help: Option<String>,
    /// What another program said, to be shown as it is.
    pub(crate) verbatim: Option<Vec<u8>>,
}

impl Failure {
    /// The work failed, or the answer is no.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            exit: Exit::No,
            code,
            message: message.into(),
            place: None,
            excerpt: None,
            causes: Vec::new(),
            help: None,
            verbatim: None,
        }
    }

    /// The call is wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, ..Self::new("usage", message) }
    }

    /// What to do next.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Where.
    pub(crate) fn at(mut self, place: impl std::fmt::Display) -> Self {
        self.place = Some(place.to_string());
        self
    }

    /// Shows the line that the place names, out of the file's text.
    pub(crate) fn with_excerpt(mut self, text: &str) -> Self {
        self.excerpt = self.place.as_deref().and_then(|place| excerpt(place, text));
        self
    }

    /// Because of this.
    pub(crate) fn because(mut self, cause: &dyn std::error::Error) -> Self {
        self.causes = chain(cause);
        self
    }
}

/// `12 | CREATE TABEL x` with a `^` under the place's column.
fn excerpt(place: &str, text: &str) -> Option<String> {
    const SHOWN: usize = 160;
    let mut parts = place.rsplitn(3, ':');
    let column: usize = parts.next()?.parse().ok()?;
    let number: usize = parts.next()?.parse().ok()?;
    let line = text.lines().nth(number.checked_sub(1)?)?;
    let line: String = line.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let width = number.to_string().len();
    let before = unicode_width::UnicodeWidthStr::width(
        line.chars().take(column.checked_sub(1)?).collect::<String>().as_str(),
    );
    Some(format!("{number} | {line}\n{:width$} | {:before$}^", "", ""))
}

/// An error and all that it stands on, each said once.
fn chain(error: &dyn std::error::Error) -> Vec<String> {
    let mut causes = vec![error.to_string()];
    let mut next = error.source();
    while let Some(error) = next {
        let text = error.to_string();
        if causes.last().is_none_or(|last| !last.ends_with(&text)) {
            causes.push(text);
        }
        next = error.source();
    }
    causes
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            exit: Exit::No,
            code: error.code().name(),
            message: error.message().to_owned(),
            place: error.place().map(ToString::to_string),
            excerpt: None,
            causes: error.source().map(chain).unwrap_or_default(),
            help: error.help().map(str::to_owned),
            verbatim: None,
        }
    }
}
