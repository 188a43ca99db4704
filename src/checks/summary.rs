//! Measurements from evidence.

use super::cells::{MetricTally, Shown};
use super::columns::{ColumnPlan, ColumnTally, TablePlan, TableTally};
use super::evidence::{CellEvidence, Evidence};
use super::laws::{BANDS, Bins, TERMS};
use super::measure::*;
use crate::config::types::ColumnType;
use crate::plotsim::model::{Plotsim, Scope};
use crate::plotsim::tables::engine::Engine;

/// Everything measured.
pub fn measurements(evidence: &Evidence) -> Measurements {
    let tables = evidence.plans.iter().zip(&evidence.tallies).enumerate();
    let mut all = Measurements {
        tables: tables
            .map(|(table, (plan, tally))| TableMeasure {
                table: plan.name.clone(),
                kind: plan.kind,
                rows: tally.rows,
                columns: plan
                    .columns
                    .iter()
                    .zip(&tally.columns)
                    .enumerate()
                    .map(|(place, (plan, tally))| column(evidence, (table, place), plan, tally))
                    .collect(),
            })
            .collect(),
        column_pairs: evidence.plans.iter().zip(&evidence.tallies).flat_map(column_pairs).collect(),
        ..Measurements::default()
    };
    let Some(engine) = evidence.engine() else { return all };
    let config = engine.config();
    all.periods =
        (0..config.time.len()).map(|period| config.time.label(period).unwrap_or_default()).collect();
    all.events = events(evidence, config);
    if let Some(cells) = &evidence.cells {
        let pairs = cells.plan.shown.iter().zip(&cells.tally.metrics);
        all.metrics = pairs.map(|(shown, tally)| metric(config, shown, tally)).collect();
        all.correlations = correlations(engine, cells);
        all.lags = lags(config, cells);
    }
    all
}

fn column_pairs<'e>((plan, tally): (&'e TablePlan, &'e TableTally)) -> impl Iterator<Item = ColumnPair> + 'e {
    plan.correlations.iter().zip(&tally.correlations).map(|(pair, sums)| {
        let (achieved, standard_error, rows) = pair.found(sums);
        let name =
            |place: usize| plan.columns.get(place).map_or_else(String::new, |column| column.name.clone());
        ColumnPair {
            table: plan.name.clone(),
            column_a: name(pair.columns.0),
            column_b: name(pair.columns.1),
            configured: pair.configured,
            expected: pair.expected,
            achieved,
            standard_error,
            rows: rows as u64,
        }
    })
}

fn column(evidence: &Evidence, at: (usize, usize), plan: &ColumnPlan, tally: &ColumnTally) -> ColumnMeasure {
    let there: f64 = tally.bins.iter().map(|count| *count as f64).sum();
    let told: f64 = tally.categories.iter().map(|count| *count as f64).sum();
    let weights: f64 = plan.weights.iter().sum();
    let mut measure = ColumnMeasure {
        column: plan.name.clone(),
        nulls: tally.nulls,
        numbers: tally.numbers().copied(),
        histogram: plan.bins.as_ref().zip(plan.law.as_ref()).map(|(bins, law)| {
            let expected: Vec<f64> = law.shares(bins).iter().map(|share| share * there).collect();
            histogram(bins, &tally.bins, &expected)
        }),
        calendar: calendar(plan, tally),
        categories: plan
            .categories
            .iter()
            .zip(&tally.categories)
            .enumerate()
            .map(|(place, (value, count))| Category {
                value: value.clone(),
                count: *count,
                expected: plan.weights.get(place).map(|weight| weight / weights * told),
            })
            .collect(),
    };
    if let Some(cells) = &evidence.cells
        && let Some(place) = cells.plan.shown.iter().position(|shown| (shown.table, shown.column) == at)
    {
        measure.histogram = Some(metric_histogram(&cells.plan.shown[place], &cells.tally.metrics[place]));
    }
    measure
}

/// Hours and weekdays of a column of dates or timestamps; none of others, or if it holds no value.
fn calendar(plan: &ColumnPlan, tally: &ColumnTally) -> Option<CalendarMeasure> {
    let there: u64 = tally.weekdays.iter().sum();
    if there == 0 {
        return None;
    }
    let timed = plan.written.or(plan.kind) != Some(ColumnType::Date);
    let shares = plan.rhythm.as_deref();
    let expected = |shares: Option<&[f64]>| -> Vec<f64> {
        shares.into_iter().flatten().map(|share| share * there as f64).collect()
    };
    Some(CalendarMeasure {
        hours: if timed { tally.hours.to_vec() } else { Vec::new() },
        weekdays: tally.weekdays.to_vec(),
        expected_hours: expected(shares.and_then(|shares| shares.hours.as_ref()).map(<[f64; 24]>::as_slice)),
        expected_weekdays: expected(
            shares.and_then(|shares| shares.weekdays.as_ref()).map(<[f64; 7]>::as_slice),
        ),
    })
}

