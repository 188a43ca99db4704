//! What binds metrics, entities and tables to each other.

use serde::Serialize;

use super::metrics::name;
use crate::plotsim::model::{Bridge, OnInfeasible, Plotsim, Regime, Scope};
use crate::plotsim::tables::engine::Engine;

#[derive(Serialize)]
pub struct Edge<'a> {
    driver: &'a str,
    target: &'a str,
    lag_periods: usize,
    blend_weight: f64,
    decay_window: Option<usize>,
    decay_kernel: Option<&'static str>,
}

#[derive(Serialize)]
pub struct Pair<'a> {
    metric_a: &'a str,
    metric_b: &'a str,
    scope: &'static str,
    requested: f64,
    trajectory: f64,
    residual: f64,
    attainable_low: f64,
    attainable_high: f64,
    expected: f64,
    expected_before_noise: f64,
    status: &'static str,
    on_infeasible: &'static str,
    /// Null outside all phases.
    phase_index: Option<usize>,
}

/// Periods in which metrics are correlated otherwise.
#[derive(Serialize)]
pub struct Phase {
    phase_index: usize,
    start_period: usize,
    /// Inclusive.
    end_period: usize,
    n_pairs: usize,
}

#[derive(Serialize)]
pub struct Cohort<'a> {
    segment: &'a str,
    treatment_label: &'a str,
    control_label: &'a str,
    treated: u64,
    control: u64,
    lift_log_odds: f64,
    start_period: usize,
    /// Null if all metrics are treated.
    target_metric: Option<&'a str>,
}

#[derive(Serialize)]
pub struct Pairs<'a> {
    table: &'a str,
    left: &'a str,
    right: &'a str,
    fewest: u64,
    most: u64,
    trajectory_driven: bool,
    directed: bool,
}

pub fn edges(config: &Plotsim) -> Vec<Edge<'_>> {
    let edge = |target: usize| {
        let lag = config.lag.lag(target)?;
        Some(Edge {
            driver: name(config, lag.driver),
            target: name(config, target),
            lag_periods: lag.periods,
            blend_weight: lag.blend,
            decay_window: lag.decay.map(|decay| decay.window),
            decay_kernel: lag.decay.map(|decay| decay.kernel.name()),
        })
    };
    (0..config.metrics.len()).filter_map(edge).collect()
}

pub fn pairs(engine: &Engine) -> Vec<Pair<'_>> {
    let config = engine.config();
    let pairs = config.correlation.pairs().zip(engine.expected_correlations());
    let pairs = pairs.map(|((regime, pair, solved), expected)| Pair {
        metric_a: name(config, pair.a),
        metric_b: name(config, pair.b),
        scope: match pair.scope {
            Scope::Residual => "residual",
            Scope::Pooled => "pooled",
        },
        requested: pair.coefficient,
        trajectory: solved.alone,
        residual: solved.residual,
        attainable_low: solved.attainable.0,
        attainable_high: solved.attainable.1,
        expected,
        expected_before_noise: solved.expected,
        status: solved.status.name(),
        on_infeasible: match pair.on_infeasible {
            OnInfeasible::Nearest => "nearest",
            OnInfeasible::Error => "error",
        },
        phase_index: regime.phase.map(|phase| phase.index),
    });
    pairs.collect()
}

pub fn phases(config: &Plotsim) -> Vec<Phase> {
    let phase = |regime: &Regime| {
        let phase = regime.phase?;
        Some(Phase {
            phase_index: phase.index,
            start_period: phase.first,
            end_period: phase.last,
            n_pairs: regime.pairs.len(),
        })
    };
    config.correlation.regimes.iter().filter_map(phase).collect()
}

pub fn cohorts(engine: &Engine) -> Vec<Cohort<'_>> {
    let config = engine.config();
    let all = config.entities.runs.iter().enumerate().filter_map(|(index, run)| {
        let rule = run.treatment.as_ref()?;
        let treated = engine.treated(index, run);
        Some(Cohort {
            segment: &run.name,
            treatment_label: &rule.treatment_label,
            control_label: &rule.control_label,
            treated,
            control: run.count - treated,
            lift_log_odds: rule.shift.lift,
            start_period: rule.shift.start,
            target_metric: rule.shift.target.map(|metric| name(config, metric)),
        })
    });
    all.collect()
}

pub fn bridges(config: &Plotsim) -> Vec<Pairs<'_>> {
    let table = |index: usize| config.tables.get(index).map_or("", |table| table.name.as_str());
    let entry = |name, Bridge { left, right, partners, trajectory_driven, directed }| Pairs {
        table: name,
        left: table(left),
        right: table(right),
        fewest: partners.0,
        most: partners.1,
        trajectory_driven,
        directed,
    };
    config.tables.iter().filter_map(|own| Some(entry(own.name.as_str(), *own.kind.bridge()?))).collect()
}

/// A fact whose rows are children of those of another table, and how many each has.
#[derive(Serialize)]
pub struct Children<'a> {
    parent_table: &'a str,
    child_table: &'a str,
    children_per_row_min: u32,
    children_per_row_max: u32,
    children_per_row_mean: f64,
}

/// Which tables hold children of the rows of which.
pub fn children(config: &Plotsim) -> Vec<Children<'_>> {
    let mut all = Vec::new();
    for table in &config.tables {
        let Some(children) = table.kind.children() else { continue };
        let (least, most) = children.counts.bounds();
        all.push(Children {
            parent_table: config.tables.get(children.parent).map_or("", |parent| parent.name.as_str()),
            child_table: &table.name,
            children_per_row_min: least,
            children_per_row_max: most,
            children_per_row_mean: children.counts.mean(),
        });
    }
    all
}
