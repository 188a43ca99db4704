//! Columns whose law is the same in every row: the law as a quantile function of the normal score, and the solution of pairs of
//! them.

use super::joint::{self, Given};
use super::matrix::Matrix;
use super::pair::{MARGIN, invert};
use super::solve::{Solution, Solved, Status};
use crate::maths::normal::density;

/// Nodes at which a quantile function is looked at. Steps of a discrete law lie within 0.0005 of where they are taken to be.
pub const NODES: usize = 1 << 15;
/// Scores lie between −8 and 8.
const REACH: f64 = 8.0;
/// Terms of the Hermite series after its mean. What a law with steps has beyond them, 5 % of a coin's variance, is put right at
/// ρ = ±1, and matters near there only.
const TERMS: usize = 192;
/// Variances below this share of the squared mean are rounding.
const NOTHING: f64 = 1e-24;
/// Rounding that a coefficient at the very end of its interval is granted.
const SLACK: f64 = 1e-6;
/// Change by which a pair counts as repaired.
const CHANGED: f64 = 1e-4;

/// The normal scores at which [`Marginal::new`] takes values: midpoints of equal steps, from the least on.
pub fn scores() -> impl Iterator<Item = f64> {
    let step = 2.0 * REACH / NODES as f64;
    (0..NODES).map(move |node| (node as f64 + 0.5) * step - REACH)
}

/// The law of a column: its mean and standard deviation, its quantile function g(z), and g's coefficients E\[g·Heₙ\]/√n!.
#[derive(Clone, Debug)]
pub struct Marginal {
    mean: f64,
    deviation: f64,
    /// Deviations from the mean, in standard deviations.
    values: Vec<f64>,
    terms: Vec<f64>,
}

impl Marginal {
    /// The law with these values at [`scores`], ascending. None if they do not vary, are not finite, or are not as many.
    pub fn new(values: &[f64]) -> Option<Marginal> {
        if values.len() != NODES {
            return None;
        }
        let weights = weights();
        let mean: f64 = values.iter().zip(&weights).map(|(x, w)| x * w).sum();
        let variance: f64 = values.iter().zip(&weights).map(|(x, w)| (x - mean) * (x - mean) * w).sum();
        if !(mean.is_finite() && variance.is_finite() && variance > NOTHING * mean * mean && variance > 0.0) {
            return None;
        }
        let deviation = variance.sqrt();
        let values: Vec<f64> = values.iter().map(|x| (x - mean) / deviation).collect();
        let mut terms = vec![0.0; TERMS];
        for ((x, w), z) in values.iter().zip(&weights).zip(scores()) {
            let part = x * w;
            // He₁(z)/√1!, He₂(z)/√2!, … by their three-term recurrence.
            let (mut before, mut current) = (1.0, z);
            for (n, term) in (1..).zip(terms.iter_mut()) {
                *term += part * current;
                let next = (z * current - f64::from(n).sqrt() * before) / f64::from(n + 1).sqrt();
                (before, current) = (current, next);
            }
        }
        Some(Marginal { mean, deviation, values, terms })
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation.
    pub fn deviation(&self) -> f64 {
        self.deviation
    }
}

fn weights() -> Vec<f64> {
    let densities: Vec<f64> = scores().map(density).collect();
    let total: f64 = densities.iter().sum();
    densities.into_iter().map(|density| density / total).collect()
}

/// Pearson's coefficient of two columns as a power series in the coefficient ρ of their normal scores. What the Hermite series
/// misses at ρ = ±1, where the coefficients are the greatest and the least there are (Fréchet–Hoeffding), goes into one odd and
/// one even power above it.
struct Response(Vec<f64>);

impl Response {
    fn new(weights: &[f64], a: &Marginal, b: &Marginal) -> Response {
        let mut powers: Vec<f64> = a.terms.iter().zip(&b.terms).map(|(a, b)| a * b).collect();
        let (mut with, mut against) = (0.0, 0.0);
        for (node, (x, w)) in a.values.iter().zip(weights).enumerate() {
            with += x * w * b.values[node];
            against += x * w * b.values[NODES - 1 - node];
        }
        let odd: f64 = powers.iter().step_by(2).sum();
        let even: f64 = powers.iter().skip(1).step_by(2).sum();
        let (missing_with, missing_against) = (with - (odd + even), against - (even - odd));
        powers.push((missing_with - missing_against) / 2.0);
        powers.push((missing_with + missing_against) / 2.0);
        Response(powers)
    }

