//! Keys: comparing the values of columns that name rows.

mod order;
mod repeats;
mod set;
mod values;

pub use order::{Ascending, Shape};
pub use repeats::{Repeats, repeats};
pub use set::KeySet;
pub(crate) use values::{Values, combined, hash_int};

use super::outcome::EXAMPLES;

/// The first few offenders, in the order of the rows.
#[derive(Clone, Debug, Default)]
pub struct Examples {
    /// Offenders in all.
    pub count: u64,
    pub shown: Vec<String>,
}

impl Examples {
    /// Counts an offender; its words are only made while they are wanted.
    pub fn push(&mut self, words: impl FnOnce() -> String) {
        self.add(1, words);
    }

    /// Counts several that share their words.
    pub fn add(&mut self, count: u64, words: impl FnOnce() -> String) {
        if count > 0 && self.shown.len() < EXAMPLES {
            self.shown.push(words());
        }
        self.count += count;
    }

    /// Takes in what later rows gave.
    pub fn merge(&mut self, later: Examples) {
        self.count += later.count;
        let room = EXAMPLES - self.shown.len();
        self.shown.extend(later.shown.into_iter().take(room));
    }

    /// `such as a, b`, or nothing.
    pub fn words(&self) -> String {
        if self.shown.is_empty() { String::new() } else { format!("such as {}", self.shown.join(", ")) }
    }
}
