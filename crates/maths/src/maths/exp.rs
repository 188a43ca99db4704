//! eˣ.

use super::{LN2_HIGH, LN2_LOW, ROUND};

/// eˣ, within 1 unit in the last place of the true value.
///
/// Cody–Waite reduction x = k·ln 2 + r with |r| ≤ ½ ln 2, the Taylor polynomial of degree 13 in r (remainder below 2⁻⁵⁷),
/// and an exact scaling by 2ᵏ. Arguments are clamped to [−708, 709]: the result is never zero, subnormal or infinite, and
/// NaN stays NaN.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let x = x.clamp(-708.0, 709.0);
    let shifted = x * core::f64::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = (x - k * LN2_HIGH) - k * LN2_LOW;
    let tail = 1.0 / 6_227_020_800.0;
    let tail = tail * r + 1.0 / 479_001_600.0;
    let tail = tail * r + 1.0 / 39_916_800.0;
    let tail = tail * r + 1.0 / 3_628_800.0;
    let tail = tail * r + 1.0 / 362_880.0;
    let tail = tail * r + 1.0 / 40_320.0;
    let tail = tail * r + 1.0 / 5_040.0;
    let tail = tail * r + 1.0 / 720.0;
    let tail = tail * r + 1.0 / 120.0;
    let tail = tail * r + 1.0 / 24.0;
    let tail = tail * r + 1.0 / 6.0;
    let tail = tail * r + 0.5;
    let sum = 1.0 + (r + r * r * tail);
    // The low bits of `shifted` are k; moved into the exponent they multiply by 2ᵏ.
    f64::from_bits(sum.to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// eˣ as `libm` has it, bit by bit, for x from [`LEAST`] to 0: the same operations (FreeBSD's `e_exp.c`) without branches, so that
/// loops over it vectorise.
#[allow(clippy::excessive_precision)] // as published
#[inline(always)]
pub(crate) fn exp_below_zero(x: f64) -> f64 {
    const P: [f64; 5] = [
        1.666_666_666_666_660_190_37e-01,
        -2.777_777_777_701_559_338_42e-03,
        6.613_756_321_437_934_361_17e-05,
        -1.653_390_220_546_525_153_90e-06,
        4.138_136_797_057_238_460_39e-08,
    ];
    // Where |x| passes ½ ln 2, 3/2 ln 2 and 2⁻²⁸, by the upper half of its bits.
    let upper = x.to_bits() >> 32 & 0x7fff_ffff;
    // Truncation of a negative number: the whole number above it.
    let toward = core::f64::consts::LOG2_E * x - 0.5;
    let near = (toward + ROUND) - ROUND;
    let far = if near < toward { near + 1.0 } else { near };
    let k = if upper >= 0x3ff0_a2b2 { far } else { -1.0 };
    let k = if upper > 0x3fd6_2e42 { k } else { 0.0 };
    let (high, low) = (x - k * LN2_HIGH, k * LN2_LOW);
    let r = high - low;
    let square = r * r;
    let c = r - square * (P[0] + square * (P[1] + square * (P[2] + square * (P[3] + square * P[4]))));
    let y = 1.0 + (r * c / (2.0 - c) - low + high);
    let scaled = y * f64::from_bits((k + ROUND + 1023.0).to_bits() << 52);
    if upper > 0x3e30_0000 { scaled } else { 1.0 + x }
}

/// The least argument of [`exp_below_zero`].
pub(crate) const LEAST: f64 = -700.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_branchless_one_is_that_of_libm() {
        for index in 0..3_000_000u64 {
            let share = index as f64 / 3_000_000.0;
            let x = LEAST * share;
            for x in [x, x / 100.0, x / 700.0, x * 1e-11, -f64::from_bits(index << 32 | index)] {
                if x >= LEAST {
                    assert_eq!(exp_below_zero(x).to_bits(), libm::exp(x).to_bits(), "{x:e}");
                }
            }
        }
        for bits in [0x3fd6_2e42u64, 0x3ff0_a2b2, 0x3e30_0000] {
            for bits in [bits - 1, bits, bits + 1].map(|upper| upper << 32) {
                for x in [bits, bits | 0xffff_ffff].map(|bits| -f64::from_bits(bits)) {
                    assert_eq!(exp_below_zero(x).to_bits(), libm::exp(x).to_bits(), "{x:e}");
                }
            }
        }
    }

    #[test]
    fn it_is_within_a_unit_in_the_last_place() {
        let mut worst = 0i64;
        for index in 0..2_000_000i64 {
            let x = -708.0 + 1417.0 * (index as f64 / 2_000_000.0);
            worst = worst.max((exp(x).to_bits() as i64 - libm::exp(x).to_bits() as i64).abs());
        }
        assert!(worst <= 1, "{worst} units off");
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(f64::NAN).is_nan());
        assert!(exp(f64::INFINITY).is_finite() && exp(f64::NEG_INFINITY) > 0.0);
    }
}
