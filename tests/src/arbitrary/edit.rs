use migrate_core::diff::Hints;
use migrate_core::schema::Schema;
use proptest::collection::vec;
use proptest::prelude::*;

use super::maker::Maker;

/// What a schema may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// All that any database can do.
    Any,
    /// What SQLite keeps, and gives back when it is read.
    Sqlite,
    /// What PostgreSQL keeps.
    Postgres,
}

/// Two schemas, and what their models say about the way between them.
#[derive(Clone, Debug)]
pub struct Case {
    /// Before.
    pub old: Schema,
    /// After.
    pub new: Schema,
    /// Renames and backfills.
    pub hints: Hints,
}

/// One step in the making of a schema. Numbers pick one of what there is; where there is none, nothing happens.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    AddTable(usize),
    DropTable(usize),
    RenameTable(usize, usize),
    AddColumn(usize, usize, usize, bool, usize),
    DropColumn(usize, usize),
    RenameColumn(usize, usize, usize),
    AlterColumn(usize, usize, usize),
    PrimaryKey(usize, usize, usize),
    AddIndex(usize, usize, usize, usize),
    DropIndex(usize, usize),
    RenameIndex(usize, usize),
    AddForeignKey(usize, usize, usize, usize),
    DropForeignKey(usize, usize),
    RenameForeignKey(usize, usize),
    AddCheck(usize, usize),
    DropCheck(usize, usize),
    RenameCheck(usize, usize),
    AddEnum(usize),
    AddLabel(usize),
    Comment(usize, bool),
    Option(usize),
    AddView(usize, usize),
    DropView(usize),
    Generated(usize, usize, bool),
    /// What only PostgreSQL has: which of it, then what to pick.
    Postgres(usize, usize, usize, usize),
}

/// Any schema.
pub fn schema(flavour: Flavour) -> impl Strategy<Value = Schema> {
    vec(edit(flavour), 1..40).prop_map(move |edits| {
        let mut maker = Maker::new(flavour);
        edits.iter().for_each(|edit| maker.apply(edit));
        maker.schema
    })
}

/// Any two schemas, of which the second was made from the first.
pub fn case(flavour: Flavour) -> impl Strategy<Value = Case> {
    (vec(edit(flavour), 1..40), vec(edit(flavour), 0..16)).prop_map(move |(before, after)| {
        let mut maker = Maker::new(flavour);
        before.iter().for_each(|edit| maker.apply(edit));
        maker.drop_left_behind();
        let old = maker.schema.clone();
        maker.remember();
        after.iter().for_each(|edit| maker.apply(edit));
        let hints = maker.hints(&old);
        Case { old, new: maker.schema, hints }
    })
}

/// One edit; tables and columns are most of them.
fn edit(flavour: Flavour) -> impl Strategy<Value = Edit> {
    let n = || 0..60_usize;
    // A weight of nothing is none; the maker leaves these alone elsewhere.
    let of_postgres = if flavour == Flavour::Postgres { 24 } else { 1 };
    prop_oneof![
        6 => n().prop_map(Edit::AddTable),
        1 => n().prop_map(Edit::DropTable),
        2 => (n(), n()).prop_map(|(a, b)| Edit::RenameTable(a, b)),
        10 => (n(), n(), n(), any::<bool>(), n()).prop_map(|(a, b, c, d, e)| Edit::AddColumn(a, b, c, d, e)),
        2 => (n(), n()).prop_map(|(a, b)| Edit::DropColumn(a, b)),
        3 => (n(), n(), n()).prop_map(|(a, b, c)| Edit::RenameColumn(a, b, c)),
        4 => (n(), n(), n()).prop_map(|(a, b, c)| Edit::AlterColumn(a, b, c)),
        2 => (n(), n(), n()).prop_map(|(a, b, c)| Edit::PrimaryKey(a, b, c)),
        4 => (n(), n(), n(), n()).prop_map(|(a, b, c, d)| Edit::AddIndex(a, b, c, d)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::DropIndex(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::RenameIndex(a, b)),
        4 => (n(), n(), n(), n()).prop_map(|(a, b, c, d)| Edit::AddForeignKey(a, b, c, d)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::DropForeignKey(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::RenameForeignKey(a, b)),
        3 => (n(), n()).prop_map(|(a, b)| Edit::AddCheck(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::DropCheck(a, b)),
        1 => (n(), n()).prop_map(|(a, b)| Edit::RenameCheck(a, b)),
        1 => n().prop_map(Edit::AddEnum),
        1 => n().prop_map(Edit::AddLabel),
        1 => (n(), any::<bool>()).prop_map(|(a, b)| Edit::Comment(a, b)),
        1 => n().prop_map(Edit::Option),
        1 => (n(), n()).prop_map(|(a, b)| Edit::AddView(a, b)),
        1 => n().prop_map(Edit::DropView),
        2 => (n(), n(), any::<bool>()).prop_map(|(a, b, c)| Edit::Generated(a, b, c)),
        of_postgres => (n(), n(), n(), n()).prop_map(|(a, b, c, d)| Edit::Postgres(a, b, c, d)),
    ]
}
