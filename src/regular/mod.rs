//! Regular expressions as sets of texts: one of them is drawn, all are counted, and any text is told to be one or not.
//!
//! `regex-syntax` reads the expression. What it says must be finite: `*`, `+` and `{2,}` have no end and are refused, and so is
//! what no text can show, such as `\b`. Letters are as they are written: `\d`, `\w` and `\s` are those of ASCII, and a class
//! that leaves letters out, as `.` and `[^x]` do, holds what ASCII can print.

mod automaton;
mod ranks;
mod read;
#[cfg(test)]
mod tests;
mod tree;

use std::fmt;

use automaton::Automaton;
pub use ranks::Ranks;
use tree::Node;

use crate::random::Dice;

/// Most letters a text of a regular expression can have, all alternatives counted.
const MOST_LETTERS: u64 = 10_000;

/// A finite set of texts.
pub struct Regular {
    written: String,
    root: Node,
    automaton: Automaton,
}

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The byte of the expression where it is.
    pub at: usize,
    /// Its class among findings.
    pub code: &'static str,
    pub message: String,
    pub hint: Option<String>,
}

impl Regular {
    /// Reads an expression.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn new(text: &str) -> Result<Regular, Vec<Problem>> {
        let root = read::read(text)?;
        let letters = root.letters();
        if letters > MOST_LETTERS {
            let message = format!("is made of {letters} letters, but must be of {MOST_LETTERS} at most");
            return Err(vec![Problem { at: 0, code: "too-large", message, hint: None }]);
        }
        let automaton = Automaton::new(&root);
        Ok(Regular { written: text.to_owned(), root, automaton })
    }

    /// As it is written.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Writes a text behind what is there: each alternative, each number of repetitions and each letter of a class is as likely
    /// as its fellows.
    pub fn draw(&self, dice: &mut Dice<'_>, out: &mut String) {
        self.root.draw(dice, out);
    }

    /// Whether a text is one of them.
    pub fn contains(&self, text: &str) -> bool {
        self.automaton.accepts(text)
    }

    /// Most bytes of a text.
    pub fn longest(&self) -> u64 {
        self.root.longest()
    }

    /// Most choices that a text takes.
    pub fn choices(&self) -> u64 {
        self.root.choices()
    }
}

impl fmt::Debug for Regular {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Regular").field(&self.written).finish()
    }
}
