//! Where lines break: outer levels are open, what lies deep inside stands on one line.

use std::io::{self, Write};

use serde_json::ser::Formatter;

/// Objects from this depth on are closed up: a column of a table of a schema.
const OBJECTS: usize = 5;
/// Arrays one deeper: the columns of a table are an open list of closed objects.
const ARRAYS: usize = 6;

/// Breaks lines by depth alone, so that one more column never moves another.
#[derive(Default)]
pub(super) struct Layout {
    /// For each container that is open now, whether it is closed up.
    open: Vec<bool>,
    has_value: bool,
}

impl Layout {
    fn is_flat(&self) -> bool {
        self.open.last().copied().unwrap_or(false)
    }

    fn begin(&mut self, limit: usize) {
        let flat = self.is_flat() || self.open.len() + 1 >= limit;
        self.open.push(flat);
        self.has_value = false;
    }

    fn end<W: ?Sized + Write>(&mut self, out: &mut W, space: &[u8], close: &[u8]) -> io::Result<()> {
        let flat = self.open.pop().unwrap_or(false);
        match (self.has_value, flat) {
            (false, _) => {}
            (true, true) => out.write_all(space)?,
            (true, false) => self.new_line(out)?,
        }
        self.has_value = true;
        out.write_all(close)
    }

    fn new_line<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\n")?;
        self.open.iter().try_for_each(|_| out.write_all(b"  "))
    }

    fn next<W: ?Sized + Write>(&mut self, out: &mut W, first: bool, space: &[u8]) -> io::Result<()> {
        let flat = self.is_flat();
        match (first, flat) {
            (true, true) => out.write_all(space),
            (true, false) => self.new_line(out),
            (false, true) => out.write_all(b", "),
            (false, false) => {
                out.write_all(b",")?;
                self.new_line(out)
            }
        }
    }
}

impl Formatter for Layout {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(ARRAYS);
        out.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"", b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first, b"")
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(OBJECTS);
        out.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b" ", b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first, b" ")
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}
