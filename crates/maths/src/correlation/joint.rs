//! The coefficients of all pairs in one correlation matrix.

use super::matrix::Matrix;
use super::nearest::{Limits, nearest_within, possible};

/// A solved coefficient of two metrics' scores.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    pub a: usize,
    pub b: usize,
    pub rho: f64,
    /// Coefficients it may be replaced by; 0 is among them.
    pub allowed: (f64, f64),
}

/// Least eigenvalue for which metrics without a coefficient stay independent: no score should nearly be a combination of
/// others.
const FLOOR: f64 = 0.05;
/// Least eigenvalue of a repaired matrix.
const REPAIRED: f64 = 1e-4;

/// The correlation matrix of coefficients that were solved for one by one, and whether some had to be replaced.
///
/// Metrics that no coefficient binds are independent, if that leaves every score room of its own. Else they get what the given
/// coefficients imply ([`completed`]), and only if there is no such matrix, the nearest one with other coefficients is taken.
pub fn matrix(n: usize, given: &[Given]) -> (Matrix, bool) {
    let mut whole = Matrix::identity(n);
    given.iter().for_each(|one| whole.set_both(one.a, one.b, one.rho));
    let mut repaired = false;
    for metrics in components(n, |a, b| given.iter().any(|one| joins(one, a, b))) {
        if metrics.len() < 3 {
            continue;
        }
        let part = part(&whole, &metrics);
        let roomy = part.map(&Matrix::identity(part.n), |cell, one| cell - FLOOR * one);
        if roomy.cholesky().is_some() {
            continue;
        }
        let place = |metric: usize| metrics.binary_search(&metric).unwrap_or(0);
        let own: Vec<&Given> = given.iter().filter(|one| metrics.binary_search(&one.a).is_ok()).collect();
        let edges: Vec<(usize, usize, f64)> =
            own.iter().map(|one| (place(one.a), place(one.b), one.rho)).collect();
        let found = completed(part.n, &edges);
        let found = match found.filter(|matrix| matrix.cholesky().is_some()) {
            Some(matrix) => matrix,
            None if part.cholesky().is_some() => continue,
            None => {
                repaired = true;
                let mut free = Limits::none(metrics.len());
                own.iter().for_each(|one| free.set(place(one.a), place(one.b), one.allowed));
                nearest_within(&part, &free, REPAIRED)
                    .filter(|matrix| matrix.cholesky().is_some())
                    .unwrap_or_else(|| weakened(&part))
            }
        };
        for (row, a) in metrics.iter().enumerate() {
            for (column, b) in metrics.iter().enumerate() {
                whole.set(*a, *b, found.at(row, column));
            }
        }
    }
    (whole, repaired)
}

/// Cells that a completion may read or write in all, so that it ends within some tens of milliseconds.
const BUDGET: usize = 20_000_000;
/// Difference from the given coefficients at which it ends.
const NEAR: f64 = 1e-10;

/// The correlation matrix with these cells and the greatest determinant: metrics without a coefficient are independent given all
/// others, so they have what the given ones imply and no more (Dempster 1972, "Covariance selection"). None if there is none or
/// it does not come near in the steps there are.
///
/// Iterative proportional fitting (Speed & Kiiveri 1986): from the identity on, each given pair in turn gets its coefficient, and
/// all other metrics what their regression on the pair makes of that. For pairs without rings it ends after one round.
fn completed(n: usize, edges: &[(usize, usize, f64)]) -> Option<Matrix> {
    if edges.len() * 2 == n * (n - 1) {
        return None;
    }
    let rounds = (BUDGET / (edges.len() * n * n).max(1)).clamp(4, 400);
    let mut sigma = Matrix::identity(n);
    let mut weights = vec![(0.0, 0.0); n];
    for _ in 0..rounds {
        let mut off: f64 = 0.0;
        for (i, j, r) in edges {
            let (i, j) = (*i, *j);
            let (vi, vj, c) = (sigma.at(i, i), sigma.at(j, j), sigma.at(i, j));
            let change = (1.0 - vi, 1.0 - vj, r - c);
            off = off.max(change.0.abs()).max(change.1.abs()).max(change.2.abs());
            let determinant = vi * vj - c * c;
            if determinant <= 1e-14 || !determinant.is_finite() {
                return None;
            }
            // Regression coefficients of each metric on the two.
            for (row, weight) in weights.iter_mut().enumerate() {
                let (x, y) = (sigma.at(row, i), sigma.at(row, j));
                *weight = ((vj * x - c * y) / determinant, (vi * y - c * x) / determinant);
            }
            for (row, (x, y)) in weights.iter().enumerate() {
                let (to_i, to_j) = (x * change.0 + y * change.2, x * change.2 + y * change.1);
                for (column, (u, v)) in weights.iter().enumerate().take(row + 1) {
                    let cell = sigma.at(row, column) + to_i * u + to_j * v;
                    sigma.set_both(row, column, cell);
                }
            }
        }
        if off < NEAR {
            (0..n).for_each(|at| sigma.set(at, at, 1.0));
            edges.iter().for_each(|(i, j, r)| sigma.set_both(*i, *j, *r));
            return Some(sigma);
        }
    }
    None
}

/// All coefficients made smaller by one factor, so that they fit.
fn weakened(matrix: &Matrix) -> Matrix {
    let (mut low, mut high) = (0.0, 1.0);
    let identity = Matrix::identity(matrix.n);
    let at = |share: f64| identity.map(matrix, |one, cell| one + share * (cell - one));
    for _ in 0..30 {
        let middle = 0.5 * (low + high);
        if at(middle).cholesky().is_some() { low = middle } else { high = middle }
    }
    at(low)
}

