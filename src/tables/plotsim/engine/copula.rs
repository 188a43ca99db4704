//! What binds the draws of different metrics.

use super::Engine;

/// The lower triangular factor of the correlation of the metrics' normal scores, by rows without their zeros.
pub(super) struct Copula {
    rows: Vec<Vec<(usize, f64)>>,
}

impl Copula {
    pub fn new(engine: &Engine) -> Copula {
        Copula { rows: (0..engine.config.metrics.len()).map(|metric| vec![(metric, 1.0)]).collect() }
    }

    /// A metric's row: which independent normals its score is made of, and how much of each. Other metrics come before it.
    pub fn row(&self, metric: usize) -> impl Iterator<Item = (usize, f64)> {
        self.rows.get(metric).into_iter().flatten().copied()
    }
}
