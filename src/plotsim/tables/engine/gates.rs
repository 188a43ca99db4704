//! Values that there are not: a share of zeros, and those whose condition does not hold.

use super::metric_set::MetricSet;
use super::normals::words;
use super::{Engine, finish};
use crate::random::unit;
use crate::trajectory::noise::Noise;

impl Engine {
    /// The noise that comes over a metric at first. What other metrics hang on goes missing last, for that says nothing about what
    /// happened.
    pub(super) fn first_noise(&self, metric: usize) -> Noise {
        let noise = self.config.metrics[metric].noise;
        if self.gates(metric) { Noise { mcar_rate: 0.0, ..noise } } else { noise }
    }

    /// Whether a metric decides over another.
    fn gates(&self, metric: usize) -> bool {
        let mut conditions = self.config.metrics.iter().filter_map(|own| own.only_when);
        conditions.any(|condition| condition.metric == metric)
    }

    /// The value of a metric as others that hang on it see it: before it may go missing.
    pub(super) fn spared(&self, entity: u64, metric: usize, period: usize) -> f64 {
        self.values_spared(entity..entity + 1, &self.metrics([metric])).value(metric, entity, period)
    }

    /// Sets a share of a metric's values to 0.
    pub(super) fn zeros(&self, metric: usize, identities: &[u64], values: &mut [f64]) {
        let share = self.config.metrics[metric].zeros;
        if share == 0.0 {
            return;
        }
        let mut coins = Vec::new();
        words(&self.normals.zeros[metric], identities, self.periods(), &mut coins);
        for (value, coin) in values.iter_mut().zip(&coins) {
            if !value.is_nan() && unit(*coin) < share {
                *value = 0.0;
            }
        }
    }

    /// Lets the conditions of metrics act on finished values, by metric of the set and cell.
    pub(super) fn gate(&self, set: &MetricSet, cells: usize, values: &mut [f64]) {
        for metric in &self.config.conditions {
            let condition = self.config.metrics.get(*metric).and_then(|own| own.only_when);
            let (Some(condition), Some(own)) = (condition, set.place(*metric)) else { continue };
            let Some(driver) = set.place(condition.metric) else { continue };
            for cell in 0..cells {
                let held = condition.holds(values[driver * cells + cell]);
                let value = &mut values[own * cells + cell];
                if !held && !value.is_nan() {
                    *value = condition.otherwise();
                }
            }
        }
    }

    /// Makes missing what was spared till other metrics had looked at it.
    pub(super) fn lose(&self, set: &MetricSet, identities: &[u64], cells: usize, values: &mut [f64]) {
        let mut coins = Vec::new();
        for (place, metric) in set.wanted().iter().enumerate() {
            let noise = self.config.metrics[*metric].noise;
            if noise.mcar_rate == 0.0 || !self.gates(*metric) {
                continue;
            }
            words(&self.normals.coins[*metric], identities, self.periods(), &mut coins);
            for (cell, value) in values[place * cells..(place + 1) * cells].iter_mut().enumerate() {
                // Only the coin is read.
                let draws = finish::draws_of(&Noise { sigma: 0.0, ..noise }, &[], Some(&coins), cell);
                if noise.is_missing(&draws) {
                    *value = f64::NAN;
                }
            }
        }
    }
}
