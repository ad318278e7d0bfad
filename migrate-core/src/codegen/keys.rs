use super::column::{actions, deferrable};
use super::names::Names;
use super::words::{eq, literal};
use crate::dialect::Dialect;
use crate::model::lines::{foreign_key_name, index_name};
use crate::schema::{
    Deferrable, Exclusion, ForeignKey, Index, IndexKind, IndexPart, IndexTarget, Nulls, Order, Table,
};

/// Words that mean something else in an index than a field of that name.
const WORDS: [&str; 16] = [
    "columns",
    "name",
    "unique",
    "where",
    "predicate",
    "method",
    "include",
    "nulls_not_distinct",
    "with",
    "invisible",
    "comment",
    "expr",
    "fulltext",
    "spatial",
    "desc",
    "asc",
];

/// The name, where it isn't the one that goes without saying.
pub(super) fn index_word(index: &Index, table: &Table) -> Option<String> {
    (index.name != index_name(&table.name.name, index)).then(|| eq("name", &index.name))
}

/// The name, where it isn't the one that goes without saying.
pub(super) fn key_word(key: &ForeignKey, table: &Table) -> Option<String> {
    (key.name != foreign_key_name(&table.name.name, key)).then(|| key.name.clone())
}

/// The column of an index that is nothing but one column, ascending.
pub(super) fn lone_column(index: &Index) -> Option<&str> {
    match index.parts.as_slice() {
        [part] if is_plain(part) => match &part.on {
            IndexTarget::Column(name) => Some(name),
            IndexTarget::Expression(_) => None,
        },
        _ => None,
    }
}

fn is_plain(part: &IndexPart) -> bool {
    matches!(part.on, IndexTarget::Column(_))
        && part.order == Order::Asc
        && part.nulls.is_none()
        && part.collation.is_none()
        && part.opclass.is_none()
        && part.prefix.is_none()
}

/// Whether an index has nothing but columns to it.
pub(super) fn is_bare(index: &Index) -> bool {
    index.parts.iter().all(is_plain)
        && index.method.is_none()
        && index.include.is_empty()
        && index.predicate.is_none()
        && index.with.is_empty()
        && !index.invisible
        && index.comment.is_none()
}

/// `unique(…)` or `index(…)` as it stands at the struct; `None` where no attribute says it.
pub(super) fn index(index: &Index, table: &Table, names: &Names, dialect: Dialect) -> Option<String> {
    let plain = |part: &IndexPart| match &part.on {
        IndexTarget::Column(name) => names.field(&table.name, name),
        IndexTarget::Expression(_) => String::new(),
    };
    if let Some(mut inner) = as_unique(index, dialect) {
        let fields: Vec<String> = index.parts.iter().map(plain).collect();
        inner.insert(0, format!("columns({})", fields.join(", ")));
        inner.extend(index_word(index, table));
        return Some(format!("unique({})", inner.join(", ")));
    }
    let mut inner: Vec<String> = index.parts.iter().map(|part| part_word(part, table, names)).collect();
    match index.kind {
        IndexKind::Plain => {}
        IndexKind::Unique => inner.push("unique".to_owned()),
        IndexKind::Fulltext => inner.push("fulltext".to_owned()),
        IndexKind::Spatial => inner.push("spatial".to_owned()),
        IndexKind::Constraint(_) => return None,
    }
    inner.extend(index.method.as_ref().map(|method| eq("method", method)));
    if !index.include.is_empty() {
        let fields: Vec<String> = index.include.iter().map(|name| names.field(&table.name, name)).collect();
        inner.push(format!("include({})", fields.join(", ")));
    }
    if index.nulls_not_distinct {
        inner.push("nulls_not_distinct".to_owned());
    }
    inner.extend(index.predicate.as_ref().map(|sql| eq("where", sql)));
    if !index.with.is_empty() {
        let with: Vec<String> = index.with.iter().map(|text| literal(text)).collect();
        inner.push(format!("with({})", with.join(", ")));
    }
    if index.invisible {
        inner.push("invisible".to_owned());
    }
    inner.extend(index.comment.as_ref().map(|text| eq("comment", text)));
    inner.extend(index_word(index, table));
    Some(format!("index({})", inner.join(", ")))
}

/// The words of `unique(…)` beside columns and name, where the index is what `unique` makes on this dialect.
pub(super) fn as_unique(index: &Index, dialect: Dialect) -> Option<Vec<String>> {
    if !is_bare(index) {
        return None;
    }
    let mut words = Vec::new();
    match (dialect, index.kind) {
        (Dialect::Postgres, IndexKind::Constraint(when)) => words.extend(deferrable(when)),
        (Dialect::Sqlite | Dialect::Mysql, IndexKind::Unique) => {}
        (Dialect::Sqlite | Dialect::Mysql, IndexKind::Constraint(Deferrable::No)) => {
            words.push("constraint".to_owned());
        }
        _ => return None,
    }
    if index.nulls_not_distinct {
        words.push("nulls_not_distinct".to_owned());
    }
    Some(words)
}

fn part_word(part: &IndexPart, table: &Table, names: &Names) -> String {
    let mut inner = Vec::new();
    match part.order {
        Order::Asc => {}
        Order::Desc => inner.push("desc".to_owned()),
    }
    inner.extend(part.nulls.map(|nulls| match nulls {
        Nulls::First => eq("nulls", "first"),
        Nulls::Last => eq("nulls", "last"),
    }));
    inner.extend(part.collation.as_ref().map(|collation| eq("collation", collation)));
    inner.extend(part.opclass.as_ref().map(|opclass| eq("opclass", opclass)));
    inner.extend(part.prefix.map(|prefix| format!("prefix = {prefix}")));
    match &part.on {
        IndexTarget::Expression(sql) => {
            inner.insert(0, literal(sql));
            format!("expr({})", inner.join(", "))
        }
        IndexTarget::Column(name) => {
            let field = names.field(&table.name, name);
            let word =
                if inner.is_empty() { field.clone() } else { format!("{field}({})", inner.join(", ")) };
            if WORDS.contains(&field.as_str()) { format!("columns({word})") } else { word }
        }
    }
}

/// `foreign_key(columns(a, b), references = Team(x, y), …)`.
pub(super) fn foreign_key(key: &ForeignKey, target: &str, table: &Table, names: &Names) -> String {
    let own: Vec<String> = key.columns.iter().map(|name| names.field(&table.name, name)).collect();
    let others: Vec<String> =
        key.referenced_columns.iter().map(|name| names.field(&key.references, name)).collect();
    let mut inner =
        vec![format!("columns({})", own.join(", ")), format!("references = {target}({})", others.join(", "))];
    inner.extend(actions(key));
    inner.extend(key_word(key, table).map(|name| eq("name", &name)));
    format!("foreign_key({})", inner.join(", "))
}

/// `exclude(…)`.
pub(super) fn exclusion(of: &Exclusion) -> String {
    let mut inner = vec![eq("name", &of.name), eq("using", &of.method)];
    for part in &of.parts {
        inner.push(format!("part({}, {})", literal(&part.expression), literal(&part.operator)));
    }
    inner.extend(of.predicate.as_ref().map(|sql| eq("where", sql)));
    inner.extend(deferrable(of.deferrable));
    format!("exclude({})", inner.join(", "))
}
