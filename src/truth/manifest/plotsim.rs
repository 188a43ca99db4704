//! What a manifest says of a plotsim config beyond its tables.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;

use super::entities::{self, Assignment, Entities, Entity};
use super::firings::{self, Firings};
use super::tape::{self, Sample};
use super::versions::{self, Versions};
use super::{Options, Stopped};
use crate::config::param::Word;
use crate::correlation::Solved;
use crate::distributions::Bounds;
use crate::plotsim::model::{
    Bridge, Form, MetricLaw, OnInfeasible, Plotsim, Polarity, Scope, Split, SplitRule, SplitSide,
};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::per_block;
use crate::trajectory::archetype::Timing;
use crate::trajectory::curves::{ParamKind, ParamSpec};
use crate::trajectory::noise::NoiseFamily;
use crate::trajectory::season::SeasonalEffect;

#[derive(Serialize)]
pub struct Rest<'a> {
    form: &'static str,
    domain: Domain<'a>,
    window: Window,
    entities: Entities<'a>,
    archetypes: Vec<Archetype<'a>>,
    archetype_assignments: Vec<Assignment<'a>>,
    metrics: Vec<Metric<'a>>,
    causal_graph: Vec<Edge<'a>>,
    correlations: Vec<Pair<'a>>,
    correlations_repaired: bool,
    treatment_cohorts: Vec<Cohort<'a>>,
    seasonality: Season,
    temporal_jitter_days: f64,
    stages: Option<Stages<'a>>,
    holdout: Option<Holdout<'a>>,
    bridges: Vec<Pairs<'a>>,
    event_firings: Vec<Firings<'a>>,
    scd_events: Vec<Versions<'a>>,
    entity_assignments: Option<Vec<Entity<'a>>>,
    trajectory_samples: Option<Vec<Sample<'a>>>,
}

/// What the config says the data is about.
#[derive(Serialize)]
struct Domain<'a> {
    name: &'a str,
    description: &'a str,
}

#[derive(Serialize)]
struct Window {
    granularity: &'static str,
    first_day: String,
    last_day: String,
    periods: usize,
    first_label: Option<String>,
    last_label: Option<String>,
}

#[derive(Serialize)]
struct Archetype<'a> {
    name: &'a str,
    label: &'a str,
    description: &'a str,
    /// Entities of it.
    entities: u64,
    segments: Vec<Segment>,
    /// The curve in every period, as the archetype has it: without spread, delay, treatment or an inflection of one's own.
    positions: Vec<f64>,
    spread: Spread,
}

#[derive(Serialize)]
struct Segment {
    curve: &'static str,
    start: f64,
    end: f64,
    parameters: Vec<Parameter>,
}

#[derive(Serialize)]
struct Parameter {
    name: &'static str,
    value: f64,
}

#[derive(Serialize)]
struct Spread {
    level: f64,
    timing: f64,
    amplitude: f64,
}

#[derive(Serialize)]
struct Metric<'a> {
    name: &'a str,
    label: &'a str,
    polarity: &'static str,
    law: Law,
    archetype_laws: Vec<Override<'a>>,
    persistence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    decimals: Option<u8>,
    zeros: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    only_when: Option<String>,
    seasonal_sensitivity: f64,
    noise: Noise,
    /// Cells that are outliers; null where rows were not made.
    outliers: Option<u64>,
}

#[derive(Serialize)]
struct Law {
    family: &'static str,
    centre_at_0: f64,
    centre_at_1: f64,
    min: Option<f64>,
    max: Option<f64>,
    bounds: &'static str,
}

#[derive(Serialize)]
struct Override<'a> {
    archetype: &'a str,
    law: Law,
}

#[derive(Serialize)]
struct Noise {
    family: &'static str,
    degrees_of_freedom: Option<f64>,
    sigma: f64,
    scale_with_trajectory: bool,
    outlier_rate: f64,
    mcar_rate: f64,
}

/// What is held out of training.
#[derive(Serialize)]
struct Holdout<'a> {
    target_metric: &'a str,
    by: &'static str,
    /// Periods at the end of the window.
    holdout_periods: Option<usize>,
    /// The first of them.
    cutoff_period_index: Option<usize>,
    /// The probability of an entity to be held out.
    fraction: Option<f64>,
    tables: Vec<Sides<'a>>,
}

/// A table and its two sides.
#[derive(Serialize)]
struct Sides<'a> {
    table: &'a str,
    train: &'a str,
    holdout: &'a str,
}

#[derive(Serialize)]
struct Edge<'a> {
    driver: &'a str,
    target: &'a str,
    lag_periods: usize,
    blend_weight: f64,
    decay_window: Option<usize>,
    decay_kernel: Option<&'static str>,
}

#[derive(Serialize)]
struct Pair<'a> {
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
}

#[derive(Serialize)]
struct Cohort<'a> {
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
struct Season {
    /// Change of centres from January to December, by effects of whole months.
    by_month: [f64; 12],
    /// The effects as written; empty lists mean every month or day.
    effects: Vec<Effect>,
}

