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

#[cfg(test)]
mod tests {
    use super::*;

    /// A 64-bit ELF file with one section of this name and content.
    fn elf(name: &str, content: &[u8]) -> Vec<u8> {
        let names = [b"\0".as_slice(), name.as_bytes(), b"\0.shstrtab\0"].concat();
        let (content_at, names_at) = (64_usize, 64 + content.len());
        let table_at = (names_at + names.len()).next_multiple_of(8);
        let mut file = vec![0; 64];
        file[..6].copy_from_slice(b"\x7fELF\x02\x01");
        file[6] = 1;
        for (at, value) in [(16, 1_u16), (18, 62), (52, 64), (58, 64), (60, 3), (62, 2)] {
            file[at..at + 2].copy_from_slice(&value.to_le_bytes());
        }
        file[20..24].copy_from_slice(&1_u32.to_le_bytes());
        file[40..48].copy_from_slice(&(table_at as u64).to_le_bytes());
        file.extend_from_slice(content);
        file.extend_from_slice(&names);
        file.resize(table_at, 0);
        let mut section = |name: u32, kind: u32, at: usize, size: usize| {
            let mut header = [0; 64];
            header[..4].copy_from_slice(&name.to_le_bytes());
            header[4..8].copy_from_slice(&kind.to_le_bytes());
            header[24..32].copy_from_slice(&(at as u64).to_le_bytes());
            header[32..40].copy_from_slice(&(size as u64).to_le_bytes());
            header[48] = 1;
            file.extend_from_slice(&header);
        };
        section(0, 0, 0, 0);
        section(1, 1, content_at, content.len());
        section(name.len() as u32 + 2, 3, names_at, names.len());
        file
    }

    fn archive(member: &[u8]) -> Vec<u8> {
        let header = format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "a.o/", 0, 0, 0, 644, member.len());
        [b"!<arch>\n".as_slice(), header.as_bytes(), member].concat()
    }

    #[test]
    fn the_section_is_found_in_a_file_and_in_an_archive() {
        for name in ["migrate", "__migrate"] {
            let file = elf(name, b"text");
            assert_eq!(sections(&file).unwrap(), [b"text"]);
            assert_eq!(sections(&archive(&file)).unwrap(), [b"text"]);
        }
        assert!(sections(&elf("other", b"text")).unwrap().is_empty());
        assert!(sections(b"text").is_err());
    }

    #[test]
    fn no_damage_is_more_than_an_error() {
        let sound = [elf("migrate", &[7; 40]), archive(&elf("migrate", &[7; 40]))];
        // A simple generator: the same damage in every run.
        let mut state = 1_u64;
        let mut random = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for _ in 0..20_000 {
            let mut file = sound[random(2)].clone();
            for _ in 0..=random(3) {
                let at = random(file.len());
                match random(3) {
                    0 => file[at] = random(256) as u8,
                    1 => file.truncate(at + 1),
                    _ => file[at] = [0, 1, 0x7f, 0x80, 0xff][random(5)],
                }
            }
            drop(sections(&file));
        }
    }
}
