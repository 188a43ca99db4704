//! What a manifest says of a plotsim config beyond its tables.

use std::sync::Arc;

use serde::Serialize;

use super::archetypes::{Archetype, archetype};
use super::entities::{self, Assignment, Entities, Entity};
use super::firings::{self, Firings};
use super::metrics::name;
use super::metrics::{Metric, metrics};
use super::relations::{
    Children, Cohort, Edge, Pair, Pairs, Phase, bridges, children, cohorts, edges, pairs, phases,
};
use super::tape::{self, Sample};
use super::versions::{self, Versions};
use super::{Options, Stopped};
use crate::config::param::Word;
use crate::plotsim::model::{Form, Issue, Keys, Plotsim, Split, SplitRule, SplitSide};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::faults::{Hits, hits};
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
    correlation_phases: Vec<Phase>,
    correlations_repaired: bool,
    treatment_cohorts: Vec<Cohort<'a>>,
    effects: Vec<AttributeEffect<'a>>,
    seasonality: Season,
    temporal_jitter_days: f64,
    stages: Option<Stages<'a>>,
    holdout: Option<Holdout<'a>>,
    quality_issues: Vec<Fault<'a>>,
    bridges: Vec<Pairs<'a>>,
    parent_child_relations: Vec<Children<'a>>,
    event_firings: Vec<Firings<'a>>,
    scd_events: Vec<Versions<'a>>,
    entity_assignments: Option<Vec<Entity<'a>>>,
    trajectory_samples: Option<Vec<Sample<'a>>>,
}

/// What a text of an attribute multiplies the centre of a metric by.
#[derive(Serialize)]
struct AttributeEffect<'a> {
    attribute: &'a str,
    table: &'a str,
    column: &'a str,
    value: &'a str,
    metric: &'a str,
    factor: f64,
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
    /// What curves play over, where the config extends.
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<Story>,
}

#[derive(Serialize)]
struct Story {
    last_day: String,
    periods: usize,
    beyond: &'static str,
    keys: &'static str,
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

/// A fault that is put into a table.
#[derive(Serialize)]
struct Fault<'a> {
    issue_index: usize,
    issue: &'static str,
    table: &'a str,
    /// Null where whole rows are hit.
    column: Option<&'a str>,
    rate: f64,
    exact: bool,
    /// The only periods that are hit; empty for all.
    periods: &'a [usize],
    /// Rows that it could hit, and how many it is to be expected to hit and does; null where rows were not made.
    rows: Option<u64>,
    expected: Option<f64>,
    hit: Option<u64>,
}

/// A table and its two sides.
#[derive(Serialize)]
struct Sides<'a> {
    table: &'a str,
    train: &'a str,
    holdout: &'a str,
}

#[derive(Serialize)]
struct Season {
    /// Change of centres from January to December, by effects of whole months.
    by_month: [f64; 12],
    /// Change of centres in each period, by all effects.
    by_period: Vec<f64>,
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
            by_period: config.strengths(config.time.len()),
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
            correlation_phases: phases(config),
            correlations_repaired: config.correlation.regimes.iter().any(|regime| regime.solution.repaired),
            treatment_cohorts: cohorts(engine),
            effects: effects(config),
            seasonality: Season::of(config),
            temporal_jitter_days: config.temporal_jitter,
            stages: stages(config),
            holdout: holdout(config),
            quality_issues: faults(engine, options),
            bridges: bridges(config),
            parent_child_relations: children(config),
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
        story: config.extends().then(|| Story {
            last_day: config.story.axis.last_day().to_string(),
            periods: config.story.len(),
            beyond: config.story.beyond.name(),
            keys: if config.keys == Keys::Stable { "stable" } else { "dense" },
        }),
    }
}

fn effects(config: &Plotsim) -> Vec<AttributeEffect<'_>> {
    let mut all = Vec::new();
    for effect in &config.effects {
        let Some(table) = config.tables.get(effect.table) else { continue };
        for (value, factors) in &effect.factors {
            all.extend(factors.iter().map(|(metric, factor)| AttributeEffect {
                attribute: config.pools.get(effect.pool).map_or("", String::as_str),
                table: &table.name,
                column: table.columns.get(effect.column).map_or("", |column| column.name.as_str()),
                value,
                metric: name(config, *metric),
                factor: *factor,
            }));
        }
    }
    all
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
        holdout_periods: cutoff.map(|cutoff| config.story.len().saturating_sub(cutoff)),
        cutoff_period_index: cutoff,
        fraction,
        tables: sides.collect(),
    })
}

fn faults<'a>(engine: &'a Arc<Engine>, options: &Options<'_>) -> Vec<Fault<'a>> {
    let config = engine.config();
    let made = options.hashes || options.known.is_some();
    let counted: Vec<Hits> = match made {
        true => {
            let tables = config.quality.tables().into_iter();
            tables.flat_map(|table| hits(engine, table, options.workers)).collect()
        }
        false => Vec::new(),
    };
    let each = config.quality.issues.iter().enumerate().flat_map(|(index, issue)| {
        let columns: Vec<Option<usize>> = match issue.columns.as_slice() {
            [] => vec![None],
            some => some.iter().copied().map(Some).collect(),
        };
        columns.into_iter().map(move |column| (index, issue, column))
    });
    let fault = |(index, issue, column): (usize, &'a Issue, Option<usize>)| {
        let table = config.tables.get(issue.table)?;
        let found = counted.iter().find(|hits| hits.issue == index && hits.column == column);
        Some(Fault {
            issue_index: index,
            issue: issue.word_name(),
            table: &table.name,
            column: column.and_then(|column| table.columns.get(column)).map(|column| column.name.as_str()),
            rate: issue.rate,
            exact: issue.exact,
            periods: &issue.periods,
            rows: found.map(|hits| hits.rows),
            expected: found.map(|hits| hits.rows as f64 * issue.rate),
            hit: found.map(|hits| hits.hit),
        })
    };
    each.filter_map(fault).collect()
}
