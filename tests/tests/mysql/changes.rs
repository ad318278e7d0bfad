//! What a model may ask for, one by one: made, filled, altered, read back, taken back.

#[cfg(feature = "mysql")]
use super::help::{apply, made, number, prove, read, same, way};
#[cfg(feature = "mysql")]
use migrate_core::{
    Dialect,
    dialect::mysql::Flavour,
    diff::{Backfill, Hints, Origin, Pair, Rename, diff},
    plan,
    schema::*,
};
#[cfg(feature = "mysql")]
use tests::mysql::{Scratch, run};
use tests::mysql_test;

#[cfg(feature = "mysql")]
const BIG: Type = Type::Int { bits: 64, unsigned: false };

#[cfg(feature = "mysql")]
fn schema(tables: Vec<Table>) -> Schema {
    Schema { tables, ..Schema::default() }.normalized()
}

/// A table with a numbered key.
#[cfg(feature = "mysql")]
fn table(name: &str, columns: Vec<Column>) -> Table {
    let mut id = Column::new("id", BIG);
    id.identity = Some(Identity::new(IdentityKind::Autoincrement));
    let mut table = Table::new(name.into());
    table.columns = std::iter::once(id).chain(columns).collect();
    table.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
    table
}

#[cfg(feature = "mysql")]
fn column(name: &str, ty: &str) -> Column {
    Column::new(name, ty.parse().unwrap())
}

#[cfg(feature = "mysql")]
fn backfill(table: &str, column: &str, sql: &str) -> Hints {
    let backfill = Backfill { table: table.into(), column: column.to_owned(), sql: sql.to_owned() };
    Hints { backfills: vec![backfill], ..Hints::none() }
}

mysql_test! {
    fn a_new_column_is_filled() {
        let mut note = column("touched", "timestamp(3)");
        note.nullable = true;
        note.on_update = Some("CURRENT_TIMESTAMP".to_owned());
        let old = schema(vec![table("users", vec![column("name", "varchar(20)"), note])]);
        let mut new = old.clone();
        new.tables[0].columns.push(column("upper", "varchar(20)"));
        let rows = ["INSERT INTO users (name, touched) VALUES ('a', NULL), ('b', '2020-01-01')".to_owned()];
        let plan = prove(&old, &new, &backfill("users", "upper", "upper(name)"), &rows);
        assert_eq!(plan.up.statements.len(), 3);

        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        apply(&mut conn, &way(&Schema::default(), &old, &Hints::none()).up);
        run(&mut conn, &rows[0]);
        apply(&mut conn, &plan.up);
        let filled = "SELECT COUNT(*) AS n FROM users WHERE BINARY `upper` = upper(name)";
        assert_eq!(number(&mut conn, filled), 2);
        let kept = "SELECT COUNT(*) AS n FROM users WHERE touched IS NULL OR touched = '2020-01-01'";
        assert_eq!(number(&mut conn, kept), 2, "a backfill is no update of the row");
    }
}

mysql_test! {
    fn a_keys_own_index_comes_before_what_served_it_goes_though_a_column_is_filled() {
        let mut child = table("posts", vec![column("person", "bigint")]);
        child.foreign_keys.push(cascading("posts_person", "person", "posts"));
        let mut new = schema(vec![child.clone()]);
        child.indexes.push(Index::new("people", IndexKind::Plain, &["person"]));
        new.tables[0].columns.push(column("kind", "boolean"));
        let rows = ["INSERT INTO posts (id, person) VALUES (1, 1)".to_owned()];
        prove(&schema(vec![child]), &new, &backfill("posts", "kind", "1"), &rows);
    }
}

mysql_test! {
    fn nulls_are_filled_before_they_are_forbidden() {
        let mut age = column("age", "integer");
        age.nullable = true;
        let old = schema(vec![table("users", vec![age])]);
        let mut new = old.clone();
        new.tables[0].columns[1].nullable = false;
        let rows = ["INSERT INTO users (age) VALUES (NULL), (3)".to_owned()];
        let plan = prove(&old, &new, &backfill("users", "age", "18"), &rows);
        let codes: Vec<&str> = plan.hazards.iter().map(|hazard| hazard.code.name()).collect();
        assert!(codes.contains(&"not-transactional") && codes.contains(&"table-rewrite"), "{codes:?}");
    }
}

