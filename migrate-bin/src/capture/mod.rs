//! Asks the user's crate for its models: build it, read the record that the build laid into the artifact.
//!
//! No code of the user's runs beyond what any build runs. rustc's own words are shown where the crate doesn't compile.

mod artifact;
mod build;

use std::path::Path;

use migrate_core::model::record::Record;

pub(crate) use build::Gate;

use crate::failure::{Failure, Result};
use crate::output::Screen;
use crate::project::{Project, Target};

/// Builds the package and reads the models of its library or, where that has none, of its only binary that has some.
pub(crate) fn models(project: &Project, gate: Gate, screen: &Screen) -> Result<Vec<Record>> {
    if project.targets.lib.is_some() {
        let built = build::build(project, &[Target::Lib], gate, screen)?;
        let mut records = Vec::new();
        for (_, file) in &built {
            records.extend(own(artifact::read(file)?, project));
        }
        if !records.is_empty() {
            return Ok(records);
        }
    }
    let bins: Vec<Target> = project.targets.bins.iter().map(|(name, _)| Target::Bin(name.clone())).collect();
    let mut found: Vec<(Target, Vec<Record>)> = Vec::new();
    if !bins.is_empty() {
        for (target, file) in build::build(project, &bins, gate, screen)? {
            let records = own(artifact::read(&file)?, project);
            if !records.is_empty() {
                found.push((target, records));
            }
        }
    }
    match found.len() {
        0 => Err(none(project)),
        1 => Ok(found.remove(0).1),
        _ => {
            let names: Vec<String> = found
                .iter()
                .map(|(target, _)| match target {
                    Target::Lib => "--lib".to_owned(),
                    Target::Bin(name) => format!("--bin {name}"),
                })
                .collect();
            Err(Failure::usage(format!("several binaries of `{}` have a `schema!`", project.name))
                .with_help(format!("name one: {}", names.join(", "))))
        }
    }
}

/// Reads the records of an artifact that is already there: an rlib, an executable, a shared library.
pub(crate) fn artifact(file: &Path) -> Result<Vec<Record>> {
    let records = artifact::read(file)?;
    if records.is_empty() {
        return Err(Failure::new("no-models", format!("`{}` holds no models", file.display())).with_help(
            "it was built without a `schema!`, or as a library with fat LTO: name the executable",
        ));
    }
    Ok(records)
}

/// An executable holds the records of the libraries linked into it, too.
fn own(records: Vec<Record>, project: &Project) -> Vec<Record> {
    records.into_iter().filter(|record| record.package == project.name).collect()
}

fn none(project: &Project) -> Failure {
    let failure = Failure::new("no-models", format!("package `{}` has no `schema!`", project.name));
    if project.dependencies.iter().any(|name| name == "model-derive") {
        failure.with_help("declare one: `model_derive::schema! { pub static APP: Sqlite = [User]; }`")
    } else {
        failure.with_help("run `cargo migrate init` in it")
    }
}
