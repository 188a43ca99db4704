//! What is wrong with an expression, and where.

/// Why a call cannot be bound.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// No function of this name takes these types.
    NoMatch,
    /// For this reason.
    Message(String),
    /// For this reason, at this byte of the expression.
    At(usize, String),
}

/// A mistake in an expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// A byte of the expression.
    pub at: usize,
    /// The code of the class of its finding.
    pub code: &'static str,
    /// In DuckDB's words where it has any.
    pub message: String,
    pub hint: Option<String>,
}
