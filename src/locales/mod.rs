//! What people, streets, firms and towns are called in each locale, and the texts that are made of them.
//!
//! A person at a place is one random word ([`Drawn`]): locale, town, names, street, number, telephone and firm all follow
//! from it, each from a word of its own (SplitMix64 over it). So whoever shows one part of it shows a part of the same person,
//! and each part can be made alone. Names, towns and habits are facts, kept as text beside this file and read at first use.
//!
//! The towns are those of GeoNames (geonames.org, CC BY 4.0) with their regions, coordinates and people; a town is chosen by the
//! number of its people. A postcode follows the pattern of the country, with the first digits of the region or the next large
//! town where the country's codes have them.

mod agreement;
mod countries;
mod drawn;
mod field;
mod language;
mod latin;
mod locale;
mod pattern;
mod towns;

pub use agreement::Agreement;
pub use countries::{countries, english, find};
pub use drawn::{Drawn, KM_PER_DEGREE, degrees_east, which};
pub use field::Field;
pub use language::Texts;
pub use locale::{Locale, NAMES, Name, locale};
pub use towns::Town;

/// Branches of business.
pub const INDUSTRIES: [&str; 12] = [
    "Technology",
    "Healthcare",
    "Finance",
    "Retail",
    "Manufacturing",
    "Education",
    "Energy",
    "Media",
    "Transportation",
    "Hospitality",
    "Consulting",
    "Real Estate",
];

#[cfg(test)]
mod tests;
