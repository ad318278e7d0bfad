//! What a plan says of its cost, held against what the server does: many tables, two or three changes at once. In the
//! ordinary run, one pair in fourteen; `MIGRATE_TEST_COSTS=1` asks for every one.

#[cfg(feature = "mysql")]
use super::help::{canonical, differences, made, number, read};
#[cfg(feature = "mysql")]
use diesel::{MysqlConnection, RunQueryDsl};
#[cfg(feature = "mysql")]
use migrate_core::{
    Dialect,
    dialect::mysql::Flavour,
    diff::{Hints, Pair, diff},
    introspect::flavour,
    plan::{self, Script, Statement, plan},
    schema::*,
};
use tests::mysql_test;

/// The tables that are altered.
#[cfg(feature = "mysql")]
const TABLES: [&str; 10] = [
    "CREATE TABLE t (id int PRIMARY KEY, x int, a int, b int, c varchar(20), d text, e int NOT NULL, INDEX i_b (b), UNIQUE u_e (e))",
    "CREATE TABLE t (id int PRIMARY KEY, x int, a int, b int, c varchar(20), d text, e int NOT NULL, INDEX i_b (b), FULLTEXT f_d (d))",
    "CREATE TABLE t (id int PRIMARY KEY, x int, b int, c varchar(20), d text, e int, FULLTEXT f_d (d), FULLTEXT f_c (c))",
    "CREATE TABLE t (id int PRIMARY KEY, x int, a int, v int AS (a + 1) VIRTUAL, b int, c varchar(20), e int NOT NULL, INDEX i_v (v), INDEX i_b (b))",
    "CREATE TABLE t (id int PRIMARY KEY, x int, a int, v int AS (a + 1) VIRTUAL, b int, c varchar(20), d text, e int NOT NULL, UNIQUE u_e (e))",
    "CREATE TABLE t (id int PRIMARY KEY, x int, a int, s int AS (a + 1) STORED, b int, c varchar(20), d text, e int NOT NULL, INDEX i_b (b))",
    "CREATE TABLE t (x int, a int, b int, c varchar(20), d text, e int NOT NULL, INDEX i_b (b), UNIQUE u_e (e))",
    "CREATE TABLE t (x int, a int, b int, c varchar(20), e int NOT NULL)",
    "CREATE TABLE t (id int PRIMARY KEY, x int, a int, b int, c varchar(20), e int NOT NULL, INDEX i_b (b)) ROW_FORMAT=COMPRESSED",
    "CREATE TABLE t (id int PRIMARY KEY, x int, a int, b int, c varchar(20), p point NOT NULL, SPATIAL INDEX i_p (p), INDEX i_b (b))",
];

