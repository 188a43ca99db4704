//! `time`: times of day, alike or by what their hours weigh.

use std::sync::Arc;

use arrow::array::{ArrayRef, Time64MicrosecondArray};

use super::timestamp::MICROS;
use super::{Entry, Values};
use crate::config::calendar::{DAY, parse_timestamp};
use crate::config::key::Key;
use crate::config::param::{Form, Section};
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::facts::{Extent, Facts, Independent, Language};
use crate::random::{Items, Stream};
use crate::rhythm::{self, HourSampler, Hours, Part};
use crate::steps::Steps;

/// How a time of day is written.
static TIME: Form = Form {
    words: "time HH:MM or HH:MM:SS",
    pattern: "^(([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00(:00)?)$",
};

const START: Key<&str> = Key::form("start", &TIME).default("00:00:00").doc("First second");
const END: Key<&str> = Key::form("end", &TIME).default("24:00:00").doc("First second that is too late");

pub static ENTRY: Entry = Entry {
    name: "time",
    section: Section::new(
        "datagen.generator.time",
        "docs/datagen.md#time",
        "A second of the day from start up to, but not including, end, as TIME. All are alike, or weigh what the hours of a rhythm do",
        &[START.param, END.param, rhythm::TIMES.param],
    ),
    example: "{ type: time, start: \"09:00\", end: \"17:30\" }",
    read: |fields, _| {
        let rhythm = rhythm::optional(fields, &rhythm::TIMES, Part::Times);
        let bound = |key: &Key<&'static str>| match fields.at(key) {
            Some(field) => second(field),
            None => key.left_out(&fields.whole).and_then(second_of),
        };
        let (start, end) = (bound(&START), bound(&END));
        let (start, end, rhythm) = (start?, end?, rhythm?);
        if start >= end {
            let message =
                format!("start is {} and end is {}, but start must come before end", told(start), told(end));
            let hint = "for a span over midnight, say with a rhythm which hours count".to_owned();
            fields.whole.error("inverted-range", message, Some(hint));
            return None;
        }
        let weights = rhythm.as_ref().map_or([1.0; 24], |(_, rhythm)| rhythm.hours);
        let hours = Hours::part(&weights, start, end);
        let Some((first, last)) = hours.range() else {
            let message = format!("weighs nothing from {} to {}", told(start), told(end));
            rhythm.as_ref().map_or(&fields.whole, |(field, _)| field).error("bad-weights", message, None);
            return None;
        };
        let facts = Facts::from(Independent {
            kind: ColumnType::Time,
            range: None,
            extent: Extent::NUMBER,
            categories: None,
            law: None,
            unique: false,
            language: Some(Arc::new(Times { first: i64::from(first), last: i64::from(last) })),
            rhythm: None,
        });
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(Time { hours: hours.sampler(), words: site.stream(key, 1) })
        }))
    },
};

/// The second of the day that a text says.
fn second(field: &Field<'_>) -> Option<i64> {
    let text = field.text()?;
    let second = second_of(text);
    if second.is_none() {
        let message = format!("'{text}' is no time of day");
        field.broken("bad-timestamp", message, Some("write it as \"09:00\" or \"09:00:00\"".to_owned()));
    }
    second
}

fn second_of(text: &str) -> Option<i64> {
    if matches!(text, "24:00" | "24:00:00") {
        return Some(DAY);
    }
    let seconds = if text.len() == 5 { ":00" } else { "" };
    parse_timestamp(&format!("1970-01-01T{text}{seconds}")).filter(|_| text.len() == 5 || text.len() == 8)
}

fn told(second: i64) -> String {
    format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

/// The times between two seconds of the day.
#[derive(Debug)]
struct Times {
    first: i64,
    last: i64,
}

impl Language for Times {
    fn contains(&self, text: &str) -> bool {
        second_of(text).is_some_and(|second| (self.first..=self.last).contains(&second))
    }

    fn in_words(&self) -> String {
        format!("{} to {}", told(self.first), told(self.last))
    }
}

struct Time {
    hours: HourSampler,
    words: Stream,
}

impl Values for Time {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let micros = words.into_iter().map(|word| self.hours.second(word) * MICROS);
        Arc::new(Time64MicrosecondArray::from_iter_values(micros))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.words.item(item);
        steps.words(&words, "of this row and column");
        for word in words {
            let detail = "of the day, that the word chooses by the weights of the hours";
            steps.number("second", self.hours.second(word) as f64, detail);
        }
    }
}
