//! What the series of metrics show of their config: regressions of the pairs that are correlated, and where variance comes from.
//!
//! Both are of the values that laws and correlations give, before noise: no error, no outliers, nothing missing. Sums go over
//! ranges of entities, in order, so that they are the same whatever the number of threads; values are counted from a number
//! near which they lie.

use std::sync::{Arc, OnceLock};

use crate::plotsim::model::Pair;
use crate::plotsim::tables::engine::{Cells, Engine, MetricSet};
use crate::plotsim::tables::per_block;
use crate::workers::{Stopped, Workers};

/// Ranges of entities that are summed apart, at most.
const RANGES: u64 = 256;

/// The least-squares lines of two metrics, both ways, over all cells or those of an archetype.
#[derive(Clone, Debug, PartialEq)]
pub struct Regression {
    /// By place among the archetypes; none for all entities.
    pub archetype: Option<usize>,
    /// By place among the regimes of correlations, and among the pairs of one; over the periods of the regime.
    pub pair: (usize, usize),
    /// Cells in which both have a value.
    pub n: u64,
    /// b ≈ slope·a + intercept, and what is left of the variance of b, with divisor n.
    pub a_to_b: Line,
    pub b_to_a: Line,
    /// Pearson's coefficient; its square is the share of variance that either line explains.
    pub correlation: f64,
}

/// A least-squares line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    pub slope: f64,
    pub intercept: f64,
    pub residual_variance: f64,
}

/// The variance of a metric: between archetypes, between entities of an archetype, and of an entity over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    pub metric: usize,
    /// Sums of squares, which add up to that about the mean of all.
    pub between: f64,
    pub within: f64,
    pub residual: f64,
    /// Archetypes, entities and cells that have a value.
    pub groups: u64,
    pub entities: u64,
    pub n: u64,
    /// Entities that start later than the window.
    pub late: u64,
}

/// Sums over cells: n, x, y, xx, yy, xy.
type Sums = [f64; 6];

/// The regressions of every configured pair, regime by regime: over all entities, then archetype by archetype.
///
/// # Errors
/// The call was stopped.
pub fn regressions(engine: &Arc<Engine>, workers: &Workers) -> Result<Vec<Regression>, Stopped> {
    let config = engine.config();
    let regimes = config.correlation.regimes.iter().enumerate();
    let pairs: Vec<((usize, usize), &Pair)> = regimes
        .flat_map(|(regime, own)| {
            own.pairs.iter().enumerate().map(move |(place, pair)| ((regime, place), pair))
        })
        .collect();
    let regime_of: Vec<usize> =
        (0..engine.periods()).map(|period| config.correlation.regime_of(period)).collect();
    let (archetypes, count) = (config.archetypes.len(), pairs.len());
    let set = engine.metrics(pairs.iter().flat_map(|(_, pair)| [pair.a, pair.b]));
    let origins = origins(engine);
    let add = |cells: &Cells, sums: &mut Vec<Sums>| {
        sums.resize(archetypes * count, [0.0; 6]);
        for (place, entity) in cells.entities().enumerate() {
            let archetype = archetype_of(engine, entity);
            let active = cells.active(place);
            let first = active.start - cells.entity(place).start;
            let regimes = regime_of.get(first..).unwrap_or_default();
            for (index, ((regime, _), pair)) in pairs.iter().enumerate() {
                let own = &mut sums[archetype * count + index];
                let series = |metric: usize| cells.metric(metric).get(active.clone()).unwrap_or_default();
                let both = series(pair.a).iter().zip(series(pair.b)).zip(regimes);
                for ((x, y), _) in both.filter(|(_, holds)| *holds == regime) {
                    let (x, y) = (x - origins[pair.a], y - origins[pair.b]);
                    if x.is_finite() && y.is_finite() {
                        let terms = [1.0, x, y, x * x, y * y, x * y];
                        own.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
                    }
                }
            }
        }
    };
    let parts = in_ranges(engine, &set, workers, add)?;
    let mut total = vec![[0.0; 6]; archetypes * count];
    for part in &parts {
        for (total, part) in total.iter_mut().zip(part) {
            total.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
        }
    }
    let mut all = Vec::new();
    for (index, (place, pair)) in pairs.iter().enumerate() {
        let mut whole = [0.0; 6];
        for archetype in 0..archetypes {
            let own = &total[archetype * count + index];
            whole.iter_mut().zip(own).for_each(|(sum, part)| *sum += part);
        }
        let origin = (origins[pair.a], origins[pair.b]);
        all.push(regression(None, *place, &whole, origin));
        for archetype in 0..archetypes {
            all.push(regression(Some(archetype), *place, &total[archetype * count + index], origin));
        }
    }
    Ok(all)
}

