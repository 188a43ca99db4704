//! The cells a user sees, as the solution of correlations needs them: how often which centres come together.
//!
//! Entities are not drawn for this. Arrivals count with their probabilities, treated and untreated entities with their
//! shares, and a spread is integrated over: by Gauss–Hermite quadrature, and where it delays curves by evenly spread points. So the cells,
//! and with them the correlation, depend on the config alone and not on its seed.

mod courses;

use super::model::{MetricLaw, Pair, Plotsim};
use crate::correlation::{MetricCells, PairTarget};
use crate::distributions::{Bounds, ValueRange};
use crate::trajectory::archetype::Timing;
use crate::trajectory::lag::Effective;
use crate::trajectory::spread::{Spread, SpreadDraws};
use crate::trajectory::story::Beyond;

/// Cells: an entity of an archetype in a period, by how many there are expected to be.
#[derive(Debug, Default)]
pub struct Cells {
    /// Number of metrics.
    pub metrics: usize,
    pub archetypes: Vec<usize>,
    /// Above 0.
    pub weights: Vec<f64>,
    /// By cell and metric: the centre the metric is drawn around, as the law of the cell's archetype takes it.
    pub centres: Vec<f64>,
}

impl Cells {
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// The centres of a cell, a number for each metric.
    pub fn centres_of(&self, cell: usize) -> &[f64] {
        self.centres.get(cell * self.metrics..(cell + 1) * self.metrics).unwrap_or(&[])
    }
}

/// Most centres that are held; beyond that, every so many courses stand for those between.
const MOST_CENTRES: usize = 1 << 20;

/// Which cells are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Those of the story: what is solved for them holds however much of it is shown, and however many entities there are. In a config
    /// that extends each segment counts as much as any other.
    Story,
    /// Those that are shown.
    Window,
}

/// The cells of a config in the periods of a regime of its correlations.
pub fn cells(config: &Plotsim, of: Of, regime: usize) -> Cells {
    let periods = match of {
        Of::Story => config.story.len(),
        Of::Window => config.time.len(),
    };
    let holds: Vec<bool> =
        (0..periods).map(|period| config.correlation.regime_of(period) == regime).collect();
    let metrics = config.metrics.len();
    let courses = courses::courses(config, of, MOST_CENTRES / (periods * metrics).max(1));
    let total = courses.len() * periods * metrics;
    let step = total.div_ceil(MOST_CENTRES).max(1);
    let season = config.strengths(periods);
    let mut cells = Cells { metrics, ..Cells::default() };
    let story = config.story.told();
    let (mut varied, mut effective) = (Vec::new(), Effective::default());
    let (mut curve, mut positions) = (None, Vec::new());
    for group in courses.chunks(step) {
        let course = &group[group.len() / 2];
        let weight: f64 = group.iter().map(|course| course.weight).sum();
        let timing = Timing { inflection: course.inflection, start_period: course.start };
        let archetype = &config.archetypes[course.archetype];
        if story.periods == periods && story.beyond != Beyond::Continue {
            // Neighbours often follow the same curve.
            if curve.replace((course.archetype, timing)) != Some((course.archetype, timing)) {
                positions = archetype.curve.positions(periods, timing);
            }
            archetype.spread.vary(&course.draws, &positions, &mut varied);
        } else {
            varied = story.varied(&archetype.curve, timing, (&archetype.spread, &course.draws), periods);
        }
        config.lag.effective(&varied, course.treatment.as_ref(), &mut effective);
        let own = season.iter().enumerate().skip(course.start);
        for (period, strength) in own.filter(|(period, _)| holds.get(*period) == Some(&true)) {
            cells.archetypes.push(course.archetype);
            cells.weights.push(weight);
            for (index, metric) in config.metrics.iter().enumerate() {
                let law = metric.law_of(course.archetype);
                let position = effective.metric(index).get(period).copied().unwrap_or(f64::NAN);
                let factor = course.factors.get(index).copied().unwrap_or(1.0);
                let centre = law.moved(metric.polarity.apply(position), factor);
                let sensitivity = course.seasonal_sensitivity;
                cells.centres.push(metric.in_season(law, centre, *strength, sensitivity));
            }
        }
    }
    cells
}

/// What is to be solved for a config's pairs.
#[derive(Debug)]
pub struct Question {
    /// How many cells each class has.
    pub weights: Vec<f64>,
    /// By metric; without cells where no pair names it.
    pub metrics: Vec<MetricCells>,
    /// By pair.
    pub targets: Vec<PairTarget>,
}

/// The question that the pairs of a regime ask; without weights if no entity is expected in its periods.
pub fn question(config: &Plotsim, of: Of, regime: usize) -> Question {
    let cells = cells(config, of, regime);
    let target = |pair: &Pair| PairTarget {
        a: pair.a,
        b: pair.b,
        coefficient: pair.coefficient,
        scope: pair.scope,
        allow_reversal: pair.allow_reversal,
    };
    let pairs: &[Pair] = config.correlation.regimes.get(regime).map_or(&[], |regime| &regime.pairs);
    let named = |metric: usize| pairs.iter().any(|pair| pair.a == metric || pair.b == metric);
    let of_metric = |metric: usize| {
        if named(metric) { of_metric(config, &cells, metric) } else { MetricCells::default() }
    };
    Question {
        metrics: (0..config.metrics.len()).map(of_metric).collect(),
        targets: pairs.iter().map(target).collect(),
        weights: cells.weights,
    }
}

/// The laws a metric has in different archetypes, and the law and centre of each cell.
fn of_metric(config: &Plotsim, cells: &Cells, metric: usize) -> MetricCells {
    let spec = &config.metrics[metric];
    let class = |cell: usize| (spec.law_index(cells.archetypes[cell]), cells.centres_of(cell)[metric]);
    MetricCells {
        laws: spec.laws().map(|law| law.law).collect(),
        clips: spec.laws().map(clip).collect(),
        classes: (0..cells.len()).map(class).collect(),
    }
}

/// What the values of a law are clipped to.
fn clip(law: &MetricLaw) -> ValueRange {
    match law.bounds {
        Bounds::Clamp => law.range,
        Bounds::Reshape => ValueRange::NONE,
    }
}

/// Nodes and weights of a component of spread: one node where there is none, else the roots of the fifth Hermite
/// polynomial, which integrate polynomials up to the ninth degree exactly against the normal density.
fn nodes(deviation: f64) -> &'static [(f64, f64)] {
    const ALONE: &[(f64, f64)] = &[(0.0, 1.0)];
    const HERMITE: &[(f64, f64)] = &[
        (-2.856_970_013_872_805_6, 0.011_257_411_327_720_71),
        (-1.355_626_179_974_266, 0.222_075_922_005_612_6),
        (0.0, 8.0 / 15.0),
        (1.355_626_179_974_266, 0.222_075_922_005_612_6),
        (2.856_970_013_872_805_6, 0.011_257_411_327_720_71),
    ];
    if deviation == 0.0 { ALONE } else { HERMITE }
}

/// All combinations of nodes for a spread without timing, with their weights.
fn nodes_of(spread: &Spread) -> Vec<(SpreadDraws, f64)> {
    let mut all = Vec::new();
    for (level, a) in nodes(spread.level) {
        for (amplitude, b) in nodes(spread.amplitude) {
            all.push((SpreadDraws { level: *level, timing: 0.0, amplitude: *amplitude }, a * b));
        }
    }
    all
}

#[cfg(test)]
mod tests;
