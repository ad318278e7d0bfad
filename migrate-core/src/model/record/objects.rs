//! What stands in no table: views, sequences, extensions.

use serde_json::{Map, Value};

use super::read::bad;
use super::table::named;
use crate::Result;
use crate::model::lines::unescape;
use crate::schema::{Schema, Sequence, View};

/// Their lines, as kind, name and object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Objects {
    lines: Vec<(String, String, Map<String, Value>)>,
}

impl Objects {
    pub(super) fn push(&mut self, kind: &str, rest: &str) -> Result<()> {
        let mut words = rest.splitn(3, '\t');
        let (Some(key), Some(json), Some(_)) = (words.next(), words.next(), words.next()) else {
            return Err(bad("a line is too short"));
        };
        let object = serde_json::from_str(json).map_err(|e| bad("a line's JSON is broken").because(e))?;
        self.lines.push((kind.to_owned(), unescape(key), object));
        Ok(())
    }

    /// Adds them to the schema; listed twice, they are there once.
    pub(super) fn build(&self, schema: &mut Schema) -> Result<()> {
        for (kind, name, object) in &self.lines {
            match kind.as_str() {
                "v" => {
                    let view: View = named(name.clone(), object.clone())?;
                    if !schema.views.contains(&view) {
                        schema.views.push(view);
                    }
                }
                "q" => {
                    let sequence: Sequence = named(name.clone(), object.clone())?;
                    if !schema.sequences.contains(&sequence) {
                        schema.sequences.push(sequence);
                    }
                }
                _ => {
                    schema.extensions.insert(name.clone());
                }
            }
        }
        Ok(())
    }
}