fn regression(archetype: Option<usize>, pair: (usize, usize), sums: &Sums, origin: (f64, f64)) -> Regression {
    let [n, x, y, xx, yy, xy] = *sums;
    let (mean_x, mean_y) = (x / n, y / n);
    let (var_x, var_y, cov) = (xx / n - mean_x * mean_x, yy / n - mean_y * mean_y, xy / n - mean_x * mean_y);
    let line = |own: f64, other: f64, from: f64, to: f64| {
        let slope = cov / own;
        Line { slope, intercept: to - slope * from, residual_variance: (other - slope * cov).max(0.0) }
    };
    let (a, b) = (mean_x + origin.0, mean_y + origin.1);
    Regression {
        archetype,
        pair,
        n: n as u64,
        a_to_b: line(var_x, var_y, a, b),
        b_to_a: line(var_y, var_x, b, a),
        correlation: cov / libm::sqrt(var_x * var_y),
    }
}

/// Sums of a metric in an archetype: cells, values, values' squares about the entity's mean, squares of entities' sums over
/// their cells, entities.
type Nested = [f64; 5];

/// Where the variance of every metric comes from.
///
/// # Errors
/// The call was stopped.
pub fn partitions(engine: &Arc<Engine>, workers: &Workers) -> Result<Vec<Partition>, Stopped> {
    let config = engine.config();
    let (archetypes, metrics) = (config.archetypes.len(), config.metrics.len());
    let set = engine.metrics(0..metrics);
    let origins = origins(engine);
    let add = |cells: &Cells, (sums, late): &mut (Vec<Nested>, u64)| {
        sums.resize(archetypes * metrics, [0.0; 5]);
        *late += cells.starts().iter().filter(|start| **start > 0).count() as u64;
        for (place, entity) in cells.entities().enumerate() {
            let archetype = archetype_of(engine, entity);
            for (metric, origin) in origins.iter().enumerate() {
                let series = cells.metric(metric).get(cells.active(place)).unwrap_or_default();
                let known = || series.iter().map(|value| value - origin).filter(|value| value.is_finite());
                let (n, sum) = known().fold((0.0, 0.0), |(n, sum), value| (n + 1.0, sum + value));
                if n > 0.0 {
                    let mean = sum / n;
                    let rest: f64 = known().map(|value| (value - mean) * (value - mean)).sum();
                    let own = &mut sums[archetype * metrics + metric];
                    let terms = [n, sum, rest, sum * mean, 1.0];
                    own.iter_mut().zip(terms).for_each(|(total, term)| *total += term);
                }
            }
        }
    };
    let parts = in_ranges(engine, &set, workers, add)?;
    let mut total = vec![[0.0; 5]; archetypes * metrics];
    for (part, _) in &parts {
        for (total, part) in total.iter_mut().zip(part) {
            total.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
        }
    }
    let late = parts.iter().map(|(_, late)| late).sum();
    let of = |metric: usize| {
        let groups = || (0..archetypes).map(|archetype| total[archetype * metrics + metric]);
        let sum = |place: usize| groups().map(|group| group[place]).sum::<f64>();
        let squares = |n: f64, sum: f64| if n > 0.0 { sum * sum / n } else { 0.0 };
        let between_groups: f64 = groups().map(|[n, sum, ..]| squares(n, sum)).sum();
        Partition {
            metric,
            between: (between_groups - squares(sum(0), sum(1))).max(0.0),
            within: (sum(3) - between_groups).max(0.0),
            residual: sum(2),
            groups: groups().filter(|[n, ..]| *n > 0.0).count() as u64,
            entities: sum(4) as u64,
            n: sum(0) as u64,
            late,
        }
    };
    Ok((0..metrics).map(of).collect())
}

/// A number near which the values of each metric lie.
fn origins(engine: &Engine) -> Vec<f64> {
    let centre = |metric: &crate::plotsim::model::Metric| {
        let middle = metric.law.centre.at(0.5);
        if middle.is_finite() { middle } else { 0.0 }
    };
    engine.config().metrics.iter().map(centre).collect()
}

fn archetype_of(engine: &Engine, entity: u64) -> usize {
    let entities = &engine.config().entities;
    entities.runs.get(entities.run_of(entity)).map_or(0, |run| run.archetype)
}

