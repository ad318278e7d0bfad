use std::fmt;

/// A moment in UTC, to the second. The caller brings the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(i64);

/// 9999-12-31T23:59:59Z: what fits into four digits of a year.
const LAST: i64 = 253_402_300_799;
const DAY: i64 = 86_400;

impl Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z; years outside 0…9999 are moved to the nearest end.
    pub fn from_unix(seconds: i64) -> Self {
        Self(seconds.clamp(-62_167_219_200, LAST))
    }

    /// What `SystemTime::now()` said.
    pub fn from_system(time: std::time::SystemTime) -> Self {
        let seconds = match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()).unwrap_or(LAST),
            Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, |s| -s),
        };
        Self::from_unix(seconds)
    }

    /// Reads an id: `2026-11-22-071800`, with or without the dashes. `None` where it is another kind of name.
    pub fn from_id(id: &str) -> Option<Self> {
        let digits: String = id.chars().filter(|c| *c != '-').collect();
        if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i64>().ok();
        let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
        let (hour, minute, second) = (part(8..10)?, part(10..12)?, part(12..14)?);
        let moment = Self(days(year, month, day) * DAY + hour * 3600 + minute * 60 + second);
        // A 31st of February would come back as a day in March.
        (moment.id_text().replace('-', "") == digits).then_some(moment)
    }

    /// One second later.
    #[must_use]
    pub fn next(self) -> Self {
        Self::from_unix(self.0 + 1)
    }

    /// `2026-11-22-071800`.
    pub fn id_text(self) -> String {
        let (year, month, day) = self.date();
        let (hour, minute, second) = self.time();
        format!("{year:04}-{month:02}-{day:02}-{hour:02}{minute:02}{second:02}")
    }

    fn time(self) -> (i64, i64, i64) {
        let rest = self.0.rem_euclid(DAY);
        (rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// Howard Hinnant's `civil_from_days`: <https://howardhinnant.github.io/date_algorithms.html>.
    fn date(self) -> (i64, i64, i64) {
        let z = self.0.div_euclid(DAY) + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
    }
}

/// Days since 1970-01-01 (`days_from_civil`, same source).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let y = year - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

impl fmt::Display for Timestamp {
    /// RFC 3339: `2026-11-22T07:18:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let (hour, minute, second) = self.time();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_they_were_written() {
        assert_eq!(Timestamp::from_unix(0).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(Timestamp::from_unix(951_782_400).to_string(), "2000-02-29T00:00:00Z");
        assert_eq!(Timestamp::from_unix(-1).id_text(), "1969-12-31-235959");
        assert_eq!(Timestamp::from_unix(i64::MAX).id_text(), "9999-12-31-235959");
        for seconds in (-60_000_000_000..200_000_000_000_i64).step_by(86_399 * 977) {
            let moment = Timestamp::from_unix(seconds);
            assert_eq!(Timestamp::from_id(&moment.id_text()), Some(moment));
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in
            ["", "2026-02-31-000000", "2026-13-01-000000", "2026-11-22-246000", "0001", "２026-11-22-071800"]
        {
            assert_eq!(Timestamp::from_id(text), None, "{text}");
        }
    }
}
