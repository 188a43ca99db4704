//! Correlation matrices with given cells, and the nearest ones where there is none.
//!
//! Both are projections on the intersection of two convex sets: the positive semi-definite matrices, and those with unit
//! diagonal whose other cells lie in given intervals.

use super::matrix::Matrix;

/// Alternating projections at most, for matrices of few rows; [`steps`] for more.
const STEPS: usize = 500;
/// They end when both sets are this near.
const TOLERANCE: f64 = 1e-7;

/// Intervals for the cells of a symmetric matrix beside its diagonal.
#[derive(Clone, Debug)]
pub struct Limits {
    low: Matrix,
    high: Matrix,
}

impl Limits {
    /// All cells between −1 and 1.
    pub fn none(n: usize) -> Limits {
        let all =
            |value: f64| Matrix::identity(n).map(&Matrix::identity(n), |cell, _| cell + (1.0 - cell) * value);
        Limits { low: all(-1.0), high: all(1.0) }
    }

    /// Keeps a cell and its mirror image in an interval.
    pub fn set(&mut self, row: usize, column: usize, (low, high): (f64, f64)) {
        self.low.set_both(row, column, low);
        self.high.set_both(row, column, high);
    }

    /// The nearest matrix in the intervals, with unit diagonal.
    pub fn clip(&self, matrix: &Matrix) -> Matrix {
        matrix.map(&self.low, f64::max).map(&self.high, f64::min)
    }

    /// The greatest value of ⟨D, S⟩ for matrices S in the intervals.
    fn greatest(&self, d: &Matrix) -> f64 {
        d.map(&self.low, |d, s| d * s).map(&d.map(&self.high, |d, s| d * s), f64::max).sum()
    }
}

/// Projections that a bind has time for: an eigenvalue decomposition costs about 60·n³ operations.
fn steps(n: usize) -> usize {
    (STEPS * 1000 / (n * n * n).max(1)).clamp(25, STEPS)
}

/// Whether there is a correlation matrix whose cells lie in the intervals.
///
/// Alternating projections (von Neumann; Bauschke & Borwein 1996). They end with a matrix of both sets, or with a proof that
/// there is none: D = P₊(−X) is positive semi-definite, so ⟨D, S⟩ ≥ 0 for every correlation matrix S; if ⟨D, S⟩ < 0 for all
/// S in the intervals, the sets have nothing in common (a separating hyperplane). Where neither comes in the steps there are,
/// the sets touch or nearly do, and the answer is yes.
pub fn possible(limits: &Limits) -> bool {
    let n = limits.low.n;
    let mut x = limits.clip(&Matrix::identity(n));
    for _ in 0..steps(n) {
        if x.cholesky().is_some() {
            return true;
        }
        let y = x.lifted(0.0);
        let d = y.map(&x, |y, x| y - x);
        if limits.greatest(&d) < -TOLERANCE * d.norm() {
            return false;
        }
        x = limits.clip(&y);
        if d.norm() < TOLERANCE {
            return true;
        }
    }
    true
}

