//! Two spellings of one thing, made equal: a schema as it reads once the database has held it.

use std::collections::BTreeMap;

use super::{cover, default, expression, types};
use crate::QName;
use crate::schema::{
    Action, Check, Column, Default, Deferrable, EnumType, ForeignKey, Identity, IdentityKind, Index,
    IndexKind, IndexTarget, Schema, Table, TableOptions, Type,
};

pub(super) fn canonical(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    schema.extensions.clear();
    schema.sequences.clear();
    schema.tables.sort_by(|a, b| a.name.cmp(&b.name));
    enums(&mut schema);
    schema.tables.iter_mut().for_each(table);
    for view in &mut schema.views {
        view.comment = None;
    }
    schema.normalized()
}

/// A column holds its labels itself: the enum's name is not kept, and each column has one of its own.
fn enums(schema: &mut Schema) {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let known: BTreeMap<QName, Vec<String>> =
        std::mem::take(&mut schema.enums).into_iter().map(|ty| (ty.name, ty.labels)).collect();
    for table in &mut schema.tables {
        for column in &mut table.columns {
            let labels = match &column.ty {
                Type::Enum(name) => known.get(name).cloned(),
                Type::Raw(sql) => types::read_labels(sql, "enum"),
                _ => None,
            };
            let Some(labels) = labels else { continue };
            let stem = format!("{}_{}", table.name.name, column.name);
            let mut name = stem.clone();
            let mut number = 1;
            while named.get(&name).is_some_and(|taken| *taken != labels) {
                number += 1;
                name = format!("{stem}{number}");
            }
            column.ty = Type::Enum(QName::from(name.as_str()));
            named.insert(name, labels);
        }
    }
    schema.enums = named
        .into_iter()
        .map(|(name, labels)| EnumType { name: QName::from(name.as_str()), labels, comment: None })
        .collect();
}

fn table(table: &mut Table) {
    table.comment = table.comment.take().filter(|comment| !comment.is_empty());
    options(&mut table.options);
    if let Some(key) = &mut table.primary_key {
        key.name = None;
    }
    let key = table.primary_key_columns().to_vec();
    let options = table.options.clone();
    for column in &mut table.columns {
        self::column(column, &options);
        if key.contains(&column.name) {
            column.nullable = false;
        }
    }
    for check in &mut table.checks {
        *check = Check::new(std::mem::take(&mut check.name), expression::canonical(&check.expression));
    }
    table.foreign_keys.iter_mut().for_each(foreign_key);
    let columns = table.columns.clone();
    table.indexes.iter_mut().for_each(|index| self::index(index, &columns, &options));
    let own: Vec<String> = table
        .indexes
        .iter()
        .filter(|index| cover::is_own(table, index))
        .map(|index| index.name.clone())
        .collect();
    table.indexes.retain(|index| !own.contains(&index.name));
}

fn options(options: &mut TableOptions) {
    *options = TableOptions {
        engine: options.engine.as_deref().map(str::to_ascii_lowercase).filter(|engine| engine != "innodb"),
        row_format: options
            .row_format
            .as_deref()
            .map(str::to_ascii_lowercase)
            .filter(|format| format != "default"),
        charset: options.charset.take(),
        collation: options.collation.take(),
        ..TableOptions::default()
    };
    charset(&mut options.charset, &mut options.collation);
}

/// A character set and a collation in full, less what goes without saying.
fn charset(charset: &mut Option<String>, collation: &mut Option<String>) {
    for name in [&mut *charset, &mut *collation].into_iter().flatten() {
        name.make_ascii_lowercase();
        // `utf8` is the old one of three bytes: <https://dev.mysql.com/doc/refman/8.4/en/charset-unicode-utf8mb3.html>.
        if name == "utf8" || name.starts_with("utf8_") {
            *name = name.replacen("utf8", "utf8mb3", 1);
        }
    }
    if charset.is_none() {
        *charset = collation.as_deref().and_then(|name| name.split('_').next()).map(str::to_owned);
    }
    let usual = charset.as_deref().and_then(|charset| match charset {
        // Which is the usual one depends on the server.
        "utf8mb4" => None,
        "latin1" => Some("latin1_swedish_ci".to_owned()),
        "binary" => Some("binary".to_owned()),
        charset => Some(format!("{charset}_general_ci")),
    });
    if *collation == usual {
        *collation = None;
    }
}

