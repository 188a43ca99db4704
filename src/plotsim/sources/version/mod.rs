//! `scd`: tiers, and what they make of a dimension: a row for each stay of an entity in one, with the days from which and to
//! which it holds.

mod added;
mod written;

pub use added::{complete, is_row, named_after};
pub use written::{BY, DIRECTION, ENTRY, FALLS, HOLD, KEYS, OPEN_END, SCD_TYPE2, TIERS, TRACKS, UNTIL};

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use arrow::array::{ArrayRef, BooleanArray, Int32Array, StringArray};

use super::calendar::explain_period;
use super::entity::explain_entity;
use super::values::{chosen, whole};
use super::{Place, Site, Source, Stated, Values};
use crate::config::types::ColumnType;
use crate::facts::{
    self, Categories, Drawn, Duty, Facts, Nulls, OfVersion, Order, Reference, Relation, Window,
};
use crate::plotsim::model::{ForeignKey, Plotsim, TierBy};
use crate::plotsim::tables::engine::{Engine, Timelines, Version};
use crate::plotsim::tables::rows::RowSet;
use crate::plotsim::tables::subject::Subjects;
use crate::steps::Steps;
use crate::tables::{Datum, Interval};
use crate::workers::Workers;

/// What a column of a versioned dimension tells of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Tier,
    /// Its number in the table, from 1.
    Row,
    /// The first day of its first period, and that of the next version's, as YYYYMMDD.
    From,
    To,
    IsCurrent,
}

impl Part {
    fn told(self) -> OfVersion {
        match self {
            Part::Tier => OfVersion::Tier,
            Part::Row => OfVersion::Row,
            Part::From => OfVersion::From,
            Part::To => OfVersion::To,
            Part::IsCurrent => OfVersion::IsCurrent,
        }
    }
}

impl Source for Part {
    fn kind(&self) -> ColumnType {
        match self {
            Part::Tier => ColumnType::Text,
            Part::Row => ColumnType::Int64,
            Part::From | Part::To => ColumnType::Int32,
            Part::IsCurrent => ColumnType::Bool,
        }
    }

    fn words(&self, _: &Plotsim) -> String {
        match self {
            Part::Tier => "scd_type2",
            Part::Row => "version:row",
            Part::From => "version:from",
            Part::To => "version:to",
            Part::IsCurrent => "version:current",
        }
        .to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let time = &place.config.time;
        let key = |period: usize| time.period(period).map(|period| f64::from(period.date_key));
        let (entity, period) = (place.entity_word(), place.period_word());
        let versions = place.table().kind.versions();
        let open = versions.is_some_and(|versions| versions.open);
        let last = if open { key(time.len() - 1) } else { Some(OPEN_END as f64) };
        Stated {
            kind: self.kind(),
            nulls: if *self == Part::To && open { Nulls::Possible } else { Nulls::Never },
            range: match self {
                Part::From => key(0).zip(key(time.len() - 1)),
                Part::To => key(0).zip(last),
                Part::Row => Some((1.0, f64::INFINITY)),
                Part::Tier | Part::IsCurrent => None,
            },
            categories: match self {
                Part::Tier => versions.map(|versions| Categories::unweighted(Arc::clone(&versions.labels))),
                Part::Row | Part::From | Part::To | Part::IsCurrent => None,
            },
            law: None,
            reference: None,
            relation: Relation::Version(self.told()),
            unique: *self == Part::Row,
            order: if *self == Part::Row { Order::RowNumber } else { Order::Any },
            window: Window::Any,
            description: match self {
                Part::Tier => format!("{} in this version", place.named()),
                Part::Row => format!("Number of the version, over all {entity} rows"),
                Part::From => format!("First day of the {period} from which the version holds, as YYYYMMDD"),
                Part::To => {
                    format!("First day of the {period} from which it holds no more, as YYYYMMDD")
                }
                Part::IsCurrent => format!("Whether it is the last version of the {entity}"),
            },
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(PartValues { told: Told::new(site, site.table), part: *self, names: OnceLock::new() })
    }

    fn subjects(&self, _: Site<'_>, _: Option<u64>, interval: &Interval) -> Option<Subjects> {
        if *self != Part::Row {
            return None;
        }
        let end = |end: &Option<Datum>, otherwise: i64| match end {
            Some(Datum::Whole(number)) => Some(*number),
            None => Some(otherwise),
            Some(_) => None,
        };
        let (low, high) = (end(&interval.low, 1)?.max(1), end(&interval.high, i64::MAX)?);
        let rows = if high < low { 0..0 } else { low as u64 - 1..high as u64 };
        Some(Subjects::Rows(rows))
    }
}

/// Whose versions rows are about.
struct Told {
    engine: Arc<Engine>,
    /// The versioned dimension.
    dim: usize,
}

impl Told {
    fn new(site: Site<'_>, dim: usize) -> Told {
        Told { engine: Arc::clone(site.engine), dim }
    }

    /// The version of each row: the row itself, the one that holds in the row's period, or the current one of its entity.
    fn versions(&self, rows: &RowSet, numbered: bool) -> Vec<Version> {
        if !rows.versions.is_empty() {
            return rows.versions.clone();
        }
        let mut found = Vec::with_capacity(rows.len);
        let mut row = 0;
        for range in runs(&rows.entities) {
            let workers = (numbered && !rows.roughly).then(Workers::single);
            let timelines = self.engine.timelines(self.dim, range.clone(), workers.as_ref());
            while let Some(entity) = rows.entities.get(row).filter(|entity| range.contains(entity)) {
                let version = match rows.periods.get(row) {
                    Some(period) => timelines.at(*entity, *period),
                    None => timelines.of(*entity).last().copied(),
                };
                found.push(version.unwrap_or(NOWHERE));
                row += 1;
            }
        }
        found.resize(rows.len, NOWHERE);
        found
    }

