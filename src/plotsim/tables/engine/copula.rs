//! What binds the draws of different metrics.

use super::Engine;
use super::courses::Course;
use super::metric_set::MetricSet;

/// The lower triangular factor of the correlation of the metrics' normal scores.
pub(super) struct Copula {
    /// By rows without their zeros; of metrics of a group, what cells without differences would have.
    rows: Vec<Vec<(usize, f64)>>,
    /// The group of each metric whose factor differs between cells.
    groups: Vec<Option<usize>>,
}

impl Copula {
    pub fn new(engine: &Engine) -> Copula {
        let metrics = engine.config.metrics.len();
        let solution = &engine.config.correlation.solution;
        let alone = |metric| vec![(metric, 1.0)];
        let group = |metric| solution.groups.iter().position(|group| group.place(metric).is_some());
        Copula {
            rows: (0..metrics)
                .map(|metric| solution.factor.get(metric).cloned().unwrap_or_else(|| alone(metric)))
                .collect(),
            groups: (0..metrics).map(group).collect(),
        }
    }

    /// A metric's row, if it is the same in all cells: which independent normals its score is made of, and how much of each. Other
    /// metrics come before it.
    pub fn row(&self, metric: usize) -> impl Iterator<Item = (usize, f64)> {
        self.rows.get(metric).into_iter().flatten().copied()
    }

    /// The group of a metric whose row differs between cells.
    pub fn group(&self, metric: usize) -> Option<usize> {
        self.groups.get(metric).copied().flatten()
    }
}

impl Engine {
    /// The metrics bound to one by coefficients that differ between cells, itself among them; none if there are no such.
    pub(super) fn companions(&self, metric: usize) -> &[usize] {
        let group = self.copula().group(metric);
        group.map_or(&[], |group| &self.config.correlation.solution.groups[group].metrics)
    }
}

/// The factors of a block's cells, for groups of which a metric is wanted.
#[derive(Default)]
pub(super) struct Factors {
    /// The group, and by course the rows of the factors, cell by cell from the start of the course on.
    groups: Vec<(usize, Vec<Vec<f64>>)>,
}

impl Factors {
    pub fn new(engine: &Engine, courses: &[Course<'_>], set: &MetricSet) -> Factors {
        let copula = engine.copula();
        let mut wanted: Vec<usize> = set.wanted().iter().filter_map(|metric| copula.group(*metric)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let of_group = |index: usize| {
            let rows = courses.iter().map(|course| of_course(engine, course, set, index)).collect();
            (index, rows)
        };
        Factors { groups: wanted.into_iter().map(of_group).collect() }
    }

    /// By course, the rows of a metric's group; none if the metric has one row for all cells.
    pub fn of(&self, engine: &Engine, metric: usize) -> Option<&[Vec<f64>]> {
        let group = engine.copula().group(metric)?;
        self.groups.iter().find(|(index, _)| *index == group).map(|(_, rows)| rows.as_slice())
    }
}

/// The factors of a course's cells, one square after the other.
fn of_course(engine: &Engine, course: &Course<'_>, set: &MetricSet, index: usize) -> Vec<f64> {
    let group = &engine.config.correlation.solution.groups[index];
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
    let mut rows = Vec::with_capacity(cells * size * size);
    let mut at = vec![(0, 0.0); size];
    for cell in 0..cells {
        for ((place, law), centres) in at.iter_mut().zip(&laws).zip(&centres) {
            *place = (*law, centres[cell]);
        }
        group.rows(&at, &mut rows);
    }
    rows
}
