//! Operators: arithmetic, comparisons and the logic of three values.

mod arithmetic;
mod comparison;
mod logic;
mod meeting;
mod moments;

pub use arithmetic::{Arithmetic, arithmetic, negative};
pub use comparison::{Comparison, among, between, comparison};
pub use logic::{both, condition, is_null, is_truth, not};
pub use meeting::{Meeting, constant_cast, folded, unified};
