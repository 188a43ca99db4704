//! Facts per entity and period, read together: what their columns say about metrics.
//!
//! Such facts have the same rows in the same blocks, so a block of all of them is looked at as one: every entity over its
//! periods. What is expected there comes from the entities' paths ([`Engine::effective`]) and the configured laws.

mod conditions;
mod correlate;
mod events;
mod lags;
mod metrics;
mod stages;

use std::ops::Range;

pub use conditions::{ConditionPlan, ConditionTally};
pub use correlate::{CorrelationTally, MomentSums};
pub use events::{EventPlan, EventTally, group_of, groups};
pub use lags::{LagPlan, LagTally};
pub use metrics::{MetricTally, Shown};
pub use stages::{StagePlan, StageTally};

use crate::facts::Relation;
use crate::facts::rows::Metrics;
use crate::plotsim::model::Plotsim;
use crate::plotsim::tables::engine::{Engine, MetricSet};
use crate::trajectory::time_axis::TimeAxis;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int32Type, Int64Type};

/// What is to be gathered from the facts per entity and period.
pub struct CellPlan {
    pub shown: Vec<Shown>,
    /// For each metric that is shown, the first of `shown` that does.
    pub firsts: Vec<usize>,
    pub lags: Vec<LagPlan>,
    pub events: Vec<EventPlan>,
    pub stage: Option<StagePlan>,
    pub conditions: Vec<ConditionPlan>,
    /// Whether a metric remembers the period before, so that an entity's cells depend on one another.
    persistent: bool,
    set: MetricSet,
    season: Vec<f64>,
    archetypes: usize,
    periods: usize,
    /// By period, the place of the regime of its correlations.
    regime_of: Vec<usize>,
    time: TimeAxis,
    /// Days before the end of the window from which on events may not be there yet.
    late: i32,
}

/// What was gathered.
#[derive(Clone, Debug, Default)]
pub struct CellTally {
    /// By [`CellPlan::shown`].
    pub metrics: Vec<MetricTally>,
    pub correlations: CorrelationTally,
    pub lags: Vec<LagTally>,
    pub events: Vec<EventTally>,
    pub stage: StageTally,
    /// By [`CellPlan::conditions`].
    pub conditions: Vec<ConditionTally>,
    /// Blocks whose facts have another number of rows than the entities have periods; nothing else is gathered from them.
    pub uneven: u64,
}

/// A block of entities, with rows from each one's start on until it leaves.
pub struct CellBlock<'a> {
    pub engine: &'a Engine,
    pub entities: Range<u64>,
    pub starts: Vec<usize>,
    /// The period after the last of each.
    pub ends: Vec<usize>,
    /// By entity and metric, what its centre is multiplied by; empty if no attribute moves any.
    pub factors: Vec<Vec<f64>>,
    pub periods: usize,
    /// By period, the place of the regime of its correlations.
    pub regime_of: &'a [usize],
    /// Own positions, by entity and period.
    pub positions: Vec<f64>,
    /// By column of [`CellPlan::shown`]: values by row, NaN where missing.
    pub values: Vec<Vec<f64>>,
    /// By column of [`CellPlan::shown`]: means that the laws give.
    pub means: Vec<Vec<f64>>,
    pub slopes: Vec<Vec<f64>>,
    /// By column of [`CellPlan::shown`]: standard deviations that the laws give.
    pub deviations: Vec<Vec<f64>>,
}

impl CellBlock<'_> {
    /// The rows of each entity, with the entity's place in the block.
    pub fn rows(&self) -> impl Iterator<Item = (usize, Range<usize>)> {
        let mut next = 0;
        self.starts.iter().zip(&self.ends).enumerate().map(move |(place, (start, end))| {
            let rows = next..next + end.saturating_sub(*start);
            next = rows.end;
            (place, rows)
        })
    }
}

impl CellPlan {
    /// The plan for a config; nothing if no fact per entity and period shows a metric.
    pub fn new(engine: &Engine) -> CellPlan {
        let config = engine.config();
        let mut shown = Vec::new();
        for (table, spec) in config.tables.iter().enumerate() {
            if spec.kind.about().metrics != Metrics::Value {
                continue;
            }
            for (column, facts) in config.facts(table).iter().enumerate() {
                // Where a condition decides, no law alone says how values are distributed; the check `only_when` looks at it.
                if let Relation::Metric { metric } = facts.relation
                    && config.metrics[metric].only_when.is_none()
                {
                    shown.push(Shown::new(config, metric, table, column));
                }
            }
        }
        let mut firsts: Vec<usize> = Vec::new();
        for (place, one) in shown.iter().enumerate() {
            if !firsts.iter().any(|first| shown[*first].metric == one.metric) {
                firsts.push(place);
            }
        }
        let lags = LagPlan::all(config, &shown, &firsts);
        let events = EventPlan::all(config, &shown);
        let stage = StagePlan::new(config, &shown);
        let metrics: Vec<usize> = shown.iter().map(|one| one.metric).collect();
        CellPlan {
            persistent: config.metrics.iter().any(|metric| metric.persistence != 0.0),
            set: engine.metrics(metrics),
            season: strengths(config),
            archetypes: config.archetypes.len(),
            periods: engine.periods(),
            regime_of: (0..engine.periods()).map(|period| config.correlation.regime_of(period)).collect(),
            time: config.time,
            late: config.late(),
            shown,
            firsts,
            lags,
            events,
            stage,
            conditions: ConditionPlan::all(config),
        }
    }

