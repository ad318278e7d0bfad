//! Numbers as types: each column of a table has one, and each table, so that "the same one?" is a question to the
//! type system that costs one `impl` per column or table instead of one per pair of them.

/// A bit that is set.
#[derive(Debug)]
pub struct T;

/// A bit that is not.
#[derive(Debug)]
pub struct F;

/// `Yes` where both numbers are the same, `No` where they differ. A number is `(bit, (bit, …()))`.
pub trait Same<Other, Yes, No> {
    /// The answer.
    type Out;
}

impl<Yes, No> Same<(), Yes, No> for () {
    type Out = Yes;
}

impl<A, B, Yes, No> Same<(T, B), Yes, No> for (T, A)
where
    A: Same<B, Yes, No>,
{
    type Out = A::Out;
}

impl<A, B, Yes, No> Same<(F, B), Yes, No> for (F, A)
where
    A: Same<B, Yes, No>,
{
    type Out = A::Out;
}

impl<A, B, Yes, No> Same<(F, B), Yes, No> for (T, A) {
    type Out = No;
}

impl<A, B, Yes, No> Same<(T, B), Yes, No> for (F, A) {
    type Out = No;
}

/// Numbers that differ. `For` is a table of the crate that asks: of traits without a type of its own, a crate
/// has to fear that they are implemented elsewhere one day, and then could not tell two tables apart.
#[diagnostic::on_unimplemented(
    message = "a table stands twice in one query",
    note = "give one of them another name there: `diesel::alias!(users as others: Others)`"
)]
pub trait Apart<For, Other> {}

impl<For, A, B> Apart<For, (F, B)> for (T, A) {}
impl<For, A, B> Apart<For, (T, B)> for (F, A) {}
impl<For, A, B> Apart<For, (T, B)> for (T, A) where A: Apart<For, B> {}
impl<For, A, B> Apart<For, (F, B)> for (F, A) where A: Apart<For, B> {}
