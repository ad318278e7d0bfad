//! What is written for each server of MySQL's kind, as text: of these, tests run on MariaDB only.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use migrate_core::Dialect;
use migrate_core::dialect::mysql::Flavour;
use migrate_core::diff::{Hints, Pair, diff, replayed, reversed};
use migrate_core::plan::{Options, plan};
use migrate_core::schema::{Column, Index, IndexKind, IndexPart, Order, Schema, Table, Type};

fn table() -> Table {
    let mut table = Table::new("users".into());
    table.columns = vec![
        Column::new("id", Type::Int { bits: 64, unsigned: true }),
        Column::new("mail", Type::Varchar(20)),
    ];
    table
}

/// The SQL from one schema to another, without comments.
fn written(flavour: Flavour, old: &Schema, new: &Schema) -> Result<String, String> {
    let changes = diff(Pair::new(old, new), &Hints::none().placing(true)).unwrap();
    let options = Options { mysql: flavour, ..Options::default() };
    let plan = plan(Dialect::Mysql, old, &changes, &options).map_err(|error| error.to_string())?;
    let statements: Vec<String> = plan.up.statements.into_iter().map(|statement| statement.sql).collect();
    Ok(statements.join(";\n"))
}

fn schema(table: Table) -> Schema {
    Schema { tables: vec![table], ..Schema::default() }
}

/// The SQL that adds an index to a table that is there.
fn index(flavour: Flavour, index: Index) -> Result<String, String> {
    let mut new = table();
    new.indexes.push(index);
    written(flavour, &schema(table()), &schema(new))
}

#[test]
fn an_index_may_hold_an_expression_on_mysql_alone() {
    let mut lower = Index::new("users_lower", IndexKind::Unique, &[] as &[&str]);
    lower.parts = vec![IndexPart::expression("lower(mail)")];
    let sql = index(Flavour::Mysql80, lower.clone()).unwrap();
    assert!(sql.contains("ADD UNIQUE INDEX users_lower ((lower(mail)))"), "{sql}");
    assert!(index(Flavour::Any, lower.clone()).is_ok());
    let error = index(Flavour::Mariadb1011, lower).unwrap_err();
    assert!(error.contains("MariaDB has no index on an expression"), "{error}");
}

#[test]
fn a_hidden_index_is_spelt_by_each_in_its_own_way() {
    let mut hidden = Index::new("users_mail", IndexKind::Plain, &["mail"]);
    hidden.invisible = true;
    for (flavour, words) in [
        (Flavour::Mysql84, "(mail) INVISIBLE"),
        (Flavour::Mariadb106, "(mail) IGNORED"),
        (Flavour::Any, "(mail) /*!80000 INVISIBLE */ /*M!100600 IGNORED */"),
    ] {
        let sql = index(flavour, hidden.clone()).unwrap();
        assert!(sql.contains(words), "{sql}");
    }
}

#[test]
fn descending_is_written_where_it_is_kept() {
    let mut down = Index::new("users_mail", IndexKind::Plain, &["mail"]);
    down.parts[0].order = Order::Desc;
    assert!(index(Flavour::Mysql80, down.clone()).unwrap().contains("(mail DESC)"));
    assert!(index(Flavour::Mariadb106, down).unwrap().contains("(mail)"));
}

#[test]
fn each_statement_says_what_it_may_cost() {
    let plain = || Index::new("users_mail", IndexKind::Plain, &["mail"]);
    let sql = index(Flavour::Mysql80, plain()).unwrap();
    assert!(sql.ends_with("ALGORITHM=INPLACE, LOCK=NONE"), "{sql}");
    let sql = index(Flavour::Mariadb1011, plain()).unwrap();
    assert!(sql.ends_with("ALGORITHM=NOCOPY, LOCK=NONE"), "{sql}");
    let mut wider = table();
    wider.columns[1].ty = Type::Varchar(300);
    // A length of two bytes is another row on MySQL, and the same on MariaDB.
    let sql = |flavour| written(flavour, &schema(table()), &schema(wider.clone())).unwrap();
    assert_eq!(sql(Flavour::Mysql84), "ALTER TABLE users MODIFY COLUMN mail VARCHAR(300) NOT NULL");
    assert!(sql(Flavour::Mariadb1011).ends_with("ALGORITHM=NOCOPY, LOCK=NONE"));
    let mut more = table();
    more.columns.push(Column::new("age", Type::Int { bits: 8, unsigned: true }));
    more.columns[2].nullable = true;
    for flavour in Flavour::ALL {
        let sql = written(flavour, &schema(table()), &schema(more.clone())).unwrap();
        assert!(sql.ends_with("ADD COLUMN age TINYINT UNSIGNED,\n    ALGORITHM=INSTANT"), "{sql}");
    }
}

