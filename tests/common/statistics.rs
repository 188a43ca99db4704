//! Goodness of fit, with statrs as the judge.
//!
//! Seeds are fixed, so a test either always passes or always fails. The bounds are set so that a correct generator fails
//! for one seed in a million and a wrong one, at a million draws, for practically every seed.

#![allow(clippy::disallowed_methods, reason = "an oracle may use the platform's functions")]

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Less probable than this under the stated law counts as a contradiction of it.
pub const UNLIKELY: f64 = 1e-6;

/// Expected counts below this are pooled with their neighbours, as the approximation asks.
const LEAST_EXPECTED: f64 = 10.0;

/// Pearson's χ² of counts against expected counts; panics if the fit is too bad, or too good to be random.
pub fn fits(what: &str, observed: &[u64], expected: &[f64]) {
    assert_eq!(observed.len(), expected.len(), "{what}");
    let (total, of) = (observed.iter().sum::<u64>() as f64, expected.iter().sum::<f64>());
    assert!((total / of - 1.0).abs() < 1e-9, "{what}: {total} values against {of} expected");
    let mut cells: Vec<(f64, f64)> = Vec::new();
    let mut pool = (0.0, 0.0);
    for (o, e) in observed.iter().zip(expected) {
        if *e == 0.0 {
            assert_eq!(*o, 0, "{what}: something impossible happened");
        }
        pool = (pool.0 + *o as f64, pool.1 + e);
        if pool.1 >= LEAST_EXPECTED {
            cells.push(pool);
            pool = (0.0, 0.0);
        }
    }
    if let Some(last) = cells.last_mut() {
        *last = (last.0 + pool.0, last.1 + pool.1);
    }
    assert!(cells.len() > 1, "{what}: one cell cannot be tested");
    let statistic: f64 = cells.iter().map(|(o, e)| (o - e).powi(2) / e).sum();
    let law = ChiSquared::new((cells.len() - 1) as f64).unwrap();
    let (above, below) = (law.sf(statistic), law.cdf(statistic));
    assert!(
        above > UNLIKELY,
        "{what}: χ² = {statistic:.1} in {} cells, p = {above:.1e}\n{cells:?}",
        cells.len()
    );
    assert!(below > UNLIKELY, "{what}: χ² = {statistic:.3} in {} cells is too good", cells.len());
}

/// χ² against equal chances.
pub fn fits_evenly(what: &str, observed: &[u64]) {
    let total: u64 = observed.iter().sum();
    fits(what, observed, &vec![total as f64 / observed.len() as f64; observed.len()]);
}

/// How often each of 0 … cells−1 occurs.
pub fn tally(cells: usize, values: impl IntoIterator<Item = usize>) -> Vec<u64> {
    let mut counts = vec![0; cells];
    values.into_iter().for_each(|value| counts[value] += 1);
    counts
}

/// χ² of two classifications of the same items, each into `0..cells`, against independence.
pub fn independent(what: &str, cells: (usize, usize), pairs: impl IntoIterator<Item = (usize, usize)>) {
    let mut table = vec![0u64; cells.0 * cells.1];
    pairs.into_iter().for_each(|(row, column)| table[row * cells.1 + column] += 1);
    let total = table.iter().sum::<u64>() as f64;
    let rows: Vec<f64> = table.chunks(cells.1).map(|row| row.iter().sum::<u64>() as f64).collect();
    let columns: Vec<f64> =
        (0..cells.1).map(|column| table.iter().skip(column).step_by(cells.1).sum::<u64>() as f64).collect();
    let mut statistic = 0.0;
    for (place, observed) in table.iter().enumerate() {
        let expected = rows[place / cells.1] * columns[place % cells.1] / total;
        assert!(expected > LEAST_EXPECTED, "{what}: cell {place} expects only {expected}");
        statistic += (*observed as f64 - expected).powi(2) / expected;
    }
    let p = ChiSquared::new(((cells.0 - 1) * (cells.1 - 1)) as f64).unwrap().sf(statistic);
    assert!(p > UNLIKELY, "{what}: χ² = {statistic:.1}, p = {p:.1e}: not independent");
}

/// The Kolmogorov–Smirnov test of values against a continuous distribution function.
pub fn follows(what: &str, mut values: Vec<f64>, cdf: impl Fn(f64) -> f64) {
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let distance = values.iter().enumerate().fold(0.0f64, |worst, (index, value)| {
        let f = cdf(*value);
        worst.max((f - index as f64 / n).abs()).max(((index + 1) as f64 / n - f).abs())
    });
    // Kolmogorov's limit law; at n = 10⁶ its error is far below the bound.
    let lambda = distance * n.sqrt();
    let p: f64 = 2.0
        * (1..=100)
            .map(f64::from)
            .map(|k| (-1f64).powf(k - 1.0) * (-2.0 * k * k * lambda * lambda).exp())
            .sum::<f64>();
    assert!(p > UNLIKELY, "{what}: D = {distance:.2e}, p = {p:.1e}");
    assert!(lambda > 0.25, "{what}: D = {distance:.2e} is too good");
}

/// A number of successes among `n` trials of probability `p`.
pub fn happens(what: &str, successes: u64, n: u64, p: f64) {
    let (mean, deviation) = (n as f64 * p, (n as f64 * p * (1.0 - p)).sqrt());
    near(what, successes as f64, mean, deviation);
}

/// A value within five standard deviations of its mean (p = 6·10⁻⁷ if normal).
pub fn near(what: &str, value: f64, mean: f64, deviation: f64) {
    let z = (value - mean) / deviation;
    assert!(z.abs() < 5.0, "{what}: {value} is {z:.1} standard deviations from {mean}");
}
