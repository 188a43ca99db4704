//! Coefficients that hold at every position, where the laws around the positions differ in more than place and scale.

use std::sync::{Arc, OnceLock};

use super::cells::Expanded;
use super::expansion::Grid;
use super::matrix::Matrix;
use super::pair::{Cell, MARGIN, invert};

/// The normal-space coefficient that a pair needs around each pair of centres.
///
/// Its nodes are solved when first asked for; what they hold depends on nothing but their place.
pub struct Table {
    wanted: f64,
    /// Stands where one of the two metrics does not vary.
    usual: f64,
    grid: Arc<Grid>,
    a: Arc<Expanded>,
    b: Arc<Expanded>,
    nodes: Vec<OnceLock<f64>>,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Table").field("wanted", &self.wanted).finish_non_exhaustive()
    }
}

impl Table {
    pub fn new(wanted: f64, usual: f64, grid: Arc<Grid>, a: Arc<Expanded>, b: Arc<Expanded>) -> Table {
        let nodes = std::iter::repeat_with(OnceLock::new).take(a.distinct.len() * b.distinct.len()).collect();
        Table { wanted, usual, grid, a, b, nodes }
    }

    /// Around the expansions of these places.
    pub fn node(&self, i: usize, j: usize) -> f64 {
        let Some(node) = self.nodes.get(i * self.b.distinct.len() + j) else { return self.usual };
        *node.get_or_init(|| {
            let cell = Cell::new(&self.grid, &self.a.distinct[i], &self.b.distinct[j]);
            cell.map_or(self.usual, |cell| solved(&cell, self.wanted))
        })
    }

    /// Around two centres, each given with the index of its law: a straight line between nodes.
    fn at(&self, a: (usize, f64), b: (usize, f64)) -> f64 {
        let (a, b) = (self.a.around(a.0, a.1), self.b.around(b.0, b.1));
        let mut sum = 0.0;
        for (i, x) in a {
            for (j, y) in b {
                if x * y > 0.0 {
                    sum += x * y * self.node(i, j);
                }
            }
        }
        sum
    }
}

/// The ρ that gives a wanted coefficient within cells.
pub fn solved(cell: &Cell, wanted: f64) -> f64 {
    invert(|rho| cell.at(rho), wanted, (-1.0 + MARGIN, 1.0 - MARGIN))
}

/// Metrics whose scores are bound to each other, some of them by coefficients that differ from cell to cell.
#[derive(Clone, Debug)]
pub struct Group {
    /// Ascending.
    pub metrics: Vec<usize>,
    /// The correlation matrix of their scores where nothing differs; positive definite.
    base: Matrix,
    /// Pairs that differ, by their places among the metrics.
    moving: Vec<(usize, usize, Arc<Table>)>,
}

/// Halvings of what differs from the base, where it fits no correlation matrix.
const HALVINGS: usize = 8;

impl Group {
    /// `moving` names metrics, not places.
    pub fn new(metrics: Vec<usize>, whole: &Matrix, moving: &[(usize, usize, Arc<Table>)]) -> Group {
        let place = |metric: &usize| metrics.binary_search(metric).ok();
        let moving = moving
            .iter()
            .filter_map(|(a, b, table)| Some((place(a)?, place(b)?, Arc::clone(table))))
            .collect();
        let mut base = Matrix::identity(metrics.len());
        for (row, a) in metrics.iter().enumerate() {
            for (column, b) in metrics.iter().enumerate() {
                base.set(row, column, whole.at(*a, *b));
            }
        }
        Group { metrics, base, moving }
    }

    /// The place of a metric among those of the group.
    pub fn place(&self, metric: usize) -> Option<usize> {
        self.metrics.binary_search(&metric).ok()
    }

    /// The coefficient of two metrics' scores, by place, in a cell given by the law and centre of each metric.
    pub fn coefficient(&self, a: usize, b: usize, at: &[(usize, f64)]) -> f64 {
        let lower = self.factor(at);
        (0..=a.min(b)).map(|k| lower.at(a, k) * lower.at(b, k)).sum()
    }

    /// Whether the coefficients of a cell fit a correlation matrix as they are.
    pub fn fits(&self, at: &[(usize, f64)]) -> bool {
        self.matrix(at).cholesky().is_some()
    }

    /// Adds the rows of [`Group::factor`] to `out`, zeros included.
    pub fn rows(&self, at: &[(usize, f64)], out: &mut Vec<f64>) {
        if let ([x, y], [(a, b, table)]) = (at, self.moving.as_slice()) {
            // Two metrics need no matrices; ρ keeps its distance from ±1.
            let rho = table.at(*[x, y][*a], *[x, y][*b]);
            out.extend([1.0, 0.0, rho, (1.0 - rho * rho).max(0.0).sqrt()]);
            return;
        }
        let lower = self.factor(at);
        (0..lower.n).for_each(|row| out.extend((0..lower.n).map(|column| lower.at(row, column))));
    }

    /// The lower triangular L with L·Lᵀ = the correlation matrix of the scores in a cell, given by the law and centre of each
    /// metric. Where the coefficients of the cell fit no such matrix, what they differ by from the base is halved until they do.
    pub fn factor(&self, at: &[(usize, f64)]) -> Matrix {
        let wanted = self.matrix(at);
        let mut share = 1.0;
        for _ in 0..HALVINGS {
            let matrix = self.base.map(&wanted, |base, wanted| base + share * (wanted - base));
            if let Some(lower) = matrix.cholesky() {
                return lower;
            }
            share *= 0.5;
        }
        self.base.cholesky().unwrap_or_else(|| Matrix::identity(self.metrics.len()))
    }

    fn matrix(&self, at: &[(usize, f64)]) -> Matrix {
        let mut matrix = self.base.clone();
        for (a, b, table) in &self.moving {
            if let (Some(x), Some(y)) = (at.get(*a), at.get(*b)) {
                matrix.set_both(*a, *b, table.at(*x, *y));
            }
        }
        matrix
    }
}
