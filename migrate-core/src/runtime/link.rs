//! What a session asks of a connection: a few texts to run, and answers of one column.

use diesel::QueryResult;

use crate::embed::Done;

/// Whoever is lent a connection: one of Diesel's own, which it has to know.
pub type Borrower<'b> = dyn FnMut(&mut dyn std::any::Any) -> Done + 'b;

/// A connection, seen by the engine. Diesel's own connections are links; so is the far end of an
/// asynchronous one.
pub trait Link {
    /// Runs a text of one or more statements.
    fn execute(&mut self, sql: &str) -> QueryResult<()>;

    /// Runs one statement, and says how many rows it touched.
    fn affect(&mut self, sql: &str) -> QueryResult<usize>;

    /// The rows of a query whose one column is text and never null.
    fn texts(&mut self, sql: &str) -> QueryResult<Vec<String>>;

    /// The answer of a query that gives one row of one 64-bit integer.
    fn number(&mut self, sql: &str) -> QueryResult<i64>;

    /// Lends the connection to a function of the program's. Inside a transaction that was begun by `execute`, what it
    /// begins itself is a savepoint, whoever keeps count.
    fn lend(&mut self, inside: bool, borrower: &mut Borrower<'_>) -> Done;

    /// Whether the connection's own transaction manager has a transaction open.
    fn in_transaction(&mut self) -> bool;
}

macro_rules! link {
    ($feature:literal, $conn:ty) => {
        #[cfg(feature = $feature)]
        impl Link for &mut $conn {
            fn execute(&mut self, sql: &str) -> QueryResult<()> {
                diesel::connection::SimpleConnection::batch_execute(*self, sql)
            }

            fn affect(&mut self, sql: &str) -> QueryResult<usize> {
                diesel::RunQueryDsl::execute(diesel::sql_query(sql), *self)
            }

            fn texts(&mut self, sql: &str) -> QueryResult<Vec<String>> {
                diesel::RunQueryDsl::load(diesel::dsl::sql::<diesel::sql_types::Text>(sql), *self)
            }

            fn number(&mut self, sql: &str) -> QueryResult<i64> {
                diesel::RunQueryDsl::get_result(diesel::dsl::sql::<diesel::sql_types::BigInt>(sql), *self)
            }

            fn lend(&mut self, inside: bool, borrower: &mut Borrower<'_>) -> Done {
                super::lend::lend(*self, inside, borrower)
            }

            fn in_transaction(&mut self) -> bool {
                use diesel::connection::{Connection, TransactionManager};
                type Manager = <$conn as Connection>::TransactionManager;
                let status = <Manager as TransactionManager<$conn>>::transaction_manager_status_mut(*self);
                // A broken manager is for the next statement to report.
                status.transaction_depth().is_ok_and(|depth| depth.is_some())
            }
        }
    };
}

link!("sqlite-system", diesel::sqlite::SqliteConnection);
link!("postgres-system", diesel::pg::PgConnection);
link!("mysql", diesel::mysql::MysqlConnection);
