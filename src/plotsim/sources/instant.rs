//! `generated:timestamp`: when within its period an event happens, or with a rhythm any row of a period.

use std::collections::BTreeMap;
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
use crate::plotsim::model::{About, CalendarField, Pick, Plotsim};
use crate::plotsim::tables::counted::{DAY, Moments, Picks, moment, spans, whole};
use crate::plotsim::tables::engine::Engine;
use crate::plotsim::tables::rows::{Draws, RowSet};
use crate::random::{Key, below, normals};
use crate::rhythm::{self, Part, Rhythm, SpanSampler};
use crate::steps::Steps;
use crate::trajectory::jitter::jittered_day;
use crate::trajectory::time_axis::{Granularity, day_number};

/// Microseconds in a second.
const MICROS: i64 = 1_000_000;

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
        let event = column.about.moment;
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
    let Some(time) = catalog.known.story.map(|story| story.axis) else { return Some(()) };
    let label = |period: usize| time.label(period).unwrap_or_default();
    rhythm.check_spans(field, &spans(&time, about.moment), time.granularity(), label)
}

/// An instant within the row's period, to the microsecond: uniform, or by what days and hours weigh in a rhythm.
///
/// Of a period that the window cuts off, the rows outside the window are dropped: see [`Moments`]. Where a table has several
/// such columns, the first decides, and the others lie in the days that are left.
///
/// A child does not precede the row it follows, nor does any row one of the same period that it names by a key that says
/// so: such an instant lies from there to the end of the period. Others of an entity in a period come in their order. Where the config has temporal jitter, each
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
        let verb = if place.table().kind.about().moment { "took place" } else { "was recorded" };
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
        // Rows that must not precede others are later in their period than the rhythm alone would have them.
        let free = self.rhythm.as_ref().filter(|_| !follows(place));
        let shares = free.map(|rhythm| Arc::new(shares(rhythm, place)));
        Facts { rhythm: shares, ..facts }
    }

    fn values(&self, site: Site<'_>) -> Arc<dyn Values> {
        Arc::new(InstantValues::new(site, self.rhythm.as_ref()))
    }

    fn rhythm(&self) -> Option<&Arc<Rhythm>> {
        self.rhythm.as_ref()
    }
}

/// Whether instants of the table may have to lie after those of other rows: see [`After`].
fn follows(place: &Place<'_>) -> bool {
    let timed = |table: usize| {
        let mut columns = place.config.tables[table].columns.iter();
        columns.any(|column| column.source.kind() == ColumnType::Timestamp)
    };
    let mut keys = place.table().foreign_keys();
    place.table().kind.children().is_some_and(|children| timed(children.parent))
        || keys.any(|(_, key)| matches!(key.pick, Pick::OwnRow(own) if !own.any) && timed(key.table))
}

/// What a rhythm gives hours and days of the week, whatever happens in a period.
fn shares(rhythm: &Rhythm, place: &Place<'_>) -> CalendarShares {
    let time = &place.config.time;
    let cut = |period: usize| time.period(period).is_none_or(|period| period.is_cut());
    // Whole weeks are alike; days of a month, and those that a window or an error of reports moves, are not.
    let late = place.config.extends() || cut(time.len() - 1);
    let weeks = time.granularity() == Granularity::Weekly && !cut(0) && !late;
    let exact = !place.table().kind.about().moment || place.config.temporal_jitter == 0.0;
    let weekdays = rhythm.weekday_shares().filter(|_| weeks && exact);
    let greatest = weekdays.iter().flatten().copied().fold(0.0, f64::max);
    CalendarShares {
        hours: Some(rhythm.hour_shares()),
        weekdays,
        clumping: rhythm.noise * rhythm.noise * greatest,
    }
}

struct InstantValues {
    engine: Arc<Engine>,
    /// Whether it is the column that decides which rows are inside the window.
    decides: bool,
    /// What draws by a rhythm, made when first read.
    sampler: Option<(Arc<Rhythm>, OnceLock<SpanSampler>)>,
    noise: Key,
    draws: Draws,
    /// Standard deviation of the error of reports, in days.
    jitter: f64,
    errors: Draws,
    after: Vec<After>,
    /// Where the config extends, what cuts the rows of the table.
    cut: Option<Moments>,
}

