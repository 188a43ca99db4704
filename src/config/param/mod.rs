//! The vocabulary of a config: what a mapping may hold, said once.
//!
//! A [`Section`] lists the keys of a mapping as [`Param`]s, whose [`Kind`]s lead to further sections. It is read by the
//! parser (unknown and missing keys, types, bounds, rules between keys), by the JSON Schema, by the listings in SQL and by
//! the docs, so they cannot disagree.

mod interval;
mod kind;
mod lexicon;
mod section;
mod word;

pub use interval::Interval;
pub use kind::{Form, Kind};
pub use lexicon::{Argument, Lexicon, Term};
pub use section::{Rule, Section, Tagged, When};
pub use word::Word;

use std::fmt;

/// One key of a mapping.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// As it is written.
    pub name: &'static str,
    /// What its value can be.
    pub kind: Kind,
    /// Whether it must be written, and what holds if it is not.
    pub need: Need,
    /// What it means, with its unit; one sentence without a full stop.
    pub doc: &'static str,
    /// A value as one would write it, in YAML's flow style; empty where kind and default say enough.
    pub example: &'static str,
}

impl Param {
    /// The same key with an example of its value.
    pub const fn example(self, example: &'static str) -> Param {
        Param { example, ..self }
    }
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Need {
    /// It must be written.
    Required,
    /// May be left out; the literal says what holds then.
    Default(Literal),
}

/// A default: a value, or words for what holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// In words, because it hangs on other things.
    Words(&'static str),
    /// A flag.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// A number.
    Float(f64),
}

impl fmt::Display for Literal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Words(words) => out.write_str(words),
            Literal::Bool(value) => write!(out, "{value}"),
            Literal::Int(value) => write!(out, "{value}"),
            Literal::Float(value) => write!(out, "{value}"),
        }
    }
}
