//! One pair of metrics: from a wanted coefficient to the normal-space coefficient and back.

use super::expansion::{Expansion, Grid, TERMS};

/// Pearson's coefficient of two metrics as a function of their normal-space coefficient ρ.
pub struct Response {
    /// The covariance within cells is Σ series\[n\]·ρⁿ⁺¹.
    series: [f64; TERMS + 2],
    /// The covariance of the means between cells; 0 for coefficients about the centres.
    between: f64,
    /// The product of the standard deviations.
    scale: f64,
}

/// Normal-space coefficients stay this far from ±1, so that a correlation matrix keeps full rank.
const MARGIN: f64 = 1e-7;

impl Response {
    /// The response of two metrics; `cells` are the shares of all cells, summing to 1, in which their expansions meet.
    /// `pooled` adds what their means do together.
    pub fn new(grid: &Grid, cells: &[(f64, &Expansion, &Expansion)], pooled: bool) -> Response {
        let mut series = [0.0; TERMS + 2];
        let (mut with, mut against) = (0.0, 0.0);
        let mut means = [0.0; 2];
        let mut within = [0.0; 2];
        // What meets the same expansion is added up before it is multiplied: meetings are many, expansions few.
        for group in cells.chunk_by(|one, other| std::ptr::eq(one.1, other.1)) {
            let a = group[0].1;
            let b = Expansion::sum(group.iter().map(|(w, _, b)| (*w, *b)));
            for ((total, x), y) in series.iter_mut().zip(&a.terms).zip(&b.terms) {
                *total += x * y;
            }
            let extremes = grid.extremes(a, &b);
            with += extremes.0;
            against += extremes.1;
        }
        for (w, a, b) in cells {
            means = [means[0] + w * a.mean, means[1] + w * b.mean];
            within = [within[0] + w * a.variance, within[1] + w * b.variance];
        }
        // What the series misses at ρ = 1 and ρ = −1 goes into one odd and one even power above it.
        let odd: f64 = series.iter().step_by(2).sum();
        let even: f64 = series.iter().skip(1).step_by(2).sum();
        let (missing_with, missing_against) = (with - (odd + even), against - (even - odd));
        series[TERMS] = (missing_with - missing_against) / 2.0;
        series[TERMS + 1] = (missing_with + missing_against) / 2.0;

        let mut between = 0.0;
        if pooled {
            for (w, a, b) in cells {
                let apart = [a.mean - means[0], b.mean - means[1]];
                between += w * apart[0] * apart[1];
                within = [within[0] + w * apart[0] * apart[0], within[1] + w * apart[1] * apart[1]];
            }
        }
        Response { series, between, scale: (within[0] * within[1]).sqrt() }
    }

    /// The coefficient that ρ gives; 0 for metrics that do not vary.
    pub fn at(&self, rho: f64) -> f64 {
        if self.scale <= 0.0 {
            return 0.0;
        }
        let within = self.series.iter().rev().fold(0.0, |sum, term| (sum + term) * rho);
        ((within + self.between) / self.scale).clamp(-1.0, 1.0)
    }

    /// The least and greatest coefficient there is.
    pub fn attainable(&self) -> (f64, f64) {
        (self.at(-1.0), self.at(1.0))
    }

    /// The ρ that comes nearest to a wanted coefficient. The response rises with ρ (Slepian 1962), so bisection finds it.
    pub fn invert(&self, wanted: f64) -> f64 {
        let (mut low, mut high) = (-1.0 + MARGIN, 1.0 - MARGIN);
        if self.at(low) >= wanted {
            return low;
        }
        if self.at(high) <= wanted {
            return high;
        }
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if self.at(middle) < wanted { low = middle } else { high = middle }
        }
        (low + high) / 2.0
    }
}
