//! What a query reads: its tables, and by which word it calls each.

use sqlparser::keywords::Keyword;

use super::words::Piece;
use crate::QName;

/// A table in a query's FROM.
pub(super) struct Source<'a> {
    /// The place of the namespace, where one is written.
    pub(super) namespace_at: Option<usize>,
    /// The place of the name.
    pub(super) at: usize,
    pub(super) namespace: Option<&'a str>,
    pub(super) name: &'a str,
    pub(super) alias: Option<&'a str>,
}

impl Source<'_> {
    /// Whether it is that table.
    pub(super) fn is(&self, table: &QName) -> bool {
        self.name == table.name && self.namespace == table.namespace.as_deref()
    }

    /// The word that stands before its columns.
    pub(super) fn qualifier(&self) -> &str {
        self.alias.unwrap_or(self.name)
    }
}

/// One pair of parentheses.
#[derive(Clone, Copy)]
struct Frame {
    /// It holds a query, so that its FROM names tables (that of `extract(… FROM …)` doesn't).
    query: bool,
    /// Between FROM and whatever ends it: a comma is followed by a table.
    in_from: bool,
    /// A table comes next.
    expecting: bool,
}

/// All tables that a query names, in order.
pub(super) fn sources<'a>(pieces: &'a [Piece<'a>]) -> Vec<Source<'a>> {
    let mut sources = Vec::new();
    let mut frames = vec![Frame { query: true, in_from: false, expecting: false }];
    let mut at = 0;
    while let (Some(piece), Some(frame)) = (pieces.get(at), frames.last_mut()) {
        if piece.is_mark("(") {
            let inner = pieces.get(at + 1);
            let query = inner.is_some_and(|piece| {
                piece.is_keyword(&[Keyword::SELECT, Keyword::WITH, Keyword::VALUES]) || piece.is_mark("(")
            });
            let tables = frame.expecting && !query;
            frame.expecting = false;
            frames.push(Frame { query: query || tables, in_from: tables, expecting: tables });
        } else if piece.is_mark(")") {
            if frames.len() > 1 {
                frames.pop();
            }
        } else if piece.is_mark(",") {
            frame.expecting = frame.in_from;
        } else if piece.is_keyword(&[Keyword::FROM, Keyword::JOIN]) {
            let distinct_from = at > 0 && pieces[at - 1].is_keyword(&[Keyword::DISTINCT]);
            if frame.query && !distinct_from {
                (frame.in_from, frame.expecting) = (true, true);
            }
        } else if piece.is_keyword(&[Keyword::LATERAL, Keyword::ONLY]) {
            // The table is still to come.
        } else if piece.is_keyword(&[
            Keyword::SELECT,
            Keyword::WHERE,
            Keyword::GROUP,
            Keyword::ORDER,
            Keyword::HAVING,
            Keyword::LIMIT,
            Keyword::OFFSET,
            Keyword::UNION,
            Keyword::EXCEPT,
            Keyword::INTERSECT,
            Keyword::WINDOW,
        ]) {
            (frame.in_from, frame.expecting) = (false, false);
        } else if frame.expecting {
            frame.expecting = false;
            if let Some((source, end)) = source(pieces, at) {
                sources.push(source);
                at = end;
                continue;
            }
        }
        at += 1;
    }
    sources
}

/// `name`, `namespace.name`, either with an alias, and where it ends; a function's call is none.
fn source<'a>(pieces: &'a [Piece<'a>], at: usize) -> Option<(Source<'a>, usize)> {
    let first = pieces.get(at)?.name()?;
    let dot = pieces.get(at + 1).filter(|piece| piece.is_mark("."));
    let second = dot.and_then(|_| pieces.get(at + 2)).and_then(Piece::name);
    let (namespace_at, name_at, namespace, name) = match second {
        Some(name) => (Some(at), at + 2, Some(first), name),
        None => (None, at, None, first),
    };
    let mut end = name_at + 1;
    if pieces.get(end)?.is_mark("(") {
        return None;
    }
    if pieces.get(end)?.is_keyword(&[Keyword::AS]) {
        end += 1;
    }
    let alias = pieces.get(end).and_then(Piece::name);
    if alias.is_some() {
        end += 1;
    }
    Some((Source { namespace_at, at: name_at, namespace, name, alias }, end))
}

/// The tables and views that a query reads, as it names them: a name without quotes in small letters. `None` where it
/// is no SQL that we can read.
pub(crate) fn reads(sql: &str) -> Option<Vec<QName>> {
    let pieces = super::words::pieces(sql)?;
    let folded = |at: usize, name: &str| {
        if pieces.get(at).is_some_and(Piece::is_quoted) { name.to_owned() } else { name.to_lowercase() }
    };
    let tables = sources(&pieces);
    Some(
        tables
            .iter()
            .map(|source| QName {
                namespace: source.namespace.zip(source.namespace_at).map(|(name, at)| folded(at, name)),
                name: folded(source.at, source.name),
            })
            .collect(),
    )
}

/// Whether the query gives this name to a query of its own (`WITH name AS (…)`), which then hides the table.
pub(super) fn hides(pieces: &[Piece<'_>], name: &str) -> bool {
    pieces.windows(3).any(|window| {
        window[0].is_name(name)
            && window[1].is_keyword(&[Keyword::AS])
            && (window[2].is_mark("(") || window[2].is_keyword(&[Keyword::MATERIALIZED, Keyword::NOT]))
    })
}