/// What the instants of rows do not precede.
enum After {
    /// Those of the rows whose children they are.
    Parents(Box<InstantValues>),
    /// Those of the rows that a foreign key names, where these are of the same period.
    Named(Picks, Box<InstantValues>),
}

impl InstantValues {
    fn new(site: Site<'_>, rhythm: Option<&Arc<Rhythm>>) -> InstantValues {
        let config = site.engine.config();
        let key = site.key();
        let table = &config.tables[site.table];
        let of = |table: usize| {
            let column = Moments::column(config, table)?;
            let rhythm = config.tables[table].columns[column].source.rhythm();
            Some(Box::new(InstantValues::new(Site { table, column, ..site }, rhythm)))
        };
        let parents = table.kind.children().and_then(|children| of(children.parent)).map(After::Parents);
        let named = table.foreign_keys().filter_map(|(column, key)| match key.pick {
            Pick::OwnRow(own) if !own.any => {
                Some(After::Named(Picks::new(Site { column, ..site }, key.table, own)?, of(key.table)?))
            }
            _ => None,
        });
        let after = parents.into_iter().chain(named).collect();
        let decides =
            table.kind.cause().is_some() && Moments::column(config, site.table) == Some(site.column);
        InstantValues {
            engine: Arc::clone(site.engine),
            cut: (decides && config.extends()).then(|| Moments::new(site.engine, site.table)),
            decides,
            sampler: rhythm.map(|rhythm| (Arc::clone(rhythm), OnceLock::new())),
            noise: key.child("noise"),
            // The error is in when an event was reported; what a period's values are of is known.
            jitter: if table.kind.about().moment { config.temporal_jitter } else { 0.0 },
            errors: Draws::new(key.child("jitter"), 1),
            draws: Draws::new(key, 1),
            after,
        }
    }

    /// Whether moments lie anywhere in their periods, and not only inside the window. Where a config extends, a period's row is there whole once
    /// its first day has come.
    fn whole(&self) -> bool {
        self.decides || self.engine.config().extends()
    }

    fn sampler(&self) -> Option<&SpanSampler> {
        let (rhythm, sampler) = self.sampler.as_ref()?;
        let make = || rhythm.spans(&spans(&self.engine.config().time, self.whole()), self.noise);
        Some(sampler.get_or_init(make))
    }

    /// The moments of some words in a period.
    fn moments(&self, period: u32, words: &[u64], out: &mut Vec<i64>) {
        if let Some(sampler) = self.sampler() {
            out.extend(words.iter().map(|word| sampler.moment(period as usize, *word)));
            return;
        }
        let period = self.engine.config().time.period(period as usize);
        let days = period.map_or((0, 0), |period| match self.whole() {
            true => whole(&period),
            false => period.inside,
        });
        out.extend(words.iter().map(|word| moment(days, *word)));
    }

    /// The moment of a word in a period, from another moment of it on: by the same rhythm or, where none of the rhythm's are
    /// left inside the window, uniform.
    fn moment_from(&self, period: u32, floor: i64, word: u64) -> i64 {
        let time = &self.engine.config().time;
        let end =
            time.period(period as usize).map_or(floor + 1, |period| (i64::from(period.inside.1) + 1) * DAY);
        if let Some(sampler) = self.sampler() {
            // The greater the word, the later the moment.
            let later_than = |moment: i64| {
                let (mut low, mut high) = (0u128, 1u128 << 64);
                while low < high {
                    let middle = (low + high) / 2;
                    match sampler.moment(period as usize, middle as u64) >= moment {
                        true => high = middle,
                        false => low = middle + 1,
                    }
                }
                low
            };
            let (first, last) = (later_than(floor), later_than(end));
            if let Ok(words) = u64::try_from(last.saturating_sub(first))
                && words > 0
            {
                return sampler.moment(period as usize, first as u64 + below(word, words));
            }
        }
        floor + below(word, (end - floor).max(1) as u64) as i64
    }

