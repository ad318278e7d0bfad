//! Schema and rows as sorted lines, so that two states can be held against each other.

use super::place::Conn;

/// How one kind of database is asked. A table or column is put in for `{}`.
struct Questions {
    schema: &'static [&'static str],
    tables: &'static str,
    columns: &'static str,
    /// A cell as text; NULL differs from any text.
    cell: &'static str,
    /// Of a moment that is another in each run, only whether there is one.
    moment: &'static str,
    /// Around, and between, the cells of a row.
    row: [&'static str; 3],
}

const SQLITE: Questions = Questions {
    schema: &["SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_schema \
         WHERE name NOT GLOB '__*' AND name NOT GLOB 'sqlite_*'"],
    tables: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '__*' AND (name NOT GLOB 'sqlite_*' OR name = 'sqlite_sequence')",
    columns: "SELECT name FROM pragma_table_info('{}')",
    cell: "quote(\"{}\")",
    moment: "(\"{}\" IS NULL)",
    row: ["", " || ',' || ", ""],
};

const POSTGRES: Questions = Questions {
    schema: &[
        "SELECT c.relname || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull || a.attidentity::text \
         || COALESCE(pg_get_expr(d.adbin, d.adrelid), '') FROM pg_attribute a \
         JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' \
         AND a.attnum > 0 AND NOT a.attisdropped AND c.relname NOT LIKE '\\_\\_%'",
        // An index that failed half-way is none.
        "SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
         WHERE i.indisvalid AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\\_\\_%'",
        "SELECT c.relname || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
         WHERE k.contype <> 'n' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\\_\\_%'",
        "SELECT t.typname || ' ' || e.enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typnamespace = 'public'::regnamespace",
    ],
    tables: "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_%'",
    columns: "SELECT attname::text FROM pg_attribute WHERE attrelid = '{}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
    cell: "COALESCE(\"{}\"::text, '-')",
    moment: "(\"{}\" IS NULL)::text",
    row: ["", " || ',' || ", ""],
};

#[cfg(feature = "mysql")]
const MYSQL: Questions = Questions {
    schema: &[
        "SELECT CONCAT_WS(' ', table_name, column_name, column_type, is_nullable, COALESCE(column_default, '-'), extra) FROM information_schema.columns \
         WHERE table_schema = DATABASE() AND LEFT(table_name, 2) <> '__'",
        "SELECT CONCAT_WS(' ', table_name, index_name, seq_in_index, column_name, non_unique) FROM information_schema.statistics \
         WHERE table_schema = DATABASE() AND LEFT(table_name, 2) <> '__'",
        "SELECT CONCAT_WS(' ', table_name, constraint_name, constraint_type) FROM information_schema.table_constraints \
         WHERE table_schema = DATABASE() AND LEFT(table_name, 2) <> '__'",
        "SELECT CONCAT_WS(' ', table_name, constraint_name, referenced_table_name, delete_rule) FROM information_schema.referential_constraints \
         WHERE constraint_schema = DATABASE() AND LEFT(table_name, 2) <> '__'",
    ],
    tables: "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND LEFT(table_name, 2) <> '__'",
    columns: "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '{}' ORDER BY ordinal_position",
    cell: "COALESCE(`{}`, '-')",
    moment: "(`{}` IS NULL)",
    row: ["CONCAT(", ", ',', ", ")"],
};

impl Conn {
    /// Everything that is there and isn't ours.
    pub(crate) fn dump(&mut self) -> Vec<String> {
        let questions = match self {
            Self::Sqlite(_) => SQLITE,
            Self::Postgres(_) => POSTGRES,
            #[cfg(feature = "mysql")]
            Self::Mysql(_) => MYSQL,
        };
        let mut dump: Vec<String> = questions.schema.iter().flat_map(|sql| self.texts(sql)).collect();
        for table in self.texts(questions.tables) {
            let columns = self.texts(&questions.columns.replace("{}", &table));
            let cells: Vec<String> = columns
                .iter()
                .map(|name| {
                    let is_moment = ["created_at", "updated_at"].contains(&name.as_str());
                    let of = if is_moment { questions.moment } else { questions.cell };
                    of.replace("{}", name)
                })
                .collect();
            let [open, glue, close] = questions.row;
            let row = format!("{open}{}{close}", cells.join(glue));
            // Ids that were given to what is gone are still numbers that were given: of ours, nobody's business.
            let ours = if table == "sqlite_sequence" { " WHERE name NOT GLOB '__*'" } else { "" };
            let rows = self.texts(&format!("SELECT {row} FROM {table}{ours}"));
            dump.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
        }
        dump.sort();
        dump
    }
}
