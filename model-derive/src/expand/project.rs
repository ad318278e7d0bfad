//! A model on one dialect: what differs between databases is settled here.
//!
//! Types and targets are rustc's to find; they are left out, and stand in slots.

use migrate_core::Dialect;
use migrate_core::model::lines;
use migrate_core::schema::{
    Check, Column, Deferrable, Exclusion, ExclusionPart, ForeignKey, Identity, IdentityKind, Index,
    IndexKind, IndexPart, PrimaryKey, Table, TableOptions, Type,
};

use crate::ast;

/// The table's own name on a dialect, which conventional names are made of.
fn table_name(model: &ast::Model) -> &str {
    &model.name.value
}

/// A table of a dialect, with the place of each key. Columns stand there only where a check is known by them.
pub(super) struct Projected {
    pub(super) table: Table,
    pub(super) indexes: Vec<(Index, proc_macro2::Span)>,
    /// With the number of the model's foreign key.
    pub(super) foreign_keys: Vec<(ForeignKey, usize)>,
    pub(super) checks: Vec<(Check, proc_macro2::Span)>,
    pub(super) exclusions: Vec<(Exclusion, proc_macro2::Span)>,
}

impl Projected {
    /// Whether keys, indexes, foreign keys and checks are those of another dialect.
    pub(super) fn has_keys_of(&self, other: &Self) -> bool {
        self.indexes.iter().map(|of| &of.0).eq(other.indexes.iter().map(|of| &of.0))
            && self.foreign_keys == other.foreign_keys
            && self.table.checks == other.table.checks
            && self.exclusions.is_empty()
            && other.exclusions.is_empty()
    }
}

/// The model on a dialect. Lists are in canonical order: by name.
pub(super) fn project(model: &ast::Model, dialect: Dialect) -> Projected {
    let name = table_name(model);
    let mut table = Table::new(name.into());
    if !model.checks.is_empty() {
        // Keys of conventional checks are known by the table's own columns and checks.
        table.columns = model.columns().map(|of| column(of, dialect)).collect();
    }
    table.primary_key = model.primary_key.as_ref().map(primary_key);
    table.comment = model.comment.as_ref().map(|comment| comment.value.clone());
    table.options = options(&model.options, dialect);

    let mut indexes: Vec<_> = model.uniques.iter().map(|of| (unique(name, of, dialect), of.span)).collect();
    let of_dialect = |of: &&ast::Index| {
        dialect == Dialect::Mysql || !matches!(of.kind, IndexKind::Fulltext | IndexKind::Spatial)
    };
    indexes.extend(model.indexes.iter().filter(of_dialect).map(|of| (index(name, of, dialect), of.span)));
    let mut foreign_keys: Vec<_> =
        model.foreign_keys.iter().enumerate().map(|(i, of)| (foreign_key(name, of, dialect), i)).collect();
    let mut checks = checks(name, &model.checks);
    let mut exclusions: Vec<_> = match dialect {
        Dialect::Postgres => model.exclusions.iter().map(|of| (exclusion(of), of.name.span)).collect(),
        Dialect::Sqlite | Dialect::Mysql => Vec::new(),
    };
    indexes.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    foreign_keys.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    checks.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    exclusions.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    table.checks = checks.iter().map(|(check, _)| check.clone()).collect();
    Projected { table, indexes, foreign_keys, checks, exclusions }
}

pub(super) fn column(of: &ast::Column, dialect: Dialect) -> Column {
    let mysql = dialect == Dialect::Mysql;
    let text = |at: &ast::At<String>| at.value.clone();
    Column {
        // A slot holds the type; this one is never written.
        ty: Type::Text,
        nullable: false,
        name: of.name.value.clone(),
        default: of.default.get(dialect).map(|at| at.value.clone()),
        identity: of.identity.as_ref().and_then(|at| identity(&at.value, dialect)),
        generated: of.generated.as_ref().map(|at| at.value.clone()),
        collation: of.collation.get(dialect).map(text),
        charset: of.charset.as_ref().filter(|_| mysql).map(text),
        on_update: of.set_on_update.as_ref().filter(|_| mysql).map(text),
        invisible: of.invisible && mysql,
        comment: of.comment.as_ref().map(text),
    }
}

/// A lone `INTEGER PRIMARY KEY` numbers itself on SQLite: there only `autoincrement` says more.
fn identity(of: &ast::Identity, dialect: Dialect) -> Option<Identity> {
    let kind = match (dialect, of.kind) {
        (Dialect::Sqlite, ast::IdentityKind::Autoincrement) | (Dialect::Mysql, _) => {
            IdentityKind::Autoincrement
        }
        (Dialect::Sqlite, _) => return None,
        (Dialect::Postgres, ast::IdentityKind::Always) => IdentityKind::Always,
        (Dialect::Postgres, ast::IdentityKind::Serial) => IdentityKind::Serial,
        (Dialect::Postgres, ast::IdentityKind::ByDefault | ast::IdentityKind::Autoincrement) => {
            IdentityKind::ByDefault
        }
    };
    let numbered = dialect != Dialect::Sqlite;
    Some(Identity {
        start: of.start.filter(|_| numbered),
        increment: of.increment.filter(|_| numbered),
        ..Identity::new(kind)
    })
}

