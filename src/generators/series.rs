//! `series`: moments at a fixed distance, one after the other.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, TimestampMicrosecondArray};

use super::timestamp::{MICROS, of_zone, timestamps};
use super::{Entry, Values};
use crate::config::calendar::{DAY, parse_date, parse_timestamp};
use crate::config::key::Key;
use crate::config::param::{Form, Section};
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::config::zone::{Clock, ZONE, Zone};
use crate::facts::{Extent, Facts, Independent, Reach};
use crate::random::{Items, Stream, below};
use crate::steps::Steps;

static DURATION: Form = Form {
    words: "duration such as 15 minutes",
    pattern: "^ *[0-9]{1,9} *(second|minute|hour|day|week)s? *$",
};

const START: Key<&str> =
    Key::text("start").doc("The first moment, a date or timestamp; whole days after a date make dates");
const EVERY: Key<&str> =
    Key::form("every", &DURATION).doc("From one row to the next: seconds, minutes, hours, days or weeks");
const JITTER: Key<Option<&str>> = Key::form("jitter", &DURATION)
    .otherwise("none")
    .doc("How much later a moment can be, all whole seconds equally likely; less than every, so that order is kept");

pub static ENTRY: Entry = Entry {
    name: "series",
    section: Section::new(
        "datagen.generator.series",
        "docs/datagen.md#series",
        "Moments at a fixed distance, in the order of the rows, as a meter reads them",
        &[START.param, EVERY.param, JITTER.param, ZONE.param],
    ),
    example: "{ type: series, start: 2024-01-01T00:00:00, every: 15 minutes, jitter: 2 minutes }",
    read: |fields, scope| {
        if scope.in_array {
            scope.refuse("series cannot fill the items of a json_array: it counts rows");
            return None;
        }
        scope.count_rows();
        let start = fields.at(&START).map(start);
        let every = fields.at(&EVERY).map(duration);
        let jitter = match fields.at(&JITTER) {
            Some(field) => duration(field),
            None => Some(0),
        };
        let zone = Zone::read(fields);
        let ((start, is_date), every, jitter, zone) = (start??, every??, jitter?, zone?);
        if every == 0 {
            fields.at(&EVERY)?.error("out-of-range", "is 0, but rows must lie apart", None);
            return None;
        }
        if jitter >= every {
            let place = fields.at(&JITTER)?;
            place.error("out-of-range", "is not less than every, so that rows would change places", None);
            return None;
        }
        let dates = is_date && every % DAY == 0 && jitter == 0 && zone.is_none();
        let kind = if dates { ColumnType::Date } else { of_zone(zone) };
        let last = start as f64 + every as f64 * scope.items.saturating_sub(1) as f64 + jitter as f64;
        let reach = Reach { first: start as f64, last };
        if !reach.has_four_digit_years() {
            let message = format!("leads outside the years 0000 to 9999 within {} rows", scope.items);
            fields.at(&EVERY)?.error("out-of-range", message, None);
            return None;
        }
        let clock = zone.map(|zone| Clock::new(zone, reach.first, reach.last));
        // Whole days lead to the same time of day, whatever clocks do between; shorter steps are steps of real time.
        let by_clock = every % DAY == 0;
        let instant = |second: i64| clock.as_ref().map_or(second, |clock| clock.instant(second));
        let start = if by_clock { start } else { instant(start) };
        let reach = match (&clock, by_clock) {
            (None, _) => reach,
            (Some(clock), true) => Reach {
                first: clock.instant(reach.first as i64) as f64,
                last: (clock.instant(reach.last as i64 - jitter) + jitter) as f64,
            },
            (Some(_), false) => {
                Reach { first: start as f64, last: start as f64 + (reach.last - reach.first) }
            }
        };
        let clock = clock.filter(|_| by_clock);
        let gap = clock.as_ref().map_or(0, Clock::longest_change);
        let facts = Facts::from(Independent {
            kind,
            range: reach.range(kind),
            extent: Extent::NUMBER,
            categories: None,
            law: None,
            rhythm: None,
            unique: gap + jitter < every,
            language: None,
        });
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(Series {
                start,
                every,
                kind,
                clock: clock.clone(),
                jitter: (jitter > 0).then(|| (jitter as u64 + 1, site.stream(key, 1))),
            })
        }))
    },
};

/// Seconds since 1970, and whether it is a date.
fn start(field: &Field<'_>) -> Option<(i64, bool)> {
    let text = field.text()?;
    let date = parse_date(text).map(|day| (i64::from(day) * DAY, true));
    let found = date.or_else(|| parse_timestamp(text).map(|second| (second, false)));
    if found.is_none() {
        let hint = "write it as YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS".to_owned();
        field.error("bad-date", format!("start: '{text}' is neither a date nor a timestamp"), Some(hint));
    }
    found
}

/// Seconds of `15 minutes`.
fn duration(field: &Field<'_>) -> Option<i64> {
    let text = field.text()?.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim() {
        "second" | "seconds" => Some(1),
        "minute" | "minutes" => Some(60),
        "hour" | "hours" => Some(3600),
        "day" | "days" => Some(DAY),
        "week" | "weeks" => Some(7 * DAY),
        _ => None,
    };
    let seconds =
        unit.zip(number.parse::<i64>().ok().filter(|_| digits <= 9)).map(|(unit, number)| unit * number);
    if seconds.is_none() {
        let hint =
            "write a whole number of seconds, minutes, hours, days or weeks, as in 15 minutes".to_owned();
        field.error("wrong-unit", format!("'{text}' is not a duration"), Some(hint));
    }
    seconds
}

struct Series {
    /// Seconds since 1970.
    start: i64,
    /// Seconds.
    every: i64,
    kind: ColumnType,
    /// Of the zone, where steps are those of its clocks.
    clock: Option<Clock>,
    /// How many delays there are, in seconds from 0, and the words that choose; none without jitter.
    jitter: Option<(u64, Stream)>,
}

impl Values for Series {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let second = |position: usize| self.start + self.every * items.item(position) as i64;
        if self.kind == ColumnType::Date {
            let day = |position| (second(position) / DAY) as i32;
            return Arc::new(Date32Array::from_iter_values((0..items.len()).map(day)));
        }
        let mut words = Vec::new();
        if let Some((_, stream)) = &self.jitter {
            stream.words(items, &mut words);
        }
        let delays = self.jitter.as_ref().map_or(1, |(delays, _)| *delays);
        let late = |position: usize| words.get(position).map_or(0, |word| below(*word, delays) as i64);
        let instant = |second: i64| self.clock.as_ref().map_or(second, |clock| clock.instant(second));
        let value = |position: usize| (instant(second(position)) + late(position)) * MICROS;
        timestamps(self.kind, TimestampMicrosecondArray::from_iter_values((0..items.len()).map(value)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        steps.number("row", item as f64, format!("from 0; times {} seconds after the start", self.every));
        if let Some((delays, stream)) = &self.jitter {
            steps.words(&stream.item(item), "of this row and column");
            steps.number("delays", *delays as f64, "⌊word·delays/2⁶⁴⌋ seconds later");
        }
    }
}
