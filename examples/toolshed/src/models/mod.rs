//! The tables.

mod audit;
mod loan;
mod member;
mod money;
mod place;
mod repair;
mod tool;

pub use audit::Audit;
pub use loan::{Loan, Reservation, loans, reservations};
pub use member::{Email, Member, Standing, members};
pub use money::Cents;
pub use place::{Branch, Category, branches, categories};
pub use repair::{Repair, RepairState, repairs};
pub use tool::{Condition, Tool, tools};

model_derive::schema! {
    /// The shed's database.
    pub static SHED: Sqlite = [Member, Branch, Category, Tool, Loan, Reservation, Repair];
}
