//! What a value must be.

use std::fmt;

use super::{Interval, Lexicon, Section, Tagged};

/// What a value must be. Kinds nest, so that a config is described whole: see [`Section`].
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number within inclusive bounds.
    Int(i64, i64),
    /// A whole number from 0 to 2⁶⁴−1.
    Seed,
    /// A finite number within an interval.
    Float(Interval),
    /// Any text.
    Text,
    /// A text that is written in some way.
    Form(&'static Form),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A name of something that is listed elsewhere.
    Known(&'static Lexicon),
    /// Any text, number or boolean.
    Scalar,
    /// Any text, number or boolean, or null.
    Cell,
    /// `YYYY-MM-DD`.
    Date,
    /// `YYYY-MM-DDTHH:MM:SS`.
    Timestamp,
    /// A mapping from a value to a weight ≥ 0, not all zero.
    Weights,
    /// Nested mappings whose innermost values are weights ≥ 0 or non-empty lists of texts; none is empty.
    Tree,
    /// A non-empty list of texts.
    Texts,
    /// A generator: a mapping with `type`.
    Generator,
    /// A mapping from names to generators; not empty.
    Generators,
    /// A list.
    List(&'static Kind),
    /// A list of at least one item.
    SomeOf(&'static Kind),
    /// A list of these values, of which those from the given place on may be left out.
    Tuple(usize, &'static [Kind]),
    /// A mapping with known keys.
    Map(&'static Section),
    /// A mapping whose keys hang on the word under one of them.
    Tagged(&'static Tagged),
    /// A mapping from names to values of one kind.
    MapOf(&'static Kind),
    /// A mapping from whole numbers within inclusive bounds to values of one kind; not empty.
    Numbered(i64, i64, &'static Kind),
    /// A mapping from a single name to a value.
    Pair(&'static Kind),
    /// Any of these, told in the words given.
    Choice(&'static str, &'static [Kind]),
}

/// How a text is written.
#[derive(Debug)]
pub struct Form {
    /// In words.
    pub words: &'static str,
    /// A regular expression that every such text matches, in the common part of all dialects.
    pub pattern: &'static str,
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
            Kind::Form(form) => write!(out, "{}", form.words),
            Kind::Word(words) => write!(out, "one of {}", words.join(", ")),
            Kind::Known(lexicon) => write!(out, "{}", lexicon.noun),
            Kind::Scalar => write!(out, "text, number or boolean"),
            Kind::Cell => write!(out, "text, number, boolean or null"),
            Kind::Date => write!(out, "date YYYY-MM-DD"),
            Kind::Timestamp => write!(out, "timestamp YYYY-MM-DDTHH:MM:SS"),
            Kind::Weights => write!(out, "mapping of text to weight ≥ 0"),
            Kind::Tree => write!(
                out,
                "mapping of values to mappings, one within another for each level but the last, whose values have \
                 weights ≥ 0 or stand in a list"
            ),
            Kind::Texts => write!(out, "non-empty list of texts"),
            Kind::Generator => write!(out, "generator"),
            Kind::Generators => write!(out, "mapping of names to generators"),
            Kind::List(_) | Kind::SomeOf(_) | Kind::Tuple(..) => write!(out, "list"),
            Kind::Numbered(low, high, value) => write!(out, "mapping of {low} to {high} to {value}"),
            Kind::Map(_) | Kind::Tagged(_) | Kind::MapOf(_) | Kind::Pair(_) => write!(out, "mapping"),
            Kind::Choice(words, _) => write!(out, "{words}"),
        }
    }
}