#[test]
fn a_statement_is_cut_where_its_server_would_write_the_rows_for_it() {
    let indexed = || {
        let mut table = table();
        table.indexes.push(Index::new("users_mail", IndexKind::Plain, &["mail"]));
        table
    };
    let mut new = table();
    new.columns.push(Column { nullable: true, ..Column::new("age", Type::Float) });
    // An index that goes beside a column that comes costs MariaDB nothing; MySQL would write the rows again.
    for (flavour, ends) in [
        (Flavour::Mysql84, vec!["INPLACE, LOCK=NONE", "INSTANT"]),
        (Flavour::Any, vec!["INPLACE, LOCK=NONE", "INSTANT"]),
        (Flavour::Mariadb1011, vec!["NOCOPY, LOCK=NONE"]),
    ] {
        let sql = written(flavour, &schema(indexed()), &schema(new.clone())).unwrap();
        let found: Vec<&str> = sql.split(";\n").filter_map(|sql| sql.split("ALGORITHM=").nth(1)).collect();
        assert_eq!(found, ends, "{sql}");
    }
}

#[test]
fn the_last_full_text_index_takes_its_hidden_column_along() {
    let words = |count: usize| {
        let mut table = table();
        table.columns[1].ty = Type::Text;
        for name in ["one", "two"].iter().take(count) {
            table.indexes.push(Index::new(*name, IndexKind::Fulltext, &["mail"]));
        }
        schema(table)
    };
    for flavour in Flavour::ALL {
        let last = written(flavour, &words(1), &words(0)).unwrap();
        assert!(last.ends_with("DROP INDEX one,\n    FORCE,\n    ALGORITHM=INPLACE, LOCK=NONE"), "{last}");
        let first_of_two = written(flavour, &words(2), &words(1)).unwrap();
        assert!(!first_of_two.contains("FORCE"), "{first_of_two}");
        let second = written(flavour, &words(1), &words(2)).unwrap();
        assert!(second.ends_with("LOCK=SHARED"), "{second}");
    }
}

#[test]
fn where_there_is_no_key_a_unique_index_is_one() {
    let unique = Index::new("users_mail", IndexKind::Unique, &["mail"]);
    let keyless = || Table { primary_key: None, ..table() };
    let with = || Table { indexes: vec![unique.clone()], ..keyless() };
    for flavour in [Flavour::Mysql84, Flavour::Mariadb1011] {
        let added = written(flavour, &schema(keyless()), &schema(with())).unwrap();
        assert!(added.ends_with("ALGORITHM=INPLACE, LOCK=NONE"), "{added}");
        let dropped = written(flavour, &schema(with()), &schema(keyless())).unwrap();
        assert_eq!(dropped, "ALTER TABLE users DROP INDEX users_mail");
        let mut null = with();
        null.columns[1].nullable = true;
        let loosened = written(flavour, &schema(with()), &schema(null)).unwrap();
        assert!(!loosened.contains("ALGORITHM"), "{loosened}");
    }
}

