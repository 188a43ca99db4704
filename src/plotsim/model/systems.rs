//! Systems that know the same entities, each by keys of its own.

use crate::words;

words! {
    /// How the keys of a system look.
    pub enum KeyScheme {
        /// `CUSTOMER-001`, the number padded with zeros.
        PrefixPadded = "prefix_padded",
        /// Whole numbers from somewhere between 1000 and 9999 on.
        Numeric = "numeric",
        /// Eight hexadecimal digits.
        UuidShort = "uuid_short",
    }
}

/// A system.
#[derive(Clone, Debug, PartialEq)]
pub struct System {
    pub name: String,
    pub scheme: KeyScheme,
    /// The probability that a row writes the name otherwise.
    pub name_drift: f64,
    /// The probability that a row has another value of an attribute.
    pub attribute_drift: f64,
    /// The share of entities that it knows.
    pub coverage: f64,
    /// Rows that it has twice, as a share of the entities that it knows.
    pub duplicates: f64,
}

impl System {
    /// Of so many entities, how many it knows, and how many of these it has twice.
    pub fn known(&self, entities: u64) -> (u64, u64) {
        let share = |of: u64, rate: f64| ((of as f64 * rate).round() as u64).min(of);
        let known = share(entities, self.coverage);
        (known, share(known, self.duplicates))
    }
}

/// What a system knows of a dimension.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// By place among the systems.
    pub system: usize,
    pub dim: usize,
    /// The column with the name that may be written otherwise.
    pub name: Option<usize>,
    /// The column that may have another value.
    pub attribute: Option<usize>,
    /// Digits in keys at least.
    pub width: usize,
}
