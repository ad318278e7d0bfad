//! The rows of the example's application: in every table, and as untidy as its revisions expect them.

use std::fmt::Write as _;

use migrate_core::Dialect;
use migrate_core::history::Timestamp;

/// The tables and rows of the first day; dates are counted from one that is the same in every run.
pub(super) fn of_the_first_day(dialect: Dialect) -> String {
    let file = tests::workshop::workspace().join("examples/toolshed/src/first_day.sql");
    let text = std::fs::read_to_string(file).expect("the example's rows");
    let mut rows = dated(&text);
    let many = |name: &str, columns: &str, row: &dyn Fn(u32) -> String| {
        let rows: Vec<String> = (100..350).map(row).collect();
        format!("INSERT INTO {name} ({columns}) VALUES\n    {};\n", rows.join(",\n    "))
    };
    rows += "\n";
    rows += &many("people", "id, name, mail, phone, joined_on", &|n| {
        format!("({n}, 'Member {n}', ' Member.{n}@Example.ORG ', NULL, '{}')", day(i64::from(n) - 700))
    });
    rows += &many("tools", "id, name, shelf, day_price, bought_on", &|n| {
        let name = "wide ".repeat(if dialect == Dialect::Postgres { 100 } else { 3 });
        format!("({n}, '{name}{n}', 'C{n}', {}.{}, '{}')", n % 7, n % 10, day(i64::from(n) - 900))
    });
    rows += &many("loans", "id, tool_id, person_id, lent_on, due_on, returned_on", &|n| {
        let back = if n % 3 == 0 { "NULL".to_owned() } else { format!("'{}'", day(-3)) };
        format!("({n}, {n}, {}, '{}', '{}', {back})", 449 - n, day(-20), day(-10))
    });
    rows
}

/// Places to put tools, once there are such tables.
pub(super) const PLACES: &str = "\
INSERT INTO branches (id, name, city) VALUES (2, 'the boat', 'Leiden'), (3, 'the annex', NULL);
INSERT INTO categories (id, parent_id, name) VALUES (1, NULL, 'power tools'), (2, 1, 'drills'), (3, 1, 'saws'), (4, NULL, 'garden');
";

/// Who wants what next, and what is broken.
pub(super) fn wishes_and_repairs() -> String {
    let mut rows = String::from(
        "UPDATE tools SET category_id = 1 + (id % 4), branch_id = 1 + (id % 3), serial_number = name WHERE id > 200;\n\
         UPDATE tools SET serial_number = 'none' WHERE id = 5;\n",
    );
    for n in 100..160 {
        let _ = writeln!(
            rows,
            "INSERT INTO reservations (tool_id, member_id, wanted_from) VALUES ({n}, {}, '{}');",
            n + 7,
            day(3)
        );
        let _ = writeln!(
            rows,
            "INSERT INTO repairs (id, tool_id, what, state, cost_cents) VALUES ({n}, {n}, 'blade', '{}', {});",
            if n % 2 == 0 { "ordered" } else { "done" },
            if n % 3 == 0 { "NULL" } else { "1250" },
        );
    }
    rows
}

/// `date('now', '-3 days')`, as a day that doesn't move.
fn dated(text: &str) -> String {
    let mut parts = text.split("date('now', '");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (days, rest) = part.split_once(" days')").expect("a number of days");
        let _ = write!(out, "'{}'{rest}", day(days.parse().expect("a number of days")));
    }
    out
}

/// So many days from a day in 2026.
fn day(days: i64) -> String {
    let moment = Timestamp::from_unix(1_790_000_000 + days * 86_400).to_string();
    moment.split('T').next().unwrap_or_default().to_owned()
}