    fn at(&self, rho: f64) -> f64 {
        self.0.iter().rev().fold(0.0, |sum, term| (sum + term) * rho).clamp(-1.0, 1.0)
    }
}

/// Finds the coefficients of normal scores that give columns of these laws the wanted Pearson coefficients; each unordered pair
/// at most once, of two different columns. A pair that cannot have its coefficient gets the nearest attainable one, and where no
/// correlation matrix holds all of them, the nearest matrix is taken.
pub fn solve_marginals(marginals: &[Marginal], pairs: &[(usize, usize, f64)]) -> Solution {
    let weights = weights();
    let responses: Vec<Response> =
        pairs.iter().map(|(a, b, _)| Response::new(&weights, &marginals[*a], &marginals[*b])).collect();
    let whole = (-1.0 + MARGIN, 1.0 - MARGIN);
    let given = |((a, b, wanted), response): (&(usize, usize, f64), &Response)| {
        let allowed = match *wanted {
            wanted if wanted > 0.0 => (0.0, whole.1),
            wanted if wanted < 0.0 => (whole.0, 0.0),
            _ => (0.0, 0.0),
        };
        Given { a: *a, b: *b, rho: invert(|rho| response.at(rho), *wanted, allowed), allowed }
    };
    let given: Vec<Given> = pairs.iter().zip(&responses).map(given).collect();
    let (matrix, repaired) = joint::matrix(marginals.len(), &given);
    let solved = |((own, (_, _, wanted)), response): ((&Given, &(usize, usize, f64)), &Response)| {
        let rho = matrix.at(own.a, own.b);
        let (alone, expected) = (response.at(own.rho), response.at(rho));
        let attainable = (response.at(-1.0), response.at(1.0));
        let status = if (expected - alone).abs() > CHANGED {
            Status::Repaired
        } else if (attainable.0 - SLACK..=attainable.1 + SLACK).contains(wanted) {
            Status::Met
        } else {
            Status::Nearest
        };
        Solved { alone: 0.0, attainable, rho, residual: expected, expected, needed: None, status }
    };
    let solved: Vec<Solved> = given.iter().zip(pairs).zip(&responses).map(solved).collect();
    // A matrix from above has positive eigenvalues; should rounding take one, columns stay independent.
    let lower = matrix.cholesky().unwrap_or_else(|| Matrix::identity(marginals.len()));
    let row = |column: usize| {
        let cells = (0..=column).map(|other| (other, lower.at(column, other)));
        cells.filter(|(_, value)| *value != 0.0).collect()
    };
    Solution::fixed(solved, repaired, (0..marginals.len()).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn law(quantile: impl Fn(f64) -> f64) -> Marginal {
        Marginal::new(&scores().map(quantile).collect::<Vec<_>>()).expect("it varies")
    }

    fn expected(a: &Marginal, b: &Marginal, rho: f64) -> f64 {
        Response::new(&weights(), a, b).at(rho)
    }

    #[test]
    fn closed_forms_come_out() {
        let normal = law(|z| z);
        let uniform = law(crate::maths::normal::cdf);
        let coin = law(|z| if z > 0.0 { 1.0 } else { 0.0 });
        let amount = law(|z| libm::exp(0.8 * z));
        for rho in [-0.95, -0.5, 0.1, 0.7, 0.9] {
            // Pearson 1907: uniform ranks of normal scores; Sheppard 1899: halves; log-normals by their moments.
            let ranks = 6.0 / core::f64::consts::PI * libm::asin(rho / 2.0);
            let halves = 2.0 / core::f64::consts::PI * libm::asin(rho);
            let amounts = libm::expm1(0.64 * rho) / libm::expm1(0.64);
            for (found, exact) in [
                (expected(&normal, &normal, rho), rho),
                (expected(&uniform, &uniform, rho), ranks),
                (expected(&coin, &coin, rho), halves),
                (expected(&amount, &amount, rho), amounts),
            ] {
                assert!((found - exact).abs() < 5e-4, "{rho}: {found} for {exact}");
            }
        }
        // The density of the threshold over the standard deviation of the coin.
        let attainable = expected(&normal, &coin, 1.0);
        assert!((attainable - 0.797_884_56).abs() < 1e-4, "{attainable}");
    }

    #[test]
    fn pairs_get_what_they_want_or_the_nearest() {
        let laws = [law(|z| z), law(libm::exp), law(|z| if z > 1.0 { 1.0 } else { 0.0 })];
        let solution = solve_marginals(&laws, &[(0, 1, 0.5), (1, 2, 0.3), (0, 2, -0.9)]);
        assert_eq!(
            (solution.pairs[0].status, solution.pairs[1].status),
            (Status::Repaired, Status::Repaired)
        );
        let solution = solve_marginals(&laws, &[(0, 1, 0.5), (1, 2, 0.3)]);
        assert!(solution.pairs.iter().all(|pair| pair.status == Status::Met));
        assert!((solution.pairs[0].expected - 0.5).abs() < 1e-6);
        let length = |row: &Vec<(usize, f64)>| row.iter().map(|(_, factor)| factor * factor).sum::<f64>();
        assert!(solution.factor.iter().all(|row| (length(row) - 1.0).abs() < 1e-12));
        let solution = solve_marginals(&laws, &[(0, 2, 0.99)]);
        assert_eq!(solution.pairs[0].status, Status::Nearest);
        assert!((solution.pairs[0].expected - solution.pairs[0].attainable.1).abs() < 1e-3);
        assert!(
            Marginal::new(&vec![3.0; NODES]).is_none() && Marginal::new(&vec![f64::NAN; NODES]).is_none()
        );
    }
}
