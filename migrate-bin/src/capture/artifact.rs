//! Finds the section `migrate` in whatever rustc and linkers write: ELF, Mach-O, PE, and archives of them.

use std::path::Path;

use migrate_core::model::record::{self, Record};
use object::read::archive::ArchiveFile;
use object::{Object as _, ObjectSection as _};

use crate::failure::{Failure, Result};

/// At most 8 letters, for PE; Apple's is `__DATA,__migrate`.
const SECTIONS: [&str; 2] = ["migrate", "__migrate"];

/// All records in the file, by name, each once.
pub(super) fn read(file: &Path) -> Result<Vec<Record>> {
    let bytes = std::fs::read(file)
        .map_err(|error| Failure::new("io", format!("can't read `{}`", file.display())).because(&error))?;
    let mut records = Vec::new();
    for data in sections(&bytes).map_err(|error| unreadable(file, &error))? {
        records.extend(record::read(&data).map_err(|error| Failure::from(error.in_file(file)))?);
    }
    records.sort_by(|a, b| (&a.package, &a.name).cmp(&(&b.package, &b.name)));
    records.dedup();
    Ok(records)
}

fn unreadable(file: &Path, error: &object::Error) -> Failure {
    Failure::new("bad-file", format!("`{}` is no rlib and no executable", file.display())).because(error)
}

fn sections(bytes: &[u8]) -> object::Result<Vec<Vec<u8>>> {
    if !bytes.starts_with(b"!<arch>\n") {
        return of_object(&object::File::parse(bytes)?);
    }
    let mut found = Vec::new();
    for member in ArchiveFile::parse(bytes)?.members() {
        // `lib.rmeta` and bitcode are no objects; what can't be parsed holds no section.
        if let Ok(object) = object::File::parse(member?.data(bytes)?) {
            found.extend(of_object(&object)?);
        }
    }
    Ok(found)
}

fn of_object(object: &object::File<'_>) -> object::Result<Vec<Vec<u8>>> {
    object
        .sections()
        .filter(|section| section.name().is_ok_and(|name| SECTIONS.contains(&name)))
        .map(|section| section.uncompressed_data().map(std::borrow::Cow::into_owned))
        .collect()
}
