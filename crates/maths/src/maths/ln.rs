//! ln x.

use super::{LN2_HIGH, LN2_LOW, ROUND};

/// ln x for positive normal x, within 2 units in the last place away from x = 1 and 10⁻¹⁶ absolute near it.
///
/// x = 2ᵏ·m with m in [√½, √2); then ln m = 2 artanh s, s = (m − 1)/(m + 1), by its odd series up to s²¹ (|s| ≤ 0.172, remainder
/// below 2⁻⁵⁸). Other arguments (0, negative, subnormal, infinite, NaN) give a meaningless number, never a panic.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    // Adding the distance from √½ to 1 to the bits carries into the exponent exactly where m reaches √2.
    const OFFSET: u64 = 0x3ff0_0000_0000_0000 - 0x3fe6_a09e_667f_3bcd;
    let bits = x.to_bits().wrapping_add(OFFSET);
    let m = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) + 0x3fe6_a09e_667f_3bcd);
    // The exponent as a double, without a conversion: it becomes the low bits of ROUND.
    let k = f64::from_bits(ROUND.to_bits() + (bits >> 52)) - (ROUND + 1023.0);
    let s = (m - 1.0) / (m + 1.0);
    let z = s * s;
    let series = 2.0 / 21.0;
    let series = series * z + 2.0 / 19.0;
    let series = series * z + 2.0 / 17.0;
    let series = series * z + 2.0 / 15.0;
    let series = series * z + 2.0 / 13.0;
    let series = series * z + 2.0 / 11.0;
    let series = series * z + 2.0 / 9.0;
    let series = series * z + 2.0 / 7.0;
    let series = series * z + 2.0 / 5.0;
    let series = series * z + 2.0 / 3.0;
    // m − 1 is exact; written through it, what is lost in s does not reach the result near m = 1.
    let f = m - 1.0;
    let square = 0.5 * f * f;
    k * LN2_HIGH + (f - (square - (s * (square + z * series) + k * LN2_LOW)))
}

/// ln x as `libm` has it, bit by bit, for positive normal x: the same operations (FreeBSD's `e_log.c`) without branches, so
/// that loops over it vectorise.
#[allow(clippy::excessive_precision)] // as published
#[inline(always)]
pub(crate) fn log(x: f64) -> f64 {
    const LG: [f64; 7] = [
        6.666_666_666_666_735_130e-01,
        3.999_999_999_940_941_908e-01,
        2.857_142_874_366_239_149e-01,
        2.222_219_843_214_978_396e-01,
        1.818_357_216_161_805_012e-01,
        1.531_383_769_920_937_332e-01,
        1.479_819_860_511_658_591e-01,
    ];
    // As above, but with the upper half of √½ alone.
    const ROOT: u64 = 0x3fe6_a09e_0000_0000;
    let bits = x.to_bits().wrapping_add(0x3ff0_0000_0000_0000 - ROOT);
    let m = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) + ROOT);
    let k = f64::from_bits(ROUND.to_bits() + (bits >> 52)) - (ROUND + 1023.0);
    let f = m - 1.0;
    let square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (LG[1] + w * (LG[3] + w * LG[5]));
    let odd = z * (LG[0] + w * (LG[2] + w * (LG[4] + w * LG[6])));
    let r = odd + even;
    s * (square + r) + k * LN2_LOW - square + f + k * LN2_HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_branchless_one_is_that_of_libm() {
        let mut bits = 0x9e37_79b9_7f4a_7c15u64;
        for index in 1..3_000_000u64 {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(index);
            let any = f64::from_bits(bits % 0x7fe0_0000_0000_0000 + 0x0010_0000_0000_0000);
            let tail = index as f64 * (0.075 / 3_000_000.0);
            for x in [any, tail, tail * 1e-11, 1.0 - tail, 1.0] {
                assert_eq!(log(x).to_bits(), libm::log(x).to_bits(), "{x:e}");
            }
        }
    }

    #[test]
    fn it_agrees_with_the_reference() {
        let mut worst: f64 = 0.0;
        for index in 1..2_000_000u64 {
            let x = f64::from_bits(
                index.wrapping_mul(0x9e37_79b9_7f4a_7c15) % 0x7fe0_0000_0000_0000 + 0x0010_0000_0000_0000,
            );
            let reference = libm::log(x);
            worst = worst.max(((ln(x) - reference) / reference.abs().max(1e-3)).abs());
            let u = index as f64 / 2_000_000.0;
            worst = worst.max(((ln(u) - libm::log(u)) / libm::log(u)).abs());
        }
        assert!(worst < 5e-16, "{worst}");
        assert_eq!(ln(1.0), 0.0);
    }
}
