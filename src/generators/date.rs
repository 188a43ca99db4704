//! `date`: days of a range.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array};

use super::index::Index;
use super::scope::UNIQUE;
use super::{Entry, Values};
use crate::config::key::{Day, Key};
use crate::config::param::Section;
use crate::config::types::ColumnType;
use crate::facts::{Duty, Extent, Facts, Nulls, Order, Relation, UniformWhole, Window};
use crate::random::Items;
use crate::steps::Steps;

const START: Key<Day> = Key::date("start").doc("First day");
const END: Key<Day> = Key::date("end").doc("First day that is too late");

pub static ENTRY: Entry = Entry {
    name: "date",
    section: Section::new(
        "datagen.generator.date",
        "docs/datagen.md#date",
        "A day from start up to, but not including, end; start itself if both are equal",
        &[START.param, END.param, UNIQUE.param],
    ),
    example: "{ type: date, start: 2020-01-01, end: 2024-12-31 }",
    read: |fields, scope| {
        let (start, end) = (fields.read(&START), fields.read(&END));
        let (start, end) = (start?, end?);
        if end < start {
            let (first, last) = (fields.at(&START)?.text()?, fields.at(&END)?.text()?);
            let message = format!("start is {first} and end is {last}, but end must not come before start");
            fields.whole.error("inverted-range", message, None);
            return None;
        }
        let days = u64::from(end.abs_diff(start)).max(1);
        let unique = scope.unique(fields, days)?;
        let facts = Facts {
            kind: ColumnType::Date,
            nulls: Nulls::Never,
            range: Some((f64::from(start), f64::from(start) + (days - 1) as f64)),
            extent: Extent::NUMBER,
            categories: None,
            law: if unique { None } else { Some(Arc::new(UniformWhole { min: start.into(), size: days })) },
            json: None,
            reference: None,
            relation: Relation::None,
            ties: Vec::new(),
            unique,
            order: Order::Any,
            language: None,
            window: Window::Any,
            description: None,
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, move |key, site| {
            Arc::new(Date { start, index: Index::new(unique, days, key, site) })
        }))
    },
};

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
