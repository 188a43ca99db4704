//! Writing every table of a config to files.
//!
//! A [`Plan`] says which files a config makes and which blocks of which table each holds. A [`run::Run`] makes them:
//! its threads take row groups in the order of the plan, encode them side by side ([`encoder`]), and append them to their files
//! one after the other, so that the bytes do not depend on the number of threads. Then they make the [`documents`]: the
//! config, the SQL that loads the tables, and what is told of them. Files come to be under [`staging`] and are moved to their
//! places together once all are whole; what went wrong before that leaves no trace.
//!
//! Nothing is written outside the target directory ([`place`]), no file is overwritten or removed that plotsim has not
//! written itself ([`sums`], [`stale`]), and the host is asked for leave before anything is touched ([`Disk`]).

mod commit;
mod divided;
mod division;
pub mod documents;
mod encoder;
mod error;
mod format;
mod host;
mod names;
mod open_file;
pub mod parquet;
mod pattern;
pub mod place;
mod plan;
mod run;
mod sink;
mod staging;
mod stale;
mod sums;
mod table;
#[cfg(test)]
mod tests;
pub mod text;

pub use error::Error;
pub use format::{Floats, Format};
pub use host::Disk;
pub use pattern::Pattern;
pub use plan::Plan;
pub use table::WriteTable;
