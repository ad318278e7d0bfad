use std::collections::{BTreeMap, BTreeSet};

use super::Step;
use super::opaque::says;
use crate::change::reads;
use crate::dialect::postgres::{Place, place};
use crate::dialect::{Dialect, lex, mentions};
use crate::schema::{Opaque, Schema, View};
use crate::{Change, QName};

/// What views can't live through, by the names that everything had before the script.
pub(super) struct Touched {
    /// The name before, by the name now.
    origin: BTreeMap<QName, QName>,
    /// Columns of each table; `None` stands for all of them.
    columns: BTreeMap<QName, Option<BTreeSet<String>>>,
    /// Tables of which a column has another name.
    renamed: BTreeSet<QName>,
    /// Columns that get another name: what a view shows of them keeps the old one, whatever its query now says.
    shown: BTreeMap<QName, Option<BTreeSet<String>>>,
    /// Tables that lose their primary key: `GROUP BY` may stand on it.
    keys: BTreeSet<QName>,
    /// Functions that go, or get another result: what calls them can't stay.
    routines: BTreeSet<String>,
}

impl Touched {
    pub(super) fn new(before: &Schema) -> Self {
        let origin = before.tables.iter().map(|table| (table.name.clone(), table.name.clone())).collect();
        Self {
            origin,
            columns: BTreeMap::new(),
            renamed: BTreeSet::new(),
            shown: BTreeMap::new(),
            keys: BTreeSet::new(),
            routines: BTreeSet::new(),
        }
    }

    /// Follows a rename.
    pub(super) fn rename(&mut self, change: &Change) {
        match change {
            Change::RenameTable { from, to } => {
                if let Some(origin) = self.origin.remove(from) {
                    self.origin.insert(to.clone(), origin);
                }
            }
            Change::RenameColumn { table, from, .. } => {
                let Some(origin) = self.origin.get(table).cloned() else { return };
                let columns = self.shown.entry(origin.clone()).or_insert_with(|| Some(BTreeSet::new()));
                match columns {
                    Some(columns) if !self.renamed.contains(&origin) => {
                        columns.insert(from.clone());
                    }
                    columns => *columns = None,
                }
                self.renamed.insert(origin);
            }
            _ => {}
        }
    }

    /// A column goes, or turns into another type.
    pub(super) fn column(&mut self, table: &QName, column: &str) {
        let Some(origin) = self.origin.get(table) else { return };
        let columns = self.columns.entry(origin.clone()).or_insert_with(|| Some(BTreeSet::new()));
        if self.renamed.contains(origin) {
            *columns = None;
        } else if let Some(columns) = columns {
            columns.insert(column.to_owned());
        }
    }

    /// The whole table goes.
    pub(super) fn table(&mut self, table: &QName) {
        if let Some(origin) = self.origin.get(table) {
            self.columns.insert(origin.clone(), None);
        }
    }

    /// Its primary key goes.
    pub(super) fn key(&mut self, table: &QName) {
        self.keys.extend(self.origin.get(table).cloned());
    }

    /// Functions that go, or are made anew.
    pub(super) fn routines(&mut self, changes: &[Change]) {
        let gone = changes.iter().filter_map(|change| match change {
            Change::DropOpaque { object } => Some(object),
            Change::AlterOpaque { from, to } if !to.can_replace(from) => Some(from),
            _ => None,
        });
        let routines = gone.filter(|one| place(&one.id.kind) == Place::Routine);
        self.routines.extend(routines.map(|one| one.bare_name().to_owned()));
    }

    /// Whether something that is carried as it was written reads what goes or turns.
    pub(super) fn hits_opaque(&self, one: &Opaque) -> bool {
        let says = |name: &str| says(one, name);
        let by_column = self.columns.iter().any(|(table, columns)| {
            (one.id.table.as_ref() == Some(table) || says(&table.name))
                && columns.as_ref().is_none_or(|columns| columns.iter().any(|column| says(column)))
        });
        by_column || self.routines.iter().any(|name| says(name))
    }

    fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.shown.is_empty() && self.keys.is_empty() && self.routines.is_empty()
    }

    fn hits(&self, view: &View, read: &[QName]) -> bool {
        let by = |touched: &BTreeMap<QName, Option<BTreeSet<String>>>, uses: &dyn Fn(&str) -> bool| {
            touched.iter().any(|(table, columns)| {
                read.iter().any(|name| same(name, table))
                    && columns.as_ref().is_none_or(|columns| {
                        all_columns(&view.query) || columns.iter().any(|column| uses(column))
                    })
            })
        };
        let by_column = by(&self.columns, &|column| mentions(Dialect::Postgres, &view.query, column))
            || by(&self.shown, &|column| shows(&view.query, column));
        let groups = || mentions(Dialect::Postgres, &view.query, "group");
        let calls = self.routines.iter().any(|name| mentions(Dialect::Postgres, &view.query, name));
        by_column
            || calls
            || self.keys.iter().any(|table| read.iter().any(|name| same(name, table))) && groups()
    }
}

/// `SELECT *`, or `t.*`.
fn all_columns(query: &str) -> bool {
    lex(Dialect::Postgres, query).any(|token| token.is_symbol("*"))
}

