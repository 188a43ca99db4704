//! SplitMix64.

/// The increment of SplitMix64, 2⁶⁴ divided by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser of SplitMix64: a bijection in which every bit of the word reaches every bit of the result.
///
/// Steele, Lea & Flood, "Fast splittable pseudorandom number generators" (2014), with the constants of their Java version.
///
/// ```
/// assert_eq!(plotsim_maths::random::mix(1), 0x5692161d100b05e5);
/// ```
#[inline(always)]
pub fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// Word number `place` (from 1) of SplitMix64 with this seed.
///
/// ```
/// // The first words of `SplittableRandom(0)`.
/// assert_eq!(plotsim_maths::random::split_mix(0, 1), 0xe220a8397b1dcdaf);
/// assert_eq!(plotsim_maths::random::split_mix(0, 2), 0x6e789e6aa1b965f4);
/// ```
#[inline(always)]
pub fn split_mix(seed: u64, place: u64) -> u64 {
    mix(seed.wrapping_add(place.wrapping_mul(GOLDEN)))
}
