use std::fmt;

use serde::Serialize;

use super::Change;
use super::wording::{self, altered_column, index_words, key_words, quoted};
use crate::QName;

/// A change in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Description {
    /// Whether something comes, goes or changes.
    pub sign: Sign,
    /// The event, as `changes.json` calls it: `add_column`.
    pub kind: &'static str,
    /// The table, where it is about one: after a rename, by the new name.
    pub table: Option<QName>,
    /// The column, where it is about one: after a rename, by the new name.
    pub column: Option<String>,
    /// The event in words: lower case, names in backquotes, no full stop.
    pub summary: String,
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.sign, self.summary)
    }
}

/// `+`, `-` or `~`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Sign {
    /// It comes.
    #[serde(rename = "+")]
    Plus,
    /// It goes.
    #[serde(rename = "-")]
    Minus,
    /// It changes.
    #[serde(rename = "~")]
    Tilde,
}

impl Sign {
    /// As it is printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Tilde => "~",
        }
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.describe().fmt(f)
    }
}

impl Change {
    /// The event's name, as `changes.json` has it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::CreateExtension { .. } => "create_extension",
            Self::DropExtension { .. } => "drop_extension",
            Self::CreateEnum { .. } => "create_enum",
            Self::DropEnum { .. } => "drop_enum",
            Self::RenameEnum { .. } => "rename_enum",
            Self::AlterEnum { .. } => "alter_enum",
            Self::CreateSequence { .. } => "create_sequence",
            Self::DropSequence { .. } => "drop_sequence",
            Self::AlterSequence { .. } => "alter_sequence",
            Self::CreateTable { .. } => "create_table",
            Self::DropTable { .. } => "drop_table",
            Self::RenameTable { .. } => "rename_table",
            Self::AlterTableOptions { .. } => "alter_table_options",
            Self::AlterTableComment { .. } => "alter_table_comment",
            Self::AddColumn { .. } => "add_column",
            Self::DropColumn { .. } => "drop_column",
            Self::RenameColumn { .. } => "rename_column",
            Self::AlterColumn { .. } => "alter_column",
            Self::AlterPrimaryKey { .. } => "alter_primary_key",
            Self::AddIndex { .. } => "add_index",
            Self::DropIndex { .. } => "drop_index",
            Self::RenameIndex { .. } => "rename_index",
            Self::AddForeignKey { .. } => "add_foreign_key",
            Self::DropForeignKey { .. } => "drop_foreign_key",
            Self::RenameForeignKey { .. } => "rename_foreign_key",
            Self::AddCheck { .. } => "add_check",
            Self::DropCheck { .. } => "drop_check",
            Self::RenameCheck { .. } => "rename_check",
            Self::AddExclusion { .. } => "add_exclusion",
            Self::DropExclusion { .. } => "drop_exclusion",
            Self::CreateView { .. } => "create_view",
            Self::DropView { .. } => "drop_view",
            Self::AlterView { .. } => "alter_view",
            Self::CreateOpaque { .. } => "create_opaque",
            Self::DropOpaque { .. } => "drop_opaque",
            Self::AlterOpaque { .. } => "alter_opaque",
        }
    }

    /// Whether something comes, goes or changes: the first word of its name says it.
    pub fn sign(&self) -> Sign {
        match self.kind().split('_').next() {
            Some("create" | "add") => Sign::Plus,
            Some("drop") => Sign::Minus,
            _ => Sign::Tilde,
        }
    }

    /// This change in one line.
    pub fn describe(&self) -> Description {
        let table = match self {
            Self::RenameTable { to, .. } => Some(to.clone()),
            other => match other.opaque() {
                Some(object) => object.id.table.clone(),
                None => other.table().cloned(),
            },
        };
        let column = match self {
            Self::AddColumn { column, .. } | Self::DropColumn { column, .. } => Some(column.name.clone()),
            Self::AlterColumn { to, .. } => Some(to.name.clone()),
            Self::RenameColumn { to, .. } => Some(to.clone()),
            _ => None,
        };
        Description { sign: self.sign(), kind: self.kind(), table, column, summary: self.summary() }
    }

    fn summary(&self) -> String {
        match self {
            Self::CreateExtension { name } => format!("new extension `{name}`"),
            Self::DropExtension { name } => format!("drop extension `{name}`"),
            Self::CreateEnum { ty } => format!("new enum `{}`: {}", ty.name, quoted(&ty.labels)),
            Self::DropEnum { ty } => format!("drop enum `{}`", ty.name),
            Self::RenameEnum { from, to } => format!("rename enum `{from}` to `{to}`"),
            Self::AlterEnum { from, to, renamed } => {
                format!("enum `{}`: {}", to.name, wording::altered_enum(from, to, renamed))
            }
            Self::CreateSequence { sequence } => format!("new sequence `{}`", sequence.name),
            Self::DropSequence { sequence } => format!("drop sequence `{}`", sequence.name),
            Self::AlterSequence { to, .. } => format!("sequence `{}`: other numbers", to.name),
            Self::CreateTable { table } => format!("new table `{}`{}", table.name, wording::size(table)),
            Self::DropTable { table } => format!("drop table `{}`{}", table.name, wording::size(table)),
            Self::RenameTable { from, to } => format!("rename table `{from}` to `{to}`"),
            Self::AlterTableOptions { table, from, to } => {
                format!("table `{table}`: {}", wording::altered_options(from, to))
            }
            Self::AlterTableComment { table, to, .. } => {
                format!("table `{table}`: {}", wording::comment(to.as_deref()))
            }
            Self::AddColumn { table, column, backfill, .. } => {
                let mut text =
                    format!("new column `{table}.{}` {}", column.name, wording::column_words(column));
                if let Some(sql) = backfill {
                    text.push_str(&format!(", filled with `{sql}`"));
                }
                text
            }
            Self::DropColumn { table, column, .. } => {
                format!("drop column `{table}.{}` {}", column.name, wording::column_words(column))
            }
            Self::RenameColumn { table, from, to } => format!("rename column `{table}.{from}` to `{to}`"),
            Self::AlterColumn { table, from, to, backfill } => {
                let mut text = format!("column `{table}.{}`: {}", to.name, altered_column(from, to));
                if let Some(sql) = backfill {
                    text.push_str(&format!(", filled with `{sql}`"));
                }
                text
            }
            Self::AlterPrimaryKey { table, from, to } => match (from, to) {
                (None, Some(to)) => format!("new primary key of `{table}` on {}", wording::primary_key(to)),
                (Some(from), None) => {
                    format!("drop primary key of `{table}` on {}", wording::primary_key(from))
                }
                (Some(from), Some(to)) if from.is_like(to) => {
                    format!("primary key of `{table}`: other name")
                }
                (_, to) => {
                    let to = to.as_ref().map_or_else(String::new, wording::primary_key);
                    format!("primary key of `{table}`: now on {to}")
                }
            },
            Self::AddIndex { table, index } => {
                format!("new {} of `{table}`{}", index_words(index), wording::index_detail(index))
            }
            Self::DropIndex { table, index } => format!("drop {} of `{table}`", index_words(index)),
            Self::RenameIndex { table, from, to } => {
                format!("rename index `{from}` of `{table}` to `{to}`")
            }
            Self::AddForeignKey { table, foreign_key } => {
                format!("new foreign key {}", key_words(table, foreign_key))
            }
            Self::DropForeignKey { table, foreign_key } => {
                format!("drop foreign key {}", key_words(table, foreign_key))
            }
            Self::RenameForeignKey { table, from, to } => {
                format!("rename foreign key `{from}` of `{table}` to `{to}`")
            }
            Self::AddCheck { table, check } => {
                format!("new check `{}` of `{table}`: `{}`", check.name, check.expression)
            }
            Self::DropCheck { table, check } => {
                format!("drop check `{}` of `{table}`: `{}`", check.name, check.expression)
            }
            Self::RenameCheck { table, from, to } => {
                format!("rename check `{from}` of `{table}` to `{to}`")
            }
            Self::AddExclusion { table, exclusion } => {
                format!("new exclusion constraint `{}` of `{table}`", exclusion.name)
            }
            Self::DropExclusion { table, exclusion } => {
                format!("drop exclusion constraint `{}` of `{table}`", exclusion.name)
            }
            Self::CreateView { view } => format!("new {} `{}`", wording::view_word(view), view.name),
            Self::DropView { view } => format!("drop {} `{}`", wording::view_word(view), view.name),
            Self::AlterView { from, to } => {
                format!("{} `{}`: {}", wording::view_word(to), to.name, wording::altered_view(from, to))
            }
            Self::CreateOpaque { object } => format!("new {}", object.id),
            Self::DropOpaque { object } => format!("drop {}", object.id),
            Self::AlterOpaque { to, .. } => format!("{}: another definition", to.id),
        }
    }
}
