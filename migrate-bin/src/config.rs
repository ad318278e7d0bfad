//! `[package.metadata.migrate]`: the settings of a package, all optional.

use std::path::{Path, PathBuf};

use migrate_core::Dialect;
use serde_json::Value;

use crate::failure::{Failure, Result};

/// What the package's manifest says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    /// Where the revisions are, relative to the package.
    pub(crate) dir: Option<PathBuf>,
    /// The dialects that revisions are written for.
    pub(crate) dialects: Vec<Dialect>,
    /// A server where scratch databases may be made.
    pub(crate) scratch_url: Option<String>,
    /// Tables, `*` standing for anything, that are none of ours.
    pub(crate) ignore: Vec<String>,
    /// How revisions are named.
    pub(crate) naming: Naming,
    /// The project's own commands.
    pub(crate) hooks: Hooks,
}

/// How revisions are named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Naming {
    /// At most so many letters of the message stand in the folder's name.
    pub(crate) max_length: Option<usize>,
}

/// The project's own commands, each a program and its arguments; empty where none is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hooks {
    /// Before the models are compared.
    pub(crate) before_revision: Vec<String>,
    /// With the revision's folder as its last argument.
    pub(crate) after_revision: Vec<String>,
    /// Before anything runs, where there is something to run.
    pub(crate) before_upgrade: Vec<String>,
    /// Once all of it ran.
    pub(crate) after_upgrade: Vec<String>,
    /// Before anything is taken back.
    pub(crate) before_downgrade: Vec<String>,
    /// Once all of it was taken back.
    pub(crate) after_downgrade: Vec<String>,
}

const HOOKS: [&str; 6] = [
    "before-revision",
    "after-revision",
    "before-upgrade",
    "after-upgrade",
    "before-downgrade",
    "after-downgrade",
];

impl Config {
    /// Reads the table out of what cargo knows of the package.
    pub(crate) fn read(metadata: &Value, manifest: &Path) -> Result<Self> {
        let mut config = Self::default();
        let Some(table) = metadata.get("migrate") else { return Ok(config) };
        let at = At { manifest, path: "package.metadata.migrate".to_owned() };
        for (key, value) in
            at.table(table, &["dir", "dialects", "scratch-url", "ignore", "naming", "hooks"])?
        {
            let at = at.key(key);
            match key.as_str() {
                "dir" => config.dir = Some(at.text(value)?.into()),
                "dialects" => {
                    for name in at.texts(value)? {
                        let dialect: Dialect = name.parse().map_err(|error| at.wrong(&format!("{error}")))?;
                        if !config.dialects.contains(&dialect) {
                            config.dialects.push(dialect);
                        }
                    }
                }
                "scratch-url" => config.scratch_url = Some(at.text(value)?),
                "ignore" => config.ignore = at.texts(value)?,
                "naming" => config.naming = naming(&at, value)?,
                _ => config.hooks = hooks(&at, value)?,
            }
        }
        Ok(config)
    }
}

fn naming(at: &At<'_>, value: &Value) -> Result<Naming> {
    let mut naming = Naming::default();
    for (key, value) in at.table(value, &["max-length"])? {
        let at = at.key(key);
        let length = value.as_u64().and_then(|n| usize::try_from(n).ok()).filter(|n| (1..=200).contains(n));
        naming.max_length = Some(length.ok_or_else(|| at.wrong("it must be a number from 1 to 200"))?);
    }
    Ok(naming)
}

fn hooks(at: &At<'_>, value: &Value) -> Result<Hooks> {
    let mut hooks = Hooks::default();
    for (key, value) in at.table(value, &HOOKS)? {
        let at = at.key(key);
        let command = match value {
            Value::String(command) => command.split_whitespace().map(str::to_owned).collect(),
            other => at.texts(other)?,
        };
        match key.as_str() {
            "before-revision" => hooks.before_revision = command,
            "after-revision" => hooks.after_revision = command,
            "before-upgrade" => hooks.before_upgrade = command,
            "after-upgrade" => hooks.after_upgrade = command,
            "before-downgrade" => hooks.before_downgrade = command,
            _ => hooks.after_downgrade = command,
        }
    }
    Ok(hooks)
}

/// A place in the manifest, for messages.
struct At<'a> {
    manifest: &'a Path,
    path: String,
}

impl At<'_> {
    fn key(&self, key: &str) -> At<'_> {
        At { manifest: self.manifest, path: format!("{}.{key}", self.path) }
    }

    fn wrong(&self, why: &str) -> Failure {
        Failure::usage(format!("`{}`: {why}", self.path)).at(self.manifest.display())
    }

    fn text(&self, value: &Value) -> Result<String> {
        value.as_str().map(str::to_owned).ok_or_else(|| self.wrong("it must be a text"))
    }

    fn texts(&self, value: &Value) -> Result<Vec<String>> {
        let list = value.as_array().ok_or_else(|| self.wrong("it must be a list of texts"))?;
        list.iter().map(|value| self.text(value)).collect()
    }

    fn table<'v>(
        &self,
        value: &'v Value,
        known: &[&str],
    ) -> Result<impl Iterator<Item = (&'v String, &'v Value)> + use<'v>> {
        let table = value.as_object().ok_or_else(|| self.wrong("it must be a table"))?;
        if let Some(key) = table.keys().find(|key| !known.contains(&key.as_str())) {
            let near = nearest(key, known.iter().copied());
            return Err(self.wrong(&format!("there is no setting `{key}`")).with_help(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the settings are {}", known.join(", ")),
            }));
        }
        Ok(table.iter())
    }
}

/// The word that was probably meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(&word.to_lowercase(), known), known))
        .filter(|(distance, known)| *distance * 3 <= known.len().max(word.len()))
        .min()
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(settings: Value) -> Result<Config> {
        Config::read(&json!({ "migrate": settings }), Path::new("Cargo.toml"))
    }

    #[test]
    fn all_settings() {
        let config = read(json!({
            "dir": "db", "dialects": ["sqlite", "postgresql"], "scratch-url": "x.db",
            "ignore": ["spatial_*", "*_old"], "naming": {"max-length": 20}, "hooks": {"after-revision": "git add", "before-upgrade": ["sh", "-c", "exit 0"]},
        }))
        .unwrap();
        assert_eq!(config.dialects, [Dialect::Sqlite, Dialect::Postgres]);
        assert_eq!(config.ignore, ["spatial_*", "*_old"]);
        assert_eq!(config.hooks.after_revision, ["git", "add"]);
        assert_eq!(config.hooks.before_upgrade, ["sh", "-c", "exit 0"]);
    }

    #[test]
    fn a_misspelt_setting_is_refused() {
        let failure = read(json!({ "dialect": ["sqlite"] })).unwrap_err();
        assert_eq!(failure.message, "`package.metadata.migrate`: there is no setting `dialect`");
        assert_eq!(failure.help.as_deref(), Some("did you mean `dialects`?"));
        assert!(read(json!({ "dialects": ["oracle"] })).is_err());
        assert!(read(json!({ "dir": 1 })).is_err());
        assert!(read(json!([])).is_err());
        assert!(read(json!({ "hooks": {"afterrevision": "x"} })).is_err());
    }
}
