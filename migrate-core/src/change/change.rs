use serde::{Deserialize, Serialize};

use crate::QName;
use crate::schema::{
    Check, Column, EnumType, Exclusion, ForeignKey, Index, Opaque, PrimaryKey, Sequence, Table, TableOptions,
    View,
};

/// One event. Fields are named for what they hold: `from` before, `to` after.
///
/// A column's place (`after`) is a wish: where that column is not there, the new one goes to the
/// end. The order of columns is never a difference between schemas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "a field is named for what it holds")]
#[allow(
    clippy::large_enum_variant,
    reason = "lists of changes are short, and every match would see the boxes"
)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// A PostgreSQL extension.
    CreateExtension { name: String },
    /// Its end.
    DropExtension { name: String },

    /// A new enum type.
    CreateEnum { ty: EnumType },
    /// An enum type that nothing uses any more.
    DropEnum { ty: EnumType },
    /// Another name, the same labels.
    RenameEnum { from: QName, to: QName },
    /// Other labels, or another comment. `renamed` pairs labels that only changed their text, as (from, to).
    AlterEnum {
        from: EnumType,
        to: EnumType,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        renamed: Vec<(String, String)>,
    },

    /// A new sequence.
    CreateSequence { sequence: Sequence },
    /// Its end.
    DropSequence { sequence: Sequence },
    /// Other numbers.
    AlterSequence { from: Sequence, to: Sequence },

    /// A new table, with everything that it has.
    CreateTable { table: Table },
    /// Its end.
    DropTable { table: Table },
    /// Another name; what refers to it follows.
    RenameTable { from: QName, to: QName },
    /// What only some databases know of a table.
    AlterTableOptions { table: QName, from: TableOptions, to: TableOptions },
    /// The table's comment.
    AlterTableComment { table: QName, from: Option<String>, to: Option<String> },

    /// A new column.
    AddColumn {
        table: QName,
        column: Column,
        /// The column it stands behind; `None` for the first place.
        after: Option<String>,
        /// The SQL expression that fills rows which are already there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        backfill: Option<String>,
    },
    /// The end of a column.
    DropColumn {
        table: QName,
        column: Column,
        /// The column it stood behind.
        after: Option<String>,
    },
    /// Another name; keys, indexes and foreign keys follow.
    RenameColumn { table: QName, from: String, to: String },
    /// Anything else about a column; both sides have one name.
    AlterColumn {
        table: QName,
        from: Column,
        to: Column,
        /// The SQL expression that replaces NULLs which are already there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        backfill: Option<String>,
    },

    /// A new, another or no primary key.
    AlterPrimaryKey { table: QName, from: Option<PrimaryKey>, to: Option<PrimaryKey> },

    /// A new index or unique constraint.
    AddIndex { table: QName, index: Index },
    /// Its end.
    DropIndex { table: QName, index: Index },
    /// Another name, nothing else.
    RenameIndex { table: QName, from: String, to: String },

    /// A new foreign key.
    AddForeignKey { table: QName, foreign_key: ForeignKey },
    /// Its end.
    DropForeignKey { table: QName, foreign_key: ForeignKey },
    /// Another name, nothing else.
    RenameForeignKey { table: QName, from: String, to: String },

    /// A new check.
    AddCheck { table: QName, check: Check },
    /// Its end.
    DropCheck { table: QName, check: Check },
    /// Another name, nothing else.
    RenameCheck { table: QName, from: String, to: String },

    /// A new exclusion constraint.
    AddExclusion { table: QName, exclusion: Exclusion },
    /// Its end.
    DropExclusion { table: QName, exclusion: Exclusion },

    /// A new view.
    CreateView { view: View },
    /// Its end.
    DropView { view: View },
    /// Another query or comment.
    AlterView { from: View, to: View },

    /// Something that is carried as it was written.
    CreateOpaque { object: Opaque },
    /// Its end.
    DropOpaque { object: Opaque },
    /// Written otherwise.
    AlterOpaque { from: Opaque, to: Opaque },
}
