//! `generated:timestamp`: when within its period an event happens, or with a rhythm any row of a period.

use std::sync::{Arc, OnceLock};

use arrow::array::{ArrayRef, TimestampMicrosecondArray};

use super::calendar::explain_period;
use super::{
    Calendar, Entry, OfPeriod as Declared, Place, Reading, Role, Site, Source, SourceDraft, Standing, Stated,
    Values, Written,
};
use crate::config::calendar::format_timestamp;
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::facts::{CalendarShares, Duty, Facts, Nulls, OfPeriod, Order, Relation, Window};
use crate::plotsim::draft::Catalog;
use crate::plotsim::model::{About, CalendarField, Plotsim};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::{Key, below, normals};
use crate::rhythm::{self, Part, Rhythm, SpanSampler};
use crate::steps::Steps;
use crate::trajectory::jitter::jittered_day;
use crate::trajectory::time_axis::{Granularity, Period, TimeAxis, day_number};

/// Microseconds in a second and in a day.
const MICROS: i64 = 1_000_000;
const DAY: i64 = 86_400 * MICROS;

const DOC: &str =
    "In events a moment within the period, elsewhere its first day; with a rhythm a moment everywhere";

pub static ENTRY: Entry = Entry {
    builder: &[Written::word("timestamp", DOC, read)],
    engine: &[Written::word("generated:timestamp", DOC, read)],
    what: "a date of the row",
    role: Role::Value,
    unique: false,
    stands: |about| about.period,
    hint: Some("its rows must belong to periods"),
};

fn read(reading: &mut Reading<'_, '_>) -> Option<Arc<dyn SourceDraft>> {
    let rhythm = rhythm::optional(reading.fields, &rhythm::MOMENTS, Part::Moments)?;
    Some(Arc::new(Unresolved { rhythm: rhythm.map(|(_, rhythm)| Arc::new(rhythm)) }))
}

/// A date of the row, as it is written.
#[derive(Debug)]
struct Unresolved {
    rhythm: Option<Arc<Rhythm>>,
}

