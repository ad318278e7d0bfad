use migrate_core::Dialect::{self, Mysql, Postgres, Sqlite};
use migrate_core::schema::{
    Action, Check, Column, Default, Deferrable, EnumType, ForeignKey, Generated, Index, IndexKind, IndexPart,
    PrimaryKey, Schema, Table,
};
use migrate_core::{Change, QName};

/// A database with rows, a change, and what must be found: concern, rows, the one named.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) on: Vec<Dialect>,
    pub(crate) before: Schema,
    pub(crate) rows: Vec<&'static str>,
    pub(crate) changes: Vec<Change>,
    pub(crate) found: Vec<(&'static str, u64, &'static str)>,
}

const ALL: [Dialect; 3] = [Sqlite, Postgres, Mysql];

/// `id bigint, email varchar(255)?`: `?` is optional.
pub(crate) fn table(name: &str, columns: &str) -> Table {
    let mut table = Table::new(QName::from(name));
    table.columns = columns.split(';').map(|text| column(text.trim())).collect();
    table.primary_key = Some(PrimaryKey::new(vec![table.columns[0].name.clone()]));
    table
}

pub(crate) fn column(text: &str) -> Column {
    let (name, ty) = text.split_once(' ').unwrap();
    let mut column = Column::new(name, ty.trim_end_matches('?').parse().unwrap());
    column.nullable = ty.ends_with('?');
    column
}

pub(crate) fn schema(tables: Vec<Table>) -> Schema {
    Schema { tables, ..Schema::default() }.normalized()
}

fn users() -> Schema {
    schema(vec![table("users", "id bigint; email varchar(255)?; age integer?; boss bigint?")])
}

const USERS: &str = "INSERT INTO users (id, email, age, boss) VALUES (1, 'a@x', 1, NULL), (2, NULL, 20, 1), \
                     (3, 'A@x', 30, 9), (4, NULL, NULL, 1), (7, 'a@x', 1, 7)";

fn alter(text_before: &str, text_after: &str, backfill: Option<&str>) -> Change {
    Change::AlterColumn {
        table: "users".into(),
        from: column(text_before),
        to: column(text_after),
        backfill: backfill.map(str::to_owned),
    }
}

fn add(text: &str, default: Option<Default>, backfill: Option<&str>) -> Change {
    Change::AddColumn {
        table: "users".into(),
        column: Column { default, ..column(text) },
        after: Some("boss".to_owned()),
        backfill: backfill.map(str::to_owned),
    }
}

fn index(table: &str, index: Index) -> Change {
    Change::AddIndex { table: table.into(), index }
}

fn unique(columns: &[&str]) -> Index {
    Index::new("users_unique", IndexKind::Unique, columns)
}

fn check(expression: &str) -> Change {
    Change::AddCheck { table: "users".into(), check: Check::new("sane".to_owned(), expression.to_owned()) }
}

fn refer(table: &str, columns: &[&str], to: &str, referenced: &[&str]) -> Change {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Change::AddForeignKey {
        table: table.into(),
        foreign_key: ForeignKey {
            name: "refers".to_owned(),
            columns: names(columns),
            references: to.into(),
            referenced_columns: names(referenced),
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            deferrable: Deferrable::No,
            match_full: false,
            not_valid: false,
        },
    }
}

fn case(name: &'static str, changes: Vec<Change>, found: Vec<(&'static str, u64, &'static str)>) -> Case {
    Case { name, on: ALL.to_vec(), before: users(), rows: vec![USERS], changes, found }
}

