//! Random words that are looked up, not drawn: the word for (seed, name, item) is the same whoever asks, and in any order.
//!
//! A [`Key`] is derived from the seed and a path of names (dataset, column, purpose); a [`Stream`] is the ChaCha8 stream of
//! that key, read at any item; [`Lanes`] are many such streams, one for each thing with a history. No state passes from one item to the next, so threads, shards and projections cannot
//! disagree, and adding a column changes no other.
//!
//! Every draw here costs a fixed number of words. Samplers that reject (and so need a varying number) take their further
//! attempts from further streams at the same item.

mod alias;
mod chacha;
mod dice;
mod jump;
mod key;
mod lanes;
mod mix;
mod normal;
mod parts;
mod permutation;
mod stream;

pub use alias::{Alias, Choices};
pub use dice::Dice;
pub use jump::jump;
pub use key::Key;
pub use lanes::Lanes;
pub use mix::{mix, split_mix};
pub use normal::{normal_from_word, normals, word_of_normal};
pub use permutation::{Permutation, PermutationTable};
pub use stream::{Items, Score, Stream};

/// A uniform number in [0, 1): the upper 53 bits of a word, as a multiple of 2⁻⁵³.
#[inline(always)]
pub fn unit(word: u64) -> f64 {
    (word >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// A uniform number in the open interval (0, 1): the centre of one of 2⁵³ equal cells, so neither end can occur.
#[inline(always)]
pub fn open_unit(word: u64) -> f64 {
    // The 52 bits as a fraction behind 1, less 1 and plus half a cell: exact, and no conversion of whole numbers, which vectors lack.
    f64::from_bits(word >> 12 | 1.0f64.to_bits()) - (1.0 - f64::EPSILON / 2.0)
}

/// A uniform whole number in [0, n): the upper half of the 128-bit product.
///
/// Lemire, "Fast random integer generation in an interval" (2019), without its rejection step: the probability of a value
/// is off by at most n/2⁶⁴ of itself. `n` must be at least 1.
#[inline(always)]
pub fn below(word: u64, n: u64) -> u64 {
    ((u128::from(word) * u128::from(n)) >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_word_stay_inside() {
        assert_eq!(unit(0), 0.0);
        assert!(unit(u64::MAX) < 1.0);
        assert!(open_unit(0) > 0.0 && open_unit(u64::MAX) < 1.0);
        for word in (0..1000).map(|at| split_mix(5, at)).chain([0, 1 << 12, 1 << 63, u64::MAX]) {
            assert_eq!(open_unit(word), ((word >> 12) as f64 + 0.5) * 2f64.powi(-52));
        }
        assert_eq!(below(u64::MAX, 10), 9);
        assert_eq!(below(0, 10), 0);
        assert_eq!(below(u64::MAX, u64::MAX), u64::MAX - 1);
    }
}