mysql_test! {
    fn renames_keep_what_they_rename() {
        let mut posts = table("posts", vec![column("user", "bigint")]);
        posts.foreign_keys.push(cascading("posts_user_fkey", "user", "users"));
        let mut users = table("users", vec![column("mail", "varchar(99)")]);
        users.indexes.push(Index::new("users_mail_key", IndexKind::Unique, &["mail"]));
        let old = schema(vec![users, posts]);
        let mut new = old.clone();
        for change in [
            migrate_core::Change::RenameTable { from: "users".into(), to: "people".into() },
            migrate_core::Change::RenameColumn { table: "people".into(), from: "mail".into(), to: "order".into() },
            migrate_core::Change::RenameColumn { table: "posts".into(), from: "user".into(), to: "person".into() },
        ] {
            change.apply(&mut new).unwrap();
        }
        let hints = Hints {
            renames: vec![
                Rename::Table { from: "users".into(), to: "people".into(), origin: Origin::Flag },
                Rename::Column { table: "people".into(), from: "mail".into(), to: "order".into(), origin: Origin::Flag },
                Rename::Column { table: "posts".into(), from: "user".into(), to: "person".into(), origin: Origin::Flag },
            ],
            ..Hints::none()
        };
        let rows = ["INSERT INTO users (mail) VALUES ('a')", "INSERT INTO posts (`user`) VALUES (1), (1)"].map(str::to_owned);
        prove(&old, &new, &hints, &rows);
    }
}

mysql_test! {
    fn what_waits_for_rows_to_be_filled_is_as_it_would_be_without() {
        let rows = ["INSERT INTO t (id, mail) VALUES (1, 'a')".to_owned()];
        let mut old = schema(vec![table("t", vec![column("mail", "varchar(9)")])]);
        old.tables[0].columns[0].identity = None;
        let mut keyless = old.clone();
        keyless.tables[0].primary_key = None;
        keyless.tables[0].columns[0].nullable = true;
        keyless.tables[0].columns.push(column("age", "integer"));
        prove(&old, &keyless, &backfill("t", "age", "1"), &rows);

        let mut latin = old.clone();
        latin.tables[0].options.charset = Some("latin1".to_owned());
        latin.tables[0].columns.push(column("age", "integer"));
        latin.tables[0].columns.push(Column { nullable: true, ..column("name", "varchar(9)") });
        prove(&old, &latin, &backfill("t", "age", "1"), &rows);
    }
}

mysql_test! {
    fn a_column_takes_a_name_that_a_check_has() {
        let mut t = table("t", vec![column("mail", "integer")]);
        t.checks.push(Check::new("age".to_owned(), "mail < 9".to_owned()));
        t.checks.push(Check::new("mail".to_owned(), "mail > 0".to_owned()));
        let old = schema(vec![t]);
        let mut new = old.clone();
        let rename = migrate_core::Change::RenameColumn { table: "t".into(), from: "mail".into(), to: "age".into() };
        rename.apply(&mut new).unwrap();
        for (check, words) in new.tables[0].checks.iter_mut().zip(["age < 9", "age > 0"]) {
            check.expression = words.to_owned();
        }
        let renames = vec![Rename::Column { table: "t".into(), from: "mail".into(), to: "age".into(), origin: Origin::Flag }];
        prove(&old, &new, &Hints { renames, ..Hints::none() }, &["INSERT INTO t (mail) VALUES (3)".to_owned()]);
    }
}

mysql_test! {
    fn labels_are_renamed_added_and_dropped() {
        let ty = EnumType {
            name: "state".into(),
            labels: ["new", "busy", "done"].map(str::to_owned).to_vec(),
            comment: None,
        };
        let mut state = column("state", "enum(state)");
        state.default = Some(migrate_core::schema::Default::Text("busy".to_owned()));
        let mut old = schema(vec![table("jobs", vec![state.clone()]), table("logs", vec![state])]);
        old.enums.push(ty.clone());
        let mut new = old.clone();
        new.enums[0].labels = ["new", "at work", "done", "it's lost"].map(str::to_owned).to_vec();
        for table in &mut new.tables {
            table.columns[1].default = Some(migrate_core::schema::Default::Text("at work".to_owned()));
        }
        let hints = Hints {
            renames: vec![Rename::Label {
                ty: "state".into(),
                from: "busy".to_owned(),
                to: "at work".to_owned(),
                origin: Origin::Attribute,
            }],
            ..Hints::none()
        };
        let rows = ["INSERT INTO jobs (state) VALUES ('busy'), ('done')".to_owned()];
        prove(&old, &new, &hints, &rows);
    }
}

