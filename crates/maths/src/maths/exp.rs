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

#[cfg(test)]
mod tests {
    use super::*;

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
