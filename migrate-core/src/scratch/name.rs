use std::hash::{BuildHasher as _, Hasher as _};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What every scratch database's name begins with.
pub(super) const PREFIX: &str = "migrate_scratch_";

/// How old a scratch database must be before another process may take it for a leftover: it is empty and alone for
/// a moment between its making and its first use.
const GRACE: Duration = Duration::from_secs(600);

/// A name that nobody else has: when, and a random part.
pub(super) fn fresh() -> String {
    // The standard library's only source of randomness: each hasher has keys of its own.
    let mut hasher = std::hash::RandomState::new().build_hasher();
    hasher.write_u32(std::process::id());
    format!("{PREFIX}{:08x}{:016x}", seconds(), hasher.finish())
}

/// Whether this is the name of a scratch database that is old enough to be a leftover.
pub(super) fn is_old(name: &str) -> bool {
    let Some(rest) = name.strip_prefix(PREFIX) else { return false };
    let lower_hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if rest.len() != 24 || !rest.bytes().all(lower_hex) {
        return false;
    }
    let made = rest.get(..8).and_then(|hex| u64::from_str_radix(hex, 16).ok());
    made.is_some_and(|made| made + GRACE.as_secs() < seconds())
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ours_and_differ() {
        let (a, b) = (fresh(), fresh());
        assert_ne!(a, b);
        assert!(!is_old(&a), "{a} is in use");
        assert!(is_old("migrate_scratch_6500000000112233445566ff"));
        for other in ["migrate_scratch_prod", "migrate_scratch_65000000001122334455667", "app"] {
            assert!(!is_old(other), "{other}");
        }
    }
}
