//! The vocabulary of a config: what a mapping may hold, said once.
//!
//! A [`Param`] is read by the parser (types, bounds, unknown and missing keys), by the listings in SQL and by the docs,
//! so they cannot disagree.

use std::fmt;

/// One key of a mapping.
#[derive(Debug)]
pub struct Param {
    pub name: &'static str,
    pub kind: Kind,
    pub need: Need,
    /// What it means, with its unit; one sentence without a full stop.
    pub doc: &'static str,
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    /// May be left out; the text says what holds then.
    Default(&'static str),
}

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Bool,
    /// A whole number within inclusive bounds.
    Int(i64, i64),
    /// A whole number from 0 to 2⁶⁴−1.
    Seed,
    /// A finite number within an interval.
    Float(Interval),
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any text, number or boolean.
    Scalar,
    /// `YYYY-MM-DD`.
    Date,
    /// `YYYY-MM-DDTHH:MM:SS`.
    Timestamp,
    /// A mapping from text to a weight ≥ 0, not all zero.
    Weights,
    /// A non-empty list of texts.
    Texts,
    /// A generator: a mapping with `type`.
    Generator,
    /// A mapping from names to generators.
    Generators,
    /// A list whose items are described elsewhere.
    List,
    /// A mapping described elsewhere.
    Map,
    /// Something with rules of its own, told in the words given.
    Special(&'static str),
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Bool => write!(out, "boolean"),
            Kind::Int(i64::MIN, i64::MAX) => write!(out, "whole number"),
            Kind::Int(low, i64::MAX) => write!(out, "whole number ≥ {low}"),
            Kind::Int(low, high) => write!(out, "whole number from {low} to {high}"),
            Kind::Seed => write!(out, "whole number from 0 to 18446744073709551615"),
            Kind::Float(interval) if interval.is_everything() => write!(out, "number"),
            Kind::Float(interval) => write!(out, "number {interval}"),
            Kind::Text => write!(out, "text"),
            Kind::Word(words) => write!(out, "one of {}", words.join(", ")),
            Kind::Scalar => write!(out, "text, number or boolean"),
            Kind::Date => write!(out, "date YYYY-MM-DD"),
            Kind::Timestamp => write!(out, "timestamp YYYY-MM-DDTHH:MM:SS"),
            Kind::Weights => write!(out, "mapping of text to weight ≥ 0"),
            Kind::Texts => write!(out, "non-empty list of texts"),
            Kind::Generator => write!(out, "generator"),
            Kind::Generators => write!(out, "mapping of names to generators"),
            Kind::List => write!(out, "list"),
            Kind::Map => write!(out, "mapping"),
            Kind::Special(words) => write!(out, "{words}"),
        }
    }
}

/// An interval of numbers, each end open or closed. An infinite end is no bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
    pub low_open: bool,
    pub high_open: bool,
}

impl Interval {
    pub const EVERYTHING: Interval = Interval::closed(f64::NEG_INFINITY, f64::INFINITY);
    pub const POSITIVE: Interval =
        Interval { low: 0.0, high: f64::INFINITY, low_open: true, high_open: false };
    pub const NOT_NEGATIVE: Interval = Interval::closed(0.0, f64::INFINITY);
    pub const UNIT: Interval = Interval::closed(0.0, 1.0);

    /// `[low, high]`.
    pub const fn closed(low: f64, high: f64) -> Interval {
        Interval { low, high, low_open: false, high_open: false }
    }

    /// `(low, high]`.
    pub const fn above(low: f64, high: f64) -> Interval {
        Interval { low, high, low_open: true, high_open: false }
    }

    /// `(low, high)`.
    pub const fn open(low: f64, high: f64) -> Interval {
        Interval { low, high, low_open: true, high_open: true }
    }

    /// True if a finite `x` lies inside.
    pub fn contains(&self, x: f64) -> bool {
        let above = if self.low_open { x > self.low } else { x >= self.low };
        let below = if self.high_open { x < self.high } else { x <= self.high };
        x.is_finite() && above && below
    }

    fn is_everything(&self) -> bool {
        self.low.is_infinite() && self.high.is_infinite()
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.low.is_finite(), self.high.is_finite()) {
            (false, false) => write!(out, "finite"),
            (true, false) => write!(out, "{} {}", if self.low_open { ">" } else { "≥" }, bound(self.low)),
            (false, true) => write!(out, "{} {}", if self.high_open { "<" } else { "≤" }, bound(self.high)),
            (true, true) => {
                let open = if self.low_open { '(' } else { '[' };
                let close = if self.high_open { ')' } else { ']' };
                write!(out, "in {open}{}, {}{close}", bound(self.low), bound(self.high))
            }
        }
    }
}

/// A number as one would write it: without a fraction of zero, and very small or large ones with an exponent.
fn bound(x: f64) -> String {
    let text = format!("{x:?}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
