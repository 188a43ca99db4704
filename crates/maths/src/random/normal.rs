//! Standard normal numbers by inversion, one word each.

use super::open_unit;

/// Standard normal numbers from uniform words: z = Φ⁻¹(u).
///
/// Algorithm AS 241, PPND16 (Wichura 1988), relative accuracy about 10⁻¹⁶. One word a number, so that a stream of them can be
/// entered anywhere; the centre needs no transcendental function and the tails take `libm`'s logarithm, so the bits are
/// the same on every platform. |z| ≤ 8.21, the quantile of the smallest representable u = 2⁻⁵³.
pub fn normals(words: &[u64], out: &mut Vec<f64>) {
    out.clear();
    out.extend(words.iter().map(|word| central(open_unit(*word) - 0.5)));
    for (z, word) in out.iter_mut().zip(words) {
        if !is_central(*word) {
            *z = tail(open_unit(*word) - 0.5);
        }
    }
}

/// One standard normal number from one word; see [`normals`].
pub fn normal_from_word(word: u64) -> f64 {
    let q = open_unit(word) - 0.5;
    if q.abs() <= CENTRE { central(q) } else { tail(q) }
}

/// Within this distance of u = ½ the first rational approximation holds.
const CENTRE: f64 = 0.425;

/// Whether |u − ½| ≤ [`CENTRE`], in whole numbers: half the instructions, in a loop that every score passes.
#[inline(always)]
fn is_central(word: u64) -> bool {
    // In units of 2⁻⁵⁴, of which u, ½ and the bound are whole multiples.
    const HALF: u64 = 1 << 53;
    const REACH: u64 = (CENTRE * (1u64 << 54) as f64) as u64;
    let u = word >> 10 & !3 | 2;
    u.wrapping_sub(HALF - REACH) <= 2 * REACH
}

#[inline(always)]
fn central(q: f64) -> f64 {
    let r = CENTRE * CENTRE - q * q;
    let top = ((((((2_509.080_928_730_122_7 * r + 33_430.575_583_588_13) * r + 67_265.770_927_008_7) * r
        + 45_921.953_931_549_87)
        * r
        + 13_731.693_765_509_46)
        * r
        + 1_971.590_950_306_551_3)
        * r
        + 133.141_667_891_784_38)
        * r
        + 3.387_132_872_796_366_5;
    let bottom = ((((((5_226.495_278_852_545 * r + 28_729.085_735_721_943) * r + 39_307.895_800_092_71)
        * r
        + 21_213.794_301_586_597)
        * r
        + 5_394.196_021_424_751)
        * r
        + 687.187_007_492_057_9)
        * r
        + 42.313_330_701_600_91)
        * r
        + 1.0;
    q * top / bottom
}

#[cold]
fn tail(q: f64) -> f64 {
    let p = if q < 0.0 { 0.5 + q } else { 0.5 - q };
    let r = (-libm::log(p)).sqrt();
    let z = if r <= 5.0 {
        let r = r - 1.6;
        let top = ((((((7.745_450_142_783_414e-4 * r + 0.022_723_844_989_269_184) * r
            + 0.241_780_725_177_450_6)
            * r
            + 1.270_458_252_452_368_4)
            * r
            + 3.647_848_324_763_204_5)
            * r
            + 5.769_497_221_460_691)
            * r
            + 4.630_337_846_156_546)
            * r
            + 1.423_437_110_749_683_5;
        let bottom = ((((((1.050_750_071_644_416_9e-9 * r + 5.475_938_084_995_345e-4) * r
            + 0.015_198_666_563_616_457)
            * r
            + 0.148_103_976_427_480_08)
            * r
            + 0.689_767_334_985_1)
            * r
            + 1.676_384_830_183_803_8)
            * r
            + 2.053_191_626_637_759)
            * r
            + 1.0;
        top / bottom
    } else {
        let r = r - 5.0;
        let top = ((((((2.010_334_399_292_288_1e-7 * r + 2.711_555_568_743_487_6e-5) * r
            + 1.242_660_947_388_078_4e-3)
            * r
            + 0.026_532_189_526_576_124)
            * r
            + 0.296_560_571_828_504_87)
            * r
            + 1.784_826_539_917_291_3)
            * r
            + 5.463_784_911_164_114)
            * r
            + 6.657_904_643_501_103;
        let bottom = ((((((2.044_263_103_389_939_8e-15 * r + 1.421_511_758_316_446e-7) * r
            + 1.846_318_317_510_054_8e-5)
            * r
            + 7.868_691_311_456_133e-4)
            * r
            + 0.014_875_361_290_850_615)
            * r
            + 0.136_929_880_922_735_8)
            * r
            + 0.599_832_206_555_887_9)
            * r
            + 1.0;
        top / bottom
    };
    if q < 0.0 { -z } else { z }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        for edge in [0.5 - CENTRE, 0.5 + CENTRE] {
            let cell = (edge * (1u64 << 52) as f64) as u64;
            for word in (cell - 20..cell + 20).map(|cell| cell << 12).chain([0, u64::MAX]) {
                assert_eq!(is_central(word), (open_unit(word) - 0.5).abs() <= CENTRE, "{word:x}");
                assert_eq!(is_central(word | 0xfff), is_central(word), "{word:x}");
            }
        }
    }

    #[test]
    fn the_slice_and_the_single_form_agree() {
        let words: Vec<u64> = (0..10_000u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        let mut slice = Vec::new();
        normals(&words, &mut slice);
        assert!(words.iter().zip(&slice).all(|(word, z)| normal_from_word(*word).to_bits() == z.to_bits()));
    }
}
