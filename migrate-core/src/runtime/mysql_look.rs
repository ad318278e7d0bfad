//! What a statement of MySQL changes, and how that looks: whether it took place is told by looking before and after.

use super::journal::literal;
use super::unit::Words;
use crate::Dialect;
use crate::dialect::Token;

/// The tables that a statement names as what it changes, without their database; `None` where it doesn't say, or
/// changes something else than tables.
pub(super) fn tables(sql: &str) -> Option<Vec<String>> {
    let words = Words::of(Dialect::Mysql, sql);
    let one = |tokens: &[Token<'_>]| named(tokens).map(|(name, _)| vec![name]);
    match () {
        () if words.any(0, &["create", "drop"]) && words.early("index") => one(words.after("on")),
        () if words.is(0, "create") && words.early("table") => one(skip_exists(words.after("table"))),
        () if words.is(0, "alter") && words.early("table") => {
            let after = skip_exists(words.after("table"));
            let (name, rest) = named(after)?;
            let mut tables = vec![name];
            // `RENAME [TO] other`; RENAME COLUMN and RENAME INDEX name no table.
            for (at, _) in rest.iter().enumerate().filter(|(_, token)| token.is_word("rename")) {
                let target = rest.get(at + 1..).unwrap_or_default();
                let keyword = target.first().is_some_and(|token| {
                    ["column", "index", "key", "constraint"].iter().any(|word| token.is_word(word))
                });
                if !keyword {
                    let target = match target.first() {
                        Some(token) if ["to", "as"].iter().any(|word| token.is_word(word)) => &target[1..],
                        _ => target,
                    };
                    tables.extend(named(target).map(|(name, _)| name));
                }
            }
            Some(tables)
        }
        () if words.is(0, "drop") && words.is(1, "table") => list(skip_exists(words.after("table")), ","),
        () if words.is(0, "rename") && words.any(1, &["table", "tables"]) => {
            let mut tables = Vec::new();
            for pair in words
                .after(if words.is(1, "table") { "table" } else { "tables" })
                .split(|token| token.is_symbol(","))
            {
                let (from, rest) = named(pair)?;
                let to = rest.first().filter(|token| token.is_word("to")).and_then(|_| named(rest.get(1..)?));
                tables.extend([from, to?.0]);
            }
            Some(tables)
        }
        () => None,
    }
}

/// The query for how tables look, one text a row; for `None`, all of the database.
pub(super) fn query(tables: Option<&[String]>) -> String {
    let of = |schema: &str, column: &str| {
        let all = format!(
            "{schema} = DATABASE() AND {column} NOT IN ('__migrate_journal', '__diesel_schema_migrations')"
        );
        match tables {
            None => all,
            Some([]) => format!("{all} AND FALSE"),
            Some(names) => {
                let names: Vec<_> = names.iter().map(|name| literal(Dialect::Mysql, name)).collect();
                format!("{all} AND {column} IN ({})", names.join(", "))
            }
        }
    };
    // Where a column may be null, it is told from an empty one.
    let row = |kind: &str, columns: &[&str], from: &str, filter: String| {
        let columns: Vec<_> =
            columns.iter().map(|column| format!("COALESCE(CONVERT({column} USING utf8mb4), '-')")).collect();
        format!(
            "SELECT CONCAT_WS('|', '{kind}', {}) COLLATE utf8mb4_bin AS x FROM information_schema.{from} WHERE {filter}",
            columns.join(", ")
        )
    };
    let mut parts = vec![
        // AUTO_INCREMENT moves with the rows, and is left out.
        row(
            "table",
            &[
                "table_name",
                "table_type",
                "engine",
                "row_format",
                "table_collation",
                "create_options",
                "table_comment",
            ],
            "tables",
            of("table_schema", "table_name"),
        ),
        row(
            "column",
            &[
                "table_name",
                "ordinal_position",
                "column_name",
                "column_type",
                "is_nullable",
                "column_default",
                "extra",
                "collation_name",
                "column_comment",
                "generation_expression",
            ],
            "columns",
            of("table_schema", "table_name"),
        ),
        row(
            "index",
            &[
                "table_name",
                "index_name",
                "seq_in_index",
                "column_name",
                "non_unique",
                "sub_part",
                "collation",
                "index_type",
                "index_comment",
            ],
            "statistics",
            of("table_schema", "table_name"),
        ),
        row(
            "key",
            &[
                "table_name",
                "constraint_name",
                "ordinal_position",
                "column_name",
                "referenced_table_name",
                "referenced_column_name",
            ],
            "key_column_usage",
            of("table_schema", "table_name"),
        ),
        row(
            "rule",
            &["table_name", "constraint_name", "update_rule", "delete_rule"],
            "referential_constraints",
            of("constraint_schema", "table_name"),
        ),
        row(
            "constraint",
            &["table_name", "constraint_name", "constraint_type"],
            "table_constraints",
            of("table_schema", "table_name"),
        ),
        row(
            "partition",
            &[
                "table_name",
                "partition_name",
                "partition_method",
                "partition_expression",
                "partition_description",
            ],
            "partitions",
            of("table_schema", "table_name"),
        ),
    ];
    if tables.is_none() {
        let here = |column: &str| format!("{column} = DATABASE()");
        parts.extend([
            row("view", &["table_name", "view_definition", "security_type"], "views", here("table_schema")),
            row(
                "trigger",
                &["trigger_name", "event_manipulation", "event_object_table", "action_timing", "action_statement"],
                "triggers",
                here("trigger_schema"),
            ),
            row("routine", &["routine_name", "routine_type", "routine_definition"], "routines", here("routine_schema")),
            row("event", &["event_name", "event_definition", "status"], "events", here("event_schema")),
            "SELECT CONCAT_WS('|', 'schema', CONVERT(default_character_set_name USING utf8mb4), CONVERT(default_collation_name USING utf8mb4)) COLLATE utf8mb4_bin AS x \
             FROM information_schema.schemata WHERE schema_name = DATABASE()"
                .to_owned(),
        ]);
    }
    format!("SELECT x FROM ({}) AS facts ORDER BY x", parts.join(" UNION ALL "))
}

fn skip_exists<'t, 'a>(tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    let words =
        tokens.iter().take_while(|token| ["if", "not", "exists"].iter().any(|word| token.is_word(word)));
    tokens.get(words.count()..).unwrap_or_default()
}

/// The name that stands first, without its database, and what comes after it.
fn named<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<(String, &'t [Token<'a>])> {
    let first = tokens.first()?.name()?;
    match tokens {
        [_, dot, second, rest @ ..] if dot.is_symbol(".") => Some((second.name()?.into_owned(), rest)),
        [_, rest @ ..] => Some((first.into_owned(), rest)),
        [] => None,
    }
}

