//! SQLite keeps the text of every `CREATE`, and reads it anew at each start: the text is the schema. So it is read
//! here too, token by token, with all that no pragma tells: names of constraints, checks, collations, deferrability.
//! A second query asks SQLite for its columns; where the two differ, that is an error, never a guess.

mod cursor;
mod index;
mod read;
mod resolve;
mod table;

pub use read::read;
