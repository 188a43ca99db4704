//! `date`: days of a range.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array};

use super::index::Index;
use super::scope::UNIQUE;
use super::{Entry, Generator, Values};
use crate::config::key::{Day, Key};
use crate::config::param::Section;
use crate::config::reader::{Field, Fields};
use crate::config::types::ColumnType;
use crate::facts::{CalendarShares, Extent, Facts, Independent, Law, UniformWhole};
use crate::random::{Alias, Items, Stream};
use crate::rhythm::{self, DayLaw, Part, Rhythm};
use crate::steps::Steps;

const START: Key<Day> = Key::date("start").doc("First day");
const END: Key<Day> = Key::date("end").doc("First day that is too late");

pub static ENTRY: Entry = Entry {
    name: "date",
    section: Section::new(
        "datagen.generator.date",
        "docs/datagen.md#date",
        "A day from start up to, but not including, end; start itself if both are equal. All are alike, or weigh what a rhythm says",
        &[START.param, END.param, rhythm::DAYS.param, UNIQUE.param],
    ),
    example: "{ type: date, start: 2020-01-01, end: 2024-12-31 }",
    read: |fields, scope| {
        let (start, end) = (fields.read(&START), fields.read(&END));
        let rhythm = rhythm::optional(fields, &rhythm::DAYS, Part::Days);
        let (start, end) = (start?, end?);
        if end < start {
            let (first, last) = (fields.at(&START)?.text()?, fields.at(&END)?.text()?);
            let message = format!("start is {first} and end is {last}, but end must not come before start");
            fields.whole.error("inverted-range", message, None);
            return None;
        }
        let days = u64::from(end.abs_diff(start)).max(1);
        let unique = scope.unique(fields, days)?;
        if let Some((field, rhythm)) = rhythm? {
            not_unique(fields, unique)?;
            return with_rhythm(&field, rhythm, start, days);
        }
        let facts = Facts::from(Independent {
            kind: ColumnType::Date,
            range: Some((f64::from(start), f64::from(start) + (days - 1) as f64)),
            extent: Extent::NUMBER,
            categories: None,
            law: if unique { None } else { Some(Arc::new(UniformWhole { min: start.into(), size: days })) },
            unique,
            language: None,
            rhythm: None,
        });
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(Date { start, index: Index::of_quantiles(unique, days, key, site) })
        }))
    },
};

/// No rhythm holds where every value comes once.
pub fn not_unique(fields: &Fields<'_>, unique: bool) -> Option<()> {
    if !unique {
        return Some(());
    }
    let message = "is true, which deals every value alike, so that no rhythm can hold";
    fields.at(&UNIQUE)?.error("conflicting-keys", message, Some("keep unique or rhythm".to_owned()));
    None
}

/// Days by what they weigh.
fn with_rhythm(field: &Field<'_>, rhythm: Rhythm, start: i32, count: u64) -> Option<Generator> {
    let days = rhythm.days(field, start, count)?;
    let noise = rhythm.noise;
    let law = DayLaw::new(&days, noise);
    let shares = CalendarShares { hours: None, weekdays: Some(days.weekdays()), clumping: law.clumping() };
    let facts = Facts::from(Independent {
        kind: ColumnType::Date,
        range: days.range().map(|(first, last)| (f64::from(first), f64::from(last))),
        extent: Extent::NUMBER,
        categories: None,
        law: Some(Arc::new(law)),
        unique: false,
        language: None,
        rhythm: Some(Arc::new(shares)),
    });
    Some(ENTRY.generator(facts, move |key, site| {
        let days = days.clone().with_noise(noise, key.child("noise"));
        Arc::new(WeighedDate { days: Alias::new(&days.weights), first: start, words: site.stream(key, 1) })
    }))
}

struct WeighedDate {
    days: Alias,
    /// Days since 1970-01-01.
    first: i32,
    words: Stream,
}

impl Values for WeighedDate {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let day = |word: u64| self.first + self.days.choose(word) as i32;
        Arc::new(Date32Array::from_iter_values(words.into_iter().map(day)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        let words = self.words.item(item);
        steps.words(&words, "of this row and column");
        for word in words {
            let detail = "the day, from 0 at start, that the word chooses by the weights of the rhythm";
            steps.number("number", f64::from(self.days.choose(word)), detail);
        }
    }
}

struct Date {
    /// Days since 1970-01-01.
    start: i32,
    index: Index,
}

impl Values for Date {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        Arc::new(Date32Array::from(self.index.map(items, |day| self.start + day as i32)))
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.index.explain(item, steps);
        steps.text(
            "start",
            crate::config::calendar::format_date(self.start),
            "the first day; the number of days is added",
        );
    }
}
