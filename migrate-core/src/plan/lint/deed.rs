use super::cursor::Name;

/// What a statement does, as far as a hazard may come of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Deed {
    /// A transaction begins or ends.
    Begin,
    End,
    /// Foreign keys are switched on or off.
    ForeignKeys {
        on: bool,
    },
    CreateTable {
        table: Name,
        if_missing: bool,
    },
    /// The rows of other tables go into this one.
    Fill {
        table: Name,
        from: Vec<Name>,
        all: bool,
    },
    DropTable {
        table: Name,
    },
    Truncate {
        table: Name,
    },
    Delete {
        table: Name,
        all: bool,
    },
    Update {
        table: Name,
        all: bool,
    },
    /// Rows of the same key are replaced.
    Replace {
        table: Name,
    },
    CreateIndex {
        table: Name,
        index: String,
        unique: bool,
        beside: bool,
    },
    DropIndex {
        index: String,
    },
    RenameTable {
        table: Name,
        to: String,
    },
    Alter {
        table: Name,
        act: Act,
    },
    /// An object that programs use by its name goes, or gets another one.
    Gone {
        what: &'static str,
        name: String,
        holds_rows: bool,
    },
    Renamed {
        what: &'static str,
        name: String,
    },
    /// A label more in an enum.
    AddLabel {
        ty: String,
    },
    /// Who may do what.
    Access {
        what: String,
    },
    /// A table or an index is written again.
    Rewrite {
        what: &'static str,
        name: Option<String>,
    },
    /// Others wait.
    Lock {
        what: String,
    },
    /// It can't run in a transaction, or ends the one at hand.
    Apart {
        what: &'static str,
    },
    /// It can't be rolled back.
    Definition,
}

/// What happens to a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    AddColumn(Define),
    DropColumn {
        column: String,
    },
    RenameColumn {
        from: String,
        to: String,
    },
    /// Its type, or everything about it.
    Retype {
        column: String,
        to: Option<String>,
    },
    SetNotNull {
        column: String,
    },
    DropNotNull {
        column: String,
    },
    AddKey {
        kind: KeyKind,
        name: Option<String>,
        later: bool,
        using_index: bool,
    },
    DropKey {
        name: String,
    },
    DropPrimaryKey,
    Validate {
        name: String,
    },
    AddIndex {
        name: Option<String>,
        unique: bool,
        beside: bool,
    },
    DropIndex {
        name: String,
    },
    /// The storage changes: engine, character set, table space.
    Store {
        what: &'static str,
    },
    Attach {
        part: String,
    },
    Access {
        what: &'static str,
    },
}

/// A column's definition.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Define {
    pub(super) name: String,
    pub(super) not_null: bool,
    /// A default that isn't NULL.
    pub(super) default: bool,
    /// Each row gets a value of its own: the table is written again for it.
    pub(super) each_row: bool,
    pub(super) generated: bool,
    pub(super) numbered: bool,
    pub(super) unique: bool,
    pub(super) check: bool,
    pub(super) references: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyKind {
    Primary,
    Unique,
    Foreign,
    Check,
    Exclusion,
}

impl KeyKind {
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Primary => "primary key",
            Self::Unique => "unique key",
            Self::Foreign => "foreign key",
            Self::Check => "check",
            Self::Exclusion => "exclusion constraint",
        }
    }
}
