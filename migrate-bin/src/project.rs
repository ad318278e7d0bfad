//! Which package is meant, and what it holds.

use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand, Package, TargetKind};

use migrate_core::codegen::Crates;

use crate::cli::Common;
use crate::config::{Config, nearest};
use crate::failure::{Failure, Result};

/// The package at work.
#[derive(Debug)]
pub(crate) struct Project {
    /// Its name.
    pub(crate) name: String,
    /// Its Cargo.toml.
    pub(crate) manifest: PathBuf,
    /// Its folder.
    pub(crate) dir: PathBuf,
    /// Its settings.
    pub(crate) config: Config,
    /// Its targets that can hold models.
    pub(crate) targets: Targets,
    /// The names of what it depends on.
    pub(crate) dependencies: Vec<String>,
    /// The crates whose types its columns may have.
    pub(crate) crates: Crates,
}

/// The targets that can hold models.
#[derive(Clone, Debug, Default)]
pub(crate) struct Targets {
    /// The library's source file.
    pub(crate) lib: Option<PathBuf>,
    /// The binaries, by name.
    pub(crate) bins: Vec<(String, PathBuf)>,
}

/// One target to build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// The library.
    Lib,
    /// A binary.
    Bin(String),
}

impl Project {
    /// Finds the package that the flags, else the folder at hand, name.
    pub(crate) fn find(common: &Common) -> Result<Self> {
        let mut command = MetadataCommand::new();
        command.no_deps();
        if let Some(path) = &common.manifest_path {
            if !path.exists() {
                return Err(Failure::usage(format!(
                    "`--manifest-path`: there is no file `{}`",
                    path.display()
                )));
            }
            command.manifest_path(path);
        }
        let metadata = command.exec().map_err(|error| not_found(&error))?;
        Self::read(choose(&metadata, common)?, common)
    }

    fn read(package: &Package, common: &Common) -> Result<Self> {
        let manifest = package.manifest_path.clone().into_std_path_buf();
        let mut targets = Targets::default();
        for target in &package.targets {
            let source = target.src_path.clone().into_std_path_buf();
            if target.is_bin() {
                targets.bins.push((target.name.clone(), source));
            } else if target.kind.iter().any(holds_models) {
                targets.lib = Some(source);
            }
        }
        targets.bins.sort();
        targets.narrow(common, &package.name)?;
        Ok(Self {
            name: package.name.to_string(),
            config: Config::read(&package.metadata, &manifest)?,
            dir: manifest.parent().unwrap_or(Path::new(".")).to_owned(),
            manifest,
            targets,
            dependencies: package.dependencies.iter().map(|dependency| dependency.name.clone()).collect(),
            crates: crates(package),
        })
    }

    /// Where its revisions are.
    pub(crate) fn migrations(&self) -> PathBuf {
        self.dir.join(self.config.dir.as_deref().unwrap_or(Path::new("migrations")))
    }
}

impl Targets {
    fn narrow(&mut self, common: &Common, package: &str) -> Result<()> {
        if common.lib {
            if self.lib.is_none() {
                return Err(Failure::usage(format!("package `{package}` has no library")));
            }
            self.bins.clear();
        }
        if let Some(name) = &common.bin {
            let Some(bin) = self.bins.iter().find(|(bin, _)| bin == name).cloned() else {
                let near = nearest(name, self.bins.iter().map(|(bin, _)| bin.as_str()));
                let failure = Failure::usage(format!("package `{package}` has no binary `{name}`"));
                return Err(match near {
                    Some(near) => failure.with_help(format!("did you mean `--bin {near}`?")),
                    None => failure,
                });
            };
            self.lib = None;
            self.bins = vec![bin];
        }
        Ok(())
    }
}

/// Those that the package depends on, and that migrate-core is built to know.
fn crates(package: &Package) -> Crates {
    let depends = |name: &str| package.dependencies.iter().any(|dependency| dependency.name == name);
    let core = package.dependencies.iter().find(|dependency| dependency.name == "migrate-core");
    let knows = |feature: &str| core.is_some_and(|core| core.features.iter().any(|name| name == feature));
    Crates {
        chrono: depends("chrono") && knows("chrono"),
        time: depends("time") && knows("time"),
        uuid: depends("uuid") && knows("uuid"),
        serde_json: depends("serde_json") && knows("serde_json"),
        decimal: depends("bigdecimal") && knows("decimal"),
    }
}

fn holds_models(kind: &TargetKind) -> bool {
    matches!(
        kind,
        TargetKind::Lib | TargetKind::RLib | TargetKind::DyLib | TargetKind::CDyLib | TargetKind::StaticLib
    )
}

fn choose<'m>(metadata: &'m Metadata, common: &Common) -> Result<&'m Package> {
    let members = metadata.workspace_packages();
    let names = || members.iter().map(|package| package.name.as_str());
    if let Some(name) = &common.package {
        return members.iter().find(|package| *package.name == *name).copied().ok_or_else(|| {
            let failure = Failure::usage(format!("the workspace has no package `{name}`"));
            match nearest(name, names()) {
                Some(near) => failure.with_help(format!("did you mean `-p {near}`?")),
                None => {
                    failure.with_help(format!("its packages are {}", names().collect::<Vec<_>>().join(", ")))
                }
            }
        });
    }
    // The package whose manifest is named, or that the folder at hand is in: the deepest, for members can nest.
    let here = match &common.manifest_path {
        Some(path) => path.canonicalize().ok().and_then(|path| path.parent().map(Path::to_owned)),
        None => std::env::current_dir().ok().and_then(|dir| dir.canonicalize().ok()),
    };
    let around = members
        .iter()
        .filter(|package| {
            let dir = package.manifest_path.parent().and_then(|dir| dir.as_std_path().canonicalize().ok());
            match (&here, &dir) {
                (Some(here), Some(dir)) if common.manifest_path.is_some() => here == dir,
                (Some(here), Some(dir)) => here.starts_with(dir),
                _ => false,
            }
        })
        .max_by_key(|package| package.manifest_path.as_str().len());
    if let Some(package) = around {
        return Ok(package);
    }
    // In a workspace's root: the only member that uses us.
    let users: Vec<&&Package> = members
        .iter()
        .filter(|package| package.dependencies.iter().any(|dependency| dependency.name == "model-derive"))
        .collect();
    match (users.as_slice(), members.as_slice()) {
        ([one], _) => Ok(one),
        ([], [one]) => Ok(one),
        (candidates, _) => {
            let names: Vec<&str> = if candidates.is_empty() {
                names().collect()
            } else {
                candidates.iter().map(|package| package.name.as_str()).collect()
            };
            Err(Failure::usage("the workspace has several packages")
                .with_help(format!("name one with `-p`: {}", names.join(", "))))
        }
    }
}

fn not_found(error: &cargo_metadata::Error) -> Failure {
    let text = match error {
        cargo_metadata::Error::CargoMetadata { stderr } => stderr.trim().to_owned(),
        other => other.to_string(),
    };
    let text = text.strip_prefix("error: ").unwrap_or(&text).to_owned();
    let failure = Failure::new("no-package", "cargo can't read the package");
    let help = "run this in a package's folder, or name its Cargo.toml with `--manifest-path`";
    Failure { causes: vec![text], ..failure.with_help(help) }
}
