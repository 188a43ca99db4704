//! What a form was read into: everything named but not yet looked up, with the place it stands.
//!
//! Both forms fill a [`Draft`]; [`super::resolve`] turns it into the model. A `None` marks what could not be read and was
//! reported, so that the rest can still be checked.

mod catalog;
pub mod source;

pub use catalog::{Catalog, Known};
pub use source::{Entry, Generates, Reference, Scope, SourceDraft};

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::model::{
    About, Archetype, ChildCounts, Domain, Form, Keys, Metric, MetricLaw, OnInfeasible, Output, Run,
    TableKind, ThresholdRule, TierBy,
};
use super::parts::gates::Gate;
use super::parts::lag::Follow;
use super::parts::logs::LogDraft;
use super::parts::window::Window;
use super::parts::{effects, features, holdout, phases, quality, season, stages, systems};
use crate::config::node::Value;
use crate::config::reader::Field;
use crate::rhythm::Rhythm;
use crate::trajectory::stages::StageLadder;

/// A whole config.
pub struct Draft<'a> {
    pub form: Form,
    pub domain: Option<Domain>,
    pub seed: Option<u64>,
    /// The scale in force.
    pub scale: f64,
    pub time: Option<Window>,
    /// What is said of keys; the inner `None` is nothing.
    pub keys: Option<Option<Keys>>,
    pub metrics: Vec<MetricDraft<'a>>,
    pub season: Option<season::Draft<'a>>,
    pub archetypes: Vec<Option<Archetype>>,
    /// Laws of a metric for the entities of an archetype: metric, archetype, law.
    pub overrides: Option<Vec<(usize, usize, MetricLaw)>>,
    pub runs: Vec<RunDraft<'a>>,
    pub effects: Option<Vec<effects::Draft<'a>>>,
    pub pools: Vec<String>,
    /// The pairs of metrics outside all phases, and those of each phase.
    pub regimes: Option<Vec<phases::Draft<'a>>>,
    pub on_infeasible: Option<OnInfeasible>,
    pub temporal_jitter: Option<f64>,
    /// Where the config's noise stands.
    pub noise_at: Option<Field<'a>>,
    pub locales: Option<Vec<String>>,
    /// Whether the config names them.
    pub names_locales: bool,
    pub tables: Vec<TableSlot<'a>>,
    pub stages: Option<Option<stages::Draft<'a>>>,
    pub holdout: Option<Option<holdout::Draft<'a>>>,
    pub features: Option<Option<features::Draft<'a>>>,
    pub quality: Option<Vec<quality::Draft<'a>>>,
    pub systems: Option<Vec<systems::Draft<'a>>>,
    pub output: Option<Output>,
    /// Where that stands.
    pub output_at: Option<Field<'a>>,
}

/// A metric whose driver was not looked up.
pub struct MetricDraft<'a> {
    /// Empty if it could not be read.
    pub name: &'a str,
    pub at: Field<'a>,
    /// What it says of its driver.
    pub follow: Option<Option<Follow<'a>>>,
    /// What it says of when it has a value.
    pub only_when: Option<Option<Gate<'a>>>,
    /// Without overrides and condition.
    pub metric: Option<Metric>,
}

impl<'a> MetricDraft<'a> {
    /// What stands for a metric that could not be read.
    pub fn unreadable(item: &Field<'a>) -> Self {
        MetricDraft { name: "", at: item.clone(), follow: None, only_when: None, metric: None }
    }
}

/// Entities whose foreign keys were not looked up.
pub struct RunDraft<'a> {
    pub name: &'a str,
    pub at: Field<'a>,
    /// Its first entity is not counted yet.
    pub run: Option<Run>,
    pub pins: Vec<PinDraft<'a>>,
}

/// The entities of the engine form, and the pools that columns give them.
pub struct Entities<'a> {
    pub runs: Vec<RunDraft<'a>>,
    pub pools: Vec<String>,
    /// Index of each name.
    pub by_name: BTreeMap<&'a str, usize>,
}

/// A key that is given for a column.
pub struct PinDraft<'a> {
    pub column: &'a str,
    pub key: String,
    pub at: Field<'a>,
}

/// A place in the list of tables.
pub struct TableSlot<'a> {
    /// Known even where the rest could not be read; empty if not even that.
    pub name: String,
    pub table: Option<TableDraft<'a>>,
}

impl<'a> TableSlot<'a> {
    /// What was read of a table at `item`.
    pub fn new(item: &Field<'a>, table: Option<TableDraft<'a>>) -> Self {
        let name = match item.meant("name").map(|name| &name.value) {
            Some(Value::Text(name)) => name.clone(),
            _ => String::new(),
        };
        TableSlot { name, table }
    }
}