fn column(column: &mut Column, of: &TableOptions) {
    column.comment = column.comment.take().filter(|comment| !comment.is_empty());
    column.ty = types::canonical(&column.ty);
    if types::is_text(&column.ty) {
        charset(&mut column.charset, &mut column.collation);
        if column.charset == of.charset && column.collation == of.collation {
            column.charset = None;
            column.collation = None;
        }
    } else {
        column.charset = None;
        column.collation = None;
    }
    // How far the numbers have come is no part of a schema.
    if let Some(identity) = &mut column.identity {
        *identity = Identity::new(IdentityKind::Autoincrement);
        column.nullable = false;
    }
    column.default = default::canonical(column);
    // MariaDB gives a time that must be there, and that updates note, this one of its own accord.
    let is_zero =
        |default: &Default| matches!(default, Default::Text(text) if text.starts_with("0000-00-00 00:00:00"));
    if column.on_update.is_some() && !column.nullable && column.default.as_ref().is_some_and(is_zero) {
        column.default = None;
    }
    column.on_update = column.on_update.as_deref().map(|sql| on_update(sql, &column.ty));
    if let Some(generated) = &mut column.generated {
        generated.expression = expression::canonical(&generated.expression);
        // MariaDB has no NOT NULL there.
        column.nullable = true;
        column.default = None;
    }
}

pub(super) fn on_update(sql: &str, ty: &Type) -> String {
    default::moment(expression::bare(sql), ty).unwrap_or_else(|| sql.trim().to_owned())
}

fn foreign_key(key: &mut ForeignKey) {
    key.deferrable = Deferrable::No;
    key.not_valid = false;
    for action in [&mut key.on_delete, &mut key.on_update] {
        // InnoDB checks both at once: <https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html>.
        if *action == Action::Restrict {
            *action = Action::NoAction;
        }
    }
}

fn index(index: &mut Index, columns: &[Column], of: &TableOptions) {
    if let IndexKind::Constraint(_) = index.kind {
        index.kind = IndexKind::Unique;
    }
    index.comment = index.comment.take().filter(|comment| !comment.is_empty());
    // MariaDB keeps a unique index over large values by their hash: <https://mariadb.com/kb/en/getting-started-with-indexes/>.
    let large = |part: &crate::schema::IndexPart| {
        let IndexTarget::Column(name) = &part.on else { return false };
        let column = columns.iter().find(|column| column.name == *name);
        part.prefix.is_none() && column.is_some_and(|column| types::is_large(&column.ty))
    };
    let long = index.kind == IndexKind::Unique && index.parts.iter().any(large);
    let hashes = of.engine.as_deref() == Some("memory");
    index.method =
        index.method.take().map(|method| method.to_ascii_lowercase()).filter(|method| {
            match method.as_str() {
                "btree" => hashes,
                "hash" => long && !hashes,
                _ => true,
            }
        });
    index.with.iter_mut().for_each(|parser| parser.make_ascii_lowercase());
    for part in &mut index.parts {
        part.nulls = None;
        match &mut part.on {
            IndexTarget::Expression(sql) => *sql = expression::canonical(sql),
            IndexTarget::Column(name) => {
                let length = columns.iter().find(|column| column.name == *name).map(|column| &column.ty);
                if let Some(
                    Type::Varchar(length)
                    | Type::Char(length)
                    | Type::Varbinary(length)
                    | Type::Binary(length),
                ) = length
                {
                    part.prefix = part.prefix.filter(|prefix| prefix < length);
                }
            }
        }
    }
}
