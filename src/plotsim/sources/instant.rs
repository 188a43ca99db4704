//! `generated:timestamp` in events: when within its period each of them happens.

use std::sync::Arc;

use arrow::array::{ArrayRef, TimestampMicrosecondArray};

use super::calendar::explain_period;
use super::{
    Calendar, Entry, OfPeriod as Declared, Place, Role, Site, Source, SourceDraft, Standing, Stated, Values,
    Written,
};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Facts, Nulls, OfPeriod, Order, Relation, Window};
use crate::plotsim::model::{CalendarField, Plotsim};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::{below, normals};
use crate::steps::Steps;
use crate::trajectory::jitter::jittered_day;
use crate::trajectory::time_axis::{Period, day_number};

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;

const DOC: &str = "In events a moment within the period, elsewhere its first day";

pub static ENTRY: Entry = Entry {
    builder: &[Written::word("timestamp", DOC, |_| Some(Arc::new(Instant)))],
    engine: &[Written::word("generated:timestamp", DOC, |_| Some(Arc::new(Instant)))],
    what: "a date of the row",
    role: Role::Value,
    unique: false,
    stands: |about| about.period,
    hint: Some("its rows must belong to periods"),
};

impl SourceDraft for Instant {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        Some(match column.about.event {
            true => Arc::new(Instant),
            false => Arc::new(Calendar::new(CalendarField::Date)),
        })
    }

    fn of_period(&self) -> Declared {
        Declared::Field(CalendarField::Date)
    }

    fn identifies(&self, column: &Standing<'_, '_>) -> bool {
        column.about.is_each_period()
    }
}

/// An instant uniform over the row's period, to the microsecond.
///
/// Of a period that the window cuts off, the events outside the window are dropped: see [`Moments`]. Where a table has several
/// such columns, the first decides, and the others are uniform over the days that are left.
///
/// The events of an entity in a period come in the order of their instants. Where the config has temporal jitter, each
/// instant is then reported a rounded normal number of days off, but within the window; order holds again after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant;

impl Source for Instant {
    fn kind(&self) -> ColumnType {
        ColumnType::Timestamp
    }

    fn words(&self, _: &Plotsim) -> String {
        "generated:timestamp".to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        Stated {
            kind: self.kind(),
            nulls: Nulls::Never,
            range: None,
            categories: None,
            law: None,
            reference: None,
            relation: Relation::Period(OfPeriod::Moment),
            unique: false,
            order: Order::Any,
            window: Window::Period,
            description: format!("When the {} took place", place.row_word()),
            duty: Duty::Judge,
        }
        .into()
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let key = site.key();
        Arc::new(InstantValues {
            engine: Arc::clone(site.engine),
            decides: Moments::column(site.engine.config(), site.table) == Some(site.column),
            jitter: Draws::new(key.child("jitter"), 1),
            draws: Draws::new(key, 1),
        })
    }
}

/// Which events of a table lie inside the window.
pub struct Moments {
    engine: Arc<Engine>,
    draws: Draws,
    /// The periods that the window cuts off: the first, the last, both or none.
    cut: Vec<Period>,
}

impl Moments {
    /// The column that shows the moments of a table's events.
    fn column(config: &Plotsim, table: usize) -> Option<usize> {
        config.facts(table).iter().position(|facts| facts.window == Window::Period)
    }

    /// The moments of the events of a table, shown by its first column of instants if it has one.
    pub fn new(engine: &Arc<Engine>, table: usize) -> Moments {
        let config = engine.config();
        let key = match Moments::column(config, table) {
            Some(column) => Site { engine, table, column }.key(),
            None => engine.key().child("table").child(&config.tables[table].name).child("moment"),
        };
        let mut ends = vec![0, config.time.len() - 1];
        ends.dedup();
        let cut =
            ends.into_iter().filter_map(|period| config.time.period(period)).filter(|period| period.is_cut());
        Moments { engine: Arc::clone(engine), draws: Draws::new(key, 1), cut: cut.collect() }
    }

