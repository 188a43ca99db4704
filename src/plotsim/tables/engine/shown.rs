//! What a table shows of correlations: after noise, bounds and rounding.

use super::{Engine, Finish};
use crate::config::types::ColumnType;
use crate::correlation::{self, Shown};
use crate::facts::rows::Metrics;
use crate::maths::nearest_even;
use crate::plotsim::model::{MetricLaw, Pair, Plotsim, Polarity, Regime, Scope};
use crate::plotsim::pool;
use crate::trajectory::noise::{Noise, NoisePoint};

impl Engine {
    /// For each configured pair, regime by regime, the coefficient to be expected in a table that shows both metrics: over all cells
    /// of the regime's periods, or, where it was asked for at equal position, there. NaN if one of them has a condition
    /// and, over all cells, if entities can leave. A function of the config without its seed; costs some milliseconds a metric.
    pub fn expected_correlations(&self) -> Vec<f64> {
        let config = &*self.config;
        let regimes = &config.correlation.regimes;
        if regimes.iter().all(|regime| regime.pairs.is_empty()) {
            return Vec::new();
        }
        let shown: Vec<InTable> =
            (0..config.metrics.len()).map(|metric| InTable::new(config, metric)).collect();
        let shown: Vec<&dyn Shown> = shown.iter().map(|one| one as &dyn Shown).collect();
        let expected = |(place, regime): (usize, &Regime)| -> Vec<f64> {
            if regime.pairs.is_empty() {
                return Vec::new();
            }
            let question = pool::question(config, pool::Of::Window, place);
            if question.weights.is_empty() {
                // None of its periods is shown.
                return vec![f64::NAN; regime.pairs.len()];
            }
            let expected = correlation::expected_shown(
                &question.weights,
                &question.metrics,
                &question.targets,
                &regime.solution,
                &shown,
            );
            expected.into_iter().zip(&regime.pairs).map(|(one, pair)| self.told(one, pair)).collect()
        };
        regimes.iter().enumerate().flat_map(expected).collect()
    }

    /// What may be told of an expected coefficient.
    fn told(&self, expected: f64, pair: &Pair) -> f64 {
        // What hangs on a third value has no coefficient that two laws alone tell.
        let hangs =
            |metric: usize| self.config.metrics.get(metric).is_some_and(|own| own.only_when.is_some());
        // Nor is it known before who leaves, and with that how many cells there are of which centres.
        let leaves = pair.scope == Scope::Pooled && self.has_leavers();
        if leaves || hangs(pair.a) || hangs(pair.b) { f64::NAN } else { expected }
    }
}

/// A metric as its first fact per entity and period shows it.
struct InTable {
    noise: Noise,
    /// The noise at any position; empty if it scales with the trajectory.
    points: Vec<NoisePoint>,
    polarity: Polarity,
    laws: Vec<(MetricLaw, Finish)>,
    /// Whether the column is of whole numbers.
    whole: bool,
    /// Share of values that are not set to 0.
    left: f64,
}

impl InTable {
    fn new(config: &Plotsim, metric: usize) -> InTable {
        let spec = &config.metrics[metric];
        let columns = config
            .tables
            .iter()
            .filter(|table| table.kind.about().metrics == Metrics::Value)
            .flat_map(|table| &table.columns);
        let kind = columns
            .into_iter()
            .find(|column| column.source.metric() == Some(metric))
            .map(|column| column.kind);
        InTable {
            noise: spec.noise,
            points: if spec.noise.scale_with_trajectory { Vec::new() } else { spec.noise.points(0.0) },
            polarity: spec.polarity,
            laws: spec.laws().map(|law| (*law, Finish::of(law).to(spec.decimals))).collect(),
            whole: matches!(kind, Some(ColumnType::Int32 | ColumnType::Int64)),
            left: 1.0 - spec.zeros,
        }
    }
}

impl Shown for InTable {
    fn moments(&self, law: usize, centre: f64, value: f64) -> (f64, f64) {
        let Some((law, finish)) = self.laws.get(law) else { return (value, value * value) };
        let own;
        let points = if self.points.is_empty() {
            own = self.noise.points(law.position_of(centre, self.polarity));
            &own
        } else {
            &self.points
        };
        let (mut first, mut second) = (0.0, 0.0);
        for point in points {
            let mut cell = [point.applied(value)];
            finish.apply(&mut cell);
            let seen = if self.whole { nearest_even(cell[0]) } else { cell[0] };
            first += point.weight * seen;
            second += point.weight * seen * seen;
        }
        (self.left * first, self.left * second)
    }
}
