//! `timestamp`: seconds of a range, as microseconds since 1970-01-01T00:00:00.

use std::sync::Arc;

use arrow::array::{ArrayRef, TimestampMicrosecondArray};

use super::date::not_unique;
use super::index::Index;
use super::scope::UNIQUE;
use super::{Entry, Generator, Values};
use crate::config::calendar::{DAY, format_date};
use crate::config::key::{Key, Moment};
use crate::config::param::Section;
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::config::zone::{Clock, ZONE, Zone};
use crate::facts::{Extent, Facts, Independent, Law, UniformWhole};
use crate::random::{Items, Stream};
use crate::rhythm::{self, ClockLaw, MomentSampler, Part, Rhythm};
use crate::steps::Steps;

/// Microseconds in a second.
pub const MICROS: i64 = 1_000_000;

const START: Key<Moment> = Key::timestamp("start").doc("First second");
const END: Key<Moment> = Key::timestamp("end").doc("First second that is too late");

pub static ENTRY: Entry = Entry {
    name: "timestamp",
    section: Section::new(
        "datagen.generator.timestamp",
        "docs/datagen.md#timestamp",
        "A second from start up to, but not including, end; start itself if both are equal. All are alike, or weigh what a rhythm says",
        &[START.param, END.param, ZONE.param, rhythm::MOMENTS.param, UNIQUE.param],
    ),
    example: "{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-03-31T23:59:59 }",
    read: |fields, scope| {
        let (start, end, zone) = (fields.read(&START), fields.read(&END), Zone::read(fields));
        let rhythm = rhythm::optional(fields, &rhythm::MOMENTS, Part::Moments);
        let (start, end, zone) = (start?, end?, zone?);
        if end < start {
            let (first, last) = (fields.at(&START)?.text()?, fields.at(&END)?.text()?);
            let message = format!("start is {first} and end is {last}, but end must not come before start");
            fields.whole.error("inverted-range", message, None);
            return None;
        }
        let clock = zone.map(|zone| Clock::new(zone, start as f64, end as f64));
        let kind = of_zone(zone);
        if let Some((field, rhythm)) = rhythm? {
            not_unique(fields, scope.unique(fields, u64::MAX)?)?;
            return with_rhythm(&field, &rhythm, (start, end.max(start + 1)), kind, clock);
        }
        // Instants are drawn rather than readings of a clock, so that none is passed over and none comes twice.
        let instant = |second| clock.as_ref().map_or(second, |clock| clock.instant(second));
        let (start, end) = (instant(start), instant(end));
        let seconds = end.abs_diff(start).max(1);
        let unique = scope.unique(fields, seconds)?;
        let facts = Facts::from(Independent {
            kind,
            range: Some((start as f64, start as f64 + (seconds - 1) as f64)),
            extent: Extent::NUMBER,
            categories: None,
            law: if unique { None } else { Some(Arc::new(UniformWhole { min: start, size: seconds })) },
            unique,
            language: None,
            rhythm: None,
        });
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(Timestamp { start, kind, index: Index::of_quantiles(unique, seconds, key, site) })
        }))
    },
};

/// The type of timestamps, which have a zone or none.
pub fn of_zone(zone: Option<Zone>) -> ColumnType {
    zone.map_or(ColumnType::Timestamp, ColumnType::TimestampTz)
}

/// Microseconds as timestamps of this type.
pub fn timestamps(kind: ColumnType, micros: TimestampMicrosecondArray) -> ArrayRef {
    match kind.zone() {
        Some(zone) => Arc::new(micros.with_timezone(zone.name())),
        None => Arc::new(micros),
    }
}

/// Seconds by what their days and hours weigh, where `clock` says as clocks show them.
fn with_rhythm(
    field: &Field<'_>,
    rhythm: &Rhythm,
    (start, end): (i64, i64),
    kind: ColumnType,
    clock: Option<Clock>,
) -> Option<Generator> {
    let gaps: Vec<(i64, i64)> = clock.iter().flat_map(Clock::gaps).collect();
    let moments = rhythm.moments(field, start, end, &gaps)?;
    let instant = |second: i64| clock.as_ref().map_or(second, |clock| clock.instant(second)) as f64;
    let range = moments.range().map(|(first, last)| (instant(first), instant(last)));
    let law: Arc<dyn Law> = match &clock {
        Some(clock) => {
            Arc::new(ClockLaw { law: moments.law(), clock: clock.clone(), range: range.unwrap_or_default() })
        }
        None => Arc::new(moments.law()),
    };
    let facts = Facts::from(Independent {
        kind,
        range,
        extent: Extent::NUMBER,
        categories: None,
        law: Some(law),
        unique: false,
        language: None,
        rhythm: Some(Arc::new(moments.shares())),
    });
    Some(ENTRY.generator(facts, move |key, site| {
        let sampler = moments.sampler(key.child("noise"));
        Arc::new(WeighedTimestamp { sampler, kind, clock: clock.clone(), words: site.stream(key, 2) })
    }))
}

struct WeighedTimestamp {
    sampler: MomentSampler,
    kind: ColumnType,
    clock: Option<Clock>,
    /// Two words an item: one for the day, one for the time.
    words: Stream,
}

impl Values for WeighedTimestamp {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let second = |pair: &[u64; 2]| {
            let (day, second) = self.sampler.moment(*pair);
            day * DAY + second
        };
        let seconds = words.as_chunks().0.iter().map(second);
        let micros = match &self.clock {
            None => TimestampMicrosecondArray::from_iter_values(seconds.map(|second| second * MICROS)),
            Some(clock) => TimestampMicrosecondArray::from_iter_values(
                seconds.map(|second| clock.instant(second) * MICROS),
            ),
        };
        timestamps(self.kind, micros)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.words.item(item);
        steps.words(&words, "of this row and column: for the day and for the time");
        for pair in words.as_chunks().0 {
            let (day, second) = self.sampler.moment(*pair);
            steps.text(
                "day",
                format_date(day as i32),
                "that the first word chooses by the weights of the rhythm",
            );
            steps.number(
                "second",
                second as f64,
                "of the day, that the second word chooses by the weights of the hours",
            );
            if let Some(clock) = &self.clock {
                let instant = clock.instant(day * DAY + second);
                let detail =
                    "seconds since 1970 in UTC at which clocks of the zone show this for the first time";
                steps.number("instant", instant as f64, detail);
            }
        }
    }
}

struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00.
    start: i64,
    kind: ColumnType,
    index: Index,
}

impl Values for Timestamp {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let value = |second: u64| (self.start + second as i64) * MICROS;
        timestamps(self.kind, TimestampMicrosecondArray::from(self.index.map(items, value)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.index.explain(item, steps);
        steps.number(
            "start",
            self.start as f64,
            "the first second since 1970; the number of seconds is added",
        );
    }
}
