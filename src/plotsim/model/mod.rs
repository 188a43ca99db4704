//! A plotsim config with every default filled, every name an index and every rule checked.
//!
//! Both forms of the language end here. Indices always fit the list they point into: metrics into
//! [`Plotsim::metrics`], archetypes into [`Plotsim::archetypes`], tables into [`Plotsim::tables`], columns into
//! [`Table::columns`], pools into [`Plotsim::pools`].

mod calendar;
mod children;
mod correlation;
mod effects;
mod entities;
mod gate;
mod holdout;
mod logs;
mod members;
mod quality;
mod source;
mod story;
mod systems;
mod tables;
mod versions;
mod wide;

pub use calendar::CalendarField;
pub use children::{ChildCounts, Children};
pub use correlation::{Correlation, OnInfeasible, Pair, Phase, Regime};
pub use effects::{AttributeEffect, combined};
pub use entities::*;
pub use gate::{Comparison, Condition};
pub use holdout::*;
pub use logs::Log;
pub use members::Members;
pub use quality::*;
pub use source::*;
pub use story::{Keys, Story};
pub use systems::*;
pub use tables::*;
pub use versions::{TierBy, Versions};
pub use wide::{AsOf, Denormalized, Join, Wide};

use std::sync::OnceLock;

pub use crate::correlation::Scope;
pub use crate::facts::rows::{About, Bridge, Driver, EventCause, EventRule, Side, ThresholdRule};

use crate::config::types::Dialect;
use crate::distributions::{Bounds, Law, ValueRange};
use crate::facts::Facts;
use crate::trajectory::archetype::Archetype as Curve;
use crate::trajectory::lag::LagPlan;
use crate::trajectory::noise::Noise;
use crate::trajectory::season::{Season, SeasonStep};
use crate::trajectory::spread::Spread;
use crate::trajectory::stages::StageLadder;
use crate::trajectory::time_axis::TimeAxis;

/// A whole config.
#[derive(Debug)]
pub struct Plotsim {
    pub form: Form,
    pub domain: Domain,
    /// The seed in force: the call's, else the config's, else 42.
    pub seed: u64,
    /// What the numbers of entities were multiplied by: the call's, else 1.
    pub scale: f64,
    pub time: TimeAxis,
    /// What curves play over.
    pub story: Story,
    /// How keys of entities, events and children are made.
    pub keys: Keys,
    /// In config order.
    pub metrics: Vec<Metric>,
    /// Who follows whom, in metric indices, and the order that puts drivers first.
    pub lag: LagPlan,
    /// The metrics that have a condition, those that others hang on first.
    pub conditions: Vec<usize>,
    /// Attributes that move metrics.
    pub effects: Vec<AttributeEffect>,
    pub season: Season,
    pub archetypes: Vec<Archetype>,
    pub entities: Entities,
    /// Names of the pools of texts that entities hold; [`Run::pools`] has one list for each.
    pub pools: Vec<String>,
    pub correlation: Correlation,
    /// Standard deviation, in days, of the error in the reported instants of events; 0 for none.
    pub temporal_jitter: f64,
    /// Faker locales, never empty; each call takes one of them.
    pub locales: Vec<String>,
    /// In the order they are listed: as written, with tables that were added put where readers expect them.
    pub tables: Vec<Table>,
    pub stages: Option<Stages>,
    pub logs: Vec<Log>,
    /// What is held out of training.
    pub holdout: Option<Holdout>,
    /// What is wrong with tables, on purpose.
    pub quality: Quality,
    /// Systems that know the same entities.
    pub systems: Vec<System>,
    pub output: Output,
    /// What is known of each column, by table: see [`Plotsim::facts`].
    pub known: OnceLock<Vec<Vec<Facts>>>,
}

impl Plotsim {
    /// Whether something in the config extends in time.
    pub fn extends(&self) -> bool {
        self.story.extends
    }

    /// Days by which an event can be reported late, where the config extends: then it is not there before. More than any normal
    /// number that is drawn.
    pub fn late(&self) -> i32 {
        /// In standard deviations.
        const FARTHEST: f64 = 10.0;
        if self.extends() { libm::ceil(self.temporal_jitter * FARTHEST).min(1e6) as i32 } else { 0 }
    }

    /// The season's strength in each of so many periods. The last has its season whole where the config extends, however many of
    /// its days are in the window.
    pub fn strengths(&self, periods: usize) -> Vec<f64> {
        let mut strengths = self.season.strengths(&self.story.axis);
        if strengths.len() < periods {
            let longer = self.season.strengths(&self.time.whole());
            strengths.extend(longer.into_iter().skip(strengths.len()));
        }
        strengths.truncate(periods);
        strengths
    }

