//! A text that grows in const evaluation.

const LIMIT: usize = 8192;

/// A message. What doesn't fit is left out, and the end says so.
#[derive(Clone, Copy)]
pub(crate) struct Message {
    bytes: [u8; LIMIT],
    len: usize,
}

impl Message {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; LIMIT], len: 0 }
    }

    pub(crate) const fn push(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Bytes of a text, whole.
    pub(crate) const fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        if bytes.len() <= LIMIT - self.len {
            let (_, free) = self.bytes.split_at_mut(self.len);
            let (into, _) = free.split_at_mut(bytes.len());
            into.copy_from_slice(bytes);
            self.len += bytes.len();
        }
        self
    }

    /// What another message holds.
    pub(crate) const fn append(&mut self, other: &Self) -> &mut Self {
        let (text, _) = other.bytes.split_at(other.len);
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
