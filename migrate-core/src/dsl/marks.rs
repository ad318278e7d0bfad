//! Numbers as types: each column of a table has one, so that "the same column?" is a question to the
//! type system that costs one `impl` per column instead of one per pair of columns.

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
