//! What is gathered beside the columns: events by entity and period, the periods of date dimensions, and the pairs of bridges.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Datelike;

use super::cells::{EventTally, group_of, groups};
use super::columns::{Grain, TablePlan};
use super::evidence::ColumnKeys;
use super::keys::{Examples, KeySet, Values};
use super::pairs::{PairPlan, PairTally};
use super::versions::{VersionPlan, VersionTally};
use crate::facts::rows::Panel;
use crate::facts::{Facts, OfPeriod, Pick, Relation, Window};
use crate::project::Project;
use crate::tables::Block;
use crate::trajectory::time_axis::{TimeAxis, date_of};

/// What is gathered beside the columns: events by entity and period, and the pairs of bridges.
pub struct Extra {
    events: Option<EventColumns>,
    pub pairs: Option<PairPlan>,
    pub versions: Option<VersionPlan>,
    spine: Option<Spine>,
}

/// The columns of a date dimension, and the keys of all periods.
struct Spine {
    key: Option<usize>,
    date: Option<usize>,
    keys: BTreeSet<i64>,
}

impl Spine {
    fn new(own: &[&Facts], time: &TimeAxis) -> Spine {
        let column =
            |wanted: OfPeriod| own.iter().position(|facts| facts.relation == Relation::Period(wanted));
        Spine {
            key: column(OfPeriod::Key),
            date: column(OfPeriod::Day),
            keys: (0..time.len())
                .filter_map(|period| time.period(period))
                .map(|period| i64::from(period.date_key))
                .collect(),
        }
    }

    fn add(&self, block: &Block, wrong: &mut Examples) {
        let column = |place: Option<usize>| place.map(|place| Values::of(&block.columns[place]));
        let (Some(keys), dates) = (column(self.key), column(self.date)) else { return };
        for row in 0..block.rows {
            let key = keys.int(row).filter(|_| keys.is_valid(row));
            let of_date = |dates: &Values| {
                let day = dates.int(row).filter(|_| dates.is_valid(row))?;
                let date = date_of(i32::try_from(day).ok()?)?;
                Some(i64::from(date.year()) * 10_000 + i64::from(date.month() * 100 + date.day()))
            };
            let known = key.is_some_and(|key| self.keys.contains(&key));
            if !known || dates.as_ref().is_some_and(|dates| of_date(dates) != key) {
                wrong.push(|| keys.words(row));
            }
        }
    }
}

/// The columns of a table of events that say what each is about.
struct EventColumns {
    entity: Option<(usize, Arc<KeySet>)>,
    period: Option<(usize, Arc<KeySet>)>,
    instant: Option<usize>,
    entities: u64,
    groups: usize,
    time: TimeAxis,
    /// First second of each period and the one after its last, within the window.
    spans: Vec<(f64, f64)>,
    /// Instants may leave their period, but not the window.
    jitter: bool,
    /// Days before the end of the window from which on events may not be there yet.
    late: i32,
}

#[derive(Default)]
pub struct ExtraTally {
    pub events: Option<EventTally>,
    pub instants: Examples,
    pub pairs: Option<PairTally>,
    pub versions: Option<VersionTally>,
}

impl Extra {
    pub fn new(project: &Project, plans: &[TablePlan], keys: &[Vec<ColumnKeys>], table: usize) -> Extra {
        let (Some(panel), Some(rows)) = (project.panel(), project.rows(table)) else {
            return Extra { events: None, pairs: None, versions: None, spine: None };
        };
        let Panel { entities, time, temporal_jitter, late } = panel;
        let own = project.facts(table);
        let keyed = |wanted: Pick| {
            own.iter().enumerate().find_map(|(column, facts)| {
                let reference = facts.reference.as_ref().filter(|reference| reference.pick == wanted)?;
                let keys = keys.get(reference.table)?.get(reference.column?)?.as_ref()?;
                Some((column, Arc::clone(&keys.0)))
            })
        };
        let events = (plans[table].grain == Grain::Event).then(|| EventColumns {
            entity: keyed(Pick::Entity),
            period: keyed(Pick::Period),
            instant: own.iter().position(|facts| facts.window == Window::Period),
            entities,
            groups: groups(entities),
            time,
            spans: (0..time.len())
                .map(|period| {
                    let inside = time.period(period).map_or((0, 0), |period| period.inside);
                    (f64::from(inside.0) * 86_400.0, f64::from(inside.1 + 1) * 86_400.0)
                })
                .collect(),
            jitter: temporal_jitter > 0.0,
            late,
        });
        let pairs = rows.bridge;
        // Versions of an entity are several rows, of which pairs name the current one.
        let things = |table: usize| (!plans[table].shared_keys.is_empty()).then_some(entities);
        let pairs = pairs.and_then(|bridge| {
            let things = (things(bridge.left), things(bridge.right));
            PairPlan::new(&bridge, keyed(Pick::Left), keyed(Pick::Right), things)
        });
        let versions = VersionPlan::new(&own, &plans[table].shared_keys, &time);
        let spine = rows.about.calendar.then(|| Spine::new(&own, &time));
        Extra { events, pairs, versions, spine }
    }