fn primary_key(of: &ast::PrimaryKey) -> PrimaryKey {
    PrimaryKey {
        name: of.name.as_ref().map(|name| name.value.clone()),
        columns: of.columns.iter().map(|column| column.value.clone()).collect(),
        include: of.include.iter().map(|column| column.value.clone()).collect(),
    }
}

/// A unique constraint; where dropping one would rebuild the table, a unique index does the same, unless the database
/// was there first and has it so.
fn unique(table: &str, of: &ast::Unique, dialect: Dialect) -> Index {
    let postgres = dialect == Dialect::Postgres;
    let kind = if postgres {
        IndexKind::Constraint(of.deferrable.as_ref().map_or(Deferrable::No, |at| at.value))
    } else if of.constraint && dialect == Dialect::Sqlite {
        IndexKind::Constraint(Deferrable::No)
    } else {
        IndexKind::Unique
    };
    let columns: Vec<_> = of.columns.iter().map(|column| column.value.as_str()).collect();
    let mut index = Index::new(String::new(), kind, &columns);
    index.nulls_not_distinct = of.nulls_not_distinct && postgres;
    named(table, of.name.as_ref(), index)
}

fn index(table: &str, of: &ast::Index, dialect: Dialect) -> Index {
    let (postgres, mysql) = (dialect == Dialect::Postgres, dialect == Dialect::Mysql);
    let text = |at: &ast::At<String>| at.value.clone();
    let mut index = Index::new(String::new(), of.kind, &[] as &[&str]);
    index.parts = of
        .parts
        .iter()
        .map(|part| IndexPart {
            on: part.on.value.clone(),
            order: part.order,
            nulls: part.nulls.filter(|_| !mysql),
            collation: part.collation.as_ref().map(text),
            opclass: part.opclass.as_ref().filter(|_| postgres).map(text),
            prefix: part.prefix.filter(|_| mysql),
        })
        .collect();
    index.method = of.method.as_ref().map(text).filter(|method| match dialect {
        Dialect::Sqlite => false,
        Dialect::Postgres => true,
        // The other methods are PostgreSQL's.
        Dialect::Mysql => method.eq_ignore_ascii_case("btree") || method.eq_ignore_ascii_case("hash"),
    });
    if postgres {
        index.include = of.include.iter().map(text).collect();
        index.nulls_not_distinct = of.nulls_not_distinct;
    }
    index.with = of.with.iter().filter(|_| postgres || of.kind == IndexKind::Fulltext).map(text).collect();
    index.with.sort();
    index.predicate = of.predicate.as_ref().map(text);
    index.invisible = of.invisible && mysql;
    index.comment = of.comment.as_ref().map(text);
    named(table, of.name.as_ref(), index)
}

fn named(table: &str, name: Option<&ast::At<String>>, mut index: Index) -> Index {
    index.name = match name {
        Some(name) => name.value.clone(),
        None => lines::index_name(table, &index),
    };
    index
}

fn foreign_key(table: &str, of: &ast::ForeignKey, dialect: Dialect) -> ForeignKey {
    let mut key = ForeignKey {
        name: String::new(),
        columns: of.columns.iter().map(|column| column.value.clone()).collect(),
        references: table.into(),
        referenced_columns: Vec::new(),
        on_delete: of.on_delete,
        on_update: of.on_update,
        deferrable: match dialect {
            Dialect::Sqlite | Dialect::Postgres => of.deferrable,
            Dialect::Mysql => Deferrable::No,
        },
        match_full: false,
        not_valid: false,
    };
    key.name = match &of.name {
        Some(name) => name.value.clone(),
        None => lines::foreign_key_name(table, &key),
    };
    key
}

/// A name by convention counts its place among those that stand at the same column, or at the table.
fn checks(table: &str, of: &[ast::Check]) -> Vec<(Check, proc_macro2::Span)> {
    of.iter()
        .enumerate()
        .map(|(i, check)| {
            let place =
                of[..i].iter().filter(|other| other.name.is_none() && other.column == check.column).count();
            let name = match (&check.name, &check.column) {
                (Some(name), _) => name.value.clone(),
                (None, Some(column)) => lines::column_check_name(table, column, place),
                (None, None) => lines::check_name(table, place),
            };
            (Check::new(name, check.expression.value.clone()), check.expression.span)
        })
        .collect()
}

fn exclusion(of: &ast::Exclusion) -> Exclusion {
    let part = |(on, operator): &(ast::At<String>, ast::At<String>)| ExclusionPart {
        expression: on.value.clone(),
        operator: operator.value.clone(),
    };
    Exclusion {
        name: of.name.value.clone(),
        method: of.method.clone(),
        parts: of.parts.iter().map(part).collect(),
        predicate: of.predicate.as_ref().map(|at| at.value.clone()),
        deferrable: of.deferrable,
    }
}

fn options(of: &TableOptions, dialect: Dialect) -> TableOptions {
    let none = TableOptions::default();
    match dialect {
        Dialect::Sqlite => TableOptions { without_rowid: of.without_rowid, strict: of.strict, ..none },
        Dialect::Postgres => TableOptions { unlogged: of.unlogged, with: of.with.clone(), ..none },
        Dialect::Mysql => TableOptions {
            engine: of.engine.clone(),
            row_format: of.row_format.clone(),
            charset: of.charset.clone(),
            collation: of.collation.clone(),
            ..none
        },
    }
}