impl SourceDraft for Unresolved {
    fn resolve(&self, column: &Standing<'_, '_>) -> Option<Arc<dyn Source>> {
        let event = column.about.event;
        let rhythm = match (&self.rhythm, column.draft.at.written(&rhythm::MOMENTS)) {
            (Some(rhythm), Some(field)) => {
                check_rhythm(column.catalog, &field, rhythm, column.about)?;
                Some(Arc::clone(rhythm))
            }
            // That of the table was checked with the table.
            _ => column.catalog.table(column.table)?.rhythm.as_ref().map(|(_, rhythm)| Arc::clone(rhythm)),
        };
        Some(match event || rhythm.is_some() {
            true => Arc::new(Instant { rhythm }),
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

/// Whether a rhythm can say when in its period a row of a table happens; what is wrong is reported at `field`.
pub fn check_rhythm(
    catalog: &Catalog<'_, '_>,
    field: &Field<'_>,
    rhythm: &Rhythm,
    about: &About,
) -> Option<()> {
    if about.calendar {
        let message = "a row of a date dimension is a whole period, and no moment of it";
        field.error("wrong-place", message, None);
        return None;
    }
    // A window that could not be read was reported.
    let Some(time) = &catalog.known.time else { return Some(()) };
    let label = |period: usize| time.label(period).unwrap_or_default();
    rhythm.check_spans(field, &spans(time, about.event), time.granularity(), label)
}

/// The days of every period, those outside the window included if `whole`.
fn spans(time: &TimeAxis, whole: bool) -> Vec<(i32, i32)> {
    let periods = (0..time.len()).filter_map(|period| time.period(period));
    periods.map(|period| if whole { self::whole(&period) } else { period.inside }).collect()
}

/// An instant within the row's period, to the microsecond: uniform, or by what days and hours weigh in a rhythm.
///
/// Of a period that the window cuts off, the events outside the window are dropped: see [`Moments`]. Where a table has several
/// such columns, the first decides, and the others lie in the days that are left.
///
/// The events of an entity in a period come in the order of their instants. Where the config has temporal jitter, each
/// instant is then reported a rounded normal number of days off, but within the window; order holds again after that.
#[derive(Clone, Debug)]
pub struct Instant {
    pub rhythm: Option<Arc<Rhythm>>,
}

impl Source for Instant {
    fn kind(&self) -> ColumnType {
        ColumnType::Timestamp
    }

    fn words(&self, _: &Plotsim) -> String {
        "generated:timestamp".to_owned()
    }

    fn facts(&self, place: &Place<'_>) -> Facts {
        let verb = if place.table().kind.about().event { "took place" } else { "was recorded" };
        let facts: Facts = Stated {
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
            description: format!("When the {} {verb}", place.row_word()),
            duty: Duty::Judge,
        }
        .into();
        let shares = self.rhythm.as_ref().map(|rhythm| Arc::new(shares(rhythm, place)));
        Facts { rhythm: shares, ..facts }
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        let key = site.key();
        let config = site.engine.config();
        let event = config.tables[site.table].kind.about().event;
        Arc::new(InstantValues {
            engine: Arc::clone(site.engine),
            decides: event && Moments::column(config, site.table) == Some(site.column),
            sampler: self.rhythm.as_ref().map(|rhythm| (Arc::clone(rhythm), OnceLock::new())),
            noise: key.child("noise"),
            // The error is in when an event was reported; what a period's values are of is known.
            jitter: if event { config.temporal_jitter } else { 0.0 },
            errors: Draws::new(key.child("jitter"), 1),
            draws: Draws::new(key, 1),
        })
    }

    fn rhythm(&self) -> Option<&Arc<Rhythm>> {
        self.rhythm.as_ref()
    }
}

/// What a rhythm gives hours and days of the week, whatever happens in a period.
fn shares(rhythm: &Rhythm, place: &Place<'_>) -> CalendarShares {
    let time = &place.config.time;
    let cut = |period: usize| time.period(period).is_none_or(|period| period.is_cut());
    // Whole weeks are alike; days of a month, and those that a window or an error of reports moves, are not.
    let weeks = time.granularity() == Granularity::Weekly && !cut(0) && !cut(time.len() - 1);
    let exact = !place.table().kind.about().event || place.config.temporal_jitter == 0.0;
    let weekdays = rhythm.weekday_shares().filter(|_| weeks && exact);
    let greatest = weekdays.iter().flatten().copied().fold(0.0, f64::max);
    CalendarShares {
        hours: Some(rhythm.hour_shares()),
        weekdays,
        clumping: rhythm.noise * rhythm.noise * greatest,
    }
}

/// Which events of a table lie inside the window.
pub struct Moments {
    engine: Arc<Engine>,
    draws: Draws,
    /// The periods that the window cuts off: the first, the last, both or none.
    cut: Vec<Period>,
    /// Draws by a rhythm, where there is one and a period is cut off.
    sampler: Option<SpanSampler>,
}

impl Moments {
    /// The column that shows the moments of a table's events.
    fn column(config: &Plotsim, table: usize) -> Option<usize> {
        config.facts(table).iter().position(|facts| facts.window == Window::Period)
    }

    /// The moments of the events of a table, shown by its first column of instants if it has one.
    pub fn new(engine: &Arc<Engine>, table: usize) -> Moments {
        let config = engine.config();
        let column = Moments::column(config, table);
        let key = match column {
            Some(column) => Site { engine, table, column }.key(),
            None => engine.key().child("table").child(&config.tables[table].name).child("moment"),
        };
        let rhythm = column.and_then(|column| config.tables[table].columns[column].source.rhythm());
        let mut ends = vec![0, config.time.len() - 1];
        ends.dedup();
        let cut =
            ends.into_iter().filter_map(|period| config.time.period(period)).filter(|period| period.is_cut());
        let cut: Vec<Period> = cut.collect();
        let sampler = rhythm.filter(|_| !cut.is_empty());
        let sampler = sampler.map(|rhythm| rhythm.spans(&spans(&config.time, true), key.child("noise")));
        Moments { engine: Arc::clone(engine), draws: Draws::new(key, 1), cut, sampler }
    }

    /// Which of an entity's `count` events in a period happen inside the window, by their places from 0; `None` if all do.
    pub fn inside(&self, entity: u64, period: usize, count: u64) -> Option<Vec<u64>> {
        let period = self.cut.iter().find(|cut| cut.index == period)?;
        let identity = self.engine.identities_of(entity..entity + 1).first().copied().unwrap_or_default();
        let mut words = Vec::new();
        self.draws.of_period(identity, period.index as u64, count, &mut words);
        let (first, last) = period.inside;
        let days = i64::from(first)..=i64::from(last);
        let moment = |word: u64| match &self.sampler {
            Some(sampler) => sampler.moment(period.index, word),
            None => moment(whole(period), word),
        };
        let is_inside = |word: &u64| days.contains(&moment(*word).div_euclid(DAY));
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
    /// What draws by a rhythm, made when first read.
    sampler: Option<(Arc<Rhythm>, OnceLock<SpanSampler>)>,
    noise: Key,
    draws: Draws,
    /// Standard deviation of the error of reports, in days.
    jitter: f64,
    errors: Draws,
}

impl InstantValues {
    fn sampler(&self) -> Option<&SpanSampler> {
        let (rhythm, sampler) = self.sampler.as_ref()?;
        let make = || rhythm.spans(&spans(&self.engine.config().time, self.decides), self.noise);
        Some(sampler.get_or_init(make))
    }

    /// The moments of some words in a period.
    fn moments(&self, period: u32, words: &[u64], out: &mut Vec<i64>) {
        if let Some(sampler) = self.sampler() {
            out.extend(words.iter().map(|word| sampler.moment(period as usize, *word)));
            return;
        }
        let period = self.engine.config().time.period(period as usize);
        let days = period.map_or((0, 0), |period| if self.decides { whole(&period) } else { period.inside });
        out.extend(words.iter().map(|word| moment(days, *word)));
    }

    /// Microseconds since 1970, by row.
    fn instants(&self, rows: &RowSet) -> Vec<i64> {
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        let mut instants = Vec::with_capacity(rows.len);
        for same in rows.periods.chunk_by(|a, b| a == b) {
            let from = instants.len();
            self.moments(same[0], &words[from..from + same.len()], &mut instants);
        }
        if self.jitter > 0.0 {
            let time = &self.engine.config().time;
            let (first, last) = (day_number(time.first_day()), day_number(time.last_day()));
            let mut scores = Vec::new();
            self.errors.words(rows, &mut words);
            normals(&words, &mut scores);
            for (instant, z) in instants.iter_mut().zip(scores) {
                let day = instant.div_euclid(DAY) as i32;
                let reported = jittered_day(day, self.jitter, z, first, last);
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
        let words = self.draws.of_row(rows, row);
        steps.words(&words, "of this row: where in its period it would happen");
        if self.sampler.is_some()
            && let Some(period) = rows.periods.get(row)
        {
            let mut moments = Vec::new();
            self.moments(*period, &words, &mut moments);
            let second = moments.first().map_or(0, |moment| moment.div_euclid(MICROS));
            let detail =
                "of the period, by what its days and hours weigh: the moment that the word stands for";
            steps.text("moment", format_timestamp(second), detail);
        }
        if self.jitter > 0.0 {
            let words = self.errors.of_row(rows, row);
            let mut scores = Vec::new();
            normals(&words, &mut scores);
            let detail = format!(
                "days off, times a standard deviation of {}, rounded, inside the window",
                self.jitter
            );
            steps.number("jitter", scores.first().copied().unwrap_or_default(), detail);
        }
        if !site.engine.config().tables[site.table].kind.about().event {
            return;
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
