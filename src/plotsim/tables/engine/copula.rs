//! What binds the draws of different metrics.

use super::Engine;

/// The lower triangular factor of the correlation of the metrics' normal scores, by rows without their zeros.
pub(super) struct Copula {
    rows: Vec<Vec<(usize, f64)>>,
}

impl Copula {
    pub fn new(engine: &Engine) -> Copula {
        let solved = &engine.config.correlation.solution.factor;
        let alone = |metric| vec![(metric, 1.0)];
        Copula {
            rows: (0..engine.config.metrics.len())
                .map(|metric| solved.get(metric).cloned().unwrap_or_else(|| alone(metric)))
                .collect(),
        }
    }

    /// A metric's row: which independent normals its score is made of, and how much of each. Other metrics come before it.
    pub fn row(&self, metric: usize) -> impl Iterator<Item = (usize, f64)> {
        self.rows.get(metric).into_iter().flatten().copied()
    }
}
