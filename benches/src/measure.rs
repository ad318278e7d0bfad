use std::time::{Duration, Instant};

use crate::Outcome;

/// Contestants that take turns, so that a busy machine is busy for all of them.
pub struct Contest<'c> {
    rounds: usize,
    quiet: bool,
    runs: Vec<(String, Run<'c>)>,
}

type Run<'c> = Box<dyn FnMut() -> Outcome<Duration> + 'c>;

/// What one contestant took.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its name.
    pub name: String,
    /// Every round, fastest first.
    pub all: Vec<Duration>,
}

impl<'c> Contest<'c> {
    /// A contest of so many rounds, at least one.
    pub fn new(rounds: usize) -> Self {
        Self { rounds: rounds.max(1), quiet: false, runs: Vec::new() }
    }

    /// Without a line per run.
    #[must_use]
    pub fn quietly(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// One more contestant; it says itself what it took, so that its preparations don't count.
    #[must_use]
    pub fn with(mut self, name: &str, run: impl FnMut() -> Outcome<Duration> + 'c) -> Self {
        self.runs.push((name.to_owned(), Box::new(run)));
        self
    }

    /// Runs all of them in turn, round after round.
    pub fn run(mut self) -> Outcome<Vec<Figure>> {
        let mut figures: Vec<Figure> =
            self.runs.iter().map(|(name, _)| Figure { name: name.clone(), all: Vec::new() }).collect();
        for round in 1..=self.rounds {
            for ((name, run), figure) in self.runs.iter_mut().zip(&mut figures) {
                let took = run()?;
                if !self.quiet {
                    eprintln!("  round {round}/{}  {name:<28} {:>12}", self.rounds, millis(took));
                }
                figure.all.push(took);
            }
        }
        figures.iter_mut().for_each(|figure| figure.all.sort());
        Ok(figures)
    }
}

impl Figure {
    /// The middle one; between the two in the middle where there are as many on either side.
    pub fn median(&self) -> Duration {
        let half = self.all.len() / 2;
        let upper = self.all.get(half).copied().unwrap_or_default();
        if self.all.len().is_multiple_of(2) {
            let lower = half.checked_sub(1).and_then(|at| self.all.get(at));
            return (upper + lower.copied().unwrap_or(upper)) / 2;
        }
        upper
    }

    /// How many times as long as another.
    pub fn ratio(&self, to: &Self) -> f64 {
        self.median().as_secs_f64() / to.median().as_secs_f64()
    }
}

/// How long it takes, by the wall.
pub fn timed<T>(run: impl FnOnce() -> Outcome<T>) -> Outcome<(Duration, T)> {
    let start = Instant::now();
    let value = run()?;
    Ok((start.elapsed(), value))
}

/// A duration for people, in milliseconds.
pub fn millis(duration: Duration) -> String {
    format!("{:.3} ms", duration.as_secs_f64() * 1e3)
}

/// The user CPU that finished children have taken so far; the wall where the system doesn't tell.
#[cfg(unix)]
pub fn children_user_cpu() -> Outcome<Duration> {
    Ok(usage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN)?[0])
}

/// The user and system CPU that finished children have taken so far; the wall where the system doesn't tell.
#[cfg(unix)]
pub fn children_cpu() -> Outcome<Duration> {
    Ok(usage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN)?.iter().sum())
}

/// The user and system CPU that this process has taken so far; the wall where the system doesn't tell.
#[cfg(unix)]
pub fn own_cpu() -> Outcome<Duration> {
    Ok(usage(nix::sys::resource::UsageWho::RUSAGE_SELF)?.iter().sum())
}

/// User and system.
#[cfg(unix)]
fn usage(who: nix::sys::resource::UsageWho) -> Outcome<[Duration; 2]> {
    let usage = nix::sys::resource::getrusage(who)?;
    let [user, system] = [usage.user_time(), usage.system_time()].map(|time| -> Outcome<Duration> {
        Ok(Duration::new(u64::try_from(time.tv_sec())?, u32::try_from(time.tv_usec())? * 1_000))
    });
    Ok([user?, system?])
}

#[cfg(not(unix))]
fn wall() -> Outcome<Duration> {
    use std::time::SystemTime;
    Ok(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?)
}

/// The user CPU that finished children have taken so far; the wall where the system doesn't tell.
#[cfg(not(unix))]
pub fn children_user_cpu() -> Outcome<Duration> {
    wall()
}

/// The user and system CPU that finished children have taken so far; the wall where the system doesn't tell.
#[cfg(not(unix))]
pub fn children_cpu() -> Outcome<Duration> {
    wall()
}

/// The user and system CPU that this process has taken so far; the wall where the system doesn't tell.
#[cfg(not(unix))]
pub fn own_cpu() -> Outcome<Duration> {
    wall()
}
