use super::Change;

impl Change {
    /// The opposite: applied after `self`, it gives back the schema from before.
    ///
    /// Backfills have no opposite: they say how rows are filled, and a schema has no rows.
    #[must_use]
    pub fn reverse(&self) -> Self {
        match self.clone() {
            Self::CreateExtension { name } => Self::DropExtension { name },
            Self::DropExtension { name } => Self::CreateExtension { name },
            Self::CreateEnum { ty } => Self::DropEnum { ty },
            Self::DropEnum { ty } => Self::CreateEnum { ty },
            Self::RenameEnum { from, to } => Self::RenameEnum { from: to, to: from },
            Self::AlterEnum { from, to, renamed } => {
                let renamed = renamed.into_iter().map(|(from, to)| (to, from)).collect();
                Self::AlterEnum { from: to, to: from, renamed }
            }
            Self::CreateSequence { sequence } => Self::DropSequence { sequence },
            Self::DropSequence { sequence } => Self::CreateSequence { sequence },
            Self::AlterSequence { from, to } => Self::AlterSequence { from: to, to: from },
            Self::CreateTable { table } => Self::DropTable { table },
            Self::DropTable { table } => Self::CreateTable { table },
            Self::RenameTable { from, to } => Self::RenameTable { from: to, to: from },
            Self::AlterTableOptions { table, from, to } => {
                Self::AlterTableOptions { table, from: to, to: from }
            }
            Self::AlterTableComment { table, from, to } => {
                Self::AlterTableComment { table, from: to, to: from }
            }
            Self::AddColumn { table, column, after, backfill: _ } => {
                Self::DropColumn { table, column, after }
            }
            Self::DropColumn { table, column, after } => {
                Self::AddColumn { table, column, after, backfill: None }
            }
            Self::RenameColumn { table, from, to } => Self::RenameColumn { table, from: to, to: from },
            Self::AlterColumn { table, from, to, backfill: _ } => {
                Self::AlterColumn { table, from: to, to: from, backfill: None }
            }
            Self::AlterPrimaryKey { table, from, to } => Self::AlterPrimaryKey { table, from: to, to: from },
            Self::AddIndex { table, index } => Self::DropIndex { table, index },
            Self::DropIndex { table, index } => Self::AddIndex { table, index },
            Self::RenameIndex { table, from, to } => Self::RenameIndex { table, from: to, to: from },
            Self::AddForeignKey { table, foreign_key } => Self::DropForeignKey { table, foreign_key },
            Self::DropForeignKey { table, foreign_key } => Self::AddForeignKey { table, foreign_key },
            Self::RenameForeignKey { table, from, to } => {
                Self::RenameForeignKey { table, from: to, to: from }
            }
            Self::AddCheck { table, check } => Self::DropCheck { table, check },
            Self::DropCheck { table, check } => Self::AddCheck { table, check },
            Self::RenameCheck { table, from, to } => Self::RenameCheck { table, from: to, to: from },
            Self::AddExclusion { table, exclusion } => Self::DropExclusion { table, exclusion },
            Self::DropExclusion { table, exclusion } => Self::AddExclusion { table, exclusion },
            Self::CreateView { view } => Self::DropView { view },
            Self::DropView { view } => Self::CreateView { view },
            Self::AlterView { from, to } => Self::AlterView { from: to, to: from },
            Self::CreateOpaque { object } => Self::DropOpaque { object },
            Self::DropOpaque { object } => Self::CreateOpaque { object },
            Self::AlterOpaque { from, to } => Self::AlterOpaque { from: to, to: from },
        }
    }
}
