use super::name::is_old;
#[cfg(feature = "postgres-system")]
use super::server::MARK;
use crate::connection::AnyConnection;

/// Drops the scratch databases that dead processes left on a server. Only those go that are provably ours (by name
/// and mark), are older than any that was just made, and have nobody connected to them: one that is in use has.
pub(super) fn sweep(admin: &mut AnyConnection) {
    for name in leftovers(admin).into_iter().filter(|name| is_old(name)) {
        // Without force: whoever came meanwhile keeps it. What can't go is in nobody's way.
        let _ = admin.run(&format!("DROP DATABASE IF EXISTS {name}"));
    }
}

#[cfg(any(feature = "postgres-system", feature = "mysql"))]
#[derive(diesel::QueryableByName)]
struct Left {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

fn leftovers(admin: &mut AnyConnection) -> Vec<String> {
    match admin {
        #[cfg(feature = "sqlite-system")]
        AnyConnection::Sqlite(_) => Vec::new(),
        #[cfg(feature = "postgres-system")]
        AnyConnection::Postgres(conn) => {
            use diesel::RunQueryDsl as _;
            let sql = include_str!("leftovers.sql");
            let query = diesel::sql_query(sql).bind::<diesel::sql_types::Text, _>(MARK);
            let rows: Vec<Left> = query.load(conn).unwrap_or_default();
            rows.into_iter().map(|row| row.name).collect()
        }
        // MySQL's databases take no mark: their names are long and random enough.
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(conn) => {
            use diesel::RunQueryDsl as _;
            let query = diesel::sql_query(include_str!("leftovers_mysql.sql"));
            let rows: Vec<Left> = query.load(conn).unwrap_or_default();
            rows.into_iter().map(|row| row.name).collect()
        }
    }
}