/// Coefficients as they were written, each an interval, that no correlation matrix holds: for each set of metrics that they
/// join, the places of some of them that are impossible together, and possible without any one of them.
pub fn impossible(n: usize, written: &[(usize, usize, (f64, f64))]) -> Vec<Vec<usize>> {
    let joined =
        |a: usize, b: usize| written.iter().any(|(x, y, _)| (*x, *y) == (a, b) || (*x, *y) == (b, a));
    let mut found = Vec::new();
    for metrics in components(n, joined) {
        let mut own: Vec<usize> =
            (0..written.len()).filter(|at| metrics.binary_search(&written[*at].0).is_ok()).collect();
        // Pairs that make no ring always fit (Grone, Johnson, Sá & Wolkowicz 1984).
        if own.len() < metrics.len() || fit(&metrics, written, &own) {
            continue;
        }
        for at in own.clone().into_iter().rev() {
            let rest: Vec<usize> = own.iter().copied().filter(|one| *one != at).collect();
            if !fit(&metrics, written, &rest) {
                own = rest;
            }
        }
        found.push(own);
    }
    found
}

/// Whether the chosen coefficients of some metrics fit together.
fn fit(metrics: &[usize], written: &[(usize, usize, (f64, f64))], chosen: &[usize]) -> bool {
    let place = |metric: usize| metrics.binary_search(&metric).unwrap_or(0);
    let mut limits = Limits::none(metrics.len());
    for at in chosen {
        let (a, b, ends) = written[*at];
        limits.set(place(a), place(b), ends);
    }
    possible(&limits)
}

/// The metrics that are joined, directly or through others, in sets of two at least, each ascending.
pub fn components(n: usize, joined: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut of: Vec<usize> = (0..n).collect();
    for a in 0..n {
        for b in 0..a {
            if joined(a, b) && of[a] != of[b] {
                let (from, to) = (of[a].max(of[b]), of[a].min(of[b]));
                of.iter_mut().filter(|one| **one == from).for_each(|one| *one = to);
            }
        }
    }
    let members = |first: usize| (0..n).filter(|metric| of[*metric] == first).collect::<Vec<_>>();
    (0..n).map(members).filter(|metrics| metrics.len() > 1).collect()
}

fn joins(one: &Given, a: usize, b: usize) -> bool {
    (one.a, one.b) == (a, b) || (one.b, one.a) == (a, b)
}

fn part(whole: &Matrix, metrics: &[usize]) -> Matrix {
    let mut part = Matrix::identity(metrics.len());
    for (row, a) in metrics.iter().enumerate() {
        for (column, b) in metrics.iter().enumerate() {
            part.set(row, column, whole.at(*a, *b));
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_impossible_is_told_from_its_surroundings() {
        let one = |a, b, r| (a, b, (r, r));
        let written =
            [one(0, 1, 0.5), one(1, 2, 0.9), one(2, 3, 0.9), one(3, 1, -0.9), one(3, 4, 0.2), one(5, 6, 1.0)];
        assert_eq!(impossible(7, &written), [[1, 2, 3]]);
        assert!(impossible(7, &written[..3]).is_empty());
        // At least 0.75 twice, and against it.
        let least = [(0, 1, (0.75, 1.0)), (1, 2, (0.75, 1.0)), (0, 2, (-1.0, -0.2))];
        assert_eq!(impossible(3, &least), [[0, 1, 2]]);
        assert!(impossible(3, &[(0, 1, (0.75, 1.0)), (1, 2, (0.75, 1.0)), (0, 2, (0.2, 1.0))]).is_empty());
    }

    #[test]
    fn many_coefficients_are_decided_in_time() {
        let pairs = |r: f64| (0..50usize).flat_map(move |b| (0..b).map(move |a| (a, b, (r, r))));
        let fifty: Vec<_> = pairs(0.3).collect();
        let began = std::time::Instant::now();
        assert!(impossible(50, &fifty).is_empty());
        assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    }

    #[test]
    fn a_completion_makes_the_unbound_independent_given_the_others() {
        // Along a path: the product of the coefficients.
        let path = completed(4, &[(0, 1, 0.9), (1, 2, 0.8), (2, 3, -0.7)]).expect("a path has one");
        for (a, b, wanted) in [(0, 2, 0.72), (1, 3, -0.56), (0, 3, -0.504), (0, 1, 0.9)] {
            assert!((path.at(a, b) - wanted).abs() < 1e-9, "{a} {b}: {}", path.at(a, b));
        }
        // A ring of four equal r: opposite corners have x with (R⁻¹)₀₂ = 0, so x² + x − 2r² = 0.
        let ring: Vec<(usize, usize, f64)> = (0..4).map(|at| (at, (at + 1) % 4, 0.6)).collect();
        let ring = completed(4, &ring).expect("a ring of 0.6 has one");
        let wanted = (-1.0 + (1.0 + 8.0 * 0.36f64).sqrt()) / 2.0;
        assert!((ring.at(0, 2) - wanted).abs() < 1e-8 && (ring.at(1, 3) - wanted).abs() < 1e-8, "{ring:?}");
        assert!(completed(4, &[(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.9)]).is_none());
    }

    #[test]
    fn repairs_keep_the_direction() {
        let given =
            |a, b, rho: f64| Given { a, b, rho, allowed: if rho > 0.0 { (0.0, 1.0) } else { (-1.0, 0.0) } };
        let all = [given(0, 1, 0.99), given(1, 2, 0.99), given(0, 2, -0.1)];
        let (matrix, repaired) = matrix(3, &all);
        assert!(repaired && matrix.cholesky().is_some());
        assert!(matrix.at(0, 2) <= 0.0 && matrix.at(0, 1) > 0.5, "{matrix:?}");
    }
}
