//! What happens to a drawn value: noise, then bounds, then whole numbers.

use crate::distributions::{Bounds, ValueRange};
use crate::generators::laws::rounding::decimal;
use crate::maths::nearest_even;
use crate::plotsim::model::MetricLaw;
use crate::random::{normals, unit};
use crate::trajectory::noise::{Noise, NoiseDraws, NoiseFamily};

/// Deviates from their words: one each if the noise is Gaussian, else two.
pub(super) fn deviates(noise: &Noise, words: &[u64], out: &mut Vec<f64>) {
    match noise.family {
        NoiseFamily::Gaussian => normals(words, out),
        family => {
            out.clear();
            let pairs = words.as_chunks::<2>().0;
            out.extend(pairs.iter().map(|[u, v]| family.deviate(unit(*u), unit(*v))));
        }
    }
}

/// One half of a word, as a uniform number in [0, 1).
fn half(bits: u32) -> f64 {
    f64::from(bits) * (1.0 / (1u64 << 32) as f64)
}

/// Puts noise on values; a missing one becomes NaN. Slices are of equal length; `deviates` may be empty where there is no
/// additive noise, and `coins` absent where nothing is missing or an outlier.
///
/// One word holds both coins of a cell: the upper half that of being missing, the lower half that of being an outlier.
/// Below its rate the latter is uniform again, so it also says how large the outlier is.
pub(super) fn disturb(
    noise: &Noise,
    positions: &[f64],
    deviates: &[f64],
    coins: Option<&[u64]>,
    values: &mut [f64],
) {
    for (cell, value) in values.iter_mut().enumerate() {
        let draws = draws_of(noise, deviates, coins, cell);
        *value = noise.apply(*value, positions[cell], &draws).unwrap_or(f64::NAN);
    }
}

/// The draws of one cell.
#[inline(always)]
pub(super) fn draws_of(noise: &Noise, deviates: &[f64], coins: Option<&[u64]>, cell: usize) -> NoiseDraws {
    let per_rate = if noise.outlier_rate > 0.0 { 1.0 / noise.outlier_rate } else { 0.0 };
    let mut draws = NoiseDraws { outlier_coin: 1.0, missing_coin: 1.0, ..NoiseDraws::default() };
    if noise.sigma > 0.0 {
        draws.deviate = deviates[cell];
    }
    if let Some(coins) = coins {
        draws.missing_coin = half((coins[cell] >> 32) as u32);
        draws.outlier_coin = half(coins[cell] as u32);
        draws.outlier_size = draws.outlier_coin * per_rate;
    }
    draws
}

/// What a bound may miss a decimal by, in units of the last place.
const SLACK: f64 = 1e-6;

/// The last step of a metric's values.
#[derive(Clone, Copy)]
pub struct Finish {
    range: ValueRange,
    /// Values past a bound come back in instead of stopping there.
    fold: bool,
    count: bool,
    /// Units of the last decimal in 1, if values are rounded to decimals.
    units: Option<f64>,
}

impl Finish {
    pub fn of(law: &MetricLaw) -> Finish {
        let count = law.law.is_discrete();
        Finish { range: law.range, fold: law.bounds == Bounds::Reshape && !count, count, units: None }
    }

    /// The same with values rounded to decimals.
    pub fn to(self, decimals: Option<u8>) -> Finish {
        Finish { units: decimals.map(decimal), ..self }
    }

    /// Brings values into the range and counts to whole numbers from 0 on; missing values stay.
    pub fn apply(self, values: &mut [f64]) {
        self.bound(values);
        self.round(values);
        self.whole(values);
    }

    /// Whether values past a bound are mirrored at it.
    pub fn folds(self) -> bool {
        self.fold
    }

    /// Brings values into the range.
    pub fn bound(self, values: &mut [f64]) {
        match (self.fold, self.range.min, self.range.max) {
            (_, None, None) => {}
            (false, min, max) => {
                let (min, max) = (min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY));
                values.iter_mut().for_each(|value| *value = value.clamp(min, max));
            }
            (true, min, max) => values.iter_mut().for_each(|value| *value = folded(*value, min, max)),
        }
    }

    /// Rounds to decimals, to the nearest number in the range that has so many.
    pub fn round(self, values: &mut [f64]) {
        let Some(units) = self.units else { return };
        let least = self.range.min.map_or(f64::NEG_INFINITY, |min| libm::ceil(min * units - SLACK));
        let most = self.range.max.map_or(f64::INFINITY, |max| libm::floor(max * units + SLACK));
        for value in values {
            let nearest = nearest_even(*value * units);
            let nearest = if nearest > most { most } else { nearest };
            // Adding 0 turns −0 into 0.
            *value = (if nearest < least { least } else { nearest } + 0.0) / units;
        }
    }

    /// Rounds counts to whole numbers from 0 on.
    pub fn whole(self, values: &mut [f64]) {
        if self.count {
            for value in values {
                // Adding 0 turns −0 into 0.
                let whole = nearest_even(*value) + 0.0;
                *value = if whole < 0.0 { 0.0 } else { whole };
            }
        }
    }
}

