//! All pairs together: one correlation matrix of normal scores, and what it will give.

use super::expansion::{Expansion, Grid};
use super::matrix::Matrix;
use super::nearest::nearest_correlation;
use super::pair::Response;
use crate::distributions::Law;

/// How one metric is drawn in every class of cells.
#[derive(Debug, Default)]
pub struct MetricCells {
    /// The laws it is drawn from.
    pub laws: Vec<Law>,
    /// For each class, the index of its law and its centre.
    pub classes: Vec<(usize, f64)>,
}

/// Where a coefficient holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// About the centres: among cells of equal position.
    Residual,
    /// Over all cells of the table, what the centres do together included.
    Pooled,
}

/// A wanted coefficient of two different metrics, by index; each unordered pair at most once.
#[derive(Clone, Copy, Debug)]
pub struct PairTarget {
    pub a: usize,
    pub b: usize,
    /// Pearson's coefficient, −1 to 1.
    pub coefficient: f64,
    pub scope: Scope,
}

/// What became of a wanted coefficient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Solved {
    /// The least and greatest coefficient that these laws and centres allow.
    pub attainable: (f64, f64),
    /// The normal-space coefficient in use.
    pub rho: f64,
    /// The coefficient to be expected in the data.
    pub expected: f64,
    /// Whether the wanted coefficient lies in the attainable interval.
    pub feasible: bool,
}

/// The correlation of the metrics' normal scores.
#[derive(Clone, Debug, Default)]
pub struct Solution {
    /// One for each target, in their order.
    pub pairs: Vec<Solved>,
    /// Whether no correlation matrix held the coefficients together, so that the nearest one is used.
    pub repaired: bool,
    /// For each metric the row of the lower triangular factor, as (metric, factor) without zeros; scores are z = L·ε with
    /// independent ε. Empty if nothing is correlated.
    pub factor: Vec<Vec<(usize, f64)>>,
}

/// Rounding that a coefficient at the very end of its interval is granted.
const SLACK: f64 = 1e-6;

/// Finds the normal-space coefficients of all targets. `weights` say how many cells each class has, not all of them 0.
pub fn solve(weights: &[f64], metrics: &[MetricCells], targets: &[PairTarget]) -> Solution {
    if targets.is_empty() {
        return Solution::default();
    }
    let grid = Grid::new();
    let needed = |metric: usize| targets.iter().any(|target| target.a == metric || target.b == metric);
    let expansions: Vec<Expanded> = metrics
        .iter()
        .enumerate()
        .map(|(metric, cells)| if needed(metric) { Expanded::new(&grid, cells) } else { Expanded::default() })
        .collect();
    let response = |target: &PairTarget| {
        let cells = meetings(weights, &expansions[target.a], &expansions[target.b]);
        Response::new(&grid, &cells, target.scope == Scope::Pooled)
    };
    let responses: Vec<Response> = targets.iter().map(response).collect();

    let mut matrix = Matrix::identity(metrics.len());
    for (target, response) in targets.iter().zip(&responses) {
        let rho = response.invert(target.coefficient);
        matrix.set_both(target.a, target.b, rho);
    }
    let whole = matrix.cholesky();
    let repaired = whole.is_none();
    if repaired {
        matrix = nearest_correlation(&matrix);
    }
    // A repaired matrix has positive eigenvalues; should rounding take one, metrics stay independent.
    let lower = whole.or_else(|| matrix.cholesky()).unwrap_or_else(|| Matrix::identity(metrics.len()));
    let pairs = targets.iter().zip(&responses).map(|(target, response)| {
        let rho = matrix.at(target.a, target.b);
        let attainable = response.attainable();
        let feasible = (attainable.0 - SLACK..=attainable.1 + SLACK).contains(&target.coefficient);
        Solved { attainable, rho, expected: response.at(rho), feasible }
    });
    let row = |metric: usize| {
        let cells = (0..=metric).map(|other| (other, lower.at(metric, other)));
        cells.filter(|(_, value)| *value != 0.0).collect()
    };
    Solution { pairs: pairs.collect(), repaired, factor: (0..metrics.len()).map(row).collect() }
}

/// The shares of all cells in which the expansions of two metrics meet.
fn meetings<'a>(
    weights: &[f64],
    a: &'a Expanded,
    b: &'a Expanded,
) -> Vec<(f64, &'a Expansion, &'a Expansion)> {
    let total: f64 = weights.iter().sum();
    let mut shares = vec![0.0; a.distinct.len() * b.distinct.len()];
    for ((weight, at_a), at_b) in weights.iter().zip(&a.of_class).zip(&b.of_class) {
        for (i, x) in at_a {
            for (j, y) in at_b {
                shares[i * b.distinct.len() + j] += weight / total * x * y;
            }
        }
    }
    let cells = shares.into_iter().enumerate().filter(|(_, share)| *share > 0.0);
    cells
        .map(|(at, share)| (share, &a.distinct[at / b.distinct.len()], &b.distinct[at % b.distinct.len()]))
        .collect()
}

/// The expansions of one metric, and which of them stand for each class.
#[derive(Default)]
struct Expanded {
    distinct: Vec<Expansion>,
    /// Two expansions and their shares, which sum to 1.
    of_class: Vec<[(usize, f64); 2]>,
}

/// Different centres of a law that are expanded one by one. Where there are more, this many evenly spaced ones are, and classes
/// lie between two of them: means, which are straight in the centre, stay exact, and variances are off by 10⁻⁴.
const CENTRES: usize = 65;

impl Expanded {
    fn new(grid: &Grid, cells: &MetricCells) -> Expanded {
        let mut expanded =
            Expanded { distinct: Vec::new(), of_class: vec![[(0, 1.0), (0, 0.0)]; cells.classes.len()] };
        for (index, law) in cells.laws.iter().enumerate() {
            let own = cells.classes.iter().filter(|(law, _)| *law == index);
            let mut centres: Vec<f64> = own.map(|(_, centre)| *centre).collect();
            centres.sort_by(f64::total_cmp);
            centres.dedup();
            let (Some(low), Some(high)) = (centres.first().copied(), centres.last().copied()) else {
                continue;
            };
            if centres.len() > CENTRES {
                let step = (high - low) / (CENTRES - 1) as f64;
                centres = (0..CENTRES).map(|node| low + step * node as f64).collect();
            }
            let first = expanded.distinct.len();
            let sampler = law.sampler();
            expanded.distinct.extend(centres.iter().map(|centre| grid.expand(law, &sampler, *centre)));
            for (place, (_, centre)) in cells.classes.iter().enumerate().filter(|(_, (law, _))| *law == index)
            {
                let above = centres.partition_point(|node| node < centre).min(centres.len() - 1);
                let below = above.saturating_sub(1);
                let width = centres[above] - centres[below];
                let share =
                    if width > 0.0 { ((centre - centres[below]) / width).clamp(0.0, 1.0) } else { 1.0 };
                expanded.of_class[place] = [(first + above, share), (first + below, 1.0 - share)];
            }
        }
        expanded
    }
}