    /// An empty tally.
    pub fn empty(&self) -> CellTally {
        CellTally {
            metrics: self
                .shown
                .iter()
                .map(|one| MetricTally::new(one, self.archetypes, &self.regime_of))
                .collect(),
            correlations: CorrelationTally::new(self.firsts.len(), self.persistent, &self.regime_of),
            lags: self.lags.iter().map(LagTally::new).collect(),
            events: self
                .events
                .iter()
                .map(|plan| EventTally::new(plan.groups, &self.time, self.late))
                .collect(),
            stage: StageTally::default(),
            conditions: self.conditions.iter().map(|_| ConditionTally::default()).collect(),
            uneven: 0,
        }
    }

    /// Gathers a block. `facts` gives the array of a table's column and its rows for this block.
    pub fn add<'a>(
        &self,
        engine: &Engine,
        entities: Range<u64>,
        facts: impl Fn(usize, usize) -> Option<&'a ArrayRef>,
        tally: &mut CellTally,
    ) {
        let spans = engine.spans(entities.clone());
        let rows: usize = spans.iter().map(Range::len).sum();
        let (starts, ends): (Vec<usize>, Vec<usize>) =
            spans.into_iter().map(|span| (span.start, span.end)).unzip();
        let mut values = Vec::with_capacity(self.shown.len());
        for one in &self.shown {
            match facts(one.table, one.column).map(numbers) {
                Some(column) if column.len() == rows => values.push(column),
                _ => {
                    tally.uneven += 1;
                    return;
                }
            }
        }
        for (plan, own) in self.conditions.iter().zip(&mut tally.conditions) {
            if let (Some(values), Some(deciding)) =
                (facts(plan.table, plan.column), facts(plan.table, plan.deciding))
            {
                plan.add(values, deciding, own);
            }
        }
        let nothing = engine.metrics([]);
        let positions = engine.values(entities.clone(), &nothing).positions().to_vec();
        let mut block = CellBlock {
            engine,
            entities: entities.clone(),
            starts,
            ends,
            factors: engine.factors(entities.clone()),
            periods: self.periods,
            regime_of: &self.regime_of,
            positions,
            values,
            means: vec![Vec::with_capacity(rows); self.shown.len()],
            slopes: vec![Vec::with_capacity(rows); self.shown.len()],
            deviations: vec![Vec::with_capacity(rows); self.shown.len()],
        };
        let effective = engine.effective(entities, &self.set);
        for (place, one) in self.shown.iter().enumerate() {
            let at = self.set.place(one.metric).unwrap_or(0) * block.starts.len() * self.periods;
            one.add(&mut block, place, &effective[at..], &self.season, &mut tally.metrics[place]);
        }
        let origins: Vec<f64> = self.firsts.iter().map(|place| self.shown[*place].origin).collect();
        tally.correlations.add(&block, &self.firsts, &origins);
        for (plan, own) in self.lags.iter().zip(&mut tally.lags) {
            plan.add(&block, &self.shown, &self.season, own);
        }
        for (plan, own) in self.events.iter().zip(&mut tally.events) {
            plan.add(&block, own);
        }
        if let Some(plan) = &self.stage
            && let Some(stages) = facts(plan.table, plan.stage_column)
        {
            plan.add(&block, stages, &mut tally.stage);
        }
    }
}

impl CellTally {
    /// Takes in what later blocks gave.
    pub fn merge(&mut self, later: CellTally) {
        self.metrics.iter_mut().zip(later.metrics).for_each(|(own, later)| own.merge(&later));
        self.correlations.merge(&later.correlations);
        self.lags.iter_mut().zip(&later.lags).for_each(|(own, later)| own.merge(later));
        self.events.iter_mut().zip(&later.events).for_each(|(own, later)| own.merge(later));
        self.stage.merge(later.stage);
        self.conditions.iter_mut().zip(later.conditions).for_each(|(own, later)| own.merge(later));
        self.uneven += later.uneven;
    }
}

/// The season's strength in each period.
pub fn strengths(config: &Plotsim) -> Vec<f64> {
    config.strengths(config.time.len())
}

/// Numbers by row, NaN where missing.
pub fn numbers(array: &ArrayRef) -> Vec<f64> {
    let mut out: Vec<f64> = match array.data_type() {
        DataType::Float64 => array.as_primitive::<Float64Type>().values().to_vec(),
        DataType::Int32 => array.as_primitive::<Int32Type>().values().iter().map(|v| f64::from(*v)).collect(),
        DataType::Int64 => array.as_primitive::<Int64Type>().values().iter().map(|v| *v as f64).collect(),
        DataType::Decimal128(_, scale) => {
            let unit = libm::pow(10.0, f64::from(*scale));
            array.as_primitive::<Decimal128Type>().values().iter().map(|v| *v as f64 / unit).collect()
        }
        _ => return vec![f64::NAN; array.len()],
    };
    if let Some(nulls) = array.nulls().filter(|nulls| nulls.null_count() > 0) {
        for (value, valid) in out.iter_mut().zip(nulls) {
            if !valid {
                *value = f64::NAN;
            }
        }
    }
    out
}