#[derive(Serialize)]
struct Effect {
    months: Vec<u32>,
    /// From 1 for Monday.
    weekdays: Vec<u32>,
    days: Vec<u32>,
    strength: f64,
    ramp_days: u32,
}

impl Season {
    fn of(config: &Plotsim) -> Season {
        let effect = |effect: &SeasonalEffect| Effect {
            months: effect.months.clone(),
            weekdays: effect.weekdays.iter().map(chrono::Weekday::number_from_monday).collect(),
            days: effect.days.clone(),
            strength: effect.strength,
            ramp_days: effect.ramp,
        };
        Season {
            by_month: config.season.by_month(),
            effects: config.season.effects().iter().map(effect).collect(),
        }
    }
}

#[derive(Serialize)]
struct Stages<'a> {
    table: &'a str,
    column: &'a str,
    metric: &'a str,
    enforce_order: bool,
    sequence: Vec<Stage<'a>>,
}

#[derive(Serialize)]
struct Stage<'a> {
    name: &'a str,
    enter: f64,
    /// Below this an entity may come down, where order is enforced.
    leave: f64,
}

#[derive(Serialize)]
struct Pairs<'a> {
    table: &'a str,
    left: &'a str,
    right: &'a str,
    fewest: u64,
    most: u64,
    trajectory_driven: bool,
    directed: bool,
}

impl<'a> Rest<'a> {
    pub fn of(engine: &'a Arc<Engine>, options: &Options<'_>) -> Result<Rest<'a>, Stopped> {
        let config = engine.config();
        Ok(Rest {
            form: match config.form {
                Form::Builder => "builder",
                Form::Engine => "engine",
            },
            domain: Domain { name: &config.domain.name, description: &config.domain.description },
            window: window(config),
            entities: Entities::of(config),
            archetypes: (0..config.archetypes.len()).map(|index| archetype(config, index)).collect(),
            archetype_assignments: entities::assignments(config),
            metrics: metrics(engine, options)?,
            causal_graph: edges(config),
            correlations: pairs(engine),
            correlations_repaired: config.correlation.solution.repaired,
            treatment_cohorts: cohorts(config),
            seasonality: Season::of(config),
            temporal_jitter_days: config.temporal_jitter,
            stages: stages(config),
            holdout: holdout(config),
            bridges: bridges(config),
            event_firings: firings::firings(engine, options)?,
            scd_events: versions::versions(engine, options)?,
            entity_assignments: entities::listed(engine, options)?,
            trajectory_samples: tape::samples(engine, options)?,
        })
    }
}

fn window(config: &Plotsim) -> Window {
    let time = &config.time;
    Window {
        granularity: time.granularity().name(),
        first_day: time.first_day().to_string(),
        last_day: time.last_day().to_string(),
        periods: time.len(),
        first_label: time.label(0),
        last_label: time.len().checked_sub(1).and_then(|last| time.label(last)),
    }
}

fn archetype(config: &Plotsim, index: usize) -> Archetype<'_> {
    let own = &config.archetypes[index];
    let runs = config.entities.runs.iter().filter(|run| run.archetype == index);
    let segment = |segment: &crate::trajectory::archetype::Segment| {
        let spec = segment.curve.spec();
        let by_period = segment.curve.counts_by_period();
        let name = |param: &ParamSpec| match param.kind {
            ParamKind::Cycles if by_period => "cycles_per_period",
            ParamKind::Cycles | ParamKind::Number | ParamKind::Bool => param.name,
        };
        let values = spec.params.iter().zip(segment.curve.params());
        Segment {
            curve: spec.name,
            start: segment.start,
            end: segment.end,
            parameters: values.map(|(param, value)| Parameter { name: name(param), value: *value }).collect(),
        }
    };
    Archetype {
        name: &own.name,
        label: &own.label,
        description: &own.description,
        entities: runs.map(|run| run.count).sum(),
        segments: own.curve.segments().iter().map(segment).collect(),
        positions: own.curve.positions(config.time.len(), Timing { inflection: None, start_period: 0 }),
        spread: Spread {
            level: own.spread.level,
            timing: own.spread.timing,
            amplitude: own.spread.amplitude,
        },
    }
}

fn law(law: &MetricLaw) -> Law {
    Law {
        family: law.law.family().name(),
        centre_at_0: law.centre.low,
        centre_at_1: law.centre.high,
        min: law.range.min,
        max: law.range.max,
        bounds: match law.bounds {
            Bounds::Clamp => "clamp",
            Bounds::Reshape => "reshape",
        },
    }
}

fn metrics<'a>(engine: &'a Engine, options: &Options<'_>) -> Result<Vec<Metric<'a>>, Stopped> {
    let config = engine.config();
    let outliers = match options.hashes {
        true => counts(engine, options)?.into_iter().map(Some).collect(),
        false => vec![None; config.metrics.len()],
    };
    Ok(config.metrics.iter().zip(outliers).map(|(own, outliers)| metric(config, own, outliers)).collect())
}

