//! The nearest correlation matrix.

use super::matrix::Matrix;

/// Least eigenvalue of a repaired matrix, so that it can be factored.
const LEAST: f64 = 2e-10;
/// Alternating projections at most.
const STEPS: usize = 500;
/// They end when the matrix changes by less than this, relative to its Frobenius norm.
const TOLERANCE: f64 = 1e-10;

/// The correlation matrix nearest to a symmetric one with unit diagonal, in the Frobenius norm.
///
/// Alternating projections on the positive semi-definite matrices and on those with unit diagonal, with Dykstra's correction
/// (Higham 2002, "Computing the nearest correlation matrix: a problem from finance", algorithm 3.3). Afterwards eigenvalues
/// are lifted to 2·10⁻¹⁰ and the diagonal is made 1 again.
pub fn nearest_correlation(matrix: &Matrix) -> Matrix {
    let n = matrix.n;
    let mut y = matrix.clone();
    let mut correction = matrix.map(matrix, |_, _| 0.0);
    for _ in 0..STEPS {
        let r = y.map(&correction, |y, correction| y - correction);
        let mut next = r.lifted(0.0);
        correction = next.map(&r, |x, r| x - r);
        (0..n).for_each(|at| next.set(at, at, 1.0));
        let change = next.map(&y, |a, b| a - b).norm() / next.norm();
        y = next;
        if change < TOLERANCE {
            break;
        }
    }
    let mut result = y.lifted(LEAST);
    let scale: Vec<f64> = (0..n).map(|at| 1.0 / result.at(at, at).sqrt()).collect();
    for row in 0..n {
        for column in 0..row {
            result.set_both(row, column, result.at(row, column) * scale[row] * scale[column]);
        }
        result.set(row, row, 1.0);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symmetric(n: usize, pairs: &[(usize, usize, f64)]) -> Matrix {
        let mut matrix = Matrix::identity(n);
        pairs.iter().for_each(|(a, b, r)| matrix.set_both(*a, *b, *r));
        matrix
    }

    #[test]
    fn a_set_that_cannot_be_comes_out_as_published() {
        // Three of six metrics, with pairs .82, −.75 and .68 around two metrics that meet through a third.
        let matrix = symmetric(6, &[(0, 1, 0.82), (0, 2, -0.75), (3, 2, 0.68), (1, 2, 0.0)]);
        assert!(matrix.cholesky().is_none());
        let near = nearest_correlation(&matrix);
        for (a, b, wanted) in [(0, 1, 0.7332), (0, 2, -0.6334), (3, 2, 0.6265)] {
            assert!((near.at(a, b) - wanted).abs() < 5e-4, "{} instead of {wanted}", near.at(a, b));
        }
        assert!(near.cholesky().is_some());
    }

    #[test]
    fn highams_own_example() {
        // Higham 2002, section 4: the 3 × 3 matrix of ones with a zero corner; distance 0.5278, off-diagonals 0.7607 and 0.1573.
        let near = nearest_correlation(&symmetric(3, &[(0, 1, 1.0), (1, 2, 1.0), (0, 2, 0.0)]));
        assert!((near.at(0, 1) - 0.7607).abs() < 1e-4 && (near.at(0, 2) - 0.1573).abs() < 1e-4, "{near:?}");
    }

    #[test]
    fn what_is_a_correlation_matrix_already_stays() {
        let matrix = symmetric(3, &[(0, 1, 0.5), (1, 2, -0.3)]);
        assert!(nearest_correlation(&matrix).map(&matrix, |a, b| a - b).norm() < 1e-9);
    }
}
