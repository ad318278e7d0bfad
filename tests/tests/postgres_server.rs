//! The test server itself: starts, gives databases, and takes them back.

#![allow(clippy::unwrap_used, reason = "what a test can't go on without fails it")]

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use tests::postgres::{Scratch, connect, run, server_url};
use tests::postgres_test;

postgres_test! {
    fn a_scratch_database_lives_as_long_as_its_handle() {
        let scratch = Scratch::new();
        let mut conn = scratch.connect();
        run(&mut conn, "CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2)");
        assert_eq!(diesel::select(sql::<BigInt>("(SELECT count(*) FROM t)")).get_result(&mut conn), Ok(2));
        let name: String = diesel::select(sql::<Text>("current_database()")).get_result(&mut conn).unwrap();
        // Dropped although a connection is still open.
        drop(scratch);
        let left = sql::<BigInt>("SELECT count(*) FROM pg_database WHERE datname = ").bind::<Text, _>(name);
        assert_eq!(left.get_result(&mut connect(server_url())), Ok(0));
    }
}