/// The number of outliers of each metric. Sums of whole numbers do not depend on their order.
fn counts(engine: &Engine, options: &Options<'_>) -> Result<Vec<u64>, Stopped> {
    let counts: Vec<AtomicU64> = engine.config().metrics.iter().map(|_| AtomicU64::new(0)).collect();
    let each = per_block(engine);
    options.workers.each(engine.entities().div_ceil(each), |block| {
        let entities = block * each..((block + 1) * each).min(engine.entities());
        for metric in engine.with_outliers() {
            let mut count = 0;
            engine.outliers(metric, entities.clone(), |_| count += 1);
            if let Some(total) = counts.get(metric) {
                total.fetch_add(count, Ordering::Relaxed);
            }
        }
    })?;
    Ok(counts.into_iter().map(AtomicU64::into_inner).collect())
}

fn metric<'a>(
    config: &'a Plotsim,
    own: &'a crate::plotsim::model::Metric,
    outliers: Option<u64>,
) -> Metric<'a> {
    let overridden = |(archetype, own): &(usize, MetricLaw)| Override {
        archetype: &config.archetypes[*archetype].name,
        law: law(own),
    };
    let (family, degrees_of_freedom) = match own.noise.family {
        NoiseFamily::Gaussian => ("gaussian", None),
        NoiseFamily::StudentT { df } => ("student_t", Some(df)),
        NoiseFamily::Laplace => ("laplace", None),
    };
    Metric {
        name: &own.name,
        label: &own.label,
        polarity: match own.polarity {
            Polarity::Positive => "positive",
            Polarity::Negative => "negative",
        },
        law: law(&own.law),
        archetype_laws: own.overrides.iter().map(overridden).collect(),
        persistence: own.persistence,
        decimals: own.decimals,
        zeros: own.zeros,
        only_when: own.only_when.map(|condition| {
            let (name, sign) = (name(config, condition.metric), condition.comparison.sign());
            format!(
                "{name} {sign} {}, else {}",
                condition.value,
                if condition.missing { "null" } else { "0" }
            )
        }),
        seasonal_sensitivity: own.seasonal_sensitivity,
        noise: Noise {
            family,
            degrees_of_freedom,
            sigma: own.noise.sigma,
            scale_with_trajectory: own.noise.scale_with_trajectory,
            outlier_rate: own.noise.outlier_rate,
            mcar_rate: own.noise.mcar_rate,
        },
        outliers,
    }
}

fn name(config: &Plotsim, metric: usize) -> &str {
    config.metrics.get(metric).map_or("", |metric| metric.name.as_str())
}

fn edges(config: &Plotsim) -> Vec<Edge<'_>> {
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

fn pairs(engine: &Engine) -> Vec<Pair<'_>> {
    let config = engine.config();
    let correlation = &config.correlation;
    let pair = |((pair, solved), expected): ((&crate::plotsim::model::Pair, &Solved), f64)| Pair {
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
    };
    let solved = correlation.pairs.iter().zip(&correlation.solution.pairs);
    solved.zip(engine.expected_correlations()).map(pair).collect()
}

fn cohorts(config: &Plotsim) -> Vec<Cohort<'_>> {
    let all = config.entities.runs.iter().filter_map(|run| {
        let rule = run.treatment.as_ref()?;
        let treated = rule.treated.min(run.count);
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

fn stages(config: &Plotsim) -> Option<Stages<'_>> {
    let stages = config.stages.as_ref()?;
    let table = config.tables.get(stages.table)?;
    let rungs = stages.ladder.enters().iter().zip(stages.ladder.demotes());
    Some(Stages {
        table: &table.name,
        column: &table.columns.get(stages.column)?.name,
        metric: name(config, stages.metric),
        enforce_order: stages.ladder.enforces_order(),
        sequence: stages
            .names
            .iter()
            .zip(rungs)
            .map(|(name, (enter, leave))| Stage { name, enter: *enter, leave: *leave })
            .collect(),
    })
}

fn holdout(config: &Plotsim) -> Option<Holdout<'_>> {
    let held = config.holdout?;
    let (cutoff, fraction) = match held.rule {
        SplitRule::From(cutoff) => (Some(cutoff), None),
        SplitRule::Entities(fraction) => (None, Some(fraction)),
    };
    let side = |of: usize, side: SplitSide| {
        let wanted = Split { of, rule: held.rule, side };
        let found = config.tables.iter().find(|table| table.kind.split() == Some(&wanted))?;
        Some(found.name.as_str())
    };
    let sides = config.tables.iter().enumerate().filter_map(|(of, table)| {
        let (train, holdout) = (side(of, SplitSide::Train)?, side(of, SplitSide::Holdout)?);
        Some(Sides { table: &table.name, train, holdout })
    });
    Some(Holdout {
        target_metric: name(config, held.target),
        by: held.rule.by().name(),
        holdout_periods: cutoff.map(|cutoff| config.time.len().saturating_sub(cutoff)),
        cutoff_period_index: cutoff,
        fraction,
        tables: sides.collect(),
    })
}

fn bridges(config: &Plotsim) -> Vec<Pairs<'_>> {
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
