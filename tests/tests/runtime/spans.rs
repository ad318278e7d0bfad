//! Spans of tracing, as a subscriber sees them.

use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::set::{File, migrator, rev};

/// Writes down what it hears, indented by how deep it is.
#[derive(Clone, Default)]
struct Ear {
    heard: Arc<Mutex<Vec<String>>>,
    names: Arc<Mutex<Vec<String>>>,
    depth: Arc<Mutex<usize>>,
}

#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}

impl Subscriber for Ear {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("migrate_core")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields::default();
        span.record(&mut fields);
        let mut names = self.names.lock().unwrap();
        names.push(format!("{}{}", span.metadata().name(), fields.0));
        Id::from_u64(names.len() as u64)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        self.heard.lock().unwrap().push(format!("{}+{}", "  ".repeat(*self.depth.lock().unwrap()), fields.0));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, span: &Id) {
        let name = self.names.lock().unwrap()[span.into_u64() as usize - 1].clone();
        let mut depth = self.depth.lock().unwrap();
        self.heard.lock().unwrap().push(format!("{}{name}", "  ".repeat(*depth)));
        *depth += 1;
    }

    fn exit(&self, _: &Id) {
        *self.depth.lock().unwrap() -= 1;
    }
}

#[test]
fn a_run_its_revisions_and_their_statements() {
    let file = File::new();
    let mut conn = file.connect();
    let app = migrator(&[
        rev("1", "CREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (1), (2);", ""),
        rev("2", "CREATE TABLE b (id INTEGER);", ""),
    ]);
    let ear = Ear::default();
    tracing::subscriber::with_default(ear.clone(), || app.upgrade(&mut conn).unwrap());
    let heard = ear.heard.lock().unwrap().clone();
    assert_eq!(
        heard,
        [
            "migrate.upgrade dialect=\"sqlite\" app=\"app\" target=\"\"",
            "  migrate.revision revision=\"1\" message=\"a revision\" direction=\"up\" statements=2",
            "    migrate.statement number=1 line=1 sql=\"CREATE TABLE a (id INTEGER)\"",
            "    migrate.statement number=2 line=2 sql=\"INSERT INTO a VALUES (1), (2)\"",
            "      + rows=2",
            "  migrate.revision revision=\"2\" message=\"a revision\" direction=\"up\" statements=1",
            "    migrate.statement number=1 line=1 sql=\"CREATE TABLE b (id INTEGER)\"",
        ]
    );
    assert_eq!(*ear.depth.lock().unwrap(), 0, "every span was left");
}