/// Whether a column stands in a list without a name of its own: what comes of it is named for it.
fn shows(query: &str, column: &str) -> bool {
    let tokens: Vec<_> = lex(Dialect::Postgres, query).filter(|token| token.speaks()).collect();
    tokens.iter().enumerate().any(|(at, token)| {
        let next = tokens.get(at + 1);
        let ends = next.is_none_or(|next| {
            [",", ";", ")"].iter().any(|symbol| next.is_symbol(symbol))
                || ["from", "union", "except", "intersect"].iter().any(|word| next.is_word(word))
        });
        ends && token.name().is_some_and(|name| name == column)
    })
}

/// Whether a query's name for a table can mean it: a namespace may be said or not.
fn same(said: &QName, table: &QName) -> bool {
    said.name == table.name
        && match (&said.namespace, &table.namespace) {
            (Some(said), Some(namespace)) => said == namespace,
            (None, _) | (_, None) => true,
        }
}

/// What happens to views: first and last in the script.
pub(super) struct Views {
    pub(super) dropped: Vec<Step>,
    pub(super) made: Vec<Step>,
}

/// Views that must be made anew: those that change, those that read what can't change under them, and all that read
/// such a view.
pub(super) fn views(before: &Schema, after: &Schema, changes: &[Change], touched: &Touched) -> Views {
    let mut asked: BTreeSet<&QName> = BTreeSet::new();
    let mut in_place: BTreeMap<&QName, &View> = BTreeMap::new();
    let mut altered: BTreeMap<&QName, &Change> = BTreeMap::new();
    for change in changes {
        match change {
            Change::CreateView { view } | Change::DropView { view } => {
                asked.insert(&view.name);
            }
            Change::AlterView { from, to }
                if from.query == to.query && from.materialized == to.materialized =>
            {
                in_place.entry(&to.name).or_insert(from);
            }
            Change::AlterView { to, .. } => {
                asked.insert(&to.name);
                altered.insert(&to.name, change);
            }
            _ => {}
        }
    }
    if asked.is_empty() && in_place.is_empty() && touched.is_empty() {
        return Views { dropped: Vec::new(), made: Vec::new() };
    }
    let graph = Graph::new(&before.views);
    let mut away: BTreeSet<&QName> = BTreeSet::new();
    for view in graph.order().into_iter() {
        let read = graph.read(&view.name);
        let over_another = read.iter().any(|name| away.iter().any(|other| same(name, other)));
        if asked.contains(&view.name) || over_another || touched.hits(view, read) {
            away.insert(&view.name);
        }
    }
    let step = |change: Change, name: &QName| match (altered.get(name), &change) {
        (Some(whole), Change::CreateView { .. }) => Step::of(change, whole),
        (None, _) if asked.contains(name) => Step::asked(change),
        _ => Step::meanwhile(change),
    };
    let mut dropped: Vec<Step> = graph
        .order()
        .into_iter()
        .filter(|view| away.contains(&view.name))
        .map(|view| step(Change::DropView { view: view.clone() }, &view.name))
        .collect();
    dropped.reverse();
    let mut made = Vec::new();
    for view in Graph::new(&after.views).order() {
        let is_new = before.views.iter().all(|other| other.name != view.name);
        if is_new || away.contains(&view.name) {
            made.push(step(Change::CreateView { view: view.clone() }, &view.name));
        } else if let Some(from) = in_place.get(&view.name) {
            // Its query may have followed a rename since.
            let from = View {
                comment: from.comment.clone(),
                indexes: from.indexes.clone(),
                with: from.with.clone(),
                ..view.clone()
            };
            made.push(Step::asked(Change::AlterView { from, to: view.clone() }));
        }
    }
    Views { dropped, made }
}

/// Which view reads which.
struct Graph<'a> {
    views: Vec<&'a View>,
    reads: BTreeMap<&'a QName, Vec<QName>>,
}

impl<'a> Graph<'a> {
    fn new(views: &'a [View]) -> Self {
        let reads = views.iter().map(|view| (&view.name, tables(&view.query))).collect();
        Self { views: views.iter().collect(), reads }
    }

    fn read(&self, name: &QName) -> &[QName] {
        self.reads.get(name).map_or(&[], Vec::as_slice)
    }

    /// Views behind those that they read; else by name.
    fn order(&self) -> Vec<&'a View> {
        let mut left: Vec<&'a View> = self.views.clone();
        let mut order = Vec::with_capacity(left.len());
        while !left.is_empty() {
            let ready = left.iter().position(|view| {
                let read = self.read(&view.name);
                !left
                    .iter()
                    .any(|other| other.name != view.name && read.iter().any(|name| same(name, &other.name)))
            });
            order.push(left.remove(ready.unwrap_or(0)));
        }
        order
    }
}

/// What a query reads; where we can't tell, every name in it.
fn tables(query: &str) -> Vec<QName> {
    reads(query).unwrap_or_else(|| {
        lex(Dialect::Postgres, query)
            .filter_map(|token| token.name())
            .map(|name| QName::from(&*name))
            .collect()
    })
}
