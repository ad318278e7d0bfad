//! A text that grows in const evaluation.

const LIMIT: usize = 8192;

/// What is kept free for the end.
const ROOM: usize = LIMIT - 256;

/// A message. What doesn't fit is left out, and the end says so.
#[derive(Clone, Copy)]
pub(crate) struct Message {
    bytes: [u8; LIMIT],
    len: usize,
    cut: bool,
}

impl Message {
    /// An empty one.
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; LIMIT], len: 0, cut: false }
    }

    pub(crate) const fn push(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Bytes of a text, whole.
    pub(crate) const fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        if bytes.len() <= ROOM - self.len {
            self.copy(bytes);
        } else {
            self.cut = true;
        }
        self
    }

    /// The end of the message, for which there is always room.
    pub(crate) const fn end(&mut self, text: &str) -> &mut Self {
        if self.cut {
            self.copy(b"\n... and more");
        }
        self.copy(text.as_bytes());
        self
    }

    const fn copy(&mut self, bytes: &[u8]) {
        let (_, free) = self.bytes.split_at_mut(self.len);
        let (into, _) = free.split_at_mut(bytes.len());
        into.copy_from_slice(bytes);
        self.len += bytes.len();
    }

    /// What another message holds.
    pub(crate) const fn append(&mut self, other: &Self) -> &mut Self {
        let (text, _) = other.bytes.split_at(other.len);
        self.cut = self.cut || other.cut;
        self.bytes(text)
    }

    /// A type's text form, in capitals as SQL is read; names of enums and raw types as they are.
    pub(crate) const fn sql_type(&mut self, code: &[u8], dims: u8) -> &mut Self {
        let as_is = super::super::text::stands_at(code, 0, b"raw(")
            || super::super::text::stands_at(code, 0, b"enum(");
        let mut i = 0;
        while i < code.len() {
            let byte = if as_is { code[i] } else { code[i].to_ascii_uppercase() };
            self.bytes(&[byte]);
            i += 1;
        }
        let mut i = 0;
        while i < dims {
            self.push("[]");
            i += 1;
        }
        self
    }

    pub(crate) const fn as_str(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.len);
        match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(_) => "the message can't be shown",
        }
    }

    /// Ends const evaluation with it.
    #[track_caller]
    pub(crate) const fn fail(&self) -> ! {
        panic!("{}", self.as_str())
    }
}
