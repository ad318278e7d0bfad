use migrate_core::dialect::{self, Dialect};
use migrate_core::diff::Pair;
use migrate_core::introspect::Introspected;
use migrate_core::scratch::Scratch;

use super::load::options;
use super::{Loaded, Origin, Source};
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::scratch::Scratches;

/// Loads both sides in one dialect: the one named, else that of the side which knows its own.
///
/// Where one is in a database's words, the other is put into them: a database rewrites expressions and defaults.
pub(crate) fn load_pair(
    sources: &Pair<Source>,
    dialect: Option<Dialect>,
    scratches: &Scratches,
    context: &Context<'_>,
) -> Result<Pair<Loaded>> {
    let sql = |source: &Source| matches!(source, Source::Sql(_));
    let old_first = sources.old.knows_its_dialect()
        || !sources.new.knows_its_dialect() && !sql(&sources.old)
        || sql(&sources.old) && sql(&sources.new);
    let (mut old, mut new) = if old_first {
        let old = sources.old.load(dialect, scratches, context)?;
        let new = sources.new.load(Some(old.dialect), scratches, context)?;
        (old, new)
    } else {
        let new = sources.new.load(dialect, scratches, context)?;
        (sources.old.load(Some(new.dialect), scratches, context)?, new)
    };
    match (old.origin, new.origin) {
        (Origin::Read, Origin::Written) => as_written_by_database(&mut new, &mut old, scratches, context)?,
        (Origin::Written, Origin::Read) => as_written_by_database(&mut old, &mut new, scratches, context)?,
        (Origin::Read, Origin::Read) | (Origin::Written, Origin::Written) => {}
    }
    dialect::reconcile(new.dialect, Pair::new(&mut old.schema, &mut new.schema));
    Ok(Pair::new(old, new))
}

/// Puts a schema into the words of a database, by building it in a scratch database and reading it back; and lays
/// aside what the other side has and models need not declare.
pub(crate) fn as_written_by_database(
    written: &mut Loaded,
    read: &mut Loaded,
    scratches: &Scratches,
    context: &Context<'_>,
) -> Result<()> {
    let mut other =
        Introspected { schema: std::mem::take(&mut read.schema), seen: std::mem::take(&mut read.seen) };
    let server = scratches.server(written.dialect, context)?;
    let found =
        Scratch::written_back(&server, &written.schema, &other, &options(context)?).map_err(|error| {
            let failure = Failure::from(error);
            let message = format!("the schema can't be built in a scratch database: {}", failure.message);
            Failure { message, ..failure }
        })?;
    other.only_declared(&written.schema);
    (read.schema, read.seen) = (other.schema, other.seen);
    written.schema = found.schema;
    written.seen = Vec::new();
    written.origin = Origin::Read;
    Ok(())
}