/// The matrix nearest to a symmetric one in the Frobenius norm, with unit diagonal, eigenvalues of at least `floor` (up to
/// 10⁻⁷) and cells in the intervals; none if projections do not come to such a matrix in the steps there are.
///
/// Alternating projections with Dykstra's correction (Higham 2002, "Computing the nearest correlation matrix: a problem from
/// finance", algorithm 3.3; with intervals Borsdorf, Higham & Raydan 2010).
pub fn nearest_within(matrix: &Matrix, limits: &Limits, floor: f64) -> Option<Matrix> {
    let zero = matrix.map(matrix, |_, _| 0.0);
    let (mut x, mut lifted, mut clipped) = (matrix.clone(), zero.clone(), zero);
    for _ in 0..steps(matrix.n) {
        let r = x.map(&lifted, |x, correction| x + correction);
        let y = r.lifted(floor);
        lifted = r.map(&y, |r, y| r - y);
        let r = y.map(&clipped, |y, correction| y + correction);
        x = limits.clip(&r);
        clipped = r.map(&x, |r, x| r - x);
        if x.map(&y, |x, y| x - y).norm() < TOLERANCE {
            return Some(x);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symmetric(n: usize, pairs: &[(usize, usize, f64)]) -> Matrix {
        let mut matrix = Matrix::identity(n);
        pairs.iter().for_each(|(a, b, r)| matrix.set_both(*a, *b, *r));
        matrix
    }

    fn nearest(matrix: &Matrix) -> Matrix {
        nearest_within(matrix, &Limits::none(matrix.n), 2e-7).expect("it converges")
    }

    #[test]
    fn a_set_that_cannot_be_comes_out_as_published() {
        // Three of six metrics, with pairs .82, −.75 and .68 around two metrics that meet through a third.
        let matrix = symmetric(6, &[(0, 1, 0.82), (0, 2, -0.75), (3, 2, 0.68), (1, 2, 0.0)]);
        assert!(matrix.cholesky().is_none());
        let near = nearest(&matrix);
        for (a, b, wanted) in [(0, 1, 0.7332), (0, 2, -0.6334), (3, 2, 0.6265)] {
            assert!((near.at(a, b) - wanted).abs() < 5e-4, "{} instead of {wanted}", near.at(a, b));
        }
        assert!(near.cholesky().is_some());
    }

    #[test]
    fn highams_own_example() {
        // Higham 2002, section 4: the 3 × 3 matrix of ones with a zero corner; distance 0.5278, off-diagonals 0.7607 and 0.1573.
        let near = nearest(&symmetric(3, &[(0, 1, 1.0), (1, 2, 1.0), (0, 2, 0.0)]));
        assert!((near.at(0, 1) - 0.7607).abs() < 1e-4 && (near.at(0, 2) - 0.1573).abs() < 1e-4, "{near:?}");
    }

    #[test]
    fn what_is_a_correlation_matrix_already_stays() {
        let matrix = symmetric(3, &[(0, 1, 0.5), (1, 2, -0.3)]);
        assert!(nearest(&matrix).map(&matrix, |a, b| a - b).norm() < 1e-9);
    }

    fn given(n: usize, pairs: &[(usize, usize, f64)]) -> Limits {
        let mut limits = Limits::none(n);
        pairs.iter().for_each(|(a, b, r)| limits.set(*a, *b, (*r, *r)));
        limits
    }

    #[test]
    fn three_coefficients_are_possible_where_their_angles_say_so() {
        // r_ac must lie within r_ab·r_bc ± √((1 − r_ab²)(1 − r_bc²)).
        for (ab, bc) in [(0.9_f64, 0.9_f64), (0.5, -0.7), (0.75, 0.75), (-0.99, 0.2)] {
            let (middle, reach) = (ab * bc, ((1.0 - ab * ab) * (1.0 - bc * bc)).sqrt());
            for (ac, wanted) in [
                (middle - reach - 1e-3, false),
                (middle - reach + 1e-3, true),
                (middle + reach - 1e-3, true),
                (middle + reach + 1e-3, false),
            ] {
                let limits = given(3, &[(0, 1, ab), (1, 2, bc), (0, 2, ac)]);
                assert_eq!(possible(&limits), wanted, "{ab} {bc} {ac}");
            }
        }
    }

    #[test]
    fn a_ring_is_possible_where_its_angles_say_so() {
        // A cycle of cosines has a completion if no angle is larger than the others together, for an odd number of them
        // turned round too (Barrett, Johnson & Tarazaga 1993).
        let angle = |r: f64| libm::acos(r);
        for last in [-0.2f64, 0.0, 0.15, 0.3] {
            let limits = given(5, &[(0, 1, 0.9), (1, 2, 0.9), (2, 3, 0.95), (3, 4, 0.95), (4, 0, last)]);
            let wanted = angle(last) <= 2.0 * angle(0.9) + 2.0 * angle(0.95);
            assert_eq!(possible(&limits), wanted, "{last}");
        }
    }

    #[test]
    fn given_cells_stay_and_the_others_complete_them() {
        // Three metrics that each go with a fourth, which zeros between them do not allow.
        let pairs = [(0, 1, 0.75), (0, 2, 0.75), (0, 3, 0.75)];
        let matrix = symmetric(4, &pairs);
        assert!(matrix.cholesky().is_none());
        let whole = nearest_within(&matrix, &given(4, &pairs), 0.02).expect("there is one");
        for (a, b, r) in pairs {
            assert_eq!(whole.at(a, b), r);
        }
        assert!(whole.cholesky().is_some());
        // Alike by symmetry, and as small as the floor allows: (1 + 2x)·1 = 3·0.75² at floor 0, for x = 0.34375.
        let others = [whole.at(1, 2), whole.at(1, 3), whole.at(2, 3)];
        assert!(
            others.iter().all(|r| (r - others[0]).abs() < 1e-5 && (0.34..0.40).contains(r)),
            "{others:?}"
        );
        assert!(
            nearest_within(&matrix, &given(4, &[(0, 1, 0.9), (0, 2, 0.9), (1, 2, -0.9)]), 0.02).is_none()
        );
    }
}
