//! The cells that noise makes outliers. Their coins are keyed, so they are known without the values.

use std::ops::Range;

use super::normals::words;
use super::{Engine, finish};
use crate::trajectory::noise::Noise;

/// A cell whose value is an outlier, before bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlier {
    pub entity: u64,
    pub period: usize,
    pub metric: usize,
    /// How many times its size the value is, 3 to 10.
    pub factor: f64,
}

impl Engine {
    /// The metrics that can have outliers, ascending.
    pub fn with_outliers(&self) -> impl Iterator<Item = usize> {
        let metrics = self.config.metrics.iter().enumerate();
        metrics.filter(|(_, metric)| metric.noise.outlier_rate > 0.0).map(|(index, _)| index)
    }

    /// The outliers of a metric among some entities, by entity and period; those that are missing are none.
    pub fn outliers(&self, metric: usize, entities: Range<u64>, mut tell: impl FnMut(Outlier)) {
        let Some(noise) = self.config.metrics.get(metric).map(|metric| metric.noise) else { return };
        if noise.outlier_rate == 0.0 {
            return;
        }
        // Only coins are read.
        let noise = Noise { sigma: 0.0, ..noise };
        let (periods, mut coins) = (self.periods(), Vec::new());
        words(&self.normals.coins[metric], &self.identities_of(entities.clone()), periods, &mut coins);
        let rows = coins.chunks_exact(periods.max(1));
        for ((entity, span), coins) in entities.clone().zip(self.spans(entities)).zip(rows) {
            for period in span {
                let draws = finish::draws_of(&noise, &[], Some(coins), period);
                if !noise.is_missing(&draws)
                    && let Some(factor) = noise.outlier_factor(&draws)
                {
                    tell(Outlier { entity, period, metric, factor });
                }
            }
        }
    }
}
