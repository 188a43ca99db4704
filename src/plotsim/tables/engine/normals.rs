//! The random words of metrics, and the standard-normal scores made of them.

use super::Engine;
use super::copula::Factors;
use super::courses::Course;
use super::metric_set::MetricSet;
use crate::plotsim::model::{Metric, Plotsim};
use crate::random::{Key, Lanes, normals};
use crate::trajectory::noise::NoiseFamily;
use crate::trajectory::persistence::persist;

/// The lanes of every metric: one for each entity, one item for each period.
pub(super) struct Normals {
    scores: Vec<Lanes>,
    /// Additive noise: one word an item if it is Gaussian, else two.
    pub deviates: Vec<Lanes>,
    /// Outliers and missing values: one word an item.
    pub coins: Vec<Lanes>,
    /// Zeros: one word an item.
    pub zeros: Vec<Lanes>,
}

impl Normals {
    pub fn new(config: &Plotsim, key: Key) -> Normals {
        let lanes = |purpose: &str, width: fn(&Metric) -> usize| {
            let lane = |metric: &Metric| Lanes::new(key.child(&metric.name).child(purpose), width(metric));
            config.metrics.iter().map(lane).collect()
        };
        let of_family = |metric: &Metric| match metric.noise.family {
            NoiseFamily::Gaussian => 1,
            NoiseFamily::StudentT { .. } | NoiseFamily::Laplace => 2,
        };
        Normals {
            scores: lanes("score", |_| 1),
            deviates: lanes("deviate", of_family),
            coins: lanes("coin", |_| 1),
            zeros: lanes("zero", |_| 1),
        }
    }
}

/// Random words of a metric for some entities over all periods, by entity and period.
pub(super) fn words(lanes: &Lanes, identities: &[u64], periods: usize, out: &mut Vec<u64>) {
    let length = periods * lanes.width();
    // What was there is written over, so it need not be cleared.
    out.resize(identities.len() * length, 0);
    lanes.fill_all(identities, 0, out);
}

/// New scores of a metric for some entities, each independent of all others; `raw` receives their words.
pub(super) fn fresh(engine: &Engine, metric: usize, identities: &[u64], raw: &mut Vec<u64>) -> Vec<f64> {
    words(&engine.normals.scores[metric], identities, engine.periods(), raw);
    let mut scores = Vec::new();
    normals(raw, &mut scores);
    scores
}

/// Independent scores of the metrics of a set that need them, remembered over time as each metric is.
pub(super) struct Scores {
    metrics: Vec<usize>,
    rows: Vec<Vec<f64>>,
}

impl Scores {
    /// The scores of a block: by entity and period for each metric.
    pub fn new(engine: &Engine, set: &MetricSet, identities: &[u64], starts: &[usize]) -> Scores {
        let periods = engine.periods();
        let mut raw = Vec::new();
        let rows = set.normals.iter().map(|metric| {
            let mut scores = fresh(engine, *metric, identities, &mut raw);
            let phi = engine.config.metrics[*metric].persistence;
            if phi != 0.0 {
                for (start, entity) in starts.iter().zip(scores.chunks_exact_mut(periods.max(1))) {
                    persist(phi, *start, entity);
                }
            }
            scores
        });
        Scores { rows: rows.collect(), metrics: set.normals.clone() }
    }

    /// The scores of a metric by itself, before any is mixed with others.
    pub fn row(&self, metric: usize) -> &[f64] {
        let place = self.metrics.binary_search(&metric);
        place.ok().and_then(|place| self.rows.get(place)).map_or(&[], Vec::as_slice)
    }

    /// The correlated scores of a metric; `mixed` is room for them.
    pub fn of<'a>(
        &'a self,
        engine: &Engine,
        (courses, factors): (&[Course<'_>], &Factors),
        metric: usize,
        mixed: &'a mut Vec<f64>,
    ) -> &'a [f64] {
        let copula = engine.copula();
        let regimes = copula.regimes();
        if regimes.len() == 1 && factors.of(engine, 0, metric).is_none() {
            // The last part of a row is the metric's own; alone, it weighs 1.
            if copula.row(0, metric).next().is_none_or(|(first, _)| first == metric) {
                return self.row(metric);
            }
        }
        mixed.clear();
        mixed.resize(self.row(metric).len(), f64::NAN);
        for regime in regimes {
            match factors.of(engine, regime, metric) {
                Some(rows) => self.cell_by_cell(engine, courses.iter().zip(rows), (regime, metric), mixed),
                None => self.alike(engine, (regime, metric), mixed),
            }
        }
        mixed
    }

    /// Mixes the scores of a metric in a regime where its row is the same in all cells.
    fn alike(&self, engine: &Engine, (regime, metric): (usize, usize), mixed: &mut [f64]) {
        let copula = engine.copula();
        let periods = engine.periods().max(1);
        for (place, (other, weight)) in copula.row(regime, metric).enumerate() {
            let entities = mixed.chunks_exact_mut(periods).zip(self.row(other).chunks_exact(periods));
            for (sums, scores) in entities {
                for span in copula.spans(regime) {
                    for (sum, score) in sums[span.clone()].iter_mut().zip(&scores[span.clone()]) {
                        let part = weight * score;
                        *sum = if place == 0 { part } else { *sum + part };
                    }
                }
            }
        }
    }

    /// Mixes the scores of a metric in a regime where its row differs between cells.
    fn cell_by_cell<'c>(
        &self,
        engine: &Engine,
        courses: impl Iterator<Item = (&'c Course<'c>, &'c Vec<f64>)>,
        (regime, metric): (usize, usize),
        mixed: &mut [f64],
    ) {
        let group = engine.companions(regime, metric);
        let size = group.len();
        let Ok(own) = group.binary_search(&metric) else { return };
        let parts: Vec<&[f64]> = group[..=own].iter().map(|other| self.row(*other)).collect();
        let periods = engine.periods();
        for (course, factors) in courses {
            let holding: Vec<usize> = (course.start..periods)
                .filter(|period| engine.copula().regime_of(*period) == regime)
                .collect();
            for member in &course.members {
                for (period, factor) in holding.iter().zip(factors.chunks_exact(size * size)) {
                    let at = member * periods + period;
                    let weights = &factor[own * size..=own * size + own];
                    mixed[at] = weights.iter().zip(&parts).map(|(weight, part)| weight * part[at]).sum();
                }
            }
        }
    }
}
