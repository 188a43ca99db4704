//! The standard normal: φ, Φ and Φ⁻¹.
//!
//! The quantile is Wichura's algorithm AS 241, routine PPND16 (*Applied Statistics* 37, 1988, 477–484), with a relative
//! error of about 1e-16 for probabilities as small as doubles hold. [`crate::random::normals`] is the same function of
//! random words.
//!
//! ```
//! use plotsim_maths::maths::normal;
//!
//! assert_eq!(normal::quantile(0.975), 1.9599639845400536);
//! assert_eq!(normal::cdf(-1.0), 0.15865525393145702);
//! assert_eq!(normal::density(0.0), 0.3989422804014327);
//! ```

// The coefficients are written as published.
#![allow(clippy::excessive_precision)]

use super::ln::log;

/// 1/√(2π).
pub const INV_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

/// Half the width, in probability, of the region the central rational function covers.
pub(crate) const CENTRAL: f64 = 0.425;

/// The density φ(z).
#[inline]
pub fn density(z: f64) -> f64 {
    INV_SQRT_2PI * libm::exp(-0.5 * z * z)
}

/// The distribution function Φ(z), with small *relative* error in the lower tail.
///
/// For the upper tail use `cdf(-z)`, which keeps its relative accuracy where `1 - cdf(z)` would not.
#[inline]
pub fn cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * core::f64::consts::FRAC_1_SQRT_2)
}

/// Φ⁻¹(p) for p in (0, 1); ∓∞ at and beyond the ends.
///
/// Above one half prefer `-quantile(q)` with q = 1 − p computed without cancellation.
pub fn quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let q = p - 0.5;
    if q.abs() <= CENTRAL {
        central(q)
    } else if q < 0.0 {
        -tail(p)
    } else {
        tail(1.0 - p)
    }
}

/// Φ⁻¹(½ + q) for |q| ≤ [`CENTRAL`].
#[inline(always)]
pub(crate) fn central(q: f64) -> f64 {
    const A: [f64; 8] = [
        3.387_132_872_796_366_608_0,
        1.331_416_678_917_843_774_5e2,
        1.971_590_950_306_551_442_7e3,
        1.373_169_376_550_946_112_5e4,
        4.592_195_393_154_987_145_7e4,
        6.726_577_092_700_870_085_3e4,
        3.343_057_558_358_812_810_5e4,
        2.509_080_928_730_122_672_7e3,
    ];
    const B: [f64; 8] = [
        1.0,
        4.231_333_070_160_091_125_2e1,
        6.871_870_074_920_579_083_0e2,
        5.394_196_021_424_751_107_7e3,
        2.121_379_430_158_659_586_7e4,
        3.930_789_580_009_271_061_0e4,
        2.872_908_573_572_194_267_4e4,
        5.226_495_278_852_854_561_0e3,
    ];
    // 0.180625 is CENTRAL squared, which a product of doubles misses by a unit in the last place.
    let r = 0.180_625 - q * q;
    q * horner(&A, r) / horner(&B, r)
}

/// The positive z with upper tail probability p < 0.075.
#[cold]
pub(crate) fn tail(p: f64) -> f64 {
    const E: [f64; 8] = [
        6.657_904_643_501_103_777_20,
        5.463_784_911_164_114_369_90,
        1.784_826_539_917_291_335_80,
        2.965_605_718_285_048_912_30e-1,
        2.653_218_952_657_612_309_30e-2,
        1.242_660_947_388_078_438_60e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        5.998_322_065_558_879_376_90e-1,
        1.369_298_809_227_358_053_10e-1,
        1.487_536_129_085_061_485_25e-2,
        7.868_691_311_456_132_591_00e-4,
        1.846_318_317_510_054_681_80e-5,
        1.421_511_758_316_445_888_70e-7,
        2.044_263_103_389_939_785_64e-15,
    ];
    let r = depth(p);
    if r <= NEAR {
        near_tail(r)
    } else {
        let r = r - 5.0;
        horner(&E, r) / horner(&F, r)
    }
}

/// Up to which [`depth`] [`near_tail`] holds.
pub(crate) const NEAR: f64 = 5.0;

/// √(−ln p), for p that is a positive normal number.
#[inline(always)]
pub(crate) fn depth(p: f64) -> f64 {
    (-log(p)).sqrt()
}

/// The positive z whose upper tail has the probability e^(−r²).
#[inline(always)]
pub(crate) fn near_tail(r: f64) -> f64 {
    const C: [f64; 8] = [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_90,
        5.769_497_221_460_691_405_50,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        2.417_807_251_774_506_117_70e-1,
        2.272_384_498_926_918_458_33e-2,
        7.745_450_142_783_414_076_40e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_40,
        6.897_673_349_851_000_045_50e-1,
        1.481_039_764_274_800_745_90e-1,
        1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946_00e-4,
        1.050_750_071_644_416_843_24e-9,
    ];
    let r = r - 1.6;
    horner(&C, r) / horner(&D, r)
}

#[inline(always)]
fn horner(c: &[f64; 8], x: f64) -> f64 {
    ((((((c[7] * x + c[6]) * x + c[5]) * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x + c[0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Normal};

    #[test]
    fn published_values() {
        // The three check values printed with AS 241.
        assert!((quantile(0.25) + 0.674_489_750_196_081_7).abs() < 1e-15);
        assert!((quantile(0.001) + 3.090_232_306_167_814).abs() < 1e-14);
        assert!((quantile(1e-20) + 9.262_340_089_798_408).abs() < 1e-13);
        assert!((quantile(1e-10) + crate::distributions::Z_MAX).abs() < 1e-14);
    }

    #[test]
    fn quantile_inverts_cdf_in_both_tails() {
        for i in -830..=830 {
            let z = i as f64 / 100.0;
            let back = if z < 0.0 { quantile(cdf(z)) } else { -quantile(cdf(-z)) };
            assert!((back - z).abs() < 2e-14 * (1.0 + z.abs()), "{z} came back as {back}");
        }
    }

    #[test]
    fn agrees_with_statrs() {
        let oracle = Normal::new(0.0, 1.0).unwrap();
        for i in -80..=80 {
            let z = i as f64 / 10.0;
            assert!((cdf(z) - oracle.cdf(z)).abs() <= 1e-9 * oracle.cdf(z).max(1e-300) + 1e-15);
        }
    }
}
