//! The Hermite series of a law's quantile function at a centre.

use crate::distributions::Z_MAX;
use crate::distributions::{Law, Sampler};
use crate::maths::normal::{density, quantile};

/// Terms of the series after its mean. What is left of a smooth law after them is below 10⁻⁶ of its variance; what is left of
/// any law is put right at ρ = ±1 by [`super::pair`].
pub const TERMS: usize = 24;

/// Half the number of steps of the integration grid.
const HALF: usize = 80;
/// Nodes of the grid.
const NODES: usize = 2 * HALF + 1;
/// Distance of the nodes, which reach from −8 to 8. The trapezoidal rule with Gaussian weights converges faster than any
/// power of it for smooth laws; the kinks of clipped laws cost 10⁻⁴.
const STEP: f64 = 8.0 / HALF as f64;

/// Below this mean, the steps of a count's quantile function are averaged over the grid's cells one by one; above it, its steps
/// are many and a smooth line runs through them. (Its values at the nodes would not do: where nodes are about a whole number
/// of steps apart, they are all rounded alike.)
const FEW: f64 = 100.0;

/// The nodes, their weights and the orthonormal Hermite polynomials at them: Heₙ(z)/√n!.
pub struct Grid {
    scores: Vec<f64>,
    weights: Vec<f64>,
    hermite: Vec<[f64; TERMS]>,
}

/// What a table shows where a value was drawn, noise, bounds and rounding included.
pub trait Shown {
    /// The mean of what is shown for a value around a centre of the metric's law of this index, and the mean of its square.
    fn moments(&self, law: usize, centre: f64, value: f64) -> (f64, f64);
}

/// g(c, Z) as a series: its mean, its variance and its coefficients E\[g·Heₙ\]/√n!, n = 1 …; and its values at the nodes.
///
/// Where noise is laid over the values, g is their mean given Z, and the variance is that of all that is shown.
#[derive(Clone)]
pub struct Expansion {
    pub mean: f64,
    pub variance: f64,
    pub terms: [f64; TERMS],
    values: Vec<f64>,
}

/// Variances below this share of the squared mean are rounding.
const NOTHING: f64 = 1e-24;

impl Expansion {
    /// Whether its values differ.
    pub fn varies(&self) -> bool {
        self.variance > NOTHING * self.mean * self.mean && self.variance > 0.0
    }

    /// The standard deviation.
    pub fn deviation(&self) -> f64 {
        self.variance.sqrt()
    }

    /// The expansion of a + b·g for b ≥ 0, given the mean and standard deviation it has.
    pub fn moved(&self, mean: f64, deviation: f64) -> Expansion {
        let factor = if self.variance > 0.0 { deviation / self.variance.sqrt() } else { 0.0 };
        Expansion {
            mean,
            variance: deviation * deviation,
            terms: self.terms.map(|term| factor * term),
            values: self.values.iter().map(|value| mean + factor * (value - self.mean)).collect(),
        }
    }

    /// Σ w·g of series in the same score; its variance is left at 0.
    pub fn sum<'a>(parts: impl Iterator<Item = (f64, &'a Expansion)>) -> Expansion {
        let mut sum = Expansion { mean: 0.0, variance: 0.0, terms: [0.0; TERMS], values: vec![0.0; NODES] };
        for (w, part) in parts {
            sum.mean += w * part.mean;
            for (total, term) in sum.terms.iter_mut().zip(&part.terms) {
                *total += w * term;
            }
            for (total, value) in sum.values.iter_mut().zip(&part.values) {
                *total += w * value;
            }
        }
        sum
    }
}

impl Grid {
    pub fn new() -> Grid {
        let scores: Vec<f64> = (0..NODES).map(|node| (node as f64 - HALF as f64) * STEP).collect();
        let densities: Vec<f64> = scores.iter().map(|z| density(*z)).collect();
        let total: f64 = densities.iter().sum();
        let weights = densities.iter().map(|density| density / total).collect();
        let hermite = scores.iter().map(|z| polynomials(*z)).collect();
        Grid { scores, weights, hermite }
    }

    /// The expansion of a law at a centre, of the values as drawn.
    pub fn expand(&self, law: &Law, sampler: &Sampler, centre: f64) -> Expansion {
        let mut expansion = self.series(self.drawn(law, sampler, centre));
        if law.is_discrete() {
            // Averages over the grid's cells lose what varies within them.
            expansion.variance = law.variance_at(centre);
        }
        expansion
    }