/// A value mirrored at each bound it passed, as often as need be: noise then leaves no heap of values on a bound, where
/// the law itself leaves none.
fn folded(value: f64, min: Option<f64>, max: Option<f64>) -> f64 {
    match (min, max) {
        (Some(min), _) if value < min => folded_down(2.0 * min - value, min, max),
        (min, Some(max)) if value > max => match min {
            Some(min) => folded_down(value, min, Some(max)),
            None => 2.0 * max - value,
        },
        _ => value,
    }
}

/// The same for a value that is not below `min`.
fn folded_down(value: f64, min: f64, max: Option<f64>) -> f64 {
    let Some(max) = max else { return value };
    let span = max - min;
    if span <= 0.0 {
        return min;
    }
    let way = (value - min) % (2.0 * span);
    // Rounding may carry the sum past a bound by a last digit.
    (min + if way > span { 2.0 * span - way } else { way }).clamp(min, max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(range: ValueRange, fold: bool, count: bool, values: &[f64]) -> Vec<f64> {
        let mut values = values.to_vec();
        Finish { range, fold, count, units: None }.apply(&mut values);
        values
    }

    #[test]
    fn clamping_stops_at_the_bounds_there_are() {
        let values = [-3.0, 0.5, 9.0, f64::NAN];
        let both = finished(ValueRange::full(0.0, 1.0), false, false, &values);
        assert_eq!(both[..3], [0.0, 0.5, 1.0]);
        assert!(both[3].is_nan());
        let floor = finished(ValueRange { min: Some(0.0), max: None }, false, false, &values);
        assert_eq!(floor[..3], [0.0, 0.5, 9.0]);
    }

    #[test]
    fn folding_mirrors_at_the_bounds() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        let both = finished(ValueRange::full(2.0, 6.0), true, false, &[1.5, 7.0, 10.5, 14.5, -3.0, 3.0]);
        let expected = [2.5, 5.0, 2.5, 5.5, 5.0, 3.0];
        assert!(both.iter().zip(expected).all(|(a, b)| near(*a, b)), "{both:?}");
        assert_eq!(
            finished(ValueRange { min: Some(2.0), max: None }, true, false, &[-10.0, 50.0]),
            [14.0, 50.0]
        );
        assert_eq!(
            finished(ValueRange { min: None, max: Some(2.0) }, true, false, &[-10.0, 50.0]),
            [-10.0, -46.0]
        );
        assert_eq!(finished(ValueRange::full(3.0, 3.0), true, false, &[1.0, 9.0]), [3.0, 3.0]);
    }

    #[test]
    fn counts_are_whole_and_never_negative() {
        let counts = finished(ValueRange::NONE, false, true, &[-0.3, -7.0, 2.5, 3.5, f64::NAN]);
        assert_eq!(counts[..4], [0.0, 0.0, 2.0, 4.0]);
        assert!(counts[0].is_sign_positive() && counts[4].is_nan());
    }

    #[test]
    fn coins_fall_at_their_rates_and_outliers_spread_evenly() {
        let noise = Noise { outlier_rate: 0.25, mcar_rate: 0.5, ..Noise::default() };
        let n = 1 << 16;
        // Every combination of 256 upper and 256 lower halves.
        let coins: Vec<u64> = (0..n).map(|i: u64| (i >> 8) << 56 | (i & 255) << 24).collect();
        let mut values = vec![1.0; n as usize];
        disturb(&noise, &vec![0.5; n as usize], &[], Some(&coins), &mut values);
        assert_eq!(values.iter().filter(|value| value.is_nan()).count(), n as usize / 2);
        let outliers: Vec<f64> = values.iter().copied().filter(|value| *value > 1.0).collect();
        assert_eq!(outliers.len(), n as usize / 8);
        assert!(outliers.iter().all(|value| (3.0..10.0).contains(value)));
        let mean = outliers.iter().sum::<f64>() / outliers.len() as f64;
        assert!((mean - 6.5).abs() < 0.1, "{mean}");
    }
}
