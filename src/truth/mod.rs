//! The ground truth of a config: what was decided, and how each cell came about.
//!
//! [`manifest()`] says it of a whole config, as one JSON document; [`digest`] is the hash of a table's content that the
//! document names. [`trace()`] says it of one row, which an [`Address`] may name.

mod address;
pub(crate) mod digest;
mod manifest;
mod measure;
mod series;
#[cfg(test)]
mod tests;
mod trace;

pub(crate) use address::{Address, Named};
pub use manifest::{MOST_LISTED, MOST_SAMPLES, Options, manifest, sampled};
pub use measure::{Measured, Unmeasured, measure};
pub(crate) use series::{Partition, Regression, partitions, regressions};
pub(crate) use trace::{trace, trace_at};
