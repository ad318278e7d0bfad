use std::path::{Path, PathBuf};

use super::{Done, Edit};
use crate::failure::Result;
use crate::files;
use crate::project::Project;

/// What the package's build script does about the folder of revisions.
pub(super) struct Script {
    file: PathBuf,
    text: Option<String>,
    line: String,
}

/// Looks at it.
pub(super) fn look(project: &Project) -> Result<Script> {
    let file = project.dir.join("build.rs");
    let text = if file.exists() { Some(files::read(&file)?) } else { None };
    let dir = project.config.dir.as_deref().unwrap_or(Path::new("migrations"));
    Ok(Script { file, text, line: format!("println!(\"cargo::rerun-if-changed={}\");", dir.display()) })
}

impl Script {
    /// Without a single `rerun-if-…`, cargo runs a build script whenever any file of the package changed.
    /// <https://doc.rust-lang.org/cargo/reference/build-scripts.html#change-detection>
    pub(super) fn watches(&self) -> bool {
        let folder = self.line.split('=').nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        self.text.as_ref().is_some_and(|text| {
            !text.contains("rerun-if-") || text.contains(&format!("rerun-if-changed={folder}"))
        })
    }

    /// The script with the line; `None` where there is no `fn main() {` to put it into.
    pub(super) fn edited(&self) -> Option<Edit> {
        let what = "watches the revisions".to_owned();
        let Some(text) = &self.text else {
            let text = format!(
                "//! Has every build notice a new revision.\n\nfn main() {{\n    {}\n}}\n",
                self.line
            );
            return Some(Edit { what, file: self.file.clone(), text, done: Done::Made });
        };
        let start = text.find("fn main()")?;
        let open = start + text[start..].find('{')? + 1;
        let text = format!("{}\n    {}{}", &text[..open], self.line, &text[open..]);
        Some(Edit { what, file: self.file.clone(), text, done: Done::Changed })
    }
}
