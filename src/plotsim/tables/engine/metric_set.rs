//! Which metrics are wanted, and what must be computed for them.

use super::Engine;
use crate::trajectory::lag::LagPlan;

/// Some metrics of a config, with what they depend on.
pub struct MetricSet {
    /// Ascending.
    wanted: Vec<usize>,
    /// The lags among the wanted metrics and those they follow.
    pub(super) plan: LagPlan,
    /// Which metrics the plan holds, ascending: those wanted, those bound to them cell by cell, and those followed.
    planned: Vec<usize>,
    /// Place of each wanted metric in the plan.
    pub(super) places: Vec<usize>,
    /// Metrics whose normals enter a draw, ascending.
    pub(super) normals: Vec<usize>,
}

impl Engine {
    /// The set of these metrics, given by index in any order. Solves the correlations if that was not done.
    pub fn metrics(&self, wanted: impl IntoIterator<Item = usize>) -> MetricSet {
        let wanted: Vec<usize> =
            wanted.into_iter().filter(|metric| *metric < self.config.metrics.len()).collect();
        if wanted.is_empty() {
            return self.paths([]);
        }
        let wanted = self.with_conditions(wanted);
        let copula = self.copula();
        // Where factors differ between cells, they depend on the centres of all metrics they bind.
        let regimes = copula.regimes();
        let bound = wanted
            .iter()
            .flat_map(|metric| regimes.clone().flat_map(|regime| self.companions(regime, *metric)))
            .copied();
        let mut set = self.planned(&wanted, wanted.iter().copied().chain(bound));
        let of = |metric: &usize, regime: usize| -> Vec<usize> {
            match copula.group(regime, *metric) {
                Some(_) => {
                    let all = self.companions(regime, *metric).iter().copied();
                    all.filter(|other| other <= metric).collect()
                }
                None => copula.row(regime, *metric).map(|(other, _)| other).collect(),
            }
        };
        // A regime may bind a metric to nothing, and another needs it by itself.
        set.normals = set
            .wanted
            .iter()
            .flat_map(|metric| regimes.clone().flat_map(move |regime| of(metric, regime)))
            .collect();
        set.normals.sort_unstable();
        set.normals.dedup();
        set
    }

    /// Metrics and those that decide whether they have values.
    fn with_conditions(&self, mut wanted: Vec<usize>) -> Vec<usize> {
        let mut at = 0;
        while let Some(metric) = wanted.get(at).copied() {
            if let Some(condition) = self.config.metrics.get(metric).and_then(|own| own.only_when)
                && !wanted.contains(&condition.metric)
            {
                wanted.push(condition.metric);
            }
            at += 1;
        }
        wanted
    }

    /// The same set for those who need no values, only the positions and centres behind them.
    pub fn paths(&self, wanted: impl IntoIterator<Item = usize>) -> MetricSet {
        let wanted: Vec<usize> =
            wanted.into_iter().filter(|metric| *metric < self.config.metrics.len()).collect();
        self.planned(&wanted, wanted.iter().copied())
    }

    /// A set without normals, with the paths of all that are named.
    fn planned(&self, wanted: &[usize], all: impl Iterator<Item = usize>) -> MetricSet {
        let mut wanted = wanted.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let mut all: Vec<usize> = all.collect();
        all.sort_unstable();
        all.dedup();
        let (plan, planned) = self.config.lag.restricted(all.iter().copied());
        let places = wanted.iter().filter_map(|metric| planned.binary_search(metric).ok()).collect();
        MetricSet { wanted, plan, planned, places, normals: Vec::new() }
    }
}

impl MetricSet {
    /// The metrics, ascending: those that were asked for, and those that decide whether they have values.
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
