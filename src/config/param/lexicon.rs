//! Names and words that a registry lists: families, curves, column types, faker methods, …

use super::Kind;

/// A list of names or words, which the JSON Schema offers and the listings in SQL show.
#[derive(Debug)]
pub struct Lexicon {
    /// What such a text is called where a key's type is told.
    pub noun: &'static str,
    /// What a term of it is called in listings.
    pub kind: &'static str,
    /// The language whose configs write it; `plotsim` for both forms.
    pub language: &'static str,
    /// Whether parameters that a term does not have are passed over, with a warning.
    pub open: bool,
    /// Everything in it, in the order of the documentation.
    pub terms: fn() -> Vec<Term>,
}

/// Something a user may write.
#[derive(Clone, Debug)]
pub struct Term {
    /// The text, or how it is written, with `<…>` for what one fills in.
    pub text: String,
    /// What texts of this form match, where it stands for more than itself.
    pub pattern: Option<String>,
    /// What it means, in one sentence without a full stop.
    pub doc: String,
    /// A value that uses it.
    pub example: String,
    /// What can be set.
    pub arguments: Vec<Argument>,
}

/// A parameter of a term.
#[derive(Clone, Debug)]
pub struct Argument {
    /// As it is written.
    pub name: &'static str,
    /// What its value can be.
    pub kind: Kind,
    /// Whether it must be written.
    pub required: bool,
    /// What holds if it is not, as it would be written.
    pub default: Option<String>,
    /// What it means, in one sentence without a full stop.
    pub doc: &'static str,
    /// Whether it is one that a metric's range decides in the builder form.
    pub of_centre: bool,
}
