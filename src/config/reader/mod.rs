//! Reading a [`Node`](super::node::Node) tree against its vocabulary, collecting every problem on the way.
//!
//! Every method that cannot give a value has reported why, so callers chain with `?` on `Option` and lose nothing.

mod field;
mod fields;
mod report;
mod rules;

pub use field::{Field, counted};
pub use fields::Fields;
pub use report::Report;
