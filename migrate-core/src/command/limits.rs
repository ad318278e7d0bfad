//! How long an upgrade or a downgrade may take.

use std::time::Duration;

use crate::runtime::{Database, Runner};

/// How long things may take.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Wait this long for another process that is at work on the database [default: 60s]
    #[arg(long, value_name = "TIME", value_parser = time)]
    wait: Option<Duration>,
    /// Wait this long, each time, for a table that somebody else has locked [default: 5s]
    #[arg(long, value_name = "TIME", value_parser = time)]
    lock_timeout: Option<Duration>,
    /// Let one statement take this long
    #[arg(long, value_name = "TIME", value_parser = time)]
    statement_timeout: Option<Duration>,
    /// Try this often again what another transaction was in the way of [default: 5]
    #[arg(long, value_name = "N")]
    retries: Option<u32>,
    /// Begin no further statement after this long
    #[arg(long, value_name = "TIME", value_parser = time)]
    deadline: Option<Duration>,
    /// The address is that of a pooler in transaction mode: run only what is safe there
    #[arg(long)]
    transaction_pooling: bool,
}

impl Limits {
    /// Tells the engine.
    pub fn apply<'a, C: Database>(&self, mut runner: Runner<'a, C>) -> Runner<'a, C> {
        if let Some(wait) = self.wait {
            runner = runner.wait(wait);
        }
        if let Some(timeout) = self.lock_timeout {
            runner = runner.lock_timeout(timeout);
        }
        if let Some(timeout) = self.statement_timeout {
            runner = runner.statement_timeout(timeout);
        }
        if let Some(retries) = self.retries {
            runner = runner.retries(retries);
        }
        if let Some(deadline) = self.deadline {
            runner = runner.deadline(deadline);
        }
        if self.transaction_pooling { runner.transaction_pooling() } else { runner }
    }
}

/// `500ms`, `5s`, `2m`, `1h`; a number alone counts seconds.
fn time(text: &str) -> Result<Duration, String> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| "write a time as `500ms`, `5s`, `2m` or `1h`".to_owned())?;
    let milliseconds = match unit.trim() {
        "ms" => Some(number),
        "" | "s" => number.checked_mul(1_000),
        "m" | "min" => number.checked_mul(60_000),
        "h" => number.checked_mul(3_600_000),
        _ => None,
    };
    milliseconds
        .map(Duration::from_millis)
        .ok_or_else(|| "write a time as `500ms`, `5s`, `2m` or `1h`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (text, milliseconds) in
            [("500ms", 500), ("5s", 5_000), ("2m", 120_000), ("1h", 3_600_000), ("7", 7_000)]
        {
            assert_eq!(time(text).unwrap(), Duration::from_millis(milliseconds));
        }
        for text in ["", "s", "5 weeks", "-1s", "99999999999999999999s", "18446744073709551615h"] {
            assert!(time(text).is_err(), "{text}");
        }
    }
}
