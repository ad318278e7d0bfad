//! Writing a file whole or not at all.

use std::io::Write as _;
use std::path::Path;

use crate::failure::{Failure, Result};

/// Puts the text in place of the file's, or makes the file.
pub(crate) fn write(file: &Path, text: &str) -> Result<()> {
    let failed = |error: std::io::Error| {
        Failure::new("io", "the file can't be written")
            .at(file.display())
            .because(&error)
            .with_help("make room, or give the right to write there, then run it again")
    };
    let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(dir).map_err(failed)?;
    let mut temporary = tempfile::Builder::new().prefix(".migrate-").tempfile_in(dir).map_err(failed)?;
    temporary.write_all(text.as_bytes()).map_err(failed)?;
    let old = std::fs::metadata(file).ok();
    temporary.as_file().sync_all().map_err(failed)?;
    let permissions = match old {
        Some(old) => Some(old.permissions()),
        None => ordinary(),
    };
    if let Some(permissions) = permissions {
        temporary.as_file().set_permissions(permissions).map_err(failed)?;
    }
    temporary.persist(file).map_err(|error| failed(error.error))?;
    Ok(())
}

/// A temporary file is its owner's alone; what is kept is for everybody to read.
#[cfg(unix)]
fn ordinary() -> Option<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn ordinary() -> Option<std::fs::Permissions> {
    None
}

/// Reads a file as text.
pub(crate) fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).map_err(|error| {
        Failure::new("io", "the file can't be read")
            .at(file.display())
            .because(&error)
            .with_help("see that the path is right, that it is text, and that you may read it")
    })
}
