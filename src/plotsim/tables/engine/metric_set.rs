//! Which metrics are wanted, and what must be computed for them.

use super::Engine;
use crate::trajectory::lag::LagPlan;

/// Some metrics of a config, with what they depend on.
pub struct MetricSet {
    /// Ascending.
    wanted: Vec<usize>,
    /// The lags among the wanted metrics and those they follow.
    pub(super) plan: LagPlan,
    /// Which metrics the plan holds, ascending.
    planned: Vec<usize>,
    /// Place of each wanted metric in the plan.
    pub(super) places: Vec<usize>,
    /// Metrics whose normals enter a draw, ascending.
    pub(super) normals: Vec<usize>,
}

impl Engine {
    /// The set of these metrics, given by index in any order. Solves the correlations if that was not done.
    pub fn metrics(&self, wanted: impl IntoIterator<Item = usize>) -> MetricSet {
        let mut set = self.paths(wanted);
        if !set.wanted.is_empty() {
            let copula = self.copula();
            set.normals =
                set.wanted.iter().flat_map(|metric| copula.row(*metric)).map(|(other, _)| other).collect();
            set.normals.sort_unstable();
            set.normals.dedup();
        }
        set
    }

    /// The same set for those who need no values, only the positions and centres behind them.
    pub(super) fn paths(&self, wanted: impl IntoIterator<Item = usize>) -> MetricSet {
        let mut wanted: Vec<usize> =
            wanted.into_iter().filter(|metric| *metric < self.config.metrics.len()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let (plan, planned) = self.config.lag.restricted(wanted.iter().copied());
        let places = wanted.iter().filter_map(|metric| planned.binary_search(metric).ok()).collect();
        MetricSet { wanted, plan, planned, places, normals: Vec::new() }
    }
}

impl MetricSet {
    /// The metrics, ascending.
    pub fn wanted(&self) -> &[usize] {
        &self.wanted
    }

    /// The place of a metric among [`MetricSet::wanted`].
    pub fn place(&self, metric: usize) -> Option<usize> {
        self.wanted.binary_search(&metric).ok()
    }

    /// The place in the plan of a metric that is wanted or followed.
    pub(super) fn planned(&self, metric: usize) -> Option<usize> {
        self.planned.binary_search(&metric).ok()
    }
}
