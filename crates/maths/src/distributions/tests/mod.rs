//! Whole laws against independent oracles: `statrs`, numerical integration, closed forms.

mod bad_input;
mod clamped;
mod extremes;
mod reshaped;

use std::sync::LazyLock;

use super::{Bounds, Family, Law, ValueRange};
use crate::maths::normal;
use crate::random::{normals, split_mix};

/// A million standard normals in ascending order. Values of a law rise with the score, so they come out sorted too.
pub(super) static NORMALS: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let words: Vec<u64> = (1..=1_000_000).map(|place| split_mix(0x1234_5678_9abc_def0, place)).collect();
    let mut z = Vec::new();
    normals(&words, &mut z);
    z.sort_by(f64::total_cmp);
    z
});

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
