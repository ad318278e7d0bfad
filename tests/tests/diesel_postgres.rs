//! Diesel's queries through the modules that the derives emit, on a real PostgreSQL database made from the same structs.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use diesel::prelude::*;
use migrate_core::Dialect;
use model_derive::{ColumnType, SqlEnum, Table, View, tables};
use tests::models::script;
use tests::postgres::{Scratch, run};
use tests::{postgres_test, schema_of};

#[derive(Debug, Clone, Copy, PartialEq, Eq, SqlEnum)]
#[sql_enum(schema = "billing")]
enum State {
    Open,
    #[sql_enum(label = "all paid")]
    Paid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnType)]
struct Port(u16);

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnType)]
struct Huge(u64);

#[derive(Debug, Clone, PartialEq, Table, Queryable, Selectable, Insertable, AsChangeset)]
#[table(name = "bills", schema = "billing", comment = "who owes what")]
#[diesel(table_name = bills)]
struct Bill {
    #[column(primary_key, identity)]
    id: i64,
    state: State,
    former: Option<State>,
    history: Vec<State>,
    tags: Option<Vec<String>>,
    port: Option<Port>,
    huge: Huge,
}

#[derive(Debug, Clone, PartialEq, Table, Queryable, Selectable, Insertable)]
#[table(name = "parts")]
#[diesel(table_name = parts)]
struct Part {
    #[column(primary_key)]
    id: i32,
    #[column(references = Bill::id, on_delete = "cascade", deferrable = "deferred")]
    bill_id: i64,
}

#[derive(Debug, PartialEq, View, Queryable, Selectable)]
#[view(name = "open_bills", query = "SELECT id, port FROM billing.bills WHERE state = 'open'")]
#[diesel(table_name = open_bills)]
struct OpenBill {
    id: i64,
    port: Option<Port>,
}

tables! { TABLES = [Bill, Part, OpenBill]; }

fn bill(id: i64, state: State) -> Bill {
    Bill {
        id,
        state,
        former: Some(State::Open),
        history: vec![State::Open, State::Paid],
        tags: Some(vec!["a".into(), "it's".into()]),
        port: Some(Port(65_535)),
        huge: Huge(u64::MAX - 7),
    }
}

postgres_test! {
    fn native_enums_arrays_and_wide_numbers_come_back_as_they_went() {
        let scratch = Scratch::new();
        let mut db = scratch.connect();
        run(&mut db, "CREATE SCHEMA IF NOT EXISTS billing");
        run(&mut db, &script(&schema_of!(TABLES, Dialect::Postgres), Dialect::Postgres));
        let bills = [bill(1, State::Open), bill(2, State::Paid)];
        for bill in &bills {
            diesel::insert_into(bills::table).values(bill).execute(&mut db).unwrap();
        }
        let back: Vec<Bill> = bills::table.order(bills::id).select(Bill::as_select()).load(&mut db).unwrap();
        assert_eq!(back, bills);
        for number in [0, 1, 9_999, 10_000, 123_456_789_012_345_678, 10_000_000_000_000_000_000] {
            diesel::update(bills::table.find(1)).set(bills::huge.eq(Huge(number))).execute(&mut db).unwrap();
            let back: Huge = bills::table.find(1).select(bills::huge).first(&mut db).unwrap();
            assert_eq!(back, Huge(number));
        }
        let paid: Vec<i64> =
            bills::table.filter(bills::state.eq_any([State::Paid])).select(bills::id).load(&mut db).unwrap();
        assert_eq!(paid, [2]);
        let tagged: i64 = bills::table
            .filter(bills::tags.contains(vec!["it's"]))
            .filter(bills::history.contains(vec![State::Paid]))
            .count()
            .get_result(&mut db)
            .unwrap();
        assert_eq!(tagged, 2);
        diesel::insert_into(parts::table).values(Part { id: 1, bill_id: 2 }).execute(&mut db).unwrap();
        let joined: Vec<(Part, State)> = parts::table
            .inner_join(bills::table)
            .select((Part::as_select(), bills::state))
            .load(&mut db)
            .unwrap();
        assert_eq!(joined, [(Part { id: 1, bill_id: 2 }, State::Paid)]);
        let left: Vec<OpenBill> = open_bills::table.select(OpenBill::as_select()).load(&mut db).unwrap();
        assert_eq!(left, [OpenBill { id: 1, port: Some(Port(65_535)) }]);
        let back: State = diesel::update(bills::table.find(1))
            .set((bills::state.eq(State::Paid), bills::former.eq(None::<State>)))
            .returning(bills::state)
            .get_result(&mut db)
            .unwrap();
        assert_eq!(back, State::Paid);
        assert_eq!(open_bills::table.count().get_result(&mut db), Ok(0_i64));
    }
}
