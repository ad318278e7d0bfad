use super::super::Script;
use crate::dialect::{Dialect, lex, split};

/// Whether a file runs the statements of a script and no others; comments and white space aside.
///
/// Somebody who edited a file may have put right in it what a question would find: then the answer is a warning.
pub fn is_exact(dialect: Dialect, script: &Script, file: &str) -> bool {
    let words = |sql: &str| -> Vec<Vec<String>> {
        let speaks = |piece: &str| -> Vec<String> {
            lex(dialect, piece).filter(|token| token.speaks()).map(|token| token.text.to_owned()).collect()
        };
        let pieces = split(dialect, sql);
        // It changes nothing, and may stand in a file of its own.
        let acts = |words: &Vec<String>| {
            dialect != Dialect::Postgres || words.first().is_none_or(|word| word != "ANALYZE")
        };
        pieces.iter().map(|piece| speaks(piece.sql)).filter(acts).collect()
    };
    words(&script.to_sql()) == words(file)
}
