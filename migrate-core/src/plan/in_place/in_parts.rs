//! The index of a parted table, made part by part, as [PostgreSQL's own documentation
//! advises](https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE): no whole
//! takes an index `CONCURRENTLY`, but it takes those that its parts have for its own, without a look at their rows.

use super::cut::Cut;
use crate::dialect::postgres::{bare, is_moved, is_within, online, serves};
use crate::name::convention;
use crate::schema::{Index, IndexTarget, Table};
use crate::{Change, QName};

/// Each part is a revision to review: of a table with more parts the index is made in one, and says whom it keeps waiting.
const MOST: usize = 24;

impl Cut<'_> {
    /// Whether the change is made in parts, or only says what these have made already.
    pub(super) fn in_parts(&mut self, change: &Change) -> bool {
        let Change::AddIndex { table, index } = change else { return false };
        let Some(parts) = self.parts_of(table, index) else { return false };
        let of = (table.clone(), index.name.clone());
        if parts.iter().all(|part| self.gives(part, index)) {
            self.moment.forms.attached.insert(of);
            return false;
        }
        let own: Vec<(QName, Index)> =
            parts.iter().filter_map(|part| Some((part.name.clone(), self.own_index(part, index)?))).collect();
        if own.len() < parts.len() {
            return false;
        }
        for (part, index) in &own {
            self.make_beside(part, index);
        }
        let go = own.into_iter().map(|(table, index)| Change::DropIndex { table, index });
        self.proofs.changes.extend(go);
        self.proofs.changes.push(change.clone());
        self.proofs.forms.attached.insert(of);
        true
    }

    /// The parts that hold the rows of a parted table that others use, where an index of it can be made of theirs.
    fn parts_of(&self, of: &QName, index: &Index) -> Option<Vec<&Table>> {
        let whole = self.before.table(of).filter(|table| table.options.partition_by.is_some())?;
        let within = |table: &Table| is_within(&table.name, &whole.name, self.before);
        let family: Vec<&Table> = self.before.tables.iter().filter(|table| within(table)).collect();
        let restless = self.changes.iter().any(|change| {
            let comes = matches!(change, Change::CreateTable { table } if table.whole().is_some());
            let other = is_moved(change)
                || matches!(change, Change::DropTable { .. } | Change::RenameTable { .. })
                || matches!(change, Change::DropIndex { table, index: old }
                    if table == of && old.name == index.name);
            let touched = |table: &QName| table == of || family.iter().any(|part| part.name == *table);
            comes || other && change.table().is_some_and(touched)
        });
        let parts: Vec<&Table> =
            family.iter().copied().filter(|part| part.options.partition_by.is_none()).collect();
        let fits = online::is_plain(index)
            && !restless
            && !self.says_old_name(&Change::AddIndex { table: of.clone(), index: index.clone() })
            && !self.is_stood_on(of, index);
        (fits && !parts.is_empty() && parts.len() <= MOST).then_some(parts)
    }

    /// Whether the part gives the whole an index that it has.
    fn gives(&self, part: &Table, index: &Index) -> bool {
        self.changes.iter().any(|change| {
            matches!(change, Change::DropIndex { table, index: own }
                if *table == part.name && serves(own, index) && part.indexes.contains(own))
        })
    }

    /// The index that the part is to have, named as the server would name it; nothing where it has such a one, which the
    /// whole would take, or where that name isn't known or is taken.
    fn own_index(&self, part: &Table, index: &Index) -> Option<Index> {
        if part.indexes.iter().any(|own| serves(own, index)) {
            return None;
        }
        let name = convention::index(&part.name.name, &labels(index)?);
        let made = self
            .indexes
            .iter()
            .flat_map(|part| &part.changes)
            .any(|change| matches!(change, Change::AddIndex { index, .. } if index.name == name));
        (!made && self.free_name(&part.name, &name) == name).then(|| Index {
            name,
            comment: None,
            ..index.clone()
        })
    }
}

/// What the server calls the columns of an index: an expression that is a call, like its function; each by a name of its
/// own. Nothing where it is another expression.
fn labels(index: &Index) -> Option<Vec<String>> {
    let mut labels: Vec<String> = Vec::new();
    let sorted = index.parts.iter().map(|part| match &part.on {
        IndexTarget::Column(name) => Some(name.as_str()),
        IndexTarget::Expression(sql) => function(sql),
    });
    for label in sorted.chain(index.include.iter().map(|name| Some(name.as_str()))) {
        let label = label?;
        let numbered = (1..).map(|number| format!("{label}{number}"));
        labels
            .extend(std::iter::once(label.to_owned()).chain(numbered).find(|label| !labels.contains(label)));
    }
    Some(labels)
}

/// The function of an expression that is one call and nothing else.
fn function(sql: &str) -> Option<&str> {
    let (name, arguments) = sql.split_at(sql.find('(')?);
    let name = name.rsplit('.').next().unwrap_or(name);
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let is_all = bare(arguments) != arguments;
    (is_all && !name.is_empty() && name.chars().all(is_word)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{function, labels};
    use crate::schema::{Index, IndexKind, IndexPart};

    #[test]
    fn the_function_of_a_call_is_known() {
        assert_eq!(function("lower(kind)"), Some("lower"));
        assert_eq!(function("public.word(a, ')')"), Some("word"));
        assert_eq!(function("coalesce((a), lower(b))"), Some("coalesce"));
        for other in ["(a + b)", "lower(a) || upper(b)", "(lower(a))", "\"Odd\"(a)", "a", "lower(a"] {
            assert_eq!(function(other), None, "{other}");
        }
    }

    #[test]
    fn each_column_has_a_name_of_its_own() {
        let mut index = Index::new("i", IndexKind::Plain, &["lower"]);
        index.parts.extend(["lower(a)", "lower(b)"].map(IndexPart::expression));
        index.include.push("a".to_owned());
        assert_eq!(labels(&index), Some(["lower", "lower1", "lower2", "a"].map(str::to_owned).to_vec()));
    }
}