pub(crate) fn cases() -> Vec<Case> {
    let mut all = vec![
        case(
            "NULL",
            vec![alter("email varchar(255)?", "email varchar(255)", None)],
            vec![("null", 2, "id = 2")],
        ),
        case(
            "NULL, filled",
            vec![alter("email varchar(255)?", "email varchar(255)", Some("'none'"))],
            vec![],
        ),
        Case {
            on: vec![Sqlite, Postgres],
            ..case("no value", vec![add("town text", None, None)], vec![("no-value", 5, "id = 1")])
        },
        case("a backfill", vec![add("town varchar(20)", None, Some("coalesce(email, 'x')"))], vec![]),
        case(
            "a backfill of NULL",
            vec![add("town varchar(20)", None, Some("lower(email)"))],
            vec![("null", 2, "id = 2")],
        ),
        case("a default", vec![add("town varchar(20)", Some(Default::Text("it's".into())), None)], vec![]),
        case("no value, no rows", vec![add("town integer", None, None)], vec![]),
        case("unique", vec![index("users", unique(&["age"]))], vec![("duplicate", 2, "id = 1")]),
        case("unique, several", vec![index("users", unique(&["email", "boss"]))], vec![]),
        case(
            "unique over a default",
            vec![add("one integer", Some(Default::Int(1)), None), index("users", unique(&["one"]))],
            vec![("duplicate", 5, "id = 1")],
        ),
        case("check", vec![check("age < 25")], vec![("check", 1, "id = 3")]),
        case("check, kept", vec![check("age < 31")], vec![]),
        case(
            "orphan of itself",
            vec![refer("users", &["boss"], "users", &["id"])],
            vec![("orphan", 1, "id = 3")],
        ),
    ];
    all.iter_mut().find(|case| case.name == "no value, no rows").unwrap().rows.clear();
    let mut partial = unique(&["email"]);
    partial.predicate = Some("age > 1".to_owned());
    all.push(Case { on: vec![Sqlite, Postgres], ..case("partial", vec![index("users", partial)], vec![]) });
    let mut expression = unique(&[]);
    expression.parts = vec![IndexPart::expression("lower(email)")];
    all.push(Case {
        on: vec![Sqlite, Postgres],
        ..case("expression", vec![index("users", expression)], vec![("duplicate", 3, "id = 1")])
    });
    all.push(case(
        "by its new name",
        vec![
            Change::RenameTable { from: "users".into(), to: "people".into() },
            Change::RenameColumn { table: "people".into(), from: "age".into(), to: "years".into() },
            index("people", unique(&["years"])),
        ],
        vec![("duplicate", 2, "id = 1")],
    ));
    all.push(case(
        "primary key",
        vec![
            alter("age integer?", "age integer", Some("-1")),
            Change::AlterPrimaryKey {
                table: "users".into(),
                from: Some(PrimaryKey::new(vec!["id".to_owned()])),
                to: Some(PrimaryKey::new(vec!["age".to_owned()])),
            },
        ],
        vec![("duplicate", 2, "id = 1")],
    ));
    all.push(labels());
    all.push(computed_labels());
    all.extend(references());
    all.extend(narrower());
    all.extend(keys());
    all
}

fn status(labels: &[&str]) -> EnumType {
    EnumType {
        name: "status".into(),
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        comment: None,
    }
}

/// A computed column gets another expression, and the name of one that goes: what it will hold, only the database can say.
fn computed_labels() -> Case {
    let computed = |name: &str, label: &str| Column {
        generated: Some(Generated {
            expression: format!("CASE WHEN id > 3 THEN '{label}' ELSE 'new' END"),
            stored: false,
        }),
        ..column(&format!("{name} enum(status)?"))
    };
    let mut before = schema(vec![table("users", "id bigint; kind enum(status)?; age integer?")]);
    before.enums = vec![status(&["new", "old", "gone"])];
    before.tables[0].columns.push(computed("state", "old"));
    let (from, to) = (status(&["new", "old", "gone"]), status(&["new", "done"]));
    let table = || QName::from("users");
    let change = |from, to| Change::AlterColumn { table: table(), from, to, backfill: None };
    Case {
        before,
        on: vec![Sqlite],
        rows: vec!["INSERT INTO users (id, kind) VALUES (1, 'old'), (7, 'new')"],
        ..case(
            "a computed column",
            vec![
                Change::AlterEnum { from, to, renamed: vec![("old".to_owned(), "done".to_owned())] },
                Change::DropColumn {
                    table: table(),
                    column: column("age integer?"),
                    after: Some("kind".to_owned()),
                },
                Change::RenameColumn { table: table(), from: "state".to_owned(), to: "age".to_owned() },
                change(computed("age", "old"), computed("age", "done")),
            ],
            vec![],
        )
    }
}

fn labels() -> Case {
    let mut before = schema(vec![table("users", "id bigint; status enum(status)?")]);
    before.enums = vec![status(&["new", "old", "gone"])];
    Case {
        before,
        rows: vec![
            "INSERT INTO users (id, status) VALUES (1, 'new'), (2, 'gone'), (3, NULL), (4, 'old'), (5, 'gone')",
        ],
        ..case(
            "labels",
            vec![Change::AlterEnum {
                from: status(&["new", "old", "gone"]),
                to: status(&["new", "done"]),
                renamed: vec![("old".to_owned(), "done".to_owned())],
            }],
            vec![("label", 2, "id = 2")],
        )
    }
}