    /// The expansion of a law at a centre, of the values as shown. `index` is the law's.
    pub fn expand_shown(
        &self,
        law: (usize, &Law),
        sampler: &Sampler,
        centre: f64,
        shown: &dyn Shown,
    ) -> Expansion {
        let (index, law) = law;
        let mut values = self.drawn(law, sampler, centre);
        let mut square = 0.0;
        for (value, weight) in values.iter_mut().zip(&self.weights) {
            let (mean, second) = if law.is_discrete() {
                // An average over a cell of the grid stands for the two counts beside it.
                let below = value.floor();
                let share = *value - below;
                let low = shown.moments(index, centre, below);
                let high = if share > 0.0 { shown.moments(index, centre, below + 1.0) } else { low };
                (low.0 + share * (high.0 - low.0), low.1 + share * (high.1 - low.1))
            } else {
                shown.moments(index, centre, *value)
            };
            *value = mean;
            square += weight * second;
        }
        let mut expansion = self.series(values);
        expansion.variance = (square - expansion.mean * expansion.mean).max(expansion.variance);
        expansion
    }

    /// The values at the nodes.
    fn drawn(&self, law: &Law, sampler: &Sampler, centre: f64) -> Vec<f64> {
        let mut values = vec![0.0; NODES];
        if law.is_discrete() && centre < FEW {
            self.steps(law, centre, &mut values);
        } else if law.is_discrete() {
            self.smooth_counts(law, centre, &mut values);
        } else {
            sampler.draw_at(centre, &self.scores, &mut values);
        }
        values
    }

    /// Mean, variance and coefficients of values at the nodes.
    fn series(&self, values: Vec<f64>) -> Expansion {
        let mean: f64 = values.iter().zip(&self.weights).map(|(x, w)| x * w).sum();
        let mut terms = [0.0; TERMS];
        let mut variance = 0.0;
        for ((x, w), row) in values.iter().zip(&self.weights).zip(&self.hermite) {
            let part = (x - mean) * w;
            variance += (x - mean) * part;
            for (term, polynomial) in terms.iter_mut().zip(row) {
                *term += part * polynomial;
            }
        }
        Expansion { mean, variance, terms, values }
    }

    /// The averages of a count's quantile function over the grid's cells: it steps from k to k + 1 where Φ(z) = P(X ≤ k).
    fn steps(&self, law: &Law, centre: f64, values: &mut [f64]) {
        let mut count = law.quantile_at(centre, -Z_MAX);
        let edge = |count: f64| quantile(law.cdf_at(centre, count).clamp(1e-300, 1.0 - 1e-16));
        let mut next = edge(count);
        for (value, z) in values.iter_mut().zip(&self.scores) {
            let (mut from, to) = (z - STEP / 2.0, z + STEP / 2.0);
            let mut sum = 0.0;
            while next < to && next < Z_MAX {
                sum += count * (next - from).max(0.0);
                from = from.max(next);
                count += 1.0;
                next = edge(count);
            }
            *value = (sum + count * (to - from)) / STEP;
        }
    }

    /// The Cornish–Fisher expansion of a Poisson quantile, within 10⁻³ of a count at means above 100, between the least and the
    /// greatest count there are.
    fn smooth_counts(&self, law: &Law, centre: f64, values: &mut [f64]) {
        let (least, greatest) = (law.quantile_at(centre, -Z_MAX), law.quantile_at(centre, Z_MAX));
        let spread = centre.sqrt();
        for (value, z) in values.iter_mut().zip(&self.scores) {
            let skew = (z * z - 1.0) / 6.0 - z * (2.0 + z * z) / (72.0 * spread);
            *value = (centre + spread * z + skew).max(least).min(greatest);
        }
    }

    /// The covariances of two at ρ = 1 and ρ = −1, the largest and the least there are (Fréchet–Hoeffding).
    pub fn extremes(&self, a: &Expansion, b: &Expansion) -> (f64, f64) {
        let (mut with, mut against) = (0.0, 0.0);
        for (node, (x, w)) in a.values.iter().zip(&self.weights).enumerate() {
            let part = (x - a.mean) * w;
            with += part * (b.values[node] - b.mean);
            against += part * (b.values[NODES - 1 - node] - b.mean);
        }
        (with, against)
    }
}

/// He₁(z)/√1!, He₂(z)/√2!, … by their three-term recurrence.
fn polynomials(z: f64) -> [f64; TERMS] {
    let mut row = [0.0; TERMS];
    let (mut before, mut current) = (1.0, z);
    for (n, cell) in (1..).zip(row.iter_mut()) {
        *cell = current;
        let next = (z * current - f64::from(n).sqrt() * before) / f64::from(n + 1).sqrt();
        (before, current) = (current, next);
    }
    row
}
