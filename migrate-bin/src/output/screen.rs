use std::io::{IsTerminal as _, Write as _};

use anstyle::AnsiColor;

use super::clean::clean;
use super::theme::label;
use super::{Document, Page, Progress, Report, error, json};
use crate::cli::{Color, Common, Format};
use crate::connect::{redact, redact_addresses};
use crate::exit::Exit;
use crate::failure::Failure;

/// Where everything is written, and in which form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    format: Format,
    quiet: bool,
    verbose: bool,
    color: Color,
}

impl Screen {
    /// As the flags have it.
    pub(crate) fn new(common: &Common) -> Self {
        Self { format: common.format, quiet: common.quiet, verbose: common.verbose, color: common.color }
    }

    /// Whether the result is wanted in this form.
    pub(crate) fn wants(&self, form: Document) -> bool {
        match form {
            Document::Sql => self.format == Format::Sql,
            Document::Rust => self.format == Format::Rust,
        }
    }

    /// Whether stderr takes colours.
    pub(crate) fn colors(&self) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
                    && std::io::stderr().is_terminal()
            }
        }
    }

    /// Whether more should be said.
    pub(crate) fn verbose(&self) -> bool {
        self.verbose
    }

    /// Shows the result; gives what the process answers with.
    pub(crate) fn show(&self, report: &dyn Report) -> Exit {
        let text = match self.format {
            Format::Human => {
                let mut page = Page::default();
                report.human(&mut page);
                Some(page.into_text())
            }
            Format::Json => Some(json::text(&report.json())),
            Format::Sql => report.document(Document::Sql),
            Format::Rust => report.document(Document::Rust),
        };
        match text {
            Some(text) => {
                out(&text);
                report.exit()
            }
            None => self.fail(
                &Failure::usage("there is no such form of this result").with_help("--format human|json"),
            ),
        }
    }

    /// Shows a page before the work is done: what a question is about.
    pub(crate) fn preview(&self, draw: impl FnOnce(&mut Page)) {
        let mut page = Page::default();
        draw(&mut page);
        out(&page.into_text());
    }

    /// The same, beside a result that machines may read.
    pub(crate) fn preview_beside(&self, draw: impl FnOnce(&mut Page)) {
        let mut page = Page::default();
        draw(&mut page);
        if !self.quiet {
            talk(&page.into_text());
        }
    }

    /// Shows why the work was not done.
    pub(crate) fn fail(&self, failure: &Failure) -> Exit {
        if let Some(bytes) = &failure.verbatim {
            let mut stderr = anstream::stderr().lock();
            // Nobody to tell if stderr is gone.
            let _ = stderr.write_all(bytes);
        }
        if self.format == Format::Json {
            out(&json::text(&json::failure(failure)));
        } else {
            talk(&error::draw(failure));
        }
        failure.exit
    }

    /// Something beside the result.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            talk(&format!("{} {}\n", label(AnsiColor::BrightCyan, "note"), clean(text)));
        }
    }

    /// Something to look at.
    pub(crate) fn warn(&self, text: &str) {
        talk(&format!("{} {}\n", label(AnsiColor::BrightYellow, "warning"), clean(text)));
    }

    /// Something that takes time.
    pub(crate) fn progress(&self, what: impl Into<String>) -> Progress {
        Progress::start(what.into(), !self.quiet && std::io::stderr().is_terminal())
    }

    /// Something that may take long: where no terminal is, a line says now and then what it is at.
    pub(crate) fn lasting(&self, what: impl Into<String>) -> Progress {
        if self.quiet || std::io::stderr().is_terminal() {
            return self.progress(what);
        }
        Progress::in_log(what.into())
    }
}

/// From the handler of Ctrl-C, where no screen is at hand.
pub(crate) fn interrupting() {
    talk("\nstopping at the next safe point; Ctrl-C once more ends it at once\n");
}

/// The result. A reader that has seen enough is no error.
pub(super) fn out(text: &str) {
    let mut stdout = anstream::stdout().lock();
    if let Err(error) = stdout.write_all(redact_addresses(text).as_bytes()).and_then(|()| stdout.flush())
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        talk(&format!("{} can't write the result: {error}\n", label(AnsiColor::BrightRed, "error")));
    }
}

/// The talk. Nobody to tell if stderr is gone.
pub(super) fn talk(text: &str) {
    let _ = anstream::stderr().lock().write_all(redact(text).as_bytes());
}