    fn of(&self, rows: &RowSet, row: usize) -> Option<(Version, Timelines)> {
        let version = self.versions(rows, true).get(row).copied()?;
        let entity = *rows.entities.get(row)?;
        Some((version, self.engine.timelines(self.dim, entity..entity + 1, None)))
    }

    fn explain(&self, rows: &RowSet, row: usize, steps: &mut Steps) {
        let config = self.engine.config();
        let Some(versions) = config.tables.get(self.dim).and_then(|table| table.kind.versions()) else {
            return;
        };
        let Some((version, timelines)) = self.of(rows, row) else { return };
        let entity = rows.entities.get(row).copied().unwrap_or_default();
        let own = timelines.of(entity);
        let place = own.iter().position(|other| other.first == version.first).unwrap_or_default();
        let label = |period: u32| config.time.label(period as usize).unwrap_or_default();
        let until = match version.next {
            Some(next) => format!("to before period {next} ({})", label(next)),
            None => "to the end".to_owned(),
        };
        let detail = format!("number {} of the entity's {}: from this period {until}", place + 1, own.len());
        steps.named("version", f64::from(version.first), label(version.first), detail);
        let name = config.metrics.get(versions.metric).map_or("", |metric| metric.name.as_str());
        let what = match versions.by {
            TierBy::Position => "the entity's position in that period".to_owned(),
            TierBy::Metric => format!("the value of '{name}' in that period"),
        };
        let begins: Vec<String> = versions.thresholds().iter().map(f64::to_string).collect();
        let falls = match versions.falls_after {
            None => "; tiers never fall".to_owned(),
            Some(1) => String::new(),
            Some(periods) => format!("; a fall takes {periods} periods in a row"),
        };
        steps.number(
            "decides",
            version.value,
            format!("{what}; tiers begin at {}{falls}", begins.join(", ")),
        );
    }
}

/// What a row has whose entity does not exist, which no table makes.
const NOWHERE: Version = Version { row: 0, tier: 0, first: 0, next: None, value: f64::NAN };

/// The entities of consecutive rows, cut where they do not follow one another.
fn runs(entities: &[u64]) -> Vec<Range<u64>> {
    let follows = |a: &u64, b: &u64| *b == *a || a.checked_add(1) == Some(*b);
    let ends = |run: &[u64]| Some(*run.first()?..*run.last()? + 1);
    entities.chunk_by(follows).filter_map(ends).collect()
}

struct PartValues {
    told: Told,
    part: Part,
    /// The tiers' labels.
    names: OnceLock<ArrayRef>,
}

impl Values for PartValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        let versions = self.told.versions(rows, self.part == Part::Row);
        let config = self.told.engine.config();
        let key = |period: u32| config.time.period(period as usize).map_or(0, |period| period.date_key);
        match self.part {
            Part::Tier => {
                let names = self.names.get_or_init(|| {
                    let versions = config.tables.get(self.told.dim).and_then(|table| table.kind.versions());
                    let labels = versions.map(|versions| Arc::clone(&versions.labels)).unwrap_or_default();
                    Arc::new(StringArray::from_iter_values(labels.iter()))
                });
                chosen(names, versions.iter().map(|version| version.tier as i32).collect())
            }
            Part::Row => numbers_of(&versions),
            Part::From => Arc::new(Int32Array::from_iter_values(versions.iter().map(|own| key(own.first)))),
            Part::To => {
                let versioned = config.tables.get(self.told.dim).and_then(|table| table.kind.versions());
                let end = versioned.is_none_or(|versions| !versions.open).then_some(OPEN_END as i32);
                Arc::new(versions.iter().map(|own| own.next.map(key).or(end)).collect::<Int32Array>())
            }
            Part::IsCurrent => {
                Arc::new(versions.iter().map(|own| Some(own.next.is_none())).collect::<BooleanArray>())
            }
        }
    }

    fn explain(&self, _: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        self.told.explain(rows, row, steps);
    }

    fn reads_numbers(&self) -> bool {
        self.part == Part::Row
    }
}

fn numbers_of(versions: &[Version]) -> ArrayRef {
    whole(ColumnType::Int64, versions.iter().map(|version| version.row as i64 + 1))
}

/// The version of the row's entity that holds in the row's period.
#[derive(Clone, Debug)]
pub struct Held {
    /// To the column that numbers versions.
    pub key: ForeignKey,
}

impl Source for Held {
    fn kind(&self) -> ColumnType {
        self.key.kind
    }

    fn words(&self, config: &Plotsim) -> String {
        self.key.words(config)
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        Stated {
            kind: self.kind(),
            nulls: Nulls::Never,
            range: None,
            categories: None,
            law: None,
            reference: Some(Reference {
                table: self.key.table,
                column: Some(self.key.column),
                rows: 0,
                exact: true,
                pick: facts::Pick::Version,
                drawn: Drawn::Row,
                with: None,
                coins: Vec::new(),
            }),
            relation: Relation::None,
            unique: false,
            order: Order::Any,
            window: Window::Any,
            description: format!(
                "Version of the {} that holds in the {}",
                place.entity_word(),
                place.period_word()
            ),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(HeldValues(Told::new(site, self.key.table)))
    }

    fn reference(&self) -> Option<&ForeignKey> {
        Some(&self.key)
    }
}

struct HeldValues(Told);

impl Values for HeldValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        numbers_of(&self.0.versions(rows, true))
    }

    fn reads_versions_of(&self) -> Option<usize> {
        Some(self.0.dim)
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_entity(site.engine, rows, row, steps);
        explain_period(site, rows, row, steps);
        self.0.explain(rows, row, steps);
    }
}
