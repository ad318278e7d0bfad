//! Choosing between types by what is known in const evaluation.
//!
//! Two models may refer to each other, and neither derive sees what the other wrote; but each has
//! written down what it refers to, so an `impl` can stand for the one type or for another that nobody uses.

use std::marker::PhantomData;

/// A condition.
#[derive(Debug)]
pub struct If<const CONDITION: bool>;

/// One of two types.
///
/// `For` is a table of the crate that asks: see [`super::Apart`].
pub trait Choose<For, Then, Else> {
    /// The chosen one.
    type Out;
}

impl<For, Then, Else> Choose<For, Then, Else> for If<true> {
    type Out = Then;
}

impl<For, Then, Else> Choose<For, Then, Else> for If<false> {
    type Out = Else;
}

/// Stands where there is no table: a type that nobody has.
#[derive(Debug)]
pub struct NoTable<Why>(PhantomData<fn() -> Why>);

impl<Why, const FIELD: u64> super::DieselField<FIELD> for NoTable<Why> {
    type Column = Self;
}

/// Whether `id` is one of `refs`.
const fn contains(refs: &[&str], id: &str) -> bool {
    let mut i = 0;
    while i < refs.len() {
        if same(refs[i], id) {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether the k-th of `refs` names a table other than `own`, and is the first to name it.
const fn names_first(refs: &[&str], k: usize, own: &str) -> bool {
    if same(refs[k], own) {
        return false;
    }
    let mut i = 0;
    while i < k {
        if same(refs[i], refs[k]) {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether the k-th of `refs` is the only foreign key between `own` and its target, so that a join
/// without a condition can mean nothing else.
#[must_use]
pub const fn joinable(refs: &[&str], k: usize, own: &str, refs_of_target: &[&str]) -> bool {
    let mut i = k + 1;
    while i < refs.len() {
        if same(refs[i], refs[k]) {
            return false;
        }
        i += 1;
    }
    names_first(refs, k, own) && !contains(refs_of_target, own)
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}