/// A table whose references were not looked up.
pub struct TableDraft<'a> {
    pub name: String,
    pub description: Option<String>,
    /// Where the name stands.
    pub at: Field<'a>,
    pub shape: Arc<dyn Shape>,
    /// What it pairs, if rows are pairs.
    pub bridge: Option<BridgeDraft<'a>>,
    /// What makes them, if rows are events or as many as a metric says.
    pub event: Option<EventDraft>,
    /// When in their periods they happen, and where it is said, if rows are events.
    pub rhythm: Option<(Field<'a>, Arc<Rhythm>)>,
    /// The log of its rows.
    pub log: Option<LogDraft<'a>>,
    /// Whose children rows are.
    pub children: Option<ChildrenDraft<'a>>,
    pub columns: Vec<ColumnDraft<'a>>,
    /// False if a column could not be read.
    pub complete: bool,
    /// Names of columns.
    pub primary_key: Vec<(String, Field<'a>)>,
    pub prefix: Option<(String, Field<'a>)>,
    /// `table.column`, for documentation.
    pub stated_keys: Vec<Field<'a>>,
}

/// What kind of table it is, before its references are looked up.
pub trait Shape: fmt::Debug {
    fn about(&self) -> &'static About;

    /// The rows of a dimension, if they can be told and numbered.
    fn rows(&self, table: &TableDraft<'_>, known: &Known<'_>) -> Option<u64>;

    /// The kind of the table at a place among the catalogue's; `None` once it is reported why there is none.
    fn resolve(&self, catalog: &Catalog<'_, '_>, index: usize) -> Option<Arc<dyn TableKind>>;
}

/// What makes events. Metrics are indices.
#[derive(Debug)]
pub enum EventDraft {
    Proportional {
        metric: usize,
        scale: f64,
    },
    Threshold {
        metric: usize,
        rule: ThresholdRule,
    },
    /// Nothing; the table stays empty.
    Nothing,
}

/// Whose children rows are, and how many there are of each.
pub struct ChildrenDraft<'a> {
    /// The name of the parent's table.
    pub parent: Field<'a>,
    pub counts: ChildCounts,
    pub counts_at: Field<'a>,
}

/// What a bridge pairs.
pub struct BridgeDraft<'a> {
    pub left: Field<'a>,
    pub right: Field<'a>,
    pub partners: (u64, u64),
    pub partners_at: Field<'a>,
    pub trajectory_driven: bool,
    pub directed: bool,
}

/// Tiers that make rows versions of entities, before it is known which fact shows the metric.
#[derive(Debug)]
pub struct Tiers {
    pub metric: usize,
    /// The fact that the config names.
    pub fact: Option<String>,
    pub by: TierBy,
    pub ladder: StageLadder,
    /// From lowest to highest.
    pub labels: Arc<[String]>,
    /// Whether an entity can fall, and after how many periods in a row below its tier it does.
    pub falls_after: Option<u32>,
    /// Whether the last version has no end.
    pub open: bool,
}

/// A column whose references were not looked up.
pub struct ColumnDraft<'a> {
    pub name: String,
    pub at: Field<'a>,
    /// Where the source stands.
    pub source_at: Field<'a>,
    pub source: Arc<dyn SourceDraft>,
    /// What it has in common with others of its file.
    pub entry: &'static Entry,
    /// The type that is asked for; without one the source's own.
    pub dtype: Option<Dtype>,
    /// Which row a foreign key names.
    pub choice: Choice<'a>,
    pub description: Option<String>,
    pub pii_note: Option<String>,
    pub allow_outside_window: bool,
    /// Whether the config names it, or it comes of itself.
    pub added: bool,
}

/// What is said of the row that a foreign key names.
#[derive(Default)]
pub struct Choice<'a> {
    /// Weights, by the parent's key.
    pub weights: Vec<(String, f64, Field<'a>)>,
    /// The column of the parent that holds weights.
    pub weight: Option<Field<'a>>,
    /// The column whose value both rows share.
    pub same: Option<Field<'a>>,
    /// The keys themselves, by row.
    pub keys: Vec<Field<'a>>,
}

impl<'a> ColumnDraft<'a> {
    /// A column that stands nowhere in the config; `at` is what it comes from.
    pub fn unwritten(
        name: &str,
        entry: &'static Entry,
        source: impl SourceDraft + 'static,
        at: &Field<'a>,
    ) -> Self {
        ColumnDraft {
            name: name.to_owned(),
            at: at.clone(),
            source_at: at.clone(),
            source: Arc::new(source),
            entry,
            dtype: None,
            choice: Choice::default(),
            description: None,
            pii_note: None,
            allow_outside_window: false,
            added: false,
        }
    }
}

/// The types a config can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dtype {
    Int,
    Float,
    String,
    Date,
    Boolean,
    Id,
    Struct,
    Array,
}
