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

#[cfg(test)]
mod tests {
    use super::*;

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