mysql_test! {
    fn one_statement_holds_what_it_can() {
        let old = schema(vec![table("users", vec![column("a", "integer"), column("b", "varchar(9)"), column("c", "integer")])]);
        let mut new = old.clone();
        let users = &mut new.tables[0];
        users.columns.remove(3);
        users.columns.push(column("d", "varchar(20)"));
        users.columns[1].default = Some(migrate_core::schema::Default::Int(4));
        let plan = prove(&old, &new, &Hints::none(), &["INSERT INTO users (a, b, c) VALUES (1, 'x', 2)".to_owned()]);
        assert_eq!(plan.up.statements.len(), 1, "{}", plan.up.to_sql());
        assert!(plan.up.to_sql().contains("=INSTANT"), "{}", plan.up.to_sql());
        assert!(!plan.up.run_in_transaction(), "nothing pretends to be transactional");
        let codes: Vec<&str> = plan.hazards.iter().map(|hazard| hazard.code.name()).collect();
        assert!(!codes.contains(&"not-transactional"), "one statement is done or not: {codes:?}");

        // MySQL would write the rows again for the comment beside columns; MariaDB wouldn't.
        new.tables[0].comment = Some("those who log in".to_owned());
        let changes = diff(Pair::new(&old, &new), &Hints::none()).unwrap();
        for (flavour, count) in [(Flavour::Any, 2), (Flavour::Mysql84, 2), (Flavour::Mariadb1011, 1)] {
            let plan = plan::plan(Dialect::Mysql, &old, &changes, &plan::Options::on(flavour)).unwrap();
            assert_eq!(plan.up.statements.len(), count, "{}", plan.up.to_sql());
            assert!(!plan.hazards.iter().any(|hazard| hazard.code.name() == "table-rewrite"), "{}", plan.up.to_sql());
        }
    }
}

mysql_test! {
    fn columns_and_indexes_come_apart_unless_rows_are_written_anyway() {
        let old = schema(vec![table("users", vec![column("a", "integer"), column("b", "varchar(9)"), column("c", "integer")])]);
        let mut new = old.clone();
        let users = &mut new.tables[0];
        users.columns.remove(3);
        users.columns.push(column("d", "varchar(20)"));
        users.indexes.push(Index::new("users_d_idx", IndexKind::Plain, &["d", "a"]));
        let rows = ["INSERT INTO users (a, b, c) VALUES (1, 'x', 2)".to_owned()];
        let plan = prove(&old, &new, &Hints::none(), &rows);
        let ends: Vec<&str> = plan.up.statements.iter().filter_map(|statement| statement.sql.split("ALGORITHM=").nth(1)).collect();
        assert_eq!(ends, ["INSTANT", "INPLACE, LOCK=NONE"], "{}", plan.up.to_sql());
        let codes: Vec<&str> = plan.hazards.iter().map(|hazard| hazard.code.name()).collect();
        assert!(!codes.contains(&"table-rewrite"), "{codes:?}");

        new.tables[0].columns[1].nullable = true;
        let plan = prove(&old, &new, &Hints::none(), &rows);
        assert_eq!(plan.up.statements.len(), 1, "{}", plan.up.to_sql());
    }
}

mysql_test! {
    fn a_full_text_index_leaves_nothing_behind() {
        let mut indexed = table("posts", vec![column("words", "text"), column("a", "integer")]);
        indexed.indexes.push(Index::new("posts_words", IndexKind::Fulltext, &["words"]));
        let old = schema(vec![indexed]);
        let mut bare = old.clone();
        bare.tables[0].indexes.clear();
        let mut new = bare.clone();
        new.tables[0].columns.insert(1, Column { nullable: true, ..column("b", "integer") });
        let (scratch, gone, more) = (Scratch::new(), way(&old, &bare, &Hints::none()), way(&bare, &new, &Hints::none()));
        let mut conn = scratch.connect();
        apply(&mut conn, &way(&Schema::default(), &old, &Hints::none()).up);
        run(&mut conn, "INSERT INTO posts (words, a) VALUES ('x', 1), ('y', 2)");
        let says = |plan: &plan::Plan| plan.hazards.iter().any(|hazard| hazard.code.name() == "table-rewrite");
        assert!(gone.up.to_sql().contains("FORCE,\n    ALGORITHM=INPLACE, LOCK=NONE") && says(&gone), "{}", gone.up.to_sql());
        apply(&mut conn, &gone.up);
        // In a later revision, columns come in an instant again.
        assert!(more.up.to_sql().contains("ALGORITHM=INSTANT") && !says(&more), "{}", more.up.to_sql());
        for script in [&more.up, &more.down, &gone.down] {
            apply(&mut conn, script);
        }
        same(&read(&mut conn).schema, &super::help::canonical(&old), "after the way back");
    }
}

mysql_test! {
    fn labels_cost_what_they_take() {
        let with = |labels: &[&str]| {
            let labels = labels.iter().map(|label| (*label).to_owned()).collect();
            let state = EnumType { name: "state".into(), labels, comment: None };
            let mut old = schema(vec![table("jobs", vec![column("state", "enum(state)")])]);
            old.enums.push(state);
            old
        };
        let rows = ["INSERT INTO jobs (state) VALUES ('new')".to_owned()];
        let codes = |old: &[&str], new: &[&str]| -> Vec<&'static str> {
            let plan = prove(&with(old), &with(new), &Hints::none(), &rows);
            plan.hazards.iter().map(|hazard| hazard.code.name()).collect()
        };
        assert!(!codes(&["new", "done"], &["new", "done", "lost"]).contains(&"table-rewrite"));
        let gone = codes(&["new", "done"], &["new"]);
        assert!(gone.contains(&"table-rewrite") && gone.contains(&"long-lock"), "{gone:?}");
        assert!(codes(&["new", "done"], &["lost", "new", "done"]).contains(&"table-rewrite"));
    }
}

