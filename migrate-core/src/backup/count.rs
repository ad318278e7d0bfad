//! Rows in a dump, counted as it streams by; memory doesn't grow with it.

use std::io::{self, BufRead, Write};

use super::Rows;

/// Copies a dump of PostgreSQL and counts: rows stand between `COPY … FROM stdin;` and `\.`, one a line
/// (<https://www.postgresql.org/docs/current/sql-copy.html>).
pub(super) fn copied(from: &mut impl BufRead, to: &mut impl Write) -> io::Result<Rows> {
    let mut rows = Rows::new();
    let mut table: Option<String> = None;
    let mut line = Vec::new();
    while {
        line.clear();
        from.read_until(b'\n', &mut line)? > 0
    } {
        to.write_all(&line)?;
        match &table {
            Some(name) => {
                if line.trim_ascii_end() == b"\\." {
                    table = None;
                } else if let Some(count) = rows.get_mut(name) {
                    *count += 1;
                }
            }
            None => {
                let text = String::from_utf8_lossy(&line);
                let head = text.strip_prefix("COPY ").filter(|_| text.trim_end().ends_with("FROM stdin;"));
                if let Some(name) = head.and_then(name_of) {
                    rows.entry(name.clone()).or_insert(0);
                    table = Some(name);
                }
            }
        }
    }
    Ok(rows)
}

/// The name before the list of columns; a quoted one may hold anything.
fn name_of(rest: &str) -> Option<String> {
    let mut quoted = false;
    let end = rest.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        !quoted && *c == ' '
    });
    end.map(|(at, _)| rest[..at].to_owned())
}

/// Copies a dump of MySQL or MariaDB and counts: each pair of outer parentheses behind `VALUES` is a row. The second
/// answer is the last line that says something.
pub(super) fn inserted(from: &mut impl BufRead, to: &mut impl Write) -> io::Result<(Rows, String)> {
    let mut rows = Rows::new();
    let mut last = Vec::new();
    let mut scan = Scan::default();
    let mut line = Vec::new();
    let mut table: Option<String> = None;
    while {
        line.clear();
        from.read_until(b'\n', &mut line)? > 0
    } {
        to.write_all(&line)?;
        if !line.trim_ascii().is_empty() {
            last.clear();
            last.extend_from_slice(line.get(..line.len().min(200)).unwrap_or_default());
        }
        if table.is_none() {
            let start = String::from_utf8_lossy(line.get(..line.len().min(400)).unwrap_or_default());
            let Some(name) = start.strip_prefix("INSERT INTO ").and_then(back_quoted) else { continue };
            rows.entry(name.to_owned()).or_insert(0);
            table = Some(name.to_owned());
            scan = Scan::default();
            let head = "INSERT INTO ".len() + name.len();
            line.drain(..head.min(line.len()));
        }
        let (found, ended) = scan.feed(&line);
        if let Some(count) = table.as_ref().and_then(|name| rows.get_mut(name)) {
            *count += found;
        }
        if ended {
            table = None;
        }
    }
    Ok((rows, String::from_utf8_lossy(&last).trim().to_owned()))
}

fn back_quoted(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('`')?;
    let mut at = 0;
    loop {
        at += inner.get(at..)?.find('`')?;
        if inner.get(at + 1..)?.starts_with('`') {
            at += 2;
        } else {
            return rest.get(..at + 2);
        }
    }
}

#[derive(Default)]
struct Scan {
    depth: u32,
    quote: Option<u8>,
    escaped: bool,
}

impl Scan {
    /// How many rows begin, and whether the statement ends.
    fn feed(&mut self, bytes: &[u8]) -> (u64, bool) {
        let mut rows = 0;
        for byte in bytes {
            if self.escaped {
                self.escaped = false;
                continue;
            }
            match (self.quote, byte) {
                (Some(b'\''), b'\\') => self.escaped = true,
                (Some(open), byte) if open == *byte => self.quote = None,
                (Some(_), _) => {}
                (None, b'\'' | b'`' | b'"') => self.quote = Some(*byte),
                (None, b'(') => {
                    rows += u64::from(self.depth == 0);
                    self.depth += 1;
                }
                (None, b')') => self.depth = self.depth.saturating_sub(1),
                (None, b';') if self.depth == 0 => return (rows, true),
                (None, _) => {}
            }
        }
        (rows, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_copy() {
        let dump = "SET x;\nCOPY public.\"a b\" (id, t) FROM stdin;\n1\tCOPY x FROM stdin;\n2\t\\\\.\n\\.\n\nCOPY public.e (id) FROM stdin;\n\\.\n";
        let mut out = Vec::new();
        let rows = copied(&mut dump.as_bytes(), &mut out).unwrap();
        assert_eq!(out, dump.as_bytes());
        assert_eq!(
            rows.into_iter().collect::<Vec<_>>(),
            [("public.\"a b\"".to_owned(), 2), ("public.e".to_owned(), 0)]
        );
    }

    #[test]
    fn rows_of_inserts() {
        let dump = "-- x\nINSERT INTO `a``b` VALUES (1,'it\\'s (x),(y)'),\n(2,'a''b;\n(c)'),(3,NULL);\nINSERT INTO `t` VALUES\n(1);\n/* x */;\n-- Dump completed\n";
        let (rows, last) = inserted(&mut dump.as_bytes(), &mut io::sink()).unwrap();
        assert_eq!(rows.into_iter().collect::<Vec<_>>(), [("`a``b`".to_owned(), 3), ("`t`".to_owned(), 1)]);
        assert_eq!(last, "-- Dump completed");
    }
}
