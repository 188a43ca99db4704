//! Why a call cannot be served.

use crate::config::Findings;

/// The reason a function call is refused; its text is what the user reads.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The config does not hold together.
    #[error("{0}")]
    Config(#[from] Findings),
    /// An argument of the call is wrong.
    #[error("{0}")]
    Argument(String),
    /// A file could not be read or written; the host's own words.
    #[error("{0}")]
    File(String),
}