    /// What is known of the columns of a table.
    pub fn facts(&self, table: usize) -> &[Facts] {
        let all = || {
            let mut all: Vec<Vec<Facts>> = Vec::with_capacity(self.tables.len());
            for (table, spec) in self.tables.iter().enumerate() {
                let place = |column| Place { config: self, table, column };
                let columns = spec.columns.iter().enumerate();
                // Sides of a split come after the tables that they are of.
                let whole = spec.kind.split().and_then(|split| all.get(split.of));
                let fact = spec.kind.wide().and_then(|wide| all.get(wide.of));
                let facts = match (whole, fact) {
                    (Some(whole), _) => whole.iter().map(Facts::of_some_rows).collect(),
                    (None, Some(fact)) => {
                        let joined = columns.skip(fact.len());
                        let joined = joined.map(|(column, spec)| spec.source.facts(&place(column)));
                        fact.iter().cloned().chain(joined).collect()
                    }
                    (None, None) => columns.map(|(column, spec)| spec.source.facts(&place(column))).collect(),
                };
                all.push(facts);
            }
            all
        };
        &self.known.get_or_init(all)[table]
    }

    /// The column that divides a table into files: the one that the output names, where its values are listed and do not tell
    /// rows apart.
    pub fn division(&self, table: usize) -> Option<usize> {
        let name = self.output.partition_by.as_ref()?;
        let column = self.tables[table].columns.iter().position(|column| column.name == *name)?;
        let facts = self.facts(table).get(column)?;
        (!facts.unique && facts.listed().is_some()).then_some(column)
    }

    /// Whether a table follows from others by a view, so that nobody needs its rows as such.
    pub fn is_view(&self, table: usize) -> bool {
        let files = self.output.denormalized.is_some_and(|asked| asked.files);
        !files && self.tables.get(table).is_some_and(|table| table.kind.wide().is_some())
    }

    /// The first date dimension: index into [`Plotsim::tables`].
    pub fn date_dim(&self) -> Option<usize> {
        self.tables.iter().position(|table| table.kind.about().calendar)
    }

    /// The events that end entities, each with the number of periods in which they still have rows after it.
    pub fn endings(&self) -> impl Iterator<Item = (&EventCause, usize)> {
        self.tables.iter().filter_map(|table| {
            let cause = table.kind.cause()?;
            match &cause.rule {
                EventRule::Threshold(rule) => Some((cause, rule.ends? as usize)),
                EventRule::Proportional(_) => None,
            }
        })
    }

    /// The index of a table.
    pub fn table(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| table.name == name)
    }
}

/// Which of the two forms a file was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `about`, `unit`, `window`, …
    Builder,
    /// `domain`, `time_window`, …
    Engine,
}

/// What the data is about; labels only.
#[derive(Clone, Debug, Default)]
pub struct Domain {
    pub name: String,
    pub description: String,
    /// One entity, as in `customer`.
    pub entity_type: String,
    /// Many of them, as in `Customers`.
    pub entity_label: String,
}

/// A number every entity has in every period.
#[derive(Debug)]
pub struct Metric {
    pub name: String,
    pub label: String,
    pub polarity: Polarity,
    /// How values are drawn around a position.
    pub law: MetricLaw,
    /// Laws that replace it for the entities of an archetype, by archetype index, ascending.
    pub overrides: Vec<(usize, MetricLaw)>,
    /// Multiplies the season's strength.
    pub seasonal_sensitivity: f64,
    /// Whether a season adds a part of the range, as for an index, even where the range does not reach below 0.
    pub season_adds: bool,
    /// What is done to the values, with the config's noise filled in where the metric has none of its own.
    pub noise: Noise,
    /// Correlation of a residual with that of the period before, 0 to 1.
    pub persistence: f64,
    /// Places after the point that values are rounded to, within the range.
    pub decimals: Option<u8>,
    /// Share of values that are 0, whatever the law and the range.
    pub zeros: f64,
    /// When there is a value at all.
    pub only_when: Option<Condition>,
}

impl Metric {
    /// The law for the entities of an archetype.
    pub fn law_of(&self, archetype: usize) -> &MetricLaw {
        let place = self.overrides.binary_search_by_key(&archetype, |(index, _)| *index);
        place.ok().and_then(|place| self.overrides.get(place)).map_or(&self.law, |(_, law)| law)
    }

    /// Its own law and those that archetypes put in its place.
    pub fn laws(&self) -> impl Iterator<Item = &MetricLaw> {
        std::iter::once(&self.law).chain(self.overrides.iter().map(|(_, law)| law))
    }

    /// The place among [`Metric::laws`] of that for the entities of an archetype.
    pub fn law_index(&self, archetype: usize) -> usize {
        self.overrides.binary_search_by_key(&archetype, |(index, _)| *index).map_or(0, |place| place + 1)
    }

    /// Whether values are whole numbers.
    pub fn is_count(&self) -> bool {
        self.law.law.is_discrete()
    }
}