mysql_test! {
    fn a_table_that_must_be_copied_says_so() {
        let old = schema(vec![table("users", vec![column("a", "integer")])]);
        let mut new = old.clone();
        new.tables[0].columns[1].ty = "varchar(20)".parse().unwrap();
        let plan = prove(&old, &new, &Hints::none(), &["INSERT INTO users (a) VALUES (1)".to_owned()]);
        let codes: Vec<&str> = plan.hazards.iter().map(|hazard| hazard.code.name()).collect();
        assert!(codes.contains(&"long-lock") && codes.contains(&"table-rewrite"), "{codes:?}");
        assert!(!plan.up.to_sql().contains("ALGORITHM"), "{}", plan.up.to_sql());
    }
}

mysql_test! {
    fn the_server_refuses_rather_than_blocks() {
        // The plan believes that the column is of the database's own character set, and so costs nothing to lengthen.
        let (_scratch, mut conn, _) = made("CREATE TABLE t (a varchar(10) CHARACTER SET latin1)");
        let mut t = Table::new("t".into());
        t.columns = vec![column("a", "varchar(10)")];
        t.columns[0].nullable = true;
        let old = schema(vec![t]);
        let mut new = old.clone();
        new.tables[0].columns[0].ty = Type::Varchar(20);
        let plan = way(&old, &new, &Hints::none());
        let error = diesel::RunQueryDsl::execute(diesel::sql_query(&plan.up.statements[0].sql), &mut conn).unwrap_err();
        assert!(error.to_string().contains("Try ALGORITHM=COPY"), "{error}");
        assert_eq!(read(&mut conn).schema.tables[0].columns[0].ty, Type::Varchar(10));
    }
}

mysql_test! {
    fn a_number_starts_where_it_is_told() {
        let mut old = schema(vec![table("t", vec![column("a", "integer")])]);
        let start = |n| Some(Identity { start: Some(n), ..Identity::new(IdentityKind::Autoincrement) });
        old.tables[0].columns[0].identity = start(500);
        let (scratch, mut new) = (Scratch::new(), old.clone());
        let mut conn = scratch.connect();
        apply(&mut conn, &way(&Schema::default(), &old, &Hints::none()).up);
        run(&mut conn, "INSERT INTO t (a) VALUES (1)");
        new.tables[0].columns[0].identity = start(900);
        apply(&mut conn, &way(&old, &new, &Hints::none()).up);
        run(&mut conn, "INSERT INTO t (a) VALUES (1)");
        assert_eq!(number(&mut conn, "SELECT SUM(id) AS n FROM t"), 1400);
    }
}

mysql_test! {
    fn names_of_64_characters_and_odd_ones() {
        let long = "ü".repeat(64);
        let mut t = table(&long, vec![column(&"`".repeat(30), "varchar(9)"), column("it's \"so\"", "integer")]);
        t.indexes.push(Index::new("x".repeat(64), IndexKind::Plain, &["it's \"so\""]));
        let old = schema(vec![t]);
        let mut new = old.clone();
        new.tables[0].columns[1].nullable = true;
        prove(&old, &new, &Hints::none(), &[]);
    }
}

mysql_test! {
    fn large_values_have_defaults() {
        let mut t = table("t", vec![column("a", "text"), column("b", "json"), column("c", "blob")]);
        t.columns[1].default = Some(migrate_core::schema::Default::Text("it's \\ so".to_owned()));
        t.columns[2].default = Some(migrate_core::schema::Default::Text("{}".to_owned()));
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        let wanted = schema(vec![t]);
        apply(&mut conn, &way(&Schema::default(), &wanted, &Hints::none()).up);
        same(&read(&mut conn).schema, &wanted, "made");
        run(&mut conn, "INSERT INTO t (c) VALUES ('')");
        assert_eq!(number(&mut conn, "SELECT COUNT(*) AS n FROM t WHERE a = 'it''s \\\\ so'"), 1);
    }
}

/// A foreign key whose rows go with those that they refer to.
#[cfg(feature = "mysql")]
fn cascading(name: &str, column: &str, references: &str) -> ForeignKey {
    ForeignKey { on_delete: Action::Cascade, ..ForeignKey::new(name, &[column], references, &["id"]) }
}
