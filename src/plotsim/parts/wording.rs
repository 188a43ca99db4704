//! The words of problems that other floors found.

use std::fmt::Display;

/// A problem in the style of findings, which quote with `'`.
pub fn of(problem: impl Display) -> String {
    problem.to_string().replace('`', "'")
}
