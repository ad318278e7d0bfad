use std::path::Path;

use serde_json::json;

use super::answer::Found;
use crate::backup;
use crate::{Dialect, Error, ErrorCode, Result};

/// Brings a copy back. It is the database's own programs that do it, or SQLite that opens the file, not the connection.
pub(super) fn restore(dialect: Dialect, path: &Path, address: Option<&str>, force: bool) -> Result<Found> {
    let Some(address) = address else {
        return Err(Error::new(
            ErrorCode::Unsupported,
            "a restore needs the database's address, which this program doesn't tell; nothing was changed",
        )
        .with_help("in the program: `migrate.at(url).run(&APP, &mut conn)`"));
    };
    let restored = backup::restore(dialect, path, address, force)?;
    let (tables, rows) = (restored.rows.len(), restored.rows.values().sum::<u64>());
    let text = format!("restored {}: {tables} tables, {rows} rows, all counted\n", path.display());
    let json = json!({ "restored": path.display().to_string(), "rows": restored.rows });
    Ok(Found { text, json, good: true })
}
