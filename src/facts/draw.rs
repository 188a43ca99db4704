//! Of which locale a person is, at a place, whose parts columns show.

use std::fmt;

use super::{Nulls, Peer};
use crate::locales::Locale;

/// A draw of a person at a place: columns of a row that name the same one show parts of the same person.
#[derive(Debug, PartialEq)]
pub struct Draw {
    /// Empty for the one without a name.
    pub name: String,
    pub locales: Locales,
    /// Of every part of the draw.
    pub nulls: Nulls,
}

/// Of which locale each row's person is.
#[derive(PartialEq)]
pub enum Locales {
    /// One of these, each as likely.
    Any(Vec<&'static Locale>),
    /// One of these, each as likely as its towns have people.
    ByPeople(Vec<&'static Locale>),
    /// What another value of the row says: its values and what they mean.
    Said(Peer, Vec<(String, &'static Locale)>),
}

impl Locales {
    /// Every locale there may be, each once.
    pub fn all(&self) -> Vec<&'static Locale> {
        let mut all = match self {
            Locales::Any(all) | Locales::ByPeople(all) => all.clone(),
            Locales::Said(_, said) => said.iter().map(|(_, locale)| *locale).collect(),
        };
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|locale| seen.insert(locale.name));
        all
    }
}

impl fmt::Debug for Locales {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.all().iter().map(|locale| locale.name)).finish()
    }
}