    /// Which of an entity's `count` events in a period happen inside the window, by their places from 0; `None` if all do.
    pub fn inside(&self, entity: u64, period: usize, count: u64) -> Option<Vec<u64>> {
        let period = self.cut.iter().find(|cut| cut.index == period)?;
        let identity = self.engine.identities_of(entity..entity + 1).first().copied().unwrap_or_default();
        let mut words = Vec::new();
        self.draws.of_period(identity, period.index as u64, count, &mut words);
        let (first, last) = period.inside;
        let days = i64::from(first)..=i64::from(last);
        let is_inside = |word: &u64| days.contains(&moment(whole(period), *word).div_euclid(DAY));
        Some((0..count).zip(&words).filter(|(_, word)| is_inside(word)).map(|(place, _)| place).collect())
    }
}

/// First and last day of a period, whether or not the window holds them.
fn whole(period: &Period) -> (i32, i32) {
    (period.anchor, period.anchor + period.days as i32 - 1)
}

/// The microsecond that a word picks of some days, both included.
fn moment((first, last): (i32, i32), word: u64) -> i64 {
    let span = i64::from(last - first + 1) * DAY;
    i64::from(first) * DAY + below(word, span as u64) as i64
}

struct InstantValues {
    engine: Arc<Engine>,
    /// Whether it is the column that decides which events are inside the window.
    decides: bool,
    draws: Draws,
    jitter: Draws,
}

impl InstantValues {
    /// Microseconds since 1970, by row.
    fn instants(&self, rows: &RowSet) -> Vec<i64> {
        let config = self.engine.config();
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        let mut instants = Vec::with_capacity(rows.len);
        for same in rows.periods.chunk_by(|a, b| a == b) {
            let period = config.time.period(same[0] as usize);
            let days =
                period.map_or((0, 0), |period| if self.decides { whole(&period) } else { period.inside });
            let from = instants.len();
            let own = &words[from..from + same.len()];
            instants.extend(own.iter().map(|word| moment(days, *word)));
        }
        if config.temporal_jitter > 0.0 {
            let (first, last) = (day_number(config.time.first_day()), day_number(config.time.last_day()));
            let mut scores = Vec::new();
            self.jitter.words(rows, &mut words);
            normals(&words, &mut scores);
            for (instant, z) in instants.iter_mut().zip(scores) {
                let day = instant.div_euclid(DAY) as i32;
                let reported = jittered_day(day, config.temporal_jitter, z, first, last);
                *instant += i64::from(reported - day) * DAY;
            }
        }
        let mut at = 0;
        for same in rows.entities.chunk_by(|a, b| a == b) {
            let own = at..at + same.len();
            for cell in rows.periods[own.clone()].chunk_by(|a, b| a == b) {
                instants[at..at + cell.len()].sort_unstable();
                at += cell.len();
            }
        }
        instants
    }
}

impl Values for InstantValues {
    fn array(&self, rows: &RowSet) -> ArrayRef {
        Arc::new(TimestampMicrosecondArray::from(self.instants(rows)))
    }

    fn explain(&self, site: Site<'_>, rows: &RowSet, row: usize, steps: &mut Steps) {
        explain_period(site, rows, row, steps);
        steps.words(&self.draws.of_row(rows, row), "of this event: where in its period it would happen");
        let jitter = site.engine.config().temporal_jitter;
        if jitter > 0.0 {
            let words = self.jitter.of_row(rows, row);
            let mut scores = Vec::new();
            normals(&words, &mut scores);
            let detail =
                format!("days off, times a standard deviation of {jitter}, rounded, inside the window");
            steps.number("jitter", scores.first().copied().unwrap_or_default(), detail);
        }
        let same = |other: usize| {
            rows.entities.get(other) == rows.entities.get(row)
                && rows.periods.get(other) == rows.periods.get(row)
        };
        let first = (0..=row).rev().take_while(|other| same(*other)).last().unwrap_or(row);
        let count = (first..rows.len).take_while(|other| same(*other)).count();
        let detail =
            format!("place among the entity's {count} instants of the period, which are put in order");
        steps.number("order", (row - first) as f64, detail);
    }
}