/// A histogram from counts and expectations that begin and end with what lies outside.
fn histogram(bins: &Bins, counts: &[u64], expected: &[f64]) -> Histogram {
    Histogram {
        edges: bins.edges(),
        counts: counts[1..=bins.inside].to_vec(),
        outside: (counts[0], counts[bins.inside + 1]),
        expected: expected[1..=bins.inside].to_vec(),
    }
}

/// All bands and laws of a metric together, in the bins of its own law.
fn metric_histogram(shown: &Shown, tally: &MetricTally) -> Histogram {
    let bins = &shown.laws[0].1.bins;
    let mut counts = vec![0u64; bins.len()];
    let mut expected = vec![0.0; bins.len()];
    for (((_, grid), own), weights) in shown.laws.iter().zip(&tally.counts).zip(&tally.weights) {
        // Bins are the same for all laws of a column.
        let bands = grid.expected(weights);
        for band in 0..BANDS {
            let own = &own[band * grid.bins.len()..(band + 1) * grid.bins.len()];
            counts.iter_mut().zip(own).for_each(|(sum, count)| *sum += count);
            expected.iter_mut().zip(&bands[band]).for_each(|(sum, share)| *sum += share);
        }
    }
    histogram(bins, &counts, &expected)
}

fn metric(config: &Plotsim, shown: &Shown, tally: &MetricTally) -> MetricMeasure {
    let table = &config.tables[shown.table];
    let periods = config.time.len();
    let mean = |sum: f64, count: u64| if count > 0 { sum / count as f64 } else { f64::NAN };
    let course = |(place, archetype): (usize, &crate::plotsim::model::Archetype)| {
        let cells = &tally.courses[place * periods..(place + 1) * periods];
        let counts: Vec<u64> = cells.iter().map(|cell| cell.0).collect();
        counts.iter().any(|count| *count > 0).then(|| CourseMeasure {
            archetype: archetype.name.clone(),
            mean: cells.iter().map(|cell| mean(cell.1, cell.0)).collect(),
            expected: cells.iter().map(|cell| mean(cell.2, cell.0)).collect(),
            counts,
        })
    };
    MetricMeasure {
        metric: config.metrics[shown.metric].name.clone(),
        table: table.name.clone(),
        column: table.columns[shown.column].name.clone(),
        nulls: tally.nulls,
        numbers: tally.numbers,
        histogram: metric_histogram(shown, tally),
        courses: config.archetypes.iter().enumerate().filter_map(course).collect(),
    }
}

fn correlations(engine: &Engine, cells: &CellEvidence) -> Option<CorrelationMeasure> {
    let config = engine.config();
    let expected_correlations = engine.expected_correlations();
    let n = cells.plan.firsts.len();
    if n < 2 {
        return None;
    }
    let metric = |place: usize| cells.plan.shown[cells.plan.firsts[place]].metric;
    let name = |place: usize| config.metrics[metric(place)].name.clone();
    let mut measure = CorrelationMeasure {
        metrics: (0..n).map(name).collect(),
        pooled: vec![1.0; n * n],
        residual: vec![1.0; n * n],
        phases: config.correlation.has_phases(),
        pairs: Vec::new(),
    };
    for b in 1..n {
        for a in 0..b {
            let sums = cells.tally.correlations.of(0, a, b);
            let (pooled, residual) = (sums.pooled(), sums.residual());
            for at in [a * n + b, b * n + a] {
                measure.pooled[at] = pooled.0;
                measure.residual[at] = residual.0;
            }
        }
    }
    let regimes = config.correlation.regimes.iter().enumerate();
    let pairs =
        regimes.flat_map(|(place, regime)| regime.pairs.iter().map(move |pair| (place, regime, pair)));
    for ((regime, own, pair), as_configured) in pairs.zip(expected_correlations) {
        let place = |wanted: usize| (0..n).find(|place| metric(*place) == wanted);
        let (Some(a), Some(b)) = (place(pair.a), place(pair.b)) else { continue };
        let sums = cells.tally.correlations.of(regime, a, b);
        let (achieved, standard_error) = match pair.scope {
            Scope::Residual => sums.residual(),
            Scope::Pooled => sums.pooled(),
        };
        measure.pairs.push(PairMeasure {
            metric_a: config.metrics[pair.a].name.clone(),
            metric_b: config.metrics[pair.b].name.clone(),
            phase: own.phase,
            scope: if pair.scope == Scope::Residual { "residual" } else { "pooled" },
            configured: pair.coefficient,
            expected: as_configured,
            given: match pair.scope {
                Scope::Residual => as_configured,
                Scope::Pooled => given(config, cells, regime, (a.min(b), a.max(b))),
            },
            achieved,
            standard_error,
            clusters: sums.clusters as u64,
            cells: sums.cells as u64,
        });
    }
    Some(measure)
}

