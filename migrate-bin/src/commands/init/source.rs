use std::path::{Path, PathBuf};

use migrate_core::Dialect;

use super::{Done, Edit};
use crate::failure::Result;
use crate::files;
use crate::project::Project;

/// The crate's root with a `schema!`, unless some file of the package has one.
pub(super) fn edited(project: &Project, dialects: &[Dialect]) -> Result<Option<Edit>> {
    let Some(root) = root(project) else { return Ok(None) };
    if let Some(file) = declared(&root) {
        return Ok(Some(Edit { what: "schema!".to_owned(), file, text: String::new(), done: Done::Kept }));
    }
    let mut text = files::read(&root)?;
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let dir = project.config.dir.as_deref().unwrap_or(Path::new("migrations"));
    let words: Vec<&str> = dialects.iter().map(|dialect| dialect.word()).collect();
    text.push_str(&format!(
        "model_derive::schema! {{\n    /// The application's database.\n    #[schema(dir = {:?})]\n    \
         pub static APP: {} = [\n        // Your structs with `#[derive(model_derive::Table)]`: User, Team, …\n    ];\n}}\n",
        dir.display().to_string().replace('\\', "/"),
        words.join(" + ")
    ));
    Ok(Some(Edit { what: "schema!".to_owned(), file: root, text, done: Done::Changed }))
}

/// The root of the library, else that of the binary which is named like the package, else of the first.
pub(super) fn root(project: &Project) -> Option<PathBuf> {
    let bin =
        project.targets.bins.iter().find(|(name, _)| *name == project.name).or(project.targets.bins.first());
    project.targets.lib.clone().or_else(|| bin.map(|(_, file)| file.clone()))
}

/// The file with a `schema!`. A guess from the text is enough here: whoever has one elsewhere removes this one.
pub(super) fn declared(root: &Path) -> Option<PathBuf> {
    let mut folders = vec![root.parent()?.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> = std::fs::read_dir(&folder)
            .ok()?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs")
                && std::fs::read_to_string(&path).is_ok_and(|text| declares(&text))
            {
                return Some(path);
            }
        }
    }
    None
}

fn declares(text: &str) -> bool {
    text.lines().map(str::trim_start).any(|line| !line.starts_with("//") && line.contains("schema! {"))
}
