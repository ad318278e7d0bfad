//! Structs of a test as a schema: laid and read as `schema!` and the capture do it, and made in a database.

use migrate_core::diff::{Hints, Pair, diff};
use migrate_core::model::record;
use migrate_core::plan::{Options, plan};
use migrate_core::{Dialect, Schema};

/// The schema of a group that `tables!` made, on a dialect: `schema_of!(TABLES, Dialect::Sqlite)`.
#[macro_export]
macro_rules! schema_of {
    ($tables:ty, $dialect:expr) => {{
        use ::migrate_core::model::record::{Header, Recorded, fill, len};
        use ::migrate_core::model::{GateState, Table, Tables};
        const GROUP: Tables = <$tables as Table>::TABLES;
        const HEADER: Header = Header {
            json: concat!(
                r#"{"format":4,"name":"APP","package":"tests","version":"0.1.0","dir":"migrations","#,
                r#""online":true,"dialects":["sqlite","postgres","mysql"],"gate":"#
            ),
            gate: GateState::Off,
            dialects: &[
                Recorded { dialect: 0, name: "sqlite", reviewed: None },
                Recorded { dialect: 1, name: "postgres", reviewed: None },
                Recorded { dialect: 2, name: "mysql", reviewed: None },
            ],
        };
        const LEN: usize = len(&HEADER, &GROUP);
        static RECORD: [u8; LEN] = fill::<LEN>(&HEADER, &GROUP);
        $crate::models::read(&RECORD, $dialect)
    }};
}

/// What a record says.
pub fn read(bytes: &[u8], dialect: Dialect) -> Schema {
    let records = record::read(bytes).unwrap_or_else(|error| panic!("{error}"));
    records[0].schema(dialect).unwrap_or_else(|error| panic!("{error}")).0
}

/// The script that makes it in an empty database.
pub fn script(schema: &Schema, dialect: Dialect) -> String {
    let empty = Schema::default();
    let changes =
        diff(Pair::new(&empty, schema), &Hints::default()).unwrap_or_else(|error| panic!("{error}"));
    let plan = plan(dialect, &empty, &changes, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    plan.up.to_sql()
}
