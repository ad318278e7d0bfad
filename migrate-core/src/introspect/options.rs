/// What to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Tables to leave out, by name, `*` standing for anything. Diesel's ledger is left out always.
    pub ignore: Vec<String>,
    /// Whether views, and what is carried as written, are part of the schema; else they are among what was seen.
    pub views: bool,
}