#[cfg(feature = "mysql")]
type Change = (&'static str, fn(&mut Table) -> Option<()>);

/// What may happen to them; not where a table has nothing of the kind.
#[cfg(feature = "mysql")]
const CHANGES: [Change; 35] = [
    ("a column comes last", |t| add(t, "n1", "integer", 99)),
    ("a column comes first", |t| add(t, "n2", "varchar(9)", 0)),
    ("a column comes in the middle", |t| add(t, "n3", "bigint", 2)),
    ("a column with a default comes", |t| {
        add(t, "n4", "integer", 99)?;
        let column = t.column_mut("n4")?;
        (column.nullable, column.default) = (false, Some(Default::Int(4)));
        Some(())
    }),
    ("a column with the time comes", |t| {
        add(t, "n5", "timestamp", 99)?;
        t.column_mut("n5")?.default = Some(Default::Sql("CURRENT_TIMESTAMP".to_owned()));
        Some(())
    }),
    ("a text with a default comes", |t| {
        add(t, "n6", "text", 99)?;
        t.column_mut("n6")?.default = Some(Default::Text("x".to_owned()));
        Some(())
    }),
    ("a column goes", |t| goes(t, "x")),
    ("an indexed column goes", |t| {
        t.index("i_b")?;
        goes(t, "b")
    }),
    ("a column must not be NULL", |t| set(t, "x", |column| column.nullable = false)),
    ("a column may be NULL", |t| set(t, "e", |column| column.nullable = true)),
    ("a column is wider", |t| set(t, "c", |column| column.ty = Type::Varchar(60))),
    ("a column is much wider", |t| set(t, "c", |column| column.ty = Type::Varchar(300))),
    ("a column is another", |t| set(t, "b", |column| column.ty = Type::Int { bits: 64, unsigned: false })),
    ("another default", |t| set(t, "b", |column| column.default = Some(Default::Int(3)))),
    ("a column's comment", |t| set(t, "e", |column| column.comment = Some("why".to_owned()))),
    ("a computed column's comment", |t| {
        let computed = |column: &&mut Column| column.generated.is_some();
        let column = t.columns.iter_mut().find(computed)?;
        column.comment.replace("why".to_owned()).is_none().then_some(())
    }),
    ("a column is hidden", |t| set(t, "b", |column| column.invisible = true)),
    ("an index comes", |t| index(t, "j1", IndexKind::Plain, &["b", "c"])),
    ("a unique index comes", |t| index(t, "j2", IndexKind::Unique, &["e"])),
    ("a full-text index comes", |t| index(t, "j3", IndexKind::Fulltext, &["c"])),
    ("an index goes", |t| drop_index(t, "i_b")),
    ("a unique index goes", |t| drop_index(t, "u_e")),
    ("a full-text index goes", |t| drop_index(t, "f_d")),
    ("a spatial index goes", |t| drop_index(t, "i_p")),
    ("an index has another name", |t| {
        t.indexes.iter_mut().find(|index| index.name == "i_b")?.name = "i_c".to_owned();
        Some(())
    }),
    ("a check comes", |t| {
        t.checks.push(Check::new("k".to_owned(), "x < 1000".to_owned()));
        t.column("x").map(|_| ())
    }),
    ("a wider key", |t| {
        t.column("e").filter(|e| !e.nullable)?;
        t.primary_key.as_mut()?.columns.push("e".to_owned());
        Some(())
    }),
    ("no key", |t| t.primary_key.take().map(|_| ())),
    ("a table's comment", |t| t.comment.replace("why".to_owned()).is_none().then_some(())),
    ("another row format", |t| t.options.row_format.replace("compact".to_owned()).is_none().then_some(())),
    ("a virtual column comes", |t| computed(t, "w", false)),
    ("a virtual column with its index comes", |t| {
        computed(t, "w2", false)?;
        index(t, "j4", IndexKind::Plain, &["w2"])
    }),
    ("a stored column comes", |t| computed(t, "w3", true)),
    ("a computed column goes", |t| {
        let name = t.columns.iter().find(|column| ["v", "s"].contains(&column.name.as_str()))?.name.clone();
        let _ = drop_index(t, "i_v");
        goes(t, &name)
    }),
    ("an index over a virtual column goes", |t| drop_index(t, "i_v")),
];

#[cfg(feature = "mysql")]
fn add(table: &mut Table, name: &str, ty: &str, at: usize) -> Option<()> {
    let mut column = Column::new(name, ty.parse().ok()?);
    column.nullable = true;
    table.columns.insert(at.min(table.columns.len()), column);
    Some(())
}

#[cfg(feature = "mysql")]
fn computed(table: &mut Table, name: &str, stored: bool) -> Option<()> {
    table.column("a")?;
    add(table, name, "integer", 99)?;
    table.column_mut(name)?.generated = Some(Generated { expression: "`a` + 2".to_owned(), stored });
    Some(())
}

#[cfg(feature = "mysql")]
fn goes(table: &mut Table, name: &str) -> Option<()> {
    let at = table.columns.iter().position(|column| column.name == name)?;
    table.columns.remove(at);
    table
        .indexes
        .retain(|index| !index.parts.iter().any(|part| part.on == IndexTarget::Column(name.to_owned())));
    table.checks.retain(|check| !check.expression.contains(name));
    Some(())
}

#[cfg(feature = "mysql")]
fn set(table: &mut Table, name: &str, change: impl Fn(&mut Column)) -> Option<()> {
    let column = table.column_mut(name)?;
    let before = column.clone();
    change(column);
    (*column != before).then_some(())
}

#[cfg(feature = "mysql")]
fn index(table: &mut Table, name: &str, kind: IndexKind, columns: &[&str]) -> Option<()> {
    columns.iter().try_for_each(|column| table.column(column).map(|_| ()))?;
    table.indexes.push(Index::new(name, kind, columns));
    Some(())
}

#[cfg(feature = "mysql")]
fn drop_index(table: &mut Table, name: &str) -> Option<()> {
    let at = table.indexes.iter().position(|index| index.name == name)?;
    table.indexes.remove(at);
    Some(())
}

/// What was said and what happened, in so many statements.
#[cfg(feature = "mysql")]
#[derive(Default)]
struct Tally {
    statements: usize,
    rewritten: usize,
    /// Said to be written again, and wasn't.
    too_dear: Vec<String>,
    /// Said to keep writers waiting, and needn't.
    too_long: Vec<String>,
}

mysql_test! {
    fn nothing_costs_more_than_was_said() {
        let asked = std::env::var("MIGRATE_TEST_COSTS").ok().and_then(|text| text.parse().ok());
        let one_in: usize = asked.unwrap_or(14);
        let mut tally = Tally::default();
        let (_scratch, mut conn, _) = made("SELECT 1");
        let known = flavour(&mut conn).unwrap();
        for (at, sql) in TABLES.into_iter().enumerate() {
            remake(&mut conn, sql);
            let old = read(&mut conn).schema;
            for (first, one) in CHANGES.iter().enumerate() {
                for (second, other) in CHANGES.iter().enumerate().skip(first) {
                    // Each pair is asked once, for this server or for any; now and then with a third.
                    let number = at + first * 7 + second * 3;
                    if !number.is_multiple_of(one_in) {
                        continue;
                    }
                    let third = (number / one_in).is_multiple_of(4).then(|| &CHANGES[number % CHANGES.len()]);
                    let mut changes = vec![one];
                    changes.extend((first != second).then_some(other));
                    changes.extend(third.filter(|(name, _)| *name != one.0 && *name != other.0));
                    let mut new = old.clone();
                    if changes.iter().any(|(_, change)| change(&mut new.tables[0]).is_none()) {
                        continue;
                    }
                    let on = if (number / one_in).is_multiple_of(2) { known } else { Flavour::Any };
                    let names: Vec<&str> = changes.iter().map(|(name, _)| *name).collect();
                    held(&mut conn, [&old, &new.normalized()], on, &format!("{}\non: {sql}", names.join(", ")), &mut tally);
                    remake(&mut conn, sql);
                }
            }
        }
        let Tally { statements, rewritten, too_dear, too_long } = tally;
        println!("{statements} statements, {rewritten} wrote rows again; said for nothing: {} of rows, {} of locks", too_dear.len(), too_long.len());
        let lines = too_dear.join("\n---\n");
        // Where nobody knows the server, what one of them does must be said.
        assert!(too_dear.len() * 12 < rewritten, "too much is said to be written again:\n{lines}");
        assert!(too_long.len() * 12 < statements, "too much is said to lock:\n{}", too_long.join("\n---\n"));
    }
}

#[cfg(feature = "mysql")]
fn remake(conn: &mut MysqlConnection, sql: &str) {
    for sql in ["DROP TABLE IF EXISTS t", sql] {
        run(conn, sql).unwrap_or_else(|error| panic!("{error}\n{sql}"));
    }
    for n in [1, 2] {
        let id = if sql.contains("id int") { "id, " } else { "" };
        let e = if sql.contains(" e int") { ", e" } else { "" };
        let p = if sql.contains("p point") { ", p" } else { "" };
        let value = |there: &str, value: String| if there.is_empty() { String::new() } else { value };
        let insert = format!(
            "INSERT INTO t ({id}x, b, c{e}{p}) VALUES ({}{n}, {n}, '{n}'{}{})",
            value(id, format!("{n}, ")),
            value(e, format!(", {n}")),
            value(p, ", POINT(1, 1)".to_owned())
        );
        run(conn, &insert).unwrap_or_else(|error| panic!("{error}\n{insert}"));
    }
}

#[cfg(feature = "mysql")]
fn run(conn: &mut MysqlConnection, sql: &str) -> Result<usize, diesel::result::Error> {
    diesel::sql_query(sql).execute(conn)
}

#[cfg(feature = "mysql")]
fn held(conn: &mut MysqlConnection, [old, new]: [&Schema; 2], on: Flavour, what: &str, tally: &mut Tally) {
    let changes = diff(Pair::new(old, new), &Hints::none().placing(true)).unwrap();
    let plan = plan(Dialect::Mysql, old, &changes, &plan::Options::on(on)).unwrap();
    for (script, wanted) in [(&plan.up, new), (&plan.down, old)] {
        for statement in &script.statements {
            one(conn, statement, script, what, tally);
        }
        if let Some(lines) = differences(&read(conn).schema, &canonical(wanted)) {
            panic!("{lines}\nafter {what}\n{}", script.to_sql());
        }
    }
}

#[cfg(feature = "mysql")]
fn one(conn: &mut MysqlConnection, statement: &Statement, script: &Script, what: &str, tally: &mut Tally) {
    let says = |code: &str| statement.hazards.iter().any(|hazard| hazard.code.name() == code);
    let (rewrites, locks) = (says("table-rewrite"), says("long-lock"));
    let sql = &statement.sql;
    if !sql.starts_with("ALTER TABLE") {
        return run(conn, sql).map(|_| ()).unwrap_or_else(|error| panic!("{error}\nat {sql}\nof {what}"));
    }
    let before = file(conn);
    // What needs no lock doesn't mind to be told so.
    let head = sql.split("ALGORITHM=").next().unwrap_or(sql).trim_end().trim_end_matches(',');
    if locks && run(conn, &format!("{head}, LOCK=NONE")).is_ok() {
        tally.too_long.push(format!("{what}\n{sql}"));
    } else if let Err(error) = run(conn, sql) {
        panic!("{error}\nat {sql}\nof {what}\n{}", script.to_sql());
    }
    assert!(
        locks || sql.contains("LOCK=NONE") || sql.contains("=INSTANT"),
        "nothing keeps the server from locking\n{sql}\nof {what}"
    );
    let written = file(conn) != before;
    assert!(
        rewrites || !written,
        "rows are written again, and nobody said so\n{sql}\nof {what}\n{}",
        script.to_sql()
    );
    tally.statements += 1;
    tally.rewritten += usize::from(written);
    if rewrites && !written {
        tally.too_dear.push(format!("{what}\n{sql}"));
    }
}

/// The number of the file that holds the rows: another one where they were written again.
#[cfg(feature = "mysql")]
fn file(conn: &mut MysqlConnection) -> i64 {
    let tables =
        if super::help::version().contains("MariaDB") { "INNODB_SYS_TABLES" } else { "INNODB_TABLES" };
    let query = format!(
        "SELECT CAST(COALESCE(MAX(TABLE_ID), 0) AS SIGNED) AS n FROM information_schema.{tables} WHERE NAME = CONCAT(DATABASE(), '/t')"
    );
    number(conn, &query)
}