    pub fn empty(&self) -> ExtraTally {
        ExtraTally {
            events: self
                .events
                .as_ref()
                .filter(|columns| columns.entity.is_some() && columns.period.is_some())
                .map(|columns| EventTally::new(columns.groups, &columns.time, columns.late)),
            instants: Examples::default(),
            pairs: self.pairs.as_ref().map(|_| PairTally::default()),
            versions: self.versions.as_ref().map(|_| VersionTally::default()),
        }
    }

    pub fn add(&self, block: &Block, tally: &mut ExtraTally) {
        if let Some(columns) = &self.events {
            columns.add(block, tally);
        }
        if let (Some(plan), Some(own)) = (&self.pairs, &mut tally.pairs) {
            plan.add(block, own);
        }
        if let (Some(plan), Some(own)) = (&self.versions, &mut tally.versions) {
            plan.add(block, own);
        }
        if let Some(spine) = &self.spine {
            spine.add(block, &mut tally.instants);
        }
    }
}

impl EventColumns {
    fn add(&self, block: &Block, tally: &mut ExtraTally) {
        let rows_of = |column: &Option<(usize, Arc<KeySet>)>| {
            column.as_ref().map(|(column, keys)| {
                let mut hashes = Vec::new();
                Values::of(&block.columns[*column]).hashes(block.rows, &mut hashes);
                hashes.into_iter().map(|hash| keys.row(hash)).collect::<Vec<_>>()
            })
        };
        let (entities, periods) = (rows_of(&self.entity), rows_of(&self.period));
        if let (Some(own), Some(entities), Some(periods)) = (&mut tally.events, &entities, &periods) {
            for (entity, period) in entities.iter().zip(periods) {
                // Keys without a row are another check's.
                if let (Some(entity), Some(period)) = (entity, period)
                    && *entity < self.entities
                    && (*period as usize) < self.spans.len()
                {
                    own.add(group_of(*entity, self.entities, self.groups), *entity, *period as usize, 1);
                }
            }
        }
        if let Some(column) = self.instant {
            let seconds = seconds(&block.columns[column]);
            let window =
                (self.spans.first().map_or(0.0, |span| span.0), self.spans.last().map_or(0.0, |span| span.1));
            for (row, second) in seconds.iter().enumerate() {
                let own = periods.as_ref().and_then(|periods| *periods.get(row)?);
                let span = own.and_then(|period| self.spans.get(period as usize));
                let (from, to) = match span {
                    Some(span) if !self.jitter => *span,
                    _ => window,
                };
                if !(*second >= from && *second < to) {
                    tally.instants.push(|| Values::of(&block.columns[column]).words(row));
                }
            }
        }
    }
}

/// Seconds of instants or midnights of dates, NaN where null.
fn seconds(array: &arrow::array::ArrayRef) -> Vec<f64> {
    use arrow::array::Array;
    let values = Values::of(array);
    let scale = |value: i64| match array.data_type() {
        arrow::datatypes::DataType::Date32 => value as f64 * 86_400.0,
        _ => value as f64 / 1e6,
    };
    let second = |row: usize| values.int(row).filter(|_| values.is_valid(row)).map_or(f64::NAN, scale);
    (0..array.len()).map(second).collect()
}

impl ExtraTally {
    pub fn merge(&mut self, later: ExtraTally) {
        if let (Some(own), Some(later)) = (&mut self.events, &later.events) {
            own.merge(later);
        }
        self.instants.merge(later.instants);
        if let (Some(own), Some(later)) = (&mut self.versions, later.versions) {
            own.merge(later);
        }
        if let (Some(own), Some(later)) = (&mut self.pairs, later.pairs) {
            own.merge(later);
        }
    }
}
