use serde::{Deserialize, Serialize};

use crate::QName;

/// One query about rows that would stop a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What it is about.
    pub concern: Concern,
    /// The table, by the name it has before the revision.
    pub table: QName,
    /// Further tables that the query reads, by the names they have before the revision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reads: Vec<QName>,
    /// The column, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The query: one row of one text, `count|example`.
    pub sql: String,
    /// The sentence where the count isn't 0; `{rows}` stands for the count and the example.
    pub sentence: String,
    /// What to do about it.
    pub help: String,
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Concern {
    /// NULL where a column becomes NOT NULL.
    Null,
    /// Rows that would have no value for a new column.
    NoValue,
    /// Values that don't fit the column's new type.
    Misfit,
    /// A label that the enum loses.
    Label,
    /// Rows that are the same to a new unique index or key.
    Duplicate,
    /// Rows that break a new check.
    Check,
    /// Rows that refer to no row.
    Orphan,
}

impl Concern {
    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::NoValue => "no-value",
            Self::Misfit => "misfit",
            Self::Label => "label",
            Self::Duplicate => "duplicate",
            Self::Check => "check",
            Self::Orphan => "orphan",
        }
    }
}

/// What a database answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How many rows are in the way.
    pub rows: u64,
    /// One of them, by its primary key: `id = 7`.
    pub example: Option<String>,
}

impl Answer {
    /// Reads `count|example`; `None` where it is no answer.
    pub fn parse(text: &str) -> Option<Self> {
        let (count, example) = text.split_once('|')?;
        let example = Some(example.to_owned()).filter(|example| !example.is_empty());
        Some(Self { rows: count.parse().ok()?, example })
    }
}

impl Question {
    /// What an answer means; `None` where nothing is in the way.
    pub fn problem(&self, answer: &Answer) -> Option<String> {
        let rows = match answer.rows {
            0 => return None,
            1 => "1 row".to_owned(),
            n => format!("{n} rows"),
        };
        let rows = match (&answer.example, answer.rows) {
            (None, _) => rows,
            (Some(example), 1) => format!("{rows} ({example})"),
            (Some(example), _) => format!("{rows} (one has {example})"),
        };
        Some(self.sentence.replace("{rows}", &rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_becomes_a_sentence() {
        let question = Question {
            concern: Concern::Null,
            table: "users".into(),
            reads: Vec::new(),
            column: Some("email".to_owned()),
            sql: String::new(),
            sentence: "`users.email` is to be NOT NULL, but is NULL in {rows}".to_owned(),
            help: String::new(),
        };
        let said = |text: &str| question.problem(&Answer::parse(text).unwrap());
        assert_eq!(said("0|"), None);
        assert!(said("1|id = 7").unwrap().ends_with("NULL in 1 row (id = 7)"));
        assert!(said("12|id = 7|8").unwrap().ends_with("NULL in 12 rows (one has id = 7|8)"));
        assert!(said("2|").unwrap().ends_with("in 2 rows"));
        assert_eq!(Answer::parse("many"), None);
    }
}
