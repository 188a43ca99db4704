//! Reading a [`Node`](super::node::Node) tree against its vocabulary, collecting every problem on the way.
//!
//! Every method that cannot give a value has reported why, so callers chain with `?` on `Option` and lose nothing.

mod collections;
mod field;
mod fields;
mod report;
mod rules;
mod scalars;
mod telling;

pub use collections::counted;
pub use field::Field;
pub use fields::Fields;
pub use report::Report;
