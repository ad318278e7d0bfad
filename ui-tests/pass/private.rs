//! Private structs in private modules, references in circles, and lints that allow nothing.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unused, unreachable_pub, private_interfaces, private_bounds)]
#![deny(rust_2018_idioms, single_use_lifetimes, trivial_casts, unused_qualifications, missing_debug_implementations)]

mod people {
    use model_derive::{Columns, ColumnType, SqlEnum, Table, tables};

    mod inner {
        use model_derive::Table;

        use super::{Audit, Person, Rank, Secret};

        #[derive(Table)]
        #[table(name = "teams")]
        pub(super) struct Team {
            #[column(primary_key)]
            id: i64,
            // A circle: people refer to teams.
            #[column(references = Person::id, on_delete = "set_null")]
            head: Option<i64>,
            rank: Rank,
            secret: Secret,
            #[table(flatten)]
            audit: Audit,
        }
    }

    #[derive(Debug, SqlEnum)]
    enum Rank {
        Low,
        High,
    }

    #[derive(Debug, ColumnType)]
    struct Secret(String);

    #[derive(Columns)]
    struct Audit {
        #[column(default = sql("CURRENT_TIMESTAMP"))]
        made: chrono::NaiveDateTime,
        #[column(references = Person::id, name = "made_by")]
        by: Option<i64>,
    }

    #[derive(Table)]
    #[table(name = "people")]
    struct Person {
        #[column(primary_key)]
        id: i64,
        #[column(references = Self::id)]
        parent: Option<i64>,
        #[column(references = inner::Team::id, on_delete = "cascade")]
        team: i64,
        #[column(name = "kind")]
        r#type: String,
        #[column(skip)]
        cache: Vec<String>,
    }

    tables! { pub(crate) TABLES = [Person, inner::Team]; }
}

/// Public, with a private field of a private type.
mod shown {
    use model_derive::{SqlEnum, Table, tables};

    #[derive(Debug, SqlEnum)]
    enum State {
        On,
        Off,
    }

    /// A lamp.
    #[derive(Debug, Table)]
    #[table(name = "lamps", comments)]
    pub(crate) struct Lamp {
        /// Its number.
        #[column(primary_key)]
        pub(crate) id: i64,
        state: State,
        before: Option<State>,
    }

    tables! { pub(crate) TABLES = [Lamp]; }
}

model_derive::tables! { pub(crate) ALL = [people::TABLES, shown::TABLES]; }

fn main() {
    let _ = lamps_at;
}

fn lamps_at(db: &mut diesel::SqliteConnection) -> diesel::QueryResult<i64> {
    use diesel::prelude::*;
    shown::lamps::table.count().get_result(db)
}
