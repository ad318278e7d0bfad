use crate::dialect::Caps;
use crate::schema::{Column, Schema, Table};
use crate::{Change, QName};

/// One change as a hazard's rule sees it.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The change.
    pub change: &'a Change,
    /// The schema just before it.
    pub before: &'a Schema,
    /// What the database can do.
    pub caps: &'a Caps,
    /// Whether the table is made anew for it.
    pub rebuild: bool,
    /// Whether every row is written again, and nobody else can read or write meanwhile.
    pub rewrites: bool,
    /// Whether it is part of the statement that adds a column.
    pub joined: bool,
    /// Whether the table was there, perhaps with rows, before the script began.
    pub existing: bool,
    /// Which way.
    pub direction: Direction,
}

/// Which way a script goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the old schema to the new one.
    Up,
    /// The way back.
    Down,
}

impl<'a> Step<'a> {
    /// The table as it is just before the change.
    pub fn table(&self, name: &QName) -> Option<&'a Table> {
        self.before.table(name)
    }

    /// Tables that have a column of this enum.
    pub fn users(&self, ty: &QName) -> impl Iterator<Item = (&'a Table, &'a Column)> {
        let name = ty.clone();
        self.before.tables.iter().flat_map(move |table| {
            let name = name.clone();
            let of = move |column: &&Column| column.ty.enum_name() == Some(&name);
            table.columns.iter().filter(of).map(move |column| (table, column))
        })
    }
}
