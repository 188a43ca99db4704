//! What binds the draws of different metrics.

use std::ops::Range;

use super::Engine;
use super::courses::Course;
use super::metric_set::MetricSet;
use crate::plotsim::model::Regime;

/// The lower triangular factors of the correlation of the metrics' normal scores: one outside all phases, and one for each phase.
pub(super) struct Copula {
    regimes: Vec<Bound>,
    /// By period, the place of its regime.
    of_period: Vec<usize>,
}

/// The factor of some periods.
struct Bound {
    /// By rows without their zeros; of metrics of a group, what cells without differences would have.
    rows: Vec<Vec<(usize, f64)>>,
    /// The group of each metric whose factor differs between cells.
    groups: Vec<Option<usize>>,
    /// The periods.
    spans: Vec<Range<usize>>,
}

impl Copula {
    pub fn new(engine: &Engine) -> Copula {
        let correlation = &engine.config.correlation;
        let of_period: Vec<usize> =
            (0..engine.periods()).map(|period| correlation.regime_of(period)).collect();
        let metrics = engine.config.metrics.len();
        let regimes = correlation.regimes.iter().enumerate();
        let regimes = regimes.map(|(place, regime)| Bound::new(regime, metrics, spans(&of_period, place)));
        Copula { regimes: regimes.collect(), of_period }
    }

    /// The places of all regimes.
    pub fn regimes(&self) -> Range<usize> {
        0..self.regimes.len()
    }

    /// The place of the regime of a period.
    pub fn regime_of(&self, period: usize) -> usize {
        self.of_period.get(period).copied().unwrap_or(0)
    }

    /// The periods of a regime.
    pub fn spans(&self, regime: usize) -> &[Range<usize>] {
        self.regimes.get(regime).map_or(&[], |own| &own.spans)
    }

    /// A metric's row, if it is the same in all cells of a regime: which independent normals its score is made of, and how much of
    /// each. Other metrics come before it.
    pub fn row(&self, regime: usize, metric: usize) -> impl Iterator<Item = (usize, f64)> {
        self.regimes.get(regime).and_then(|own| own.rows.get(metric)).into_iter().flatten().copied()
    }

    /// The group of a metric whose row differs between cells of a regime.
    pub fn group(&self, regime: usize, metric: usize) -> Option<usize> {
        self.regimes.get(regime).and_then(|own| own.groups.get(metric)).copied().flatten()
    }
}

impl Bound {
    fn new(regime: &Regime, metrics: usize, spans: Vec<Range<usize>>) -> Bound {
        let solution = &regime.solution;
        let alone = |metric| vec![(metric, 1.0)];
        let group = |metric| solution.groups.iter().position(|group| group.place(metric).is_some());
        Bound {
            rows: (0..metrics)
                .map(|metric| solution.factor.get(metric).cloned().unwrap_or_else(|| alone(metric)))
                .collect(),
            groups: (0..metrics).map(group).collect(),
            spans,
        }
    }
}

/// The periods of a regime, as few ranges as there can be.
fn spans(of_period: &[usize], regime: usize) -> Vec<Range<usize>> {
    let mut first = 0;
    let mut spans = Vec::new();
    for run in of_period.chunk_by(|a, b| a == b) {
        if run.first() == Some(&regime) {
            spans.push(first..first + run.len());
        }
        first += run.len();
    }
    spans
}

impl Engine {
    /// The metrics bound to one by coefficients that differ between cells of a regime, itself among them; none if there are no
    /// such.
    pub(super) fn companions(&self, regime: usize, metric: usize) -> &[usize] {
        let group = self.copula().group(regime, metric);
        let groups = self.config.correlation.regimes.get(regime).map(|own| &own.solution.groups);
        groups.zip(group).and_then(|(groups, group)| groups.get(group)).map_or(&[], |group| &group.metrics)
    }
}

/// The factors of a block's cells, for groups of which a metric is wanted.
#[derive(Default)]
pub(super) struct Factors {
    groups: Vec<OfGroup>,
}

/// The factors of a group of a regime.
struct OfGroup {
    regime: usize,
    group: usize,
    /// By course the rows of the factors, cell by cell in the periods of the regime from the start of the course on.
    rows: Vec<Vec<f64>>,
}

impl Factors {
    pub fn new(engine: &Engine, courses: &[Course<'_>], set: &MetricSet) -> Factors {
        let copula = engine.copula();
        let mut groups = Vec::new();
        for regime in copula.regimes() {
            let mut wanted: Vec<usize> =
                set.wanted().iter().filter_map(|metric| copula.group(regime, *metric)).collect();
            wanted.sort_unstable();
            wanted.dedup();
            for group in wanted {
                let rows = courses.iter().map(|course| of_course(engine, course, set, (regime, group)));
                groups.push(OfGroup { regime, group, rows: rows.collect() });
            }
        }
        Factors { groups }
    }

    /// By course, the rows of a metric's group in a regime; none if the metric has one row for all cells there.
    pub fn of(&self, engine: &Engine, regime: usize, metric: usize) -> Option<&[Vec<f64>]> {
        let group = engine.copula().group(regime, metric)?;
        let own = self.groups.iter().find(|own| (own.regime, own.group) == (regime, group));
        own.map(|own| own.rows.as_slice())
    }
}

/// The factors of a course's cells in the periods of a regime, one square after the other.
fn of_course(
    engine: &Engine,
    course: &Course<'_>,
    set: &MetricSet,
    (regime, group): (usize, usize),
) -> Vec<f64> {
    let regimes = &engine.config.correlation.regimes;
    let Some(group) = regimes.get(regime).and_then(|own| own.solution.groups.get(group)) else {
        return Vec::new();
    };
    let size = group.metrics.len();
    let mut centres = vec![Vec::new(); size];
    for (metric, centres) in group.metrics.iter().zip(&mut centres) {
        course.centres_of(engine, set, *metric, centres);
    }
    let laws: Vec<usize> = group
        .metrics
        .iter()
        .map(|metric| engine.config.metrics[*metric].law_index(course.run.archetype))
        .collect();
    let cells = centres.first().map_or(0, Vec::len);
    let mut rows = Vec::new();
    let mut at = vec![(0, 0.0); size];
    for cell in (0..cells).filter(|cell| engine.copula().regime_of(course.start + cell) == regime) {
        for ((place, law), centres) in at.iter_mut().zip(&laws).zip(&centres) {
            *place = (*law, centres[cell]);
        }
        group.rows(&at, &mut rows);
    }
    rows
}
