//! One made-up application in all the forms that a bench needs: a schema as a value, plain
//! structs, structs that record themselves, and Diesel's `table!`.

use std::fmt::Write;

use migrate_core::schema::{
    Action, Column, Default, Deferrable, ForeignKey, Index, IndexKind, PrimaryKey, Schema, Table, Type,
};
use migrate_core::{Dialect, QName};

/// How large the application is.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Tables.
    pub tables: usize,
    /// Columns of each, the key among them.
    pub columns: usize,
    /// Whether all but the key may hold NULL, and nothing refers to anything: then a table can grow column by column.
    pub growing: bool,
}

/// One kind of column, as each form spells it.
struct Kind {
    rust: &'static str,
    diesel: &'static str,
    ty: Type,
    nullable: bool,
}

fn kind(shape: Shape, column: usize) -> Kind {
    let bigint = Type::Int { bits: 64, unsigned: false };
    let integer = Type::Int { bits: 32, unsigned: false };
    let place = match column % 8 {
        0 if column > 0 && shape.growing => 6,
        place if column > 0 && shape.growing && place != 6 => 2,
        place => place,
    };
    let (rust, diesel, ty, nullable) = match place {
        0 => ("i64", "BigInt", bigint, false),
        1 => ("String", "Text", Type::Text, false),
        2 => ("Option<String>", "Nullable<Text>", Type::Text, true),
        3 => ("i32", "Integer", integer, false),
        4 => ("bool", "Bool", Type::Bool, false),
        5 => ("f64", "Double", Type::Double, false),
        6 => ("Option<i64>", "Nullable<BigInt>", bigint, true),
        _ => ("Vec<u8>", "Binary", Type::Blob, false),
    };
    Kind { rust, diesel, ty, nullable }
}

/// The application as a value. Each table has a key, a unique column, an index, a default and a foreign key to the table before it.
pub fn schema(dialect: Dialect, shape: Shape) -> Schema {
    let unique = match dialect {
        Dialect::Sqlite | Dialect::Mysql => IndexKind::Unique,
        Dialect::Postgres => IndexKind::Constraint(Deferrable::No),
    };
    let mut schema = Schema::default();
    for number in 0..shape.tables {
        let name = format!("table_{number:05}");
        let mut table = Table::new(QName::new(None, &name));
        for place in 0..shape.columns {
            let kind = kind(shape, place);
            let mut column = Column::new(column_name(place), kind.ty);
            column.nullable = kind.nullable;
            column.default = (place == 4 && !shape.growing).then_some(Default::Bool(false));
            table.columns.push(column);
        }
        table.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
        if shape.columns > 3 {
            table.indexes.push(Index::new(format!("{name}_c01_key"), unique, &["c01"]));
            table.indexes.push(Index::new(format!("{name}_c03_idx"), IndexKind::Plain, &["c03"]));
        }
        if number > 0 && shape.columns > 6 && !shape.growing {
            table.foreign_keys.push(ForeignKey {
                name: format!("{name}_c06_fkey"),
                columns: vec!["c06".to_owned()],
                references: QName::new(None, format!("table_{:05}", number - 1)),
                referenced_columns: vec!["id".to_owned()],
                on_delete: Action::Cascade,
                on_update: Action::NoAction,
                deferrable: Deferrable::No,
                match_full: false,
                not_valid: false,
            });
        }
        schema.tables.push(table);
    }
    schema.normalized()
}

fn column_name(place: usize) -> String {
    if place == 0 { "id".to_owned() } else { format!("c{place:02}") }
}

/// The same as plain structs: what compiling them costs anyway.
pub fn plain_source(shape: Shape) -> String {
    structs(shape, false)
}

/// The same as structs that record and gate their tables; no Diesel module, for that is measured apart.
pub fn migrate_source(dialects: &str, shape: Shape) -> String {
    let mut text = String::from("use model_derive::Table;\n\n");
    text += &structs(shape, true);
    let _ = write!(text, "model_derive::schema! {{\n    /// All of it.\n    pub static APP: {dialects} = [");
    for number in 0..shape.tables {
        let _ = write!(text, "Table{number}, ");
    }
    text += "];\n}\n";
    text
}

fn structs(shape: Shape, derive: bool) -> String {
    let mut text = String::new();
    for number in 0..shape.tables {
        if derive {
            let _ =
                writeln!(text, "#[derive(Table)]\n#[table(name = \"table_{number:05}\", diesel = false)]");
        }
        let _ = writeln!(text, "pub struct Table{number} {{");
        for place in 0..shape.columns {
            let attribute = match place {
                0 => "    #[column(primary_key)]\n".to_owned(),
                1 => "    #[column(unique)]\n".to_owned(),
                3 => "    #[column(index)]\n".to_owned(),
                4 if !shape.growing => "    #[column(default = false)]\n".to_owned(),
                6 if number > 0 && !shape.growing => {
                    format!("    #[column(references = Table{}::id, on_delete = \"cascade\")]\n", number - 1)
                }
                _ => String::new(),
            };
            if derive {
                text += &attribute;
            }
            let _ = writeln!(text, "    pub {}: {},", column_name(place), kind(shape, place).rust);
        }
        text += "}\n\n";
    }
    text
}

/// The same as Diesel's `table!`.
pub fn diesel_source(shape: Shape) -> String {
    let mut text = String::new();
    for number in 0..shape.tables {
        let _ = writeln!(text, "diesel::table! {{\n    table_{number:05} (id) {{");
        for place in 0..shape.columns {
            let _ = writeln!(text, "        {} -> {},", column_name(place), kind(shape, place).diesel);
        }
        text += "    }\n}\n\n";
    }
    text
}
