//! All crashes of one story.

use std::time::Duration;

use migrate_core::Dialect;

use super::place::Place;
use super::point::{self, End, Point};
use super::reference::Reference;
use super::story::{Dice, Folder, Story};
use super::tally::Tally;

/// Half of the points in the example's revisions, spread over all of its steps; the rest in made-up ones.
pub(crate) fn run(dialect: Dialect, points: u64, of_server: u64) -> Tally {
    let mut place = Place::new(dialect);
    let mut tally = Tally::default();
    let folder = Folder::new(dialect);
    let story = folder.story(dialect);
    of_story(&mut place, &story, 0, [points / 2, of_server / 2], &mut tally);
    eprintln!("{}: the example's revisions: {} points", dialect.name(), tally.points());
    let mut left = of_server - of_server / 2;
    let mut seed = 0;
    while tally.points() < points {
        seed += 1;
        let servers = left.min(5);
        left -= servers;
        let story = Story::named(dialect, &seed.to_string());
        let rest = points - tally.points();
        of_story(&mut place, &story, seed, [rest, servers.min(rest)], &mut tally);
    }
    tally
}

/// At most so many, and so many of them of the server.
fn of_story(place: &mut Place, story: &Story, seed: u64, [points, of_server]: [u64; 2], tally: &mut Tally) {
    let reference = Reference::of(place, story);
    let mut runs: Vec<_> = story.legs().into_iter().map(|leg| (leg, true)).collect();
    runs.push((0..story.chapters.len(), false));
    let mut steps = Vec::new();
    for (leg, up) in runs {
        let count = point::steps(place, story, &leg, up);
        assert!(count > 0, "a run that says nothing");
        steps.extend((1..=count).map(|step| (leg.clone(), up, step)));
    }
    let mut dice = Dice::new(seed + 1_000);
    let mut pause = || Duration::from_micros(dice.below(3_000));
    let mut all = Vec::new();
    for (leg, up, step) in &steps {
        for end in [End::Boundary, End::Inside(pause()), End::Inside(pause())] {
            all.push(Point { leg: leg.clone(), up: *up, step: *step, end });
        }
    }
    let mut chosen = spread(&all, points.saturating_sub(of_server));
    let servers: Vec<_> =
        steps.into_iter().map(|(leg, up, step)| Point { leg, up, step, end: End::Server(pause()) }).collect();
    chosen.extend(spread(&servers, of_server));
    for point in chosen {
        let (at_data_step, left) = point.visit(place, story, &reference);
        tally.count(&point, !story.rows.is_empty(), at_data_step, &left);
    }
}

/// So many of them, from everywhere.
fn spread(all: &[Point], count: u64) -> Vec<Point> {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if count >= all.len() {
        return all.to_vec();
    }
    (0..count).filter_map(|n| all.get(n * all.len() / count).cloned()).collect()
}
