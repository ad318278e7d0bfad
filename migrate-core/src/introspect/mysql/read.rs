use std::collections::BTreeMap;

use diesel::deserialize::QueryableByName;
use diesel::sql_types::Text;
use diesel::{MysqlConnection, RunQueryDsl};

use super::catalog::Catalog;
use super::charset::Charsets;
use super::{columns, constraints, indexes, opaque, seen, tables};
use crate::dialect::mysql::{Flavour, grammar};
use crate::dialect::{Dialect, Grammar, TokenKind, lex};
use crate::introspect::Introspected;
use crate::schema::{Schema, Table, View};
use crate::{Error, ErrorCode, QName, Result};

/// Tables in the making, by name.
pub(super) type Tables = BTreeMap<String, Table>;

/// Reads the database that the connection has chosen.
///
/// Expressions are near to how the server writes them; names of other databases are none of ours.
///
/// # Errors
///
/// Where the catalog can't be read, or the server is too old.
pub fn introspect(conn: &mut MysqlConnection) -> Result<Introspected> {
    let catalog = Catalog::read(conn)?;
    let charsets = Charsets::new(&catalog);
    let mut seen = seen::read(&catalog);
    let mut tables = tables::read(&catalog, &charsets, &mut seen);
    columns::read(&catalog, &charsets, &mut tables, &mut seen);
    indexes::read(&catalog, &mut tables, &mut seen);
    constraints::read(&catalog, &mut tables, &mut seen);
    let database = catalog.server.database.as_deref().unwrap_or_default();
    let views = catalog.views.iter().map(|view| View {
        name: QName::from(view.name.as_str()),
        query: here(&view.query, database),
        materialized: false,
        with: Vec::new(),
        indexes: Vec::new(),
        comment: None,
    });
    let views = views.collect();
    let opaque = opaque::read(&catalog, &charsets, &mut seen);
    let schema = Schema { tables: tables.into_values().collect(), views, opaque, ..Schema::default() };
    seen.sort();
    Ok(Introspected { schema: grammar(catalog.flavour).canonical(&schema), seen })
}

/// A view's query without the name of the database that it is in.
fn here(query: &str, database: &str) -> String {
    let tokens: Vec<_> = lex(Dialect::Mysql, query).collect();
    let mut sql = String::with_capacity(query.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let own = token.kind == TokenKind::Quoted && token.name().is_some_and(|name| name == database);
        let qualifies = tokens.get(at + 1).is_some_and(|next| next.is_symbol("."));
        let after_dot = at > 0 && tokens[at - 1].is_symbol(".");
        if own && qualifies && !after_dot {
            at += 2;
        } else {
            sql.push_str(token.text);
            at += 1;
        }
    }
    sql
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Which server the connection speaks to.
///
/// # Errors
///
/// Where it doesn't answer, or is too old.
pub fn flavour(conn: &mut MysqlConnection) -> Result<Flavour> {
    let answer: Version =
        diesel::sql_query("SELECT VERSION() AS version").get_result(conn).map_err(|error| {
            Error::new(ErrorCode::Database, format!("the server doesn't say its version: {error}"))
                .because(error)
        })?;
    Flavour::of(&answer.version)
}

#[cfg(test)]
mod tests {
    use super::here;

    #[test]
    fn a_view_forgets_its_database() {
        let query = "select `x`.`t`.`x` AS `x`,'`x`.' from `x`.`t` join `y`.`u`";
        assert_eq!(here(query, "x"), "select `t`.`x` AS `x`,'`x`.' from `t` join `y`.`u`");
    }
}
