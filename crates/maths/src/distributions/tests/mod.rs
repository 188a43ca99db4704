//! Whole laws against independent oracles: `statrs`, numerical integration, closed forms.

mod bad_input;
mod clamped;
mod reshaped;

use std::sync::LazyLock;

use super::normal_kernel;
use super::{Bounds, Family, Law, ValueRange};
use crate::random::normals;

/// A million standard normals in ascending order. Values of a law rise with the score, so they come out sorted too.
pub(super) static NORMALS: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let mut state = 0x1234_5678_9abc_def0u64;
    let words: Vec<u64> = (0..1_000_000).map(|_| split_mix(&mut state)).collect();
    let mut z = Vec::new();
    normals(&words, &mut z);
    z.sort_by(f64::total_cmp);
    z
});

/// SplitMix64 (Steele, Lea, Flood 2014).
pub(super) fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut x = *state;
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The Kolmogorov–Smirnov distance exceeds this in one of 10⁴ samples of a million.
const KS_LIMIT: f64 = 2.23e-3;

/// The largest distance between sorted values and a distribution function, looking at every 50th value.
fn ks_distance(sorted: &[f64], cdf: impl Fn(f64) -> f64) -> f64 {
    let n = sorted.len() as f64;
    (0..sorted.len()).step_by(50).map(|i| (cdf(sorted[i]) - (i as f64 + 0.5) / n).abs()).fold(0.0, f64::max)
}

/// Parameters by name.
type Params<'a> = &'a [(&'a str, f64)];

fn law(family: Family, params: &[(&str, f64)], range: ValueRange, bounds: Bounds) -> Law {
    Law::new(family, params, range, bounds).expect("the test's parameters are valid")
}

fn million_draws(law: &Law, centre: f64) -> Vec<f64> {
    let mut out = vec![0.0; NORMALS.len()];
    law.sampler().draw_at(centre, &NORMALS, &mut out);
    out
}

fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n)
}
