use std::collections::BTreeSet;

use super::super::Statement;
use super::copy::counts;
use super::{Context, Rebuild, inline};
use crate::Result;
use crate::dialect::quote_text;
use crate::dialect::sqlite::QUOTING;
use crate::schema::Table;

const TRIGGERS: &str = "__migrate_triggers";
const SCRATCH: &str = "__migrate_new_";

/// All tables that are made anew, one behind the other, each with what it is to be.
pub(in super::super) fn statements(
    rebuilds: &[(&Rebuild, &Table)],
    context: &Context<'_>,
) -> Result<Vec<Statement>> {
    if rebuilds.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<String> = rebuilds.iter().map(|(_, table)| quote_text(&table.name.name)).collect();
    let mut statements = vec![step(
        "Keep the triggers, which go with their tables.",
        format!(
            "CREATE TEMP TABLE {TRIGGERS} AS\nSELECT type, name, tbl_name, rootpage, sql FROM main.sqlite_schema\n\
             WHERE type = 'trigger' AND tbl_name COLLATE NOCASE IN ({})\nORDER BY rowid",
            names.join(", ")
        ),
    )];
    // Looked for once, not for each table among all tables.
    let tables = context.after.tables.iter().chain(&context.all.tables);
    let names = tables.map(|table| table.name.name.as_str()).filter(|name| name.starts_with(SCRATCH));
    let taken: BTreeSet<&str> = names.collect();
    for (rebuild, table) in rebuilds {
        one(rebuild, table, context, &taken, &mut statements)?;
    }
    // Nothing but rows that stood there before is put back: triggers have no content of their own, so no page of
    // the file can be wrong. RESET reads the schema anew. <https://sqlite.org/pragma.html#pragma_writable_schema>
    statements.push(step("Put the triggers back as they were.", "PRAGMA writable_schema=ON".to_owned()));
    statements.push(bare(format!(
        "INSERT INTO main.sqlite_schema (type, name, tbl_name, rootpage, sql)\n\
         SELECT type, name, tbl_name, rootpage, sql FROM temp.{TRIGGERS}"
    )));
    statements.push(bare("PRAGMA writable_schema=RESET".to_owned()));
    statements.push(bare(format!("DROP TABLE temp.{TRIGGERS}")));
    if rebuilds.iter().any(|(rebuild, _)| rebuild.drops_columns) {
        // A rename makes SQLite read all triggers and views, and stop at one that names what is gone.
        statements.push(step(
            "Stop here where a trigger or a view still names a column that is gone.",
            "CREATE TABLE __migrate_probe (a)".to_owned(),
        ));
        statements.push(bare("ALTER TABLE __migrate_probe RENAME TO __migrate_probed".to_owned()));
        statements.push(bare("DROP TABLE __migrate_probed".to_owned()));
    }
    Ok(statements)
}

fn one(
    rebuild: &Rebuild,
    table: &Table,
    context: &Context<'_>,
    taken: &BTreeSet<&str>,
    statements: &mut Vec<Statement>,
) -> Result<()> {
    let name = &table.name.name;
    let mut scratch = format!("{SCRATCH}{name}");
    while taken.contains(scratch.as_str()) {
        scratch.push('_');
    }
    let quoted = QUOTING.name(&scratch);
    statements.push(step(
        &format!("Make `{name}` anew:\n- {}", rebuild.why.join("\n- ")),
        format!("DROP TABLE IF EXISTS {quoted}"),
    ));
    let mut create = context.grammar.create_table(&scratch.as_str().into(), table, context.after)?;
    let counted = counts(&rebuild.old) && counts(table);
    if counted {
        // The mark is copied below; a first number would be an old one.
        create.truncate(1);
    }
    statements.extend(create.into_iter().map(bare));
    statements.push(Statement {
        sql: rebuild.copy(&scratch, table),
        why: String::new(),
        hazards: rebuild.hazards.clone(),
        transaction: true,
    });
    if counted {
        statements.push(step(
            "Ids that were issued once stay issued.",
            format!("DELETE FROM sqlite_sequence WHERE name = {}", quote_text(&scratch)),
        ));
        statements.push(bare(format!(
            "INSERT INTO sqlite_sequence (name, seq)\nSELECT {}, seq FROM sqlite_sequence WHERE name = {} COLLATE NOCASE",
            quote_text(&scratch),
            quote_text(name)
        )));
    }
    statements.push(bare(format!("DROP TABLE {}", QUOTING.name(name))));
    statements.push(bare("PRAGMA legacy_alter_table=ON".to_owned()));
    statements.push(bare(format!("ALTER TABLE {quoted} RENAME TO {}", QUOTING.name(name))));
    statements.push(bare("PRAGMA legacy_alter_table=OFF".to_owned()));
    for index in table.indexes.iter().filter(|index| !inline(index.kind)) {
        statements.push(bare(context.grammar.create_index(&table.name, index)?));
    }
    Ok(())
}

fn step(why: &str, sql: String) -> Statement {
    Statement { sql, why: why.to_owned(), hazards: Vec::new(), transaction: true }
}

fn bare(sql: String) -> Statement {
    step("", sql)
}