/// What is gathered from all entities, range by range, in order.
fn in_ranges<T: Default + Send + Sync>(
    engine: &Engine,
    set: &MetricSet,
    workers: &Workers,
    add: impl Fn(&Cells, &mut T) + Sync,
) -> Result<Vec<T>, Stopped> {
    let each = per_block(engine);
    let blocks = engine.entities().div_ceil(each);
    let ranges = blocks.min(RANGES);
    let edge = |range: u64| (u128::from(blocks) * u128::from(range) / u128::from(ranges.max(1))) as u64;
    let done: Vec<OnceLock<T>> = (0..ranges).map(|_| OnceLock::new()).collect();
    workers.each(ranges, |range| {
        let Some(own) = done.get(range as usize) else { return };
        own.get_or_init(|| {
            let mut sums = T::default();
            for block in edge(range)..edge(range + 1) {
                add(&engine.values_without_noise(block * each..(block + 1) * each, set), &mut sums);
            }
            sums
        });
    })?;
    Ok(done.into_iter().filter_map(OnceLock::into_inner).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Overrides;
    use crate::project::Project;
    use arrow::array::{ArrayRef, AsArray};
    use arrow::datatypes::Float64Type;

    fn floats(array: &ArrayRef) -> Vec<f64> {
        array.as_primitive::<Float64Type>().values().to_vec()
    }

    const GYM: &str = "
about: Members of a gym
unit: member
window: [2023-01, 2024-12]
metrics:
  - { name: visits, type: index, polarity: positive, range: [0, 40] }
  - { name: spend, type: amount, polarity: positive, range: [1, 90] }
segments:
  - { name: regular, count: 300, archetype: growth, arrival: { kind: uniform, start: 0, end: 12 } }
  - { name: leaving, count: 200, archetype: decline, spread: { level: 0.1 } }
connections: [visits related spend]
facts: wide
";

    /// Archetype, entity and two values.
    type Cell = (usize, u64, f64, f64);

    fn engine() -> (Arc<Engine>, Vec<Cell>) {
        let (project, _) = Project::read("test", GYM, Overrides::default()).unwrap();
        let fact = project.names().iter().position(|name| name.starts_with("fct_")).unwrap();
        let table = project.table(fact, None);
        let scan = table.scan(&[2, 3], &Workers::new(2));
        let Project::Plotsim(engine) = project else { panic!("a plotsim config") };
        let mut cells = Vec::new();
        let starts = engine.starts(0..engine.entities());
        let mut rows = (0..engine.entities())
            .flat_map(|entity| std::iter::repeat_n(entity, engine.periods() - starts[entity as usize]));
        for block in 0..table.blocks() {
            let block = scan.block(block);
            let (x, y) = (floats(&block.columns[0]), floats(&block.columns[1]));
            for (x, y) in x.into_iter().zip(y) {
                let entity = rows.next().unwrap();
                cells.push((archetype_of(&engine, entity), entity, x, y));
            }
        }
        (engine, cells)
    }

    /// Least squares by deviations from means, in two passes.
    fn slope(cells: &[(f64, f64)]) -> (f64, f64) {
        let n = cells.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| cells.iter().map(of).sum::<f64>() / n;
        let (x, y) = (mean(|cell| cell.0), mean(|cell| cell.1));
        let cov: f64 = cells.iter().map(|cell| (cell.0 - x) * (cell.1 - y)).sum();
        let var: f64 = cells.iter().map(|cell| (cell.0 - x) * (cell.0 - x)).sum();
        (cov / var, y - cov / var * x)
    }

    #[test]
    fn lines_are_those_of_the_rows() {
        let (engine, cells) = engine();
        let found = regressions(&engine, &Workers::new(3)).unwrap();
        assert_eq!(found, regressions(&engine, &Workers::single()).unwrap());
        assert_eq!(found.len(), 3);
        for one in &found {
            let own: Vec<(f64, f64)> = cells
                .iter()
                .filter(|cell| one.archetype.is_none_or(|archetype| archetype == cell.0))
                .map(|cell| (cell.2, cell.3))
                .collect();
            assert_eq!(one.n, own.len() as u64);
            let (by, from) = slope(&own);
            assert!((one.a_to_b.slope - by).abs() < 1e-9 && (one.a_to_b.intercept - from).abs() < 1e-7);
            let turned: Vec<(f64, f64)> = own.iter().map(|(x, y)| (*y, *x)).collect();
            let (back, _) = slope(&turned);
            assert!((one.b_to_a.slope - back).abs() < 1e-9);
            assert!((one.correlation * one.correlation - by * back).abs() < 1e-9);
            let rest = own.iter().map(|(x, y)| (y - by * x - from) * (y - by * x - from)).sum::<f64>()
                / own.len() as f64;
            assert!((one.a_to_b.residual_variance - rest).abs() < 1e-6 * rest.max(1.0));
        }
    }

    #[test]
    fn sums_of_squares_add_up_to_that_of_all() {
        let (engine, cells) = engine();
        let found = partitions(&engine, &Workers::new(3)).unwrap();
        assert_eq!(found, partitions(&engine, &Workers::single()).unwrap());
        let values: Vec<f64> = cells.iter().map(|cell| cell.2).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let total: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let visits = &found[0];
        assert!((visits.between + visits.within + visits.residual - total).abs() < 1e-9 * total);
        assert_eq!((visits.groups, visits.entities, visits.n), (2, 500, values.len() as u64));
        let of = |archetype: usize| -> (f64, f64) {
            let own: Vec<f64> = cells.iter().filter(|cell| cell.0 == archetype).map(|cell| cell.2).collect();
            (own.len() as f64, own.iter().sum::<f64>() / own.len() as f64)
        };
        let between: f64 = [of(0), of(1)].iter().map(|(n, own)| n * (own - mean) * (own - mean)).sum();
        assert!((visits.between - between).abs() < 1e-8 * between.max(1.0));
        assert!(visits.late > 200 && visits.late < 300);
    }
}