/// The pooled coefficient that the laws around the centres of these very entities give two metrics, noise included.
///
/// Within a cell the covariance is Σ aₙbₙρⁿ over the Hermite coefficients of both values as functions of their normal scores
/// (Mehler's formula). The products of first coefficients are summed cell by cell; those of higher ones, which only matter for skewed
/// laws, are taken to vary alike.
fn given(config: &Plotsim, cells: &CellEvidence, regime: usize, (a, b): (usize, usize)) -> f64 {
    let sums = cells.tally.correlations.of(regime, a, b);
    let part = |place: usize| {
        let at = cells.plan.firsts[place];
        let (shown, tally) = (&cells.plan.shown[at], &cells.tally.metrics[at]);
        let (mut variance, mut terms) = (0.0, [0.0; TERMS]);
        let (count, weights) = match tally.regimes.get(regime) {
            Some((count, weights)) => (*count, weights),
            None => (tally.numbers.count(), &tally.weights),
        };
        for ((_, grid), weights) in shown.laws.iter().zip(weights) {
            let own = grid.sums(weights);
            variance += own.0;
            terms.iter_mut().zip(own.1).for_each(|(sum, term)| *sum += term);
        }
        let n = count.max(1) as f64;
        (shown.metric, variance / n, terms.map(|term| term / n))
    };
    let ((metric_a, variance_a, terms_a), (metric_b, variance_b, terms_b)) = (part(a), part(b));
    let rho = normal_coefficient(config, regime, (metric_a, metric_b));
    let n = sums.cells.max(1.0);
    let first = sums.slopes / n;
    let alike = if terms_a[0] * terms_b[0] == 0.0 { 0.0 } else { first / (terms_a[0] * terms_b[0]) };
    let mut within = first * rho;
    let mut power = rho;
    for (x, y) in terms_a.iter().zip(&terms_b).skip(1) {
        power *= rho;
        within += alike * x * y * power;
    }
    let [x, y, xx, yy, xy] = sums.means.map(|sum| sum / n);
    (within + xy - x * y) / ((variance_a + xx - x * x) * (variance_b + yy - y * y)).sqrt()
}

/// The correlation of two metrics' normal scores in a regime: rows of the factor multiplied.
fn normal_coefficient(config: &Plotsim, regime: usize, (a, b): (usize, usize)) -> f64 {
    let Some(regime) = config.correlation.regimes.get(regime) else { return 0.0 };
    let factor = &regime.solution.factor;
    let (Some(a), Some(b)) = (factor.get(a), factor.get(b)) else { return 0.0 };
    a.iter()
        .map(|(metric, x)| b.iter().filter(|(other, _)| other == metric).map(|(_, y)| x * y).sum::<f64>())
        .sum()
}

fn lags(config: &Plotsim, cells: &CellEvidence) -> Vec<LagCurve> {
    let curve = |(plan, tally): (&super::cells::LagPlan, &super::cells::LagTally)| {
        let least = tally.squares.iter().copied().fold(f64::INFINITY, f64::min);
        let configured = plan.lags.iter().position(|lag| *lag == plan.configured);
        // Of lags that leave the same, the configured one.
        let found = configured
            .filter(|place| tally.squares[*place] <= least)
            .or_else(|| tally.squares.iter().position(|squares| *squares <= least))
            .or(configured);
        LagCurve {
            metric: config.metrics[plan.metric].name.clone(),
            driver: config.metrics[plan.driver].name.clone(),
            configured: plan.configured,
            found: found.map_or(plan.configured, |place| plan.lags[place]),
            points: plan
                .lags
                .iter()
                .enumerate()
                .map(|(place, lag)| LagPoint {
                    lag: *lag,
                    correlation: tally.correlation(place),
                    unexplained: tally.unexplained(place),
                })
                .collect(),
        }
    };
    cells.plan.lags.iter().zip(&cells.tally.lags).map(curve).collect()
}

fn events(evidence: &Evidence, config: &Plotsim) -> Vec<EventMeasure> {
    let measure = |(table, spec): (usize, &crate::plotsim::model::Table)| {
        if !spec.kind.about().event {
            return None;
        }
        let trigger = spec.kind.cause().map_or("none", |cause| cause.rule.name());
        let expected = evidence.cells.as_ref().and_then(|cells| {
            let place = cells.plan.events.iter().position(|plan| plan.table == table)?;
            Some(cells.tally.events[place].by_period.clone())
        });
        let observed = evidence.events[table].as_ref().map(|events| events.by_period.clone());
        Some(EventMeasure {
            table: spec.name.clone(),
            trigger,
            observed: observed.unwrap_or_else(|| vec![0; config.time.len()]),
            expected: expected.unwrap_or_default(),
        })
    };
    config.tables.iter().enumerate().filter_map(measure).collect()
}