fn references() -> Vec<Case> {
    let mut parent = table("town", "country varchar(9); name varchar(9)");
    parent.primary_key = Some(PrimaryKey::new(vec!["country".into(), "name".into()]));
    let child = table("users", "id bigint; country varchar(9)?; town varchar(9)?");
    let before = schema(vec![parent, child]);
    let rows = vec![
        "INSERT INTO town (country, name) VALUES ('fr', 'paris'), ('us', 'paris')",
        "INSERT INTO users (id, country, town) VALUES (1, 'fr', 'paris'), (2, 'fr', NULL), (3, NULL, 'rome'), (4, 'it', 'paris')",
    ];
    let several = refer("users", &["country", "town"], "town", &["country", "name"]);
    let to_nothing = vec![
        Change::CreateTable { table: table("teams", "id bigint") },
        refer("users", &["boss"], "teams", &["id"]),
    ];
    vec![
        Case {
            before,
            rows,
            ..case("orphan, several columns", vec![several], vec![("orphan", 1, "id = 4")])
        },
        case("orphan of a new table", to_nothing, vec![("orphan", 4, "id = 2")]),
    ]
}

fn narrower() -> Vec<Case> {
    let wide = || {
        schema(vec![table("users", "id bigint; email varchar(40); n bigint; price decimal(9, 2); word text")])
    };
    let rows = || {
        vec![
            "INSERT INTO users (id, email, n, price, word) VALUES (1, 'short', 3000000000, 5.25, '12'), (2, 'longer than ten', 5, 1234567.5, 'x'), (3, 'ten        ', -7, 0, ' 7 ')",
        ]
    };
    let of = |name, before: &str, after: &str, found, on: &[Dialect]| Case {
        before: wide(),
        rows: rows(),
        on: on.to_vec(),
        ..case(name, vec![alter(before, after, None)], found)
    };
    let both = [Postgres, Mysql];
    vec![
        of("shorter", "email varchar(40)", "email varchar(10)", vec![("misfit", 1, "id = 2")], &both),
        of("short enough", "email varchar(40)", "email varchar(15)", vec![], &both),
        of("smaller", "n bigint", "n integer", vec![("misfit", 1, "id = 1")], &both),
        of(
            "fewer digits",
            "price decimal(9, 2)",
            "price decimal(6, 2)",
            vec![("misfit", 1, "id = 2")],
            &both,
        ),
        of("no number", "word text", "word integer", vec![("misfit", 1, "id = 2")], &[Postgres]),
    ]
}

/// How a row is named.
fn keys() -> Vec<Case> {
    // SQLite numbers rows by itself where the key is an integer, and nowhere else.
    let keyed_by = |text: &str| {
        let key = |name: &str| Some(PrimaryKey::new(vec![name.to_owned()]));
        let drop =
            Change::DropColumn { table: "users".into(), column: column("email varchar(40)"), after: None };
        let add =
            Change::AddColumn { table: "users".into(), column: column(text), after: None, backfill: None };
        let name = text.split(' ').next().unwrap();
        let table: QName = "users".into();
        vec![add, Change::AlterPrimaryKey { table, from: key("email"), to: key(name) }, drop]
    };
    let by_text = schema(vec![table("users", "email varchar(40); age integer?")]);
    let mut without = by_text.clone();
    without.tables[0].primary_key = None;
    let mut composite = by_text.clone();
    composite.tables[0].columns[1].nullable = false;
    composite.tables[0].primary_key = Some(PrimaryKey::new(vec!["email".into(), "age".into()]));
    let not_null = || vec![alter("age integer?", "age integer", None)];
    let rows = || vec!["INSERT INTO users (email, age) VALUES ('it''s|b', NULL)"];
    vec![
        Case {
            before: by_text.clone(),
            rows: rows(),
            ..case("a key of text", not_null(), vec![("null", 1, "email = it's|b")])
        },
        Case {
            before: without.clone(),
            rows: rows(),
            on: vec![Sqlite],
            ..case("no key", not_null(), vec![("null", 1, "rowid = 1")])
        },
        Case {
            before: without.clone(),
            rows: rows(),
            on: vec![Postgres],
            ..case("no key", not_null(), vec![("null", 1, "ctid = (0,1)")])
        },
        Case {
            before: without,
            rows: rows(),
            on: vec![Mysql],
            ..case("no key", not_null(), vec![("null", 1, "")])
        },
        Case {
            before: by_text.clone(),
            rows: rows(),
            on: vec![Sqlite],
            ..case(
                "a new key that nobody numbers",
                keyed_by("done boolean"),
                vec![("no-value", 1, "email = it's|b")],
            )
        },
        Case {
            before: by_text.clone(),
            rows: rows(),
            on: vec![Sqlite],
            ..case("a new key that SQLite numbers", keyed_by("id bigint"), vec![])
        },
        Case {
            before: composite,
            rows: vec!["INSERT INTO users (email, age) VALUES ('a', 3)"],
            ..case("a key of several", vec![check("age > 5")], vec![("check", 1, "email = a, age = 3")])
        },
    ]
}