#[test]
fn what_can_be_known_beforehand_is_an_error() {
    let error = |change: &dyn Fn(&mut Table)| {
        let mut table = table();
        change(&mut table);
        written(Flavour::Any, &Schema::default(), &schema(table)).unwrap_err()
    };
    let long = error(&|table| table.columns[1].name = "x".repeat(65));
    assert!(long.contains("64 at most"), "{long}");
    let key = error(&|table| {
        table.columns[1].ty = Type::Varchar(1000);
        table.options.charset = Some("utf8mb4".to_owned());
        table.indexes.push(Index::new("i", IndexKind::Plain, &["mail"]));
    });
    assert!(key.contains("4000 bytes long, but 3072 is the most"), "{key}");
    let row = error(&|table| {
        table.columns[1].ty = Type::Varchar(40_000);
        table.columns.push(Column::new("other", Type::Varchar(40_000)));
    });
    assert!(row.contains("a row of `users` would take"), "{row}");
    let text = error(&|table| {
        table.columns[1].ty = Type::Text;
        table.indexes.push(Index::new("i", IndexKind::Unique, &["mail"]));
    });
    assert!(text.contains("has no length"), "{text}");
    let twice = error(&|table| table.columns.push(Column::new("MAIL", Type::Text)));
    assert!(twice.contains("are one name"), "{twice}");
}

#[test]
fn a_column_comes_where_it_is_declared() {
    let mut new = table();
    for (at, name) in [(1, "age"), (2, "height"), (4, "last")] {
        let mut column = Column::new(name, Type::Int { bits: 8, unsigned: true });
        column.nullable = true;
        new.columns.insert(at, column);
    }
    new.columns.insert(0, Column { nullable: true, ..Column::new("first", Type::Float) });
    let lines = "ALTER TABLE users\n    ADD COLUMN first FLOAT FIRST,\n    ADD COLUMN age TINYINT UNSIGNED AFTER id,\n    \
                 ADD COLUMN height TINYINT UNSIGNED AFTER age,\n    ADD COLUMN last TINYINT UNSIGNED,\n    ALGORITHM=";
    for flavour in Flavour::ALL {
        let sql = written(flavour, &schema(table()), &schema(new.clone())).unwrap();
        // Before 8.0.29, MySQL writes the rows again for a column in the middle.
        let promise = if flavour == Flavour::Mysql800 { "INPLACE, LOCK=NONE" } else { "INSTANT" };
        assert_eq!(sql, format!("{lines}{promise}"), "{flavour:?}");
        let sql = written(flavour, &schema(new.clone()), &schema(table())).unwrap();
        assert!(sql.ends_with(&format!("ALGORITHM={promise}")), "{sql}");
    }
}

#[test]
fn a_column_that_goes_comes_back_to_its_place() {
    let mut old = table();
    old.columns.insert(0, Column { nullable: true, ..Column::new("first", Type::Float) });
    old.columns.insert(2, Column { nullable: true, ..Column::new("middle", Type::Float) });
    let mut new = table();
    new.columns.insert(1, Column { nullable: true, ..Column::new("other", Type::Float) });
    let (old, new) = (schema(old), schema(new));
    let changes = diff(Pair::new(&old, &new), &Hints::none().placing(true)).unwrap();
    let there = replayed(&old, &changes).unwrap();
    let names = |schema: &Schema| -> Vec<String> {
        schema.tables[0].columns.iter().map(|column| column.name.clone()).collect()
    };
    assert_eq!(names(&there), ["id", "other", "mail"]);
    assert_eq!(names(&replayed(&there, &reversed(&changes)).unwrap()), names(&old));
    let plan = plan(Dialect::Mysql, &old, &changes, &Options::default()).unwrap();
    let down = plan.down.to_sql();
    assert!(down.contains("first FLOAT FIRST") && down.contains("middle FLOAT AFTER id"), "{down}");
}

#[test]
fn another_databases_column_comes_last() {
    let mut new = table();
    new.columns.insert(1, Column { nullable: true, ..Column::new("age", Type::Float) });
    let (old, new) = (schema(table()), schema(new));
    let changes = diff(Pair::new(&old, &new), &Hints::none()).unwrap();
    let names: Vec<String> = replayed(&old, &changes).unwrap().tables[0]
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    assert_eq!(names, ["id", "mail", "age"]);
    assert!(!Dialect::Sqlite.places_columns() && !Dialect::Postgres.places_columns());
}
