//! What comparing two schemas and writing the SQL between them takes, against parsing their snapshots.
//!
//! `cargo run --release -p benches --bin bench-diff -- [ROUNDS]`

use std::hint::black_box;
use std::time::Duration;

use benches::{Contest, Figure, Outcome, Shape, millis, own_cpu, schema};
use migrate_core::Dialect;
use migrate_core::change::Hints;
use migrate_core::diff::{Pair, diff};
use migrate_core::plan::{Options, plan};
use migrate_core::schema::{Column, Default, Index, IndexKind, Schema, Type};

/// What the project promises.
const TIMES_PARSING: f64 = 2.0;
const TIMES_FOR_TEN_TIMES: f64 = 12.0;

fn main() -> Outcome {
    let rounds = std::env::args().nth(1).map(|word| word.parse()).transpose()?.unwrap_or(15);
    let small = Case::new(1_000)?;
    let large = Case::new(10_000)?;
    println!("diff + render, SQLite, tables × 20 columns, one table in twenty changed");
    println!("  1,000 tables: {} changes, {} bytes of SQL", small.work()?.1, small.work()?.2);

    let figures = Contest::new(rounds)
        .with("diff + render, 1,000", || small.work().map(|work| work.0))
        .with("parse as values, 1,000", || small.parse_values())
        .with("parse as schemas, 1,000", || small.parse_schemas())
        .with("diff + render, 10,000", || large.work().map(|work| work.0))
        .run()?;
    let [work, values, schemas, ten] = figures.as_slice() else { return Err("four contestants".into()) };
    for figure in &figures {
        println!("  {:<26} {:>12}", figure.name, millis(figure.median()));
    }
    let faster = fastest(values, schemas);
    let kept = [
        verdict("diff + render / parsing the two snapshots", work.ratio(faster), TIMES_PARSING),
        verdict("10,000 tables / 1,000 tables", ten.ratio(work), TIMES_FOR_TEN_TIMES),
    ];
    if kept.contains(&false) { Err("a promise isn't kept".into()) } else { Ok(()) }
}

/// The harder one to beat.
fn fastest<'f>(one: &'f Figure, other: &'f Figure) -> &'f Figure {
    if one.median() < other.median() { one } else { other }
}

fn verdict(what: &str, ratio: f64, most: f64) -> bool {
    println!("  {what}: {ratio:.2}   (promised: at most {most:.0})");
    ratio <= most
}

/// How much of the processor it takes: a longer run is interrupted more often where others are at work, too.
fn timed<T>(run: impl FnOnce() -> Outcome<T>) -> Outcome<(Duration, T)> {
    let start = own_cpu()?;
    let value = run()?;
    Ok((own_cpu()?.saturating_sub(start), value))
}

struct Case {
    old: Schema,
    new: Schema,
    texts: [String; 2],
}

impl Case {
    fn new(tables: usize) -> Outcome<Self> {
        let old = schema(Dialect::Sqlite, Shape { tables, columns: 20, growing: false });
        let new = changed(&old);
        let texts = [serde_json::to_string_pretty(&old)?, serde_json::to_string_pretty(&new)?];
        Ok(Self { old, new, texts })
    }

    /// What it took, how many changes, how many bytes of SQL, up and down.
    fn work(&self) -> Outcome<(Duration, usize, usize)> {
        let (took, (changes, bytes)) = timed(|| {
            let changes = diff(Pair { old: &self.old, new: &self.new }, &Hints::default())?;
            let plan = plan(Dialect::Sqlite, &self.old, &changes, &Options::default())?;
            let (up, down) = (plan.up.to_sql(), plan.down.to_sql());
            Ok((changes.len(), black_box(up).len() + black_box(down).len()))
        })?;
        Ok((took, changes, bytes))
    }

    fn parse_values(&self) -> Outcome<Duration> {
        let (took, _values) = timed(|| {
            let [old, new] = &self.texts;
            Ok((
                serde_json::from_str::<serde_json::Value>(old)?,
                serde_json::from_str::<serde_json::Value>(new)?,
            ))
        })?;
        Ok(took)
    }

    fn parse_schemas(&self) -> Outcome<Duration> {
        let (took, _schemas) = timed(|| {
            let [old, new] = &self.texts;
            Ok((serde_json::from_str::<Schema>(old)?, serde_json::from_str::<Schema>(new)?))
        })?;
        Ok(took)
    }
}

/// One table in twenty changes: in turn a new column, one less, another default (a rebuild), another index.
fn changed(old: &Schema) -> Schema {
    let mut new = old.clone();
    for (turn, table) in new.tables.iter_mut().step_by(20).enumerate() {
        match turn % 4 {
            0 => {
                let mut column = Column::new("c20", Type::Text);
                column.nullable = true;
                table.columns.push(column);
            }
            1 => table.columns.retain(|column| column.name != "c11"),
            2 => {
                if let Some(column) = table.column_mut("c09") {
                    column.default = Some(Default::Text("none".to_owned()));
                }
            }
            _ => {
                let name = format!("{}_c12_idx", table.name.name);
                table.indexes.push(Index::new(name, IndexKind::Plain, &["c12"]));
            }
        }
    }
    new.normalized()
}