fn list(tokens: &[Token<'_>], between: &str) -> Option<Vec<String>> {
    tokens.split(|token| token.is_symbol(between)).map(|name| named(name).map(|(name, _)| name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_says_what_it_changes() {
        for (sql, expected) in [
            ("CREATE TABLE IF NOT EXISTS `a``b` (id INT, INDEX (id))", &["a`b"][..]),
            ("ALTER TABLE shop.a ADD COLUMN b INT, RENAME COLUMN c TO d", &["a"]),
            ("ALTER TABLE a RENAME TO b", &["a", "b"]),
            ("ALTER TABLE a RENAME b", &["a", "b"]),
            ("DROP TABLE IF EXISTS a, x.b CASCADE", &["a", "b"]),
            ("RENAME TABLE a TO b, c TO d", &["a", "b", "c", "d"]),
            ("CREATE UNIQUE INDEX i ON t (a)", &["t"]),
            ("DROP INDEX i ON t", &["t"]),
        ] {
            assert_eq!(tables(sql).unwrap(), expected, "{sql}");
        }
        for sql in [
            "CREATE VIEW v AS SELECT 1",
            "ALTER DATABASE x CHARACTER SET utf8mb4",
            "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @x = 1",
        ] {
            assert_eq!(tables(sql), None, "{sql}");
        }
    }
}
