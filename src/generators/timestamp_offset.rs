//! `timestamp_offset`: a number of seconds after another timestamp of the row, or before it.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, TimestampMicrosecondArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};

use super::timestamp::MICROS;
use super::{Entry, Values, cell};
use crate::config::calendar::DAY;
use crate::config::key::{Key, Unread};
use crate::config::param::{Kind, Section};
use crate::config::types::ColumnType;
use crate::facts::{Duty, Extent, Facts, Order, Peer, Relation, Tie, Window};
use crate::random::Items;
use crate::steps::Steps;

const BASE: Key<&str> = Key::text("base").doc("An earlier timestamp column, or the partition column");
const OFFSET_SECONDS: Key<Unread> = Key::of("offset_seconds", Kind::Generator)
    .doc("A generator of whole seconds; fractions are rounded half away from zero");

pub static ENTRY: Entry = Entry {
    name: "timestamp_offset",
    section: Section::new(
        "datagen.generator.timestamp_offset",
        "docs/datagen.md#timestamp_offset",
        "A timestamp a number of seconds after (or before) another of the row, or after midnight of its partition day",
        &[BASE.param, OFFSET_SECONDS.param],
    ),
    example: "{ type: timestamp_offset, base: ordered_at, offset_seconds: { type: log_normal, median: 86400, sigma: 0.8, max: 1209600 } }",
    read: |fields, scope| {
        let seconds = fields
            .at(&OFFSET_SECONDS)
            .and_then(|field| Some((field, super::read(field, &scope.inside(field))?)));
        let base = scope.timestamp_base(fields.at(&BASE)?)?;
        let (field, seconds) = seconds?;
        let (least, greatest) = scope.seconds(field, &seconds.facts, base.reach)?;
        let peer = base.peer;
        let facts = Facts {
            kind: ColumnType::Timestamp,
            nulls: base.facts.nulls,
            range: base.reach.moved(least, greatest).range(ColumnType::Timestamp),
            extent: later(base.facts, &seconds.facts),
            categories: None,
            law: None,
            json: None,
            reference: None,
            relation: Relation::After { base: peer, least, greatest },
            ties: ties(peer, &seconds.facts),
            unique: false,
            order: Order::Any,
            language: None,
            window: Window::Any,
            description: None,
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, move |key, site| {
            let seconds = seconds.build(key.child("seconds"), site);
            Arc::new(TimestampOffset { peer, base: site.peer(peer), seconds })
        }))
    },
};

/// The extent of a moment some time after another.
pub fn later(base: &Facts, delay: &Facts) -> Extent {
    base.extent.or(delay.extent).inside().with_bytes(Extent::NUMBER.bytes)
}

/// What a moment some time after another has in common with other columns.
pub fn ties(base: Peer, delay: &Facts) -> Vec<Tie> {
    let mut ties = delay.ties.clone();
    if let Peer::Column(column) = base {
        ties.push(Tie::Column(column));
    }
    ties
}

struct TimestampOffset {
    peer: Peer,
    base: Arc<dyn Values>,
    seconds: Arc<dyn Values>,
}

impl Values for TimestampOffset {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let seconds = whole_numbers(&self.seconds.array(items));
        later_by(&self.base.array(items), &seconds)
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        explain_base(self.peer, &self.base, item, steps);
        self.seconds.explain(item, steps);
        for seconds in whole_numbers(&self.seconds.array(Items::List(&[item]))) {
            steps.number("seconds", seconds as f64, "added to the base");
        }
    }
}

/// Explains what the base of an item is.
pub fn explain_base(peer: Peer, base: &Arc<dyn Values>, item: u64, steps: &mut Steps) {
    base.explain(item, steps);
    let text = cell::text(&base.array(Items::List(&[item])), 0).unwrap_or_else(|| "NULL".to_owned());
    let what = match peer {
        Peer::Column(_) | Peer::Entity(_) => "the other column of the row",
        Peer::Day => "the row's partition day",
    };
    steps.text("base", text, what);
}

/// Timestamps, or the midnights of dates, moved by a number of seconds each; null stays null.
pub fn later_by(base: &ArrayRef, seconds: &[i64]) -> ArrayRef {
    if let Some(days) = base.as_primitive_opt::<Date32Type>() {
        let moved =
            days.values().iter().zip(seconds).map(|(day, second)| (i64::from(*day) * DAY + second) * MICROS);
        return Arc::new(TimestampMicrosecondArray::new(moved.collect(), days.nulls().cloned()));
    }
    let base = base.as_primitive::<TimestampMicrosecondType>();
    let moved = base.values().iter().zip(seconds).map(|(micros, second)| micros + second * MICROS);
    Arc::new(TimestampMicrosecondArray::new(moved.collect(), base.nulls().cloned()))
}

/// Numbers, or texts that were checked to be numbers, as whole ones; fractions round half away from zero.
pub fn whole_numbers(array: &ArrayRef) -> Vec<i64> {
    if let Some(floats) = array.as_primitive_opt::<Float64Type>() {
        return floats.values().iter().map(|value| libm::round(*value) as i64).collect();
    }
    let parse = |text: Option<&str>| text.and_then(|text| text.trim().parse().ok()).unwrap_or(0);
    match array.data_type() {
        DataType::Dictionary(_, _) | DataType::Utf8 => {
            super::text::decoded(Arc::clone(array)).as_string::<i32>().iter().map(parse).collect()
        }
        _ => match cast(array, &DataType::Int64) {
            Ok(whole) => whole.as_primitive::<Int64Type>().values().to_vec(),
            Err(_) => vec![0; array.len()],
        },
    }
}
