use std::collections::BTreeSet;

use super::names::Names;
use super::types::{Context, Crates};
use super::words::literal;
use super::{enums, table};
use crate::QName;
use crate::dialect::{Dialect, sqlite};
use crate::schema::{Schema, Sequence, Table, Type};

/// A file of Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rust {
    /// Its text: enums, structs, `schema!`.
    pub text: String,
    /// What of the schema no struct can say, each in a line.
    pub lost: Vec<String>,
}

/// Writes a schema as structs with `#[derive(Table)]`, and the `schema!` that lists them; `dir` is where its
/// revisions are. Only types of the crates that are there are used; what else there is stands as text, with its SQL
/// type said beside it.
pub fn rust(dialect: Dialect, schema: &Schema, crates: Crates, dir: &str) -> Rust {
    let names = Names::new(schema);
    let narrow = if dialect == Dialect::Sqlite { narrow(schema) } else { BTreeSet::new() };
    let context = Context { dialect, crates, names: &names, narrow: &narrow };
    let mut lost: Vec<String> = schema.views.iter().flat_map(super::lost::of_view).collect();
    let unsaid = schema.sequences.iter().filter(|sequence| !is_said(sequence));
    lost.extend(unsaid.map(|sequence| format!("sequence `{}`", sequence.name)));
    lost.extend(schema.opaque.iter().map(|one| one.id.to_string()));
    let enums: Vec<String> = schema.enums.iter().map(|ty| enums::enumeration(ty, &names)).collect();
    let (tables, bare): (Vec<&Table>, Vec<&Table>) =
        schema.tables.iter().partition(|table| !table.columns.is_empty());
    lost.extend(bare.iter().map(|table| format!("table `{}`, which has no columns", table.name)));
    let tables: Vec<String> =
        tables.into_iter().map(|one| table::table(one, schema, &context, &mut lost)).collect();
    let mut text = format!("//! The tables of a database of {}, as they are.\n", dialect.title());
    if !lost.is_empty() {
        text.push_str("//!\n//! Also there, and left alone:\n//!\n");
        lost.iter().for_each(|line| text.push_str(&format!("//! - {}\n", one_line(line))));
    }
    let derives = if enums.is_empty() { "Table" } else { "{SqlEnum, Table}" };
    if !tables.is_empty() {
        text.push_str(&format!("\nuse model_derive::{derives};\n"));
    }
    for part in enums.iter().chain(&tables) {
        text.push('\n');
        text.push_str(part);
    }
    text.push_str(&list(dialect, schema, &names, dir));
    Rust { text, lost }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn list(dialect: Dialect, schema: &Schema, names: &Names, dir: &str) -> String {
    let mut text = "\nmodel_derive::schema! {\n    /// The database.\n".to_owned();
    let mut words = Vec::new();
    if dir != "migrations" {
        words.push(format!("dir = {}", literal(dir)));
    }
    if !schema.extensions.is_empty() {
        let names: Vec<String> = schema.extensions.iter().map(|name| literal(name)).collect();
        words.push(format!("extension({})", names.join(", ")));
    }
    words.extend(schema.sequences.iter().filter(|sequence| is_said(sequence)).map(sequence));
    for word in words {
        text.push_str(&format!("    #[schema({word})]\n"));
    }
    let tables = schema.tables.iter().filter(|table| !table.columns.is_empty());
    let idents: Vec<&str> = tables.filter_map(|table| names.table(&table.name)).collect();
    let line = format!("    pub static APP: {} = [{}];\n", dialect.word(), idents.join(", "));
    if line.len() <= 100 {
        text.push_str(&line);
    } else {
        text.push_str(&format!("    pub static APP: {} = [\n", dialect.word()));
        idents.iter().for_each(|ident| text.push_str(&format!("        {ident},\n")));
        text.push_str("    ];\n");
    }
    text.push_str("}\n");
    text
}

/// Whether `schema!` has words for all of it.
fn is_said(sequence: &Sequence) -> bool {
    let Sequence { name, start: _, increment: _, min: _, max: _, cycle: _, ty, cache, owned_by } = sequence;
    name.namespace.is_none() && ty.is_none() && cache.is_none() && owned_by.is_none()
}

fn sequence(sequence: &Sequence) -> String {
    let mut words = vec![format!("name = {}", literal(&sequence.name.name))];
    let numbers = [
        ("start", sequence.start),
        ("increment", sequence.increment),
        ("min", sequence.min),
        ("max", sequence.max),
    ];
    words.extend(numbers.iter().filter_map(|(word, number)| Some(format!("{word} = {}", (*number)?))));
    if sequence.cycle {
        words.push("cycle".to_owned());
    }
    format!("sequence({})", words.join(", "))
}

/// SQLite's row ids that columns of type INTEGER refer to, and these columns: a row id is 64 bits wide whatever it is
/// called, so both are one Rust type and say their SQL type.
fn narrow(schema: &Schema) -> BTreeSet<(QName, String)> {
    let integer = Type::Int { bits: 32, unsigned: false };
    let mut found = BTreeSet::new();
    for table in &schema.tables {
        for key in &table.foreign_keys {
            let Some(target) = schema.table(&key.references) else { continue };
            for (own, other) in key.columns.iter().zip(&key.referenced_columns) {
                let is_integer = table.column(own).is_some_and(|column| column.ty == integer);
                if is_integer && sqlite::is_rowid(target, other) {
                    found.insert((table.name.clone(), own.clone()));
                    found.insert((target.name.clone(), other.clone()));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{
        Action, Check, Column, Default, EnumType, ForeignKey, Identity, IdentityKind, Index, IndexKind,
        PrimaryKey,
    };

    #[test]
    fn what_no_struct_says_is_named() {
        let mut schema = Schema::default();
        let mut counted = Table::new("counted".into());
        let mut id = Column::new("id", "bigint".parse().unwrap());
        let numbers = Identity::new(IdentityKind::Always);
        id.identity = Some(Identity {
            min: Some(5),
            max: Some(500),
            cache: Some(3),
            cycle: true,
            start: Some(7),
            ..numbers
        });
        counted.columns.push(id);
        schema.tables = vec![Table::new("bare".into()), counted];
        let made = rust(Dialect::Postgres, &schema, Crates::default(), "migrations");
        assert_eq!(
            made.lost,
            [
                "table `bare`, which has no columns",
                "MINVALUE of `counted.id`",
                "MAXVALUE of `counted.id`",
                "CACHE of `counted.id`",
                "CYCLE of `counted.id`"
            ]
        );
        for line in &made.lost {
            assert!(made.text.contains(&format!("//! - {line}")), "{}", made.text);
        }
        assert!(!made.text.contains("struct Bare") && made.text.contains("= [Counted];"), "{}", made.text);
    }

    #[test]
    fn a_schema_reads_like_rust() {
        let mut schema = Schema::default();
        schema.enums.push(EnumType {
            name: "status".into(),
            labels: ["new", "in progress", "New"].map(str::to_owned).to_vec(),
            comment: None,
        });
        let mut teams = Table::new("teams".into());
        teams.columns.push(Column::new("id", "bigint".parse().unwrap()));
        teams.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
        let mut users = Table::new("users".into());
        for (name, ty) in [
            ("id", "bigint"),
            ("teamId", "bigint"),
            ("type", "enum(status)"),
            ("email", "varchar(255)"),
            ("at", "timestamptz"),
        ] {
            users.columns.push(Column::new(name, ty.parse().unwrap()));
        }
        users.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
        if let Some(column) = users.column_mut("type") {
            column.default = Some(Default::Text("new".to_owned()));
            column.nullable = true;
        }
        users.indexes.push(Index::new(
            "users_email_key",
            IndexKind::Constraint(crate::schema::Deferrable::No),
            &["email"],
        ));
        users.indexes.push(Index::new("by_team", IndexKind::Plain, &["teamId", "type"]));
        users.checks.push(Check::new("users_check", "email <> ''"));
        users.foreign_keys.push(ForeignKey {
            name: "users_teamId_fkey".to_owned(),
            columns: vec!["teamId".to_owned()],
            references: "teams".into(),
            referenced_columns: vec!["id".to_owned()],
            on_delete: Action::Cascade,
            on_update: Action::NoAction,
            deferrable: crate::schema::Deferrable::No,
            match_full: false,
            not_valid: false,
        });
        schema.tables = vec![teams, users];
        let made = rust(Dialect::Postgres, &schema, Crates::default(), "migrations");
        assert_eq!(made.lost, [""; 0]);
        insta::assert_snapshot!(made.text);
        let with = rust(Dialect::Postgres, &schema, Crates { chrono: true, ..Crates::default() }, "db");
        assert!(with.text.contains("pub at: chrono::DateTime<chrono::Utc>,"), "{}", with.text);
        assert!(with.text.contains("#[schema(dir = \"db\")]"));
    }
}
