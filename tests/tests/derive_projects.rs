//! The derives in the crates of users: strict lints, private models, a workspace, tables and columns of other crates.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use tests::project::Project;

const MANIFEST: &str = r#"
[package]
name = "NAME"
version = "0.1.0"
edition = "2024"

[features]
shop = []

[dependencies]
billing = { package = "NAME-billing", path = "billing" }
migrate-core = { path = "ROOT/migrate-core", features = ["sqlite", "chrono"] }
model-derive = { path = "ROOT/model-derive" }
diesel = { version = "2.3", default-features = false, features = ["sqlite"] }
chrono = { version = "0.4", default-features = false }

[profile.dev]
debug = false

[workspace]
members = ["billing"]
"#;

const BILLING_MANIFEST: &str = r#"
[package]
name = "NAME-billing"
version = "0.1.0"
edition = "2024"

[dependencies]
migrate-core = { path = "ROOT/migrate-core", features = ["diesel", "chrono"] }
model-derive = { path = "ROOT/model-derive" }
diesel = { version = "2.3", default-features = false }
chrono = { version = "0.4", default-features = false }
"#;

/// A library with tables, and with columns that others flatten. It names no database.
const BILLING: &str = r#"
//! Bills.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::all, clippy::pedantic)]

use chrono::NaiveDateTime;
use model_derive::{ColumnType, Columns, SqlEnum, Table, tables};

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SqlEnum)]
pub enum State {
    /// Nobody has paid.
    Open,
    /// Somebody has.
    Paid,
}

/// Money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnType)]
pub struct Cents(pub i64);

/// When, and how much.
#[derive(Debug, Clone, Columns)]
pub struct Booked {
    /// When.
    #[column(default = sql("CURRENT_TIMESTAMP"))]
    pub booked_at: NaiveDateTime,
    /// How much.
    pub amount: Cents,
    /// How far.
    #[column(default = "open")]
    pub state: State,
}

/// A bill.
#[derive(Debug, Table)]
#[table(name = "invoices")]
pub struct Invoice {
    /// Its number.
    #[column(primary_key)]
    pub id: i64,
    /// What it says.
    #[table(flatten)]
    pub booked: Booked,
}

mod inner {
    use model_derive::Table;

    #[derive(Debug, Table)]
    #[table(name = "payments")]
    pub struct Payment {
        #[column(primary_key)]
        id: i64,
        #[column(references = super::Invoice::id, on_delete = "cascade")]
        invoice_id: i64,
    }
}

tables! {
    /// All of them.
    pub TABLES = [Invoice, inner::Payment];
}
"#;

const APP: &str = r#"
//! An application with nothing but a binary.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::all, clippy::pedantic)]

use diesel::prelude::*;

mod models {
    use billing::{Booked, Cents};
    use model_derive::{Table, View};

    #[derive(Table)]
    #[table(name = "orders", index(amount))]
    pub(crate) struct Order {
        #[column(primary_key)]
        id: i64,
        #[column(references = billing::Invoice::id)]
        invoice_id: Option<i64>,
        #[cfg(feature = "shop")]
        #[column(length = 40, default = "")]
        shop: String,
        tip: Cents,
        #[table(flatten)]
        booked: Booked,
    }

    #[derive(View)]
    #[view(name = "paid_orders", query = "SELECT id, tip FROM orders WHERE state = 'paid'")]
    pub(crate) struct PaidOrder {
        id: i64,
        tip: Cents,
    }

    pub(crate) mod rows {
        pub(crate) use super::{orders, paid_orders};
    }

    model_derive::schema! {
        /// The application's.
        pub(crate) static APP: Sqlite = [Order, PaidOrder, billing::TABLES];
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    use billing::{Cents, State, invoices};
    use models::rows::{orders, paid_orders};

    let mut db = SqliteConnection::establish("app.db")?;
    models::APP.upgrade(&mut db)?;
    diesel::insert_into(invoices::table)
        .values((invoices::id.eq(1), invoices::amount.eq(Cents(5))))
        .execute(&mut db)?;
    diesel::insert_into(orders::table)
        .values((
            orders::id.eq(7),
            orders::invoice_id.eq(1),
            orders::tip.eq(Cents(1)),
            orders::amount.eq(Cents(500)),
            orders::state.eq(State::Paid),
        ))
        .execute(&mut db)?;
    let row: (i64, Cents, State, State) = orders::table
        .inner_join(invoices::table)
        .select((orders::id, orders::amount, orders::state, invoices::state))
        .first(&mut db)?;
    let paid: (i64, Cents) = paid_orders::table.first(&mut db)?;
    println!("{row:?} {paid:?}");
    Ok(())
}
"#;

fn project() -> Project {
    let project = Project::lib("");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().display().to_string();
    let name = project.name().to_owned();
    let filled = |text: &str| text.replace("NAME", &name).replace("ROOT", &root);
    std::fs::remove_file(project.path().join("src/lib.rs")).unwrap();
    project.write("Cargo.toml", &filled(MANIFEST));
    project.write("billing/Cargo.toml", &filled(BILLING_MANIFEST));
    project.write("billing/src/lib.rs", BILLING);
    project.write("src/main.rs", APP);
    project
}

#[test]
fn a_workspace_with_strict_lints_and_columns_of_another_crate() {
    let project = project();
    assert_eq!(project.migrate(&["init", "--dialect", "sqlite"]).code, 0);
    project.write("src/main.rs", APP);
    let revision = project.migrate(&["revision", "-m", "all"]);
    assert_eq!(revision.code, 0, "{revision:?}");
    let review = project.migrate(&["review", "--approve", "--ack", "all", "--reviewer", "me"]);
    assert_eq!(review.code, 0, "{review:?}");
    let clippy = project.cargo(&["clippy", "--offline", "--workspace"]);
    assert_eq!(clippy.code, 0, "{clippy:?}");
    let run = project.cargo(&["run", "--offline", "--quiet"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.stdout.trim(), "(7, Cents(500), Paid, Open) (7, Cents(1))");

    // A column that only a feature brings is a change, and only with it.
    let without = project.cargo(&["check", "--offline"]);
    assert_eq!(without.code, 0, "{without:?}");
    let with = project.cargo(&["check", "--offline", "--features", "shop"]);
    assert_eq!(with.code, 101, "{with:?}");
    assert!(with.stderr.contains("new column `orders.shop`"), "{with:?}");
    // The finger points at the field.
    assert!(with.stderr.contains("shop: String"), "{with:?}");

    // A view is part of the schema like any table.
    project.write("src/main.rs", &APP.replace("state = 'paid'", "state = 'open'"));
    let changed = project.cargo(&["check", "--offline"]);
    assert_eq!(changed.code, 101, "{changed:?}");
    assert!(changed.stderr.contains("unreviewed schema change: changed view `paid_orders`"), "{changed:?}");
    project.write("src/main.rs", &APP.replace("Order, PaidOrder, ", "Order, "));
    let dropped = project.cargo(&["check", "--offline"]);
    assert!(dropped.stderr.contains("dropped view `paid_orders`"), "{dropped:?}");
}
