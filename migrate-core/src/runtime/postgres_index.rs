//! Statements on indexes that PostgreSQL runs outside of transactions, and what they leave behind when they fail
//! (<https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>).

use super::journal::literal;
use super::unit::Words;
use crate::Dialect;
use crate::dialect::Token;

/// The query that shows whether the statement took place: it answers differently before and after.
pub(super) fn seen(sql: &str) -> Option<String> {
    match Statement::of(sql)? {
        Statement::Create { table, .. } => Some(format!(
            "SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
             WHERE i.indisvalid AND i.indrelid = to_regclass({}) ORDER BY 1",
            text(&table)
        )),
        Statement::Drop { names } => {
            let gone: Vec<_> = names.iter().map(|name| format!("to_regclass({})", text(name))).collect();
            Some(format!("SELECT concat_ws(' ', {})", gone.join("::text, ") + "::text"))
        }
    }
}

/// The query for the invalid index of the statement's name, which a failed build left: its full name.
pub(super) fn left_behind(sql: &str) -> Option<String> {
    let Statement::Create { name: Some(name), table } = Statement::of(sql)? else { return None };
    Some(format!(
        "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
         JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE NOT i.indisvalid AND i.indrelid = to_regclass({}) AND quote_ident(c.relname) = quote_ident({})",
        text(&table),
        literal(Dialect::Postgres, &name)
    ))
}

/// The query for whoever is building an index at this moment.
pub(super) fn builder(full_name: &str) -> String {
    format!(
        "SELECT 'session ' || pid FROM pg_stat_progress_create_index WHERE index_relid = to_regclass({})",
        text(full_name)
    )
}

enum Statement {
    /// `CREATE INDEX CONCURRENTLY`: the index's own name, without quotes, and the table as it is written.
    Create { name: Option<String>, table: String },
    /// `DROP INDEX CONCURRENTLY`: the names as they are written.
    Drop { names: Vec<String> },
}

impl Statement {
    fn of(sql: &str) -> Option<Self> {
        let words = Words::of(Dialect::Postgres, sql);
        let rest = words.after("concurrently");
        if words.is(0, "create") {
            let rest = skip(rest, &["if", "not", "exists"]);
            let on = rest.iter().position(|token| token.is_word("on"))?;
            let name = rest.get(..on)?.first().map(folded);
            let table = skip(rest.get(on + 1..)?, &["only"]);
            return Some(Self::Create { name, table: qualified(table) });
        }
        if words.is(0, "drop") && words.is(1, "index") {
            let rest = skip(rest, &["if", "exists"]);
            let names = rest.split(|token| token.is_symbol(",")).map(qualified);
            return Some(Self::Drop { names: names.filter(|name| !name.is_empty()).collect() });
        }
        None
    }
}

/// As PostgreSQL keeps the name: folded, unless it is quoted.
fn folded(token: &Token<'_>) -> String {
    match token.name() {
        Some(name) if token.text.starts_with('"') => name.into_owned(),
        _ => token.text.to_lowercase(),
    }
}

fn skip<'t, 'a>(tokens: &'t [Token<'a>], words: &[&str]) -> &'t [Token<'a>] {
    match tokens.get(..words.len()) {
        Some(first) if first.iter().zip(words).all(|(token, word)| token.is_word(word)) => {
            tokens.get(words.len()..).unwrap_or_default()
        }
        _ => tokens,
    }
}

/// A name with its schema, as far as it goes: names and dots in turn.
fn qualified(tokens: &[Token<'_>]) -> String {
    let mut name = String::new();
    for (at, token) in tokens.iter().enumerate() {
        if (at % 2 == 1) != token.is_symbol(".") {
            break;
        }
        name.push_str(token.text);
    }
    name
}

fn text(name: &str) -> String {
    literal(Dialect::Postgres, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create(sql: &str) -> (Option<String>, String) {
        match Statement::of(sql) {
            Some(Statement::Create { name, table }) => (name, table),
            _ => panic!("{sql}"),
        }
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        let sql = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"My i\" ON ONLY app.\"T\" USING btree (a)";
        assert_eq!(create(sql), (Some("My i".to_owned()), "app.\"T\"".to_owned()));
        assert_eq!(create("create index concurrently I on t(a)"), (Some("i".to_owned()), "t".to_owned()));
        assert_eq!(create("create index concurrently on t (a)"), (None, "t".to_owned()));
        let Some(Statement::Drop { names }) =
            Statement::of("DROP INDEX CONCURRENTLY IF EXISTS a.b, c CASCADE")
        else {
            panic!()
        };
        assert_eq!(names, ["a.b", "c"]);
        assert!(Statement::of("VACUUM t").is_none());
    }
}