/// Whether a metric rises or falls with the trajectory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    Positive,
    /// Read at `1 − position`.
    Negative,
}

impl Polarity {
    /// The polarity at a place among its words: positive, negative.
    pub fn at(word: usize) -> Polarity {
        if word == 1 { Polarity::Negative } else { Polarity::Positive }
    }

    /// The position as the metric sees it.
    pub fn apply(self, position: f64) -> f64 {
        match self {
            Polarity::Positive => position,
            Polarity::Negative => 1.0 - position,
        }
    }
}

/// How the values of a metric are distributed around a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MetricLaw {
    /// The distribution around each centre.
    pub law: Law,
    /// The centre at each position, in the law's own unit. This, and not [`Law::centre`], is what the config means.
    pub centre: Centre,
    /// What values are clipped to after noise. Counts have a floor of 0.
    pub range: ValueRange,
    /// What happens at the ends of the range.
    pub bounds: Bounds,
}

impl MetricLaw {
    /// The position, before polarity, of an entity whose metric has this centre: exact unless lag, treatment or season come
    /// between.
    pub fn position_of(&self, centre: f64, polarity: Polarity) -> f64 {
        let span = self.centre.high - self.centre.low;
        if span == 0.0 { 0.5 } else { polarity.apply((centre - self.centre.low) / span).clamp(0.0, 1.0) }
    }

    /// The centre at a position after polarity, multiplied by what an attribute says.
    pub fn moved(&self, position: f64, factor: f64) -> f64 {
        let centre = self.centre.at(position);
        if factor == 1.0 { centre } else { self.law.clip_centre(centre * factor) }
    }

    /// The width of the range, or of what the centre runs over where the range is not complete.
    pub fn width(&self) -> f64 {
        match (self.range.min, self.range.max) {
            (Some(min), Some(max)) => max - min,
            _ => (self.centre.high - self.centre.low).abs(),
        }
    }

    /// Whether its range or its centre reaches below 0.
    fn reaches_below_zero(&self) -> bool {
        self.range.min.is_some_and(|min| min < 0.0) || self.centre.low < 0.0 || self.centre.high < 0.0
    }

    /// How a season moves the centre of a metric that has this law; `adds` as in [`Metric::season_adds`].
    pub fn season_step(&self, adds: bool) -> SeasonStep {
        if adds || self.reaches_below_zero() { SeasonStep::Width(self.width()) } else { SeasonStep::Share }
    }

    /// The centre in a season: `k` is its strength times the sensitivities of metric and entity.
    pub fn in_season(&self, adds: bool, centre: f64, k: f64) -> f64 {
        let moved = self.season_step(adds).apply(centre, k);
        if moved == centre { centre } else { self.law.clip_centre(moved) }
    }
}

impl Metric {
    /// The centre of one of its laws in a season of this strength, for an entity of this sensitivity.
    pub fn in_season(&self, law: &MetricLaw, centre: f64, strength: f64, sensitivity: f64) -> f64 {
        law.in_season(self.season_adds, centre, strength * self.seasonal_sensitivity * sensitivity)
    }
}

/// The centre of a law, a straight line in the position after polarity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Centre {
    /// At position 0.
    pub low: f64,
    /// At position 1.
    pub high: f64,
}

impl Centre {
    /// The centre at a position after polarity.
    pub fn at(&self, position: f64) -> f64 {
        self.low + position * (self.high - self.low)
    }
}

/// A behaviour over time.
#[derive(Debug)]
pub struct Archetype {
    pub name: String,
    pub label: String,
    pub description: String,
    pub curve: Curve,
    /// How far the entities differ from the curve.
    pub spread: Spread,
}

/// The stage column of one fact.
#[derive(Debug)]
pub struct Stages {
    /// The fact that has the column, as its last.
    pub table: usize,
    /// The column of that fact whose values decide.
    pub column: usize,
    pub metric: usize,
    /// From lowest to highest.
    pub names: Vec<String>,
    /// Thresholds are in the units of the metric.
    pub ladder: StageLadder,
}

/// What files `plotsim_write` makes unless its call says otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    pub format: OutputFormat,
    pub directory: String,
    pub manifest: Manifest,
    /// Whether there is a wide table for each fact, and how it is joined.
    pub denormalized: Option<Denormalized>,
    /// The column whose values divide tables into files.
    pub partition_by: Option<String>,
}

/// What goes with the files.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// Whether there is a manifest.
    pub include: bool,
    /// Share of entities whose positions it lists; `None` lists as many as it has room for.
    pub sample_rate: Option<f64>,
    /// Whether every position is written to a file of its own.
    pub trajectories: bool,
}

/// A format of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFormat {
    Csv,
    Parquet,
    Jsonl,
    /// One script for this database.
    Sql(Dialect),
}
