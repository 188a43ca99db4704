//! Standard normal numbers by inversion, one word each.

use super::open_unit;
use crate::maths::normal::{CENTRAL, NEAR, cdf, central, depth, near_tail, tail};
use crate::vectors::{Kernel, run};

/// Standard normal numbers from uniform words: z = Φ⁻¹(u), by [`crate::maths::normal`]'s quantile.
///
/// One word a number, so that a stream of them can be entered anywhere; the centre needs no transcendental function and
/// the tails take `libm`'s logarithm, so the bits are the same on every platform. |z| ≤ 8.21, the quantile of the smallest
/// representable u = 2⁻⁵³.
///
/// ```
/// let mut z = Vec::new();
/// plotsim_maths::random::normals(&[1 << 62, 1 << 63, u64::MAX], &mut z);
/// assert_eq!(z, [-0.6744897501960814, 2.7829164246717676e-16, 8.209536151601386]);
/// ```
pub fn normals(words: &[u64], out: &mut Vec<f64>) {
    // What was there is written over, so it need not be cleared.
    out.resize(words.len(), 0.0);
    run(Normals { words, out });
}

struct Normals<'a> {
    words: &'a [u64],
    out: &'a mut [f64],
}

/// Numbers that are worked on together.
const TOGETHER: usize = 256;

impl Kernel for Normals<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let mut places = [0u16; TOGETHER];
        let mut tails = [0.5; TOGETHER];
        let mut depths = [0.0; TOGETHER];
        for (words, out) in self.words.chunks(TOGETHER).zip(self.out.chunks_mut(TOGETHER)) {
            for (z, word) in out.iter_mut().zip(words) {
                *z = central(open_unit(*word) - 0.5);
            }
            // The sixth or so outside the centre, one after the other.
            let mut outside = 0;
            for (place, word) in words.iter().enumerate() {
                places[outside % TOGETHER] = place as u16;
                outside += usize::from(!is_central(*word));
            }
            for (tail, place) in tails.iter_mut().zip(&places[..outside]) {
                let u = open_unit(words[*place as usize]);
                *tail = if u < 0.5 { u } else { 1.0 - u };
            }
            for (depth_, tail) in depths.iter_mut().zip(&tails[..outside]) {
                *depth_ = depth(*tail);
            }
            for (tail, depth) in tails[..outside].iter_mut().zip(&depths) {
                *tail = near_tail(*depth);
            }
            for ((place, z), depth) in places[..outside].iter().zip(&tails).zip(&depths) {
                let place = *place as usize;
                out[place] = if *depth > NEAR { outer(open_unit(words[place])).abs() } else { *z };
                if words[place] >> 63 == 0 {
                    out[place] = -out[place];
                }
            }
        }
    }
}

/// The word at a standard normal score: 2⁶⁴·Φ(z), rounded down, with the relative accuracy of [`crate::maths::normal::cdf`] in
/// both tails.
pub fn word_of_normal(z: f64) -> u64 {
    // The conversion saturates.
    const WORDS: f64 = (1u128 << 64) as f64;
    let lower = (cdf(-z.abs()) * WORDS) as u64;
    if z < 0.0 { lower } else { !lower }
}

/// One standard normal number from one word; see [`normals`].
pub fn normal_from_word(word: u64) -> f64 {
    let u = open_unit(word);
    if (u - 0.5).abs() <= CENTRAL { central(u - 0.5) } else { outer(u) }
}

/// Φ⁻¹(u) outside the centre.
#[cold]
fn outer(u: f64) -> f64 {
    if u < 0.5 { -tail(u) } else { tail(1.0 - u) }
}

/// Whether |u − ½| ≤ [`CENTRAL`], in whole numbers: half the instructions, in a loop that every score passes.
#[inline(always)]
fn is_central(word: u64) -> bool {
    // In units of 2⁻⁵⁴, of which u, ½ and the bound are whole multiples.
    const HALF: u64 = 1 << 53;
    const REACH: u64 = (CENTRAL * (1u64 << 54) as f64) as u64;
    let u = word >> 10 & !3 | 2;
    u.wrapping_sub(HALF - REACH) <= 2 * REACH
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::Level;
    use statrs::distribution::{ContinuousCDF, Normal};

    #[test]
    fn the_distribution_function_undoes_it() {
        let normal = Normal::new(0.0, 1.0).unwrap();
        for exponent in 1..52 {
            let u = (0.7f64).powi(exponent);
            let word = (u * 2f64.powi(64)) as u64;
            let z = normal_from_word(word);
            let back = normal.cdf(z);
            assert!((back / open_unit(word) - 1.0).abs() < 1e-9, "u = {u}: {back}");
            assert!((normal_from_word(!word) + z).abs() < 1e-6 * z.abs(), "not symmetric at {u}");
        }
    }

    #[test]
    fn the_whole_numbers_agree_on_what_is_central() {
        for edge in [0.5 - CENTRAL, 0.5 + CENTRAL] {
            let cell = (edge * (1u64 << 52) as f64) as u64;
            for word in (cell - 20..cell + 20).map(|cell| cell << 12).chain([0, u64::MAX]) {
                assert_eq!(is_central(word), (open_unit(word) - 0.5).abs() <= CENTRAL, "{word:x}");
                assert_eq!(is_central(word | 0xfff), is_central(word), "{word:x}");
            }
        }
    }

    #[test]
    fn it_is_the_quantile_function() {
        for i in 1..20_000u64 {
            let word = i.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let exact = crate::maths::normal::quantile(open_unit(word));
            assert_eq!(normal_from_word(word).to_bits(), exact.to_bits(), "{word:x}");
        }
    }

    #[test]
    fn the_slice_and_the_single_form_agree_on_every_level() {
        let spread = (0..1_000_000u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        // Both ends, down to the smallest probability, and both sides of the centre's edges.
        let ends =
            (0..64).flat_map(|shift| [u64::MAX >> shift, !(u64::MAX >> shift), 1 << shift, !(1 << shift)]);
        let edges = [0.5 - CENTRAL, 0.5 + CENTRAL].map(|edge| (edge * 2f64.powi(64)) as u64);
        let edges =
            edges.into_iter().flat_map(|edge| (0..2000).map(move |step| edge - (1000 << 12) + (step << 12)));
        let words: Vec<u64> = spread.chain(ends).chain(edges).collect();
        for level in Level::all() {
            let mut slice = vec![0.0; words.len()];
            level.run(Normals { words: &words, out: &mut slice });
            for (word, z) in words.iter().zip(&slice) {
                assert_eq!(normal_from_word(*word).to_bits(), z.to_bits(), "{word:x} on {level:?}");
            }
        }
        let mut few = vec![1.0; 1000];
        normals(&words[..3], &mut few);
        assert_eq!(few, words[..3].iter().map(|word| normal_from_word(*word)).collect::<Vec<_>>());
    }
}
