//! Mappings: which keys they hold and how the keys hang together.

use super::{Lexicon, Param};

/// A mapping of a config.
#[derive(Debug)]
pub struct Section {
    /// The language and the place in it, as in `builder.metrics`; `plotsim.…` for what both forms have.
    pub name: &'static str,
    /// Where the reference describes it: a page and a heading of it, as in `docs/plotsim.md#metrics`. Empty for what is
    /// described with the section around it.
    pub page: &'static str,
    /// What the mapping describes; one sentence without a full stop.
    pub doc: &'static str,
    /// Its keys, in the order docs list them.
    pub params: &'static [Param],
    /// What its keys must keep among one another.
    pub rules: &'static [Rule],
}

impl Section {
    /// A section without rules.
    pub const fn new(
        name: &'static str,
        page: &'static str,
        doc: &'static str,
        params: &'static [Param],
    ) -> Section {
        Section { name, page, doc, params, rules: &[] }
    }

    /// The same section with rules.
    pub const fn rules(self, rules: &'static [Rule]) -> Section {
        Section { rules, ..self }
    }

    /// The key of this name.
    pub fn param(&self, name: &str) -> Option<&'static Param> {
        self.params.iter().find(|param| param.name == name)
    }
}

/// A mapping whose keys hang on the word under one of them.
#[derive(Debug)]
pub struct Tagged {
    /// The key whose word decides.
    pub tag: &'static str,
    /// What that word says.
    pub doc: &'static str,
    /// The words in the order of `cases`.
    pub words: &'static [&'static str],
    /// What else the mapping holds for each word.
    pub cases: &'static [&'static Section],
}

/// How keys of one mapping hang together. A key that is null counts as not there.
#[derive(Debug)]
pub enum Rule {
    /// At most one of these, for they "say the same thing" or "exclude each other".
    AtMostOne(&'static [&'static str], &'static str),
    /// One of these must be there.
    AtLeastOne(&'static [&'static str]),
    /// Where the first is, the others must be.
    Beside(&'static str, &'static [&'static str]),
    /// Where a key has a value, these must be there.
    Needs(When, &'static [&'static str]),
    /// Where a key has a value, one of these must be there.
    NeedsOneOf(When, &'static [&'static str]),
    /// These may be there only where a key has a value.
    Only(&'static [&'static str], When),
    /// `key` holds parameters of what `of` names, without those that place its centre unless `centre`. What they may be
    /// is told by the lexicon; they are read by code of their own.
    Params {
        /// The key of the mapping.
        key: &'static str,
        /// The key whose word says which parameters there are.
        of: &'static str,
        /// The words and their parameters.
        lexicon: &'static Lexicon,
        /// Whether the centre is one of them.
        centre: bool,
    },
}

/// A key and values of it.
#[derive(Debug)]
pub struct When {
    /// The key that decides.
    pub key: &'static str,
    /// Words; one that ends in `.` or `:` stands for all that begin so. `true` is the boolean.
    pub is: &'static [&'static str],
}

impl When {
    /// Where a key has one of these words.
    pub const fn new(key: &'static str, is: &'static [&'static str]) -> When {
        When { key, is }
    }
}
