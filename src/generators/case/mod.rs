//! `case`: the values of other columns of the row decide how the value is made.

mod patterns;
mod read;
mod values;

pub use read::ENTRY;
