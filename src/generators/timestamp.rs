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
use crate::facts::{Extent, Facts, Independent, UniformWhole};
use crate::random::{Items, Stream};
use crate::rhythm::{self, MomentSampler, Part, Rhythm};
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
        &[START.param, END.param, rhythm::MOMENTS.param, UNIQUE.param],
    ),
    example: "{ type: timestamp, start: 2024-01-01T00:00:00, end: 2024-03-31T23:59:59 }",
    read: |fields, scope| {
        let (start, end) = (fields.read(&START), fields.read(&END));
        let rhythm = rhythm::optional(fields, &rhythm::MOMENTS, Part::Moments);
        let (start, end) = (start?, end?);
        if end < start {
            let (first, last) = (fields.at(&START)?.text()?, fields.at(&END)?.text()?);
            let message = format!("start is {first} and end is {last}, but end must not come before start");
            fields.whole.error("inverted-range", message, None);
            return None;
        }
        let seconds = end.abs_diff(start).max(1);
        let unique = scope.unique(fields, seconds)?;
        if let Some((field, rhythm)) = rhythm? {
            not_unique(fields, unique)?;
            return with_rhythm(&field, &rhythm, start, start + seconds as i64);
        }
        let facts = Facts::from(Independent {
            kind: ColumnType::Timestamp,
            range: Some((start as f64, start as f64 + (seconds - 1) as f64)),
            extent: Extent::NUMBER,
            categories: None,
            law: if unique { None } else { Some(Arc::new(UniformWhole { min: start, size: seconds })) },
            unique,
            language: None,
            rhythm: None,
        });
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(Timestamp { start, index: Index::of_quantiles(unique, seconds, key, site) })
        }))
    },
};

/// Seconds by what their days and hours weigh.
fn with_rhythm(field: &Field<'_>, rhythm: &Rhythm, start: i64, end: i64) -> Option<Generator> {
    let moments = rhythm.moments(field, start, end)?;
    let facts = Facts::from(Independent {
        kind: ColumnType::Timestamp,
        range: moments.range().map(|(first, last)| (first as f64, last as f64)),
        extent: Extent::NUMBER,
        categories: None,
        law: Some(Arc::new(moments.law())),
        unique: false,
        language: None,
        rhythm: Some(Arc::new(moments.shares())),
    });
    Some(ENTRY.generator(facts, move |key, site| {
        let sampler = moments.sampler(key.child("noise"));
        Arc::new(WeighedTimestamp { sampler, words: site.stream(key, 2) })
    }))
}

struct WeighedTimestamp {
    sampler: MomentSampler,
    /// Two words an item: one for the day, one for the time.
    words: Stream,
}

impl Values for WeighedTimestamp {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let value = |pair: &[u64; 2]| {
            let (day, second) = self.sampler.moment(*pair);
            (day * DAY + second) * MICROS
        };
        Arc::new(TimestampMicrosecondArray::from_iter_values(words.as_chunks().0.iter().map(value)))
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
        }
    }
}

struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00.
    start: i64,
    index: Index,
}

impl Values for Timestamp {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let value = |second: u64| (self.start + second as i64) * MICROS;
        Arc::new(TimestampMicrosecondArray::from(self.index.map(items, value)))
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
