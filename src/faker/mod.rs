//! Realistic names, places and values, by the name of a method: what `faker` may name in either language.
//!
//! [`METHODS`] lists the methods, [`read`] reads a call of one, and [`Words`] makes its values. Dates know no clock: wherever
//! a method speaks of today, it means a day that the config gives.
//!
//! A value is a pure function of the column's key and the row: a row owns a few random words, and each choice that goes
//! into its value takes the next of them. The words of locales come from the `fake` crate; nothing else does, so no
//! generator of its is ever run in sequence.
//!
//! With `unique`, the choices are not drawn but spelled: a keyed permutation turns the number of the row into another, and
//! that number, written in the bases that the choices have, says which alternatives are taken. So no value comes twice
//! until all were used; then the same ones come again in the same order with a number added. Only `ipv4` has no room
//! for one: it repeats after 3.7·10⁹ rows. The permutation does not know how many rows there are, so further rows change
//! none before them.

mod call;
mod contradictions;
mod dates;
mod decimals;
mod firms;
mod language;
mod lists;
mod method;
mod methods;
mod net;
mod numbers;
mod pattern;
mod people;
mod places;
mod prose;
mod signature;
mod things;
mod unique;
mod words;

pub(crate) use call::read;
pub(crate) use decimals::Decimals;
pub(crate) use language::language;
pub use methods::METHODS;
pub use signature::{ArgumentKind, FakerArgument, FakerCall, FakerMethod, FakerValue, find};
pub(crate) use words::{WIDTH, Words, range};

/// The locales there are names and addresses for.
pub use crate::locales::NAMES as LOCALES;
