use std::cmp::Ordering;
use std::iter::Peekable;

/// The two sides of a comparison, so that nobody mixes them up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<T> {
    /// Before.
    pub old: T,
    /// After.
    pub new: T,
}

impl<T> Pair<T> {
    /// A pair.
    pub const fn new(old: T, new: T) -> Self {
        Self { old, new }
    }

    /// The same of both sides.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Pair<U> {
        Pair { old: f(self.old), new: f(self.new) }
    }

    /// Both sides of two pairs.
    pub fn zip<U>(self, other: Pair<U>) -> Pair<(T, U)> {
        Pair { old: (self.old, other.old), new: (self.new, other.new) }
    }

    /// By reference.
    pub const fn as_ref(&self) -> Pair<&T> {
        Pair { old: &self.old, new: &self.new }
    }
}

impl<T: PartialEq> Pair<T> {
    /// Whether there is no difference.
    pub fn is_same(&self) -> bool {
        self.old == self.new
    }
}

/// What became of one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match<T> {
    /// Only the old side has it.
    Removed(T),
    /// Only the new side has it.
    Added(T),
    /// Both have it.
    Kept(Pair<T>),
}

/// Joins two lists that are sorted by what `cmp` compares, in their order.
pub(super) fn join<T, I, J>(pair: Pair<I>, cmp: impl Fn(&T, &T) -> Ordering) -> impl Iterator<Item = Match<T>>
where
    I: IntoIterator<Item = T, IntoIter = J>,
    J: Iterator<Item = T>,
{
    let Pair { mut old, mut new }: Pair<Peekable<J>> = pair.map(|side| side.into_iter().peekable());
    std::iter::from_fn(move || {
        let order = match (old.peek(), new.peek()) {
            (Some(old), Some(new)) => cmp(old, new),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return None,
        };
        match order {
            Ordering::Less => old.next().map(Match::Removed),
            Ordering::Greater => new.next().map(Match::Added),
            Ordering::Equal => Some(Match::Kept(Pair { old: old.next()?, new: new.next()? })),
        }
    })
}
