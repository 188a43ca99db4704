//! The little linear algebra that correlation matrices need, with square roots as its only functions, so that it has the same
//! bits everywhere.

/// A square matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// The number of rows and of columns.
    pub n: usize,
    cells: Vec<f64>,
}

impl Matrix {
    /// Ones on the diagonal.
    pub fn identity(n: usize) -> Matrix {
        let mut matrix = Matrix { n, cells: vec![0.0; n * n] };
        (0..n).for_each(|at| matrix.set(at, at, 1.0));
        matrix
    }

    /// An entry.
    #[inline]
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.n + column]
    }

    /// Sets an entry.
    #[inline]
    pub fn set(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.n + column] = value;
    }

    /// Sets a cell and its mirror image.
    pub fn set_both(&mut self, row: usize, column: usize, value: f64) {
        self.set(row, column, value);
        self.set(column, row, value);
    }

    /// Cell by cell.
    pub fn map(&self, other: &Matrix, f: impl Fn(f64, f64) -> f64) -> Matrix {
        Matrix { n: self.n, cells: self.cells.iter().zip(&other.cells).map(|(a, b)| f(*a, *b)).collect() }
    }

    /// The sum of all cells.
    pub fn sum(&self) -> f64 {
        self.cells.iter().sum()
    }

    /// The Frobenius norm.
    pub fn norm(&self) -> f64 {
        self.cells.iter().map(|x| x * x).sum::<f64>().sqrt()
    }

    /// The lower triangular L with L·Lᵀ = the matrix, if it is symmetric and positive definite (Cholesky–Banachiewicz).
    pub fn cholesky(&self) -> Option<Matrix> {
        let mut lower = Matrix { n: self.n, cells: vec![0.0; self.cells.len()] };
        for row in 0..self.n {
            for column in 0..=row {
                let known: f64 = (0..column).map(|k| lower.at(row, k) * lower.at(column, k)).sum();
                let rest = self.at(row, column) - known;
                if row == column {
                    if rest <= 0.0 || !rest.is_finite() {
                        return None;
                    }
                    lower.set(row, row, rest.sqrt());
                } else {
                    lower.set(row, column, rest / lower.at(column, column));
                }
            }
        }
        Some(lower)
    }

    /// The same symmetric matrix with eigenvalues raised to at least `least`.
    pub fn lifted(&self, least: f64) -> Matrix {
        let (values, vectors) = self.eigen();
        let mut result = Matrix { n: self.n, cells: vec![0.0; self.cells.len()] };
        for row in 0..self.n {
            for column in 0..=row {
                let parts = values.iter().enumerate();
                let sum = parts
                    .map(|(k, value)| value.max(least) * vectors.at(row, k) * vectors.at(column, k))
                    .sum();
                result.set_both(row, column, sum);
            }
        }
        result
    }

    /// Eigenvalues, and eigenvectors as columns, of a symmetric matrix: cyclic Jacobi rotations (Golub & Van Loan, Matrix
    /// Computations, §8.5) until nothing is left beside the diagonal.
    fn eigen(&self) -> (Vec<f64>, Matrix) {
        let n = self.n;
        let mut a = self.clone();
        let mut vectors = Matrix::identity(n);
        for _ in 0..SWEEPS {
            let beside: f64 = (0..n)
                .flat_map(|row| (0..row).map(move |column| (row, column)))
                .map(|(r, c)| a.at(r, c) * a.at(r, c))
                .sum();
            if beside <= f64::EPSILON * f64::EPSILON * self.norm() {
                break;
            }
            for p in 0..n {
                for q in p + 1..n {
                    a.rotate(p, q, &mut vectors);
                }
            }
        }
        ((0..n).map(|at| a.at(at, at)).collect(), vectors)
    }

    /// Makes the cell (p, q) zero by a rotation, which `vectors` gathers.
    fn rotate(&mut self, p: usize, q: usize, vectors: &mut Matrix) {
        let off = self.at(p, q);
        if off == 0.0 {
            return;
        }
        let tau = (self.at(q, q) - self.at(p, p)) / (2.0 * off);
        let t = tau.signum() / (tau.abs() + (1.0 + tau * tau).sqrt());
        let c = 1.0 / (1.0 + t * t).sqrt();
        let s = t * c;
        for k in 0..self.n {
            let (x, y) = (self.at(k, p), self.at(k, q));
            self.set(k, p, c * x - s * y);
            self.set(k, q, s * x + c * y);
        }
        for k in 0..self.n {
            let (x, y) = (self.at(p, k), self.at(q, k));
            self.set(p, k, c * x - s * y);
            self.set(q, k, s * x + c * y);
            let (x, y) = (vectors.at(k, p), vectors.at(k, q));
            vectors.set(k, p, c * x - s * y);
            vectors.set(k, q, s * x + c * y);
        }
    }
}

/// Sweeps at most; convergence is quadratic, so ten are plenty.
const SWEEPS: usize = 50;