    /// The instants that those of the rows do not precede, by row; none where nothing is said of any.
    fn floors(&self, rows: &RowSet) -> Option<Vec<i64>> {
        let all = self.after.iter().map(|after| -> Vec<i64> {
            match after {
                After::Parents(instants) => {
                    let above = rows.above(1).map(|parents| instants.instants(parents)).unwrap_or_default();
                    let of = |place: u32| above.get(place as usize).copied().unwrap_or(i64::MIN);
                    rows.places_above(1).into_iter().map(of).collect()
                }
                After::Named(picks, instants) => {
                    let named = picks.parent_rows(rows);
                    let moments = instants.instants(&named);
                    let of = |(place, period): (Option<u64>, &u32)| {
                        let place = place? as usize;
                        if named.periods.get(place) == Some(period) {
                            moments.get(place).copied()
                        } else {
                            None
                        }
                    };
                    let picked = picks.of(rows).into_iter().zip(&rows.periods);
                    picked.map(|row| of(row).unwrap_or(i64::MIN)).collect()
                }
            }
        });
        all.reduce(|a, b| a.into_iter().zip(b).map(|(a, b)| a.max(b)).collect())
    }

    /// Microseconds since 1970, by row.
    fn instants(&self, rows: &RowSet) -> Vec<i64> {
        let mut words = Vec::new();
        self.draws.words(rows, &mut words);
        let raw = if self.cut.is_some() { &rows.raw } else { &BTreeMap::new() };
        let mut instants = Vec::with_capacity(rows.len);
        for same in rows.periods.chunk_by(|a, b| a == b) {
            let from = instants.len();
            self.moments(same[0], &words[from..from + same.len()], &mut instants);
        }
        let floors = self.floors(rows);
        for (row, floor) in floors.iter().flatten().enumerate().filter(|(_, floor)| **floor > i64::MIN) {
            instants[row] = self.moment_from(rows.periods[row], *floor, words[row]);
        }
        if self.jitter > 0.0 {
            let time = &self.engine.config().time;
            let first = day_number(time.first_day());
            // Those that are reported later are not there yet.
            let last = if self.cut.is_some() { i32::MAX } else { day_number(time.last_day()) };
            let mut scores = Vec::new();
            self.errors.words(rows, &mut words);
            normals(&words, &mut scores);
            for (instant, z) in instants.iter_mut().zip(scores) {
                let day = instant.div_euclid(DAY) as i32;
                let reported = jittered_day(day, self.jitter, z, first, last);
                *instant += i64::from(reported - day) * DAY;
            }
        }
        for (instant, floor) in instants.iter_mut().zip(floors.iter().flatten()) {
            *instant = (*instant).max(*floor);
        }
        self.sort(rows, &mut instants);
        if let Some(cut) = self.cut.as_ref().filter(|_| !raw.is_empty()) {
            let mut at = 0;
            for entity in rows.entities.chunk_by(|a, b| a == b) {
                let periods = rows.periods.get(at..at + entity.len()).unwrap_or_default();
                for same in periods.chunk_by(|a, b| a == b) {
                    let cell = (entity[0], same[0]);
                    let known =
                        raw.get(&cell).and_then(|count| cut.instants(cell.0, cell.1 as usize, *count));
                    for (place, instant) in known.unwrap_or_default().into_iter().enumerate().take(same.len())
                    {
                        instants[at + place] = instant;
                    }
                    at += same.len();
                }
            }
        }
        instants
    }

    /// Puts the instants of an entity in a period in order, or those of the children of a row; where they follow those of
    /// rows that are named, they stay with these.
    fn sort(&self, rows: &RowSet, instants: &mut [i64]) {
        if self.after.iter().any(|after| matches!(after, After::Named(..))) {
            return;
        }
        let mut rest = instants;
        let mut sort = |count: usize| {
            let (own, after) = std::mem::take(&mut rest).split_at_mut(count);
            own.sort_unstable();
            rest = after;
        };
        match rows.parents.as_ref().filter(|_| !self.after.is_empty()) {
            Some(parents) => parents.of.chunk_by(|a, b| a == b).for_each(|same| sort(same.len())),
            None => {
                let mut at = 0;
                for same in rows.entities.chunk_by(|a, b| a == b) {
                    let own = at..at + same.len();
                    rows.periods[own].chunk_by(|a, b| a == b).for_each(|cell| sort(cell.len()));
                    at += same.len();
                }
            }
        }
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
        if !site.engine.config().tables[site.table].kind.about().moment {
            return;
        }
        if let Some(floor) = self.floors(rows).and_then(|floors| floors.get(row).copied())
            && floor > i64::MIN
        {
            let detail = "the instant of the row that it follows, which it does not precede";
            steps.text("after", format_timestamp(floor.div_euclid(MICROS)), detail);
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
