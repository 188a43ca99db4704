//! `timestamp_offset`: a number of seconds after another timestamp of the row, or before it.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, TimestampMicrosecondArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};

use super::scope::Base;
use super::timestamp::{MICROS, of_zone, timestamps};
use super::{Entry, Generator, Values, cell};
use crate::config::calendar::DAY;
use crate::config::key::{Key, Unread};
use crate::config::param::{Kind, Rule, Section};
use crate::config::types::ColumnType;
use crate::config::zone::{Clock, ZONE, Zone};
use crate::facts::{CalendarShares, Duty, Extent, Facts, Order, Peer, Reach, Relation, Tie, Window};
use crate::random::{Items, Stream};
use crate::rhythm::{self, HourSampler, Hours, Part, Rhythm};
use crate::steps::Steps;

const BASE: Key<&str> = Key::text("base").doc("An earlier timestamp column, or the partition column");
const OFFSET_SECONDS: Key<Option<Unread>> = Key::of("offset_seconds", Kind::Generator)
    .otherwise("set by rhythm")
    .doc("A generator of whole seconds; fractions are rounded half away from zero");

pub static ENTRY: Entry = Entry {
    name: "timestamp_offset",
    section: Section::new(
        "datagen.generator.timestamp_offset",
        "docs/datagen.md#timestamp_offset",
        "A timestamp a number of seconds after (or before) another of the row, or after midnight of its partition day; \
         with a rhythm instead, a time of that day",
        &[BASE.param, OFFSET_SECONDS.param, ZONE.param, rhythm::TIMES.param],
    )
    .rules(&[
        Rule::AtLeastOne(&["offset_seconds", "rhythm"]),
        Rule::AtMostOne(&["offset_seconds", "rhythm"], "exclude each other"),
    ]),
    example: "{ type: timestamp_offset, base: ordered_at, offset_seconds: { type: log_normal, median: 86400, sigma: 0.8, max: 1209600 } }",
    read: |fields, scope| {
        let seconds = fields
            .at(&OFFSET_SECONDS)
            .and_then(|field| Some((field, super::read(field, &scope.inside(field))?)));
        let rhythm = rhythm::optional(fields, &rhythm::TIMES, Part::Times);
        let zone = Zone::read(fields);
        let base = scope.timestamp_base(fields.at(&BASE)?)?;
        let zone = zone?;
        if let (Some(field), Some(own)) = (fields.at(&ZONE), base.facts.kind.zone()) {
            let message = format!("the base has the zone {} already, which the result keeps", own.name());
            field.error("conflicting-keys", message, Some("leave zone out".to_owned()));
            return None;
        }
        if let Some((_, rhythm)) = rhythm? {
            return within_day(&base, &rhythm, zone);
        }
        let (field, seconds) = seconds?;
        let (least, greatest) = scope.seconds(field, &seconds.facts, base.reach)?;
        let peer = base.peer;
        let kind = base.facts.kind.zone().map_or(of_zone(zone), ColumnType::TimestampTz);
        let reach = base.reach.moved(least, greatest);
        let clock = zone.map(|zone| Clock::new(zone, reach.first, reach.last));
        // A reading that clocks pass over becomes a later one.
        let greatest = greatest + clock.as_ref().map_or(0.0, |clock| clock.longest_gap() as f64);
        let facts = Facts {
            kind,
            nulls: base.facts.nulls,
            range: instants(reach, clock.as_ref()).range(kind),
            extent: later(base.facts, &seconds.facts),
            categories: None,
            law: None,
            json: None,
            reference: None,
            relation: Relation::After { base: peer, least, greatest, until: None },
            ties: ties(peer, &seconds.facts),
            unique: false,
            order: Order::Any,
            language: None,
            window: Window::Any,
            rhythm: None,
            description: None,
            duty: Duty::Judge,
        };
        Some(ENTRY.generator(facts, move |key, site| {
            let seconds = seconds.build(key.child("seconds"), site);
            Arc::new(TimestampOffset { peer, base: site.peer(peer), seconds, kind, clock: clock.clone() })
        }))
    },
};

/// A reach of clocks as one of instants.
fn instants(reach: Reach, clock: Option<&Clock>) -> Reach {
    let Some(clock) = clock else { return reach };
    let instant = |second: f64| clock.instant(second as i64) as f64;
    Reach { first: instant(reach.first), last: instant(reach.last) }
}

/// A time of the day that the base lies in, as clocks of the zone show it.
fn within_day(base: &Base<'_>, rhythm: &Rhythm, zone: Option<Zone>) -> Option<Generator> {
    let peer = base.peer;
    let zone = base.facts.kind.zone().or(zone);
    let kind = of_zone(zone);
    let clock = zone.map(|zone| Clock::new(zone, base.reach.first, base.reach.last));
    let hours = Hours::day(&rhythm.hours);
    let (first, last) = hours.range()?;
    let (first, last) = (f64::from(first), f64::from(last));
    let midnight = |moment: f64| libm::floor(moment / DAY as f64) * DAY as f64;
    let shown = |moment: f64| match (&clock, base.facts.kind.zone()) {
        (Some(clock), Some(_)) => clock.clock(moment as i64) as f64,
        _ => moment,
    };
    let reach = Reach { first: midnight(shown(base.reach.first)), last: midnight(shown(base.reach.last)) };
    // A base that is a timestamp may stand anywhere in its day.
    let own = if base.facts.kind == ColumnType::Date { 0.0 } else { DAY as f64 - 1.0 };
    // Between two instants of a day clocks may be put forward or back.
    let slack = clock.as_ref().map_or(0.0, |clock| clock.longest_change() as f64);
    let facts = Facts {
        kind,
        nulls: base.facts.nulls,
        range: instants(reach.moved(first, last), clock.as_ref()).range(kind),
        extent: base.facts.extent.inside().with_bytes(Extent::NUMBER.bytes),
        categories: None,
        law: None,
        json: None,
        reference: None,
        relation: Relation::After {
            base: peer,
            least: first - own - slack,
            greatest: last + slack,
            until: None,
        },
        ties: Vec::from_iter(tie(peer)),
        unique: false,
        order: Order::Any,
        language: None,
        window: Window::Any,
        rhythm: Some(Arc::new(CalendarShares { hours: Some(hours.shares()), weekdays: None, clumping: 0.0 })),
        description: None,
        duty: Duty::Judge,
    };
    let weights = rhythm.hours;
    Some(ENTRY.generator(facts, move |key, site| {
        Arc::new(TimeOfDay {
            peer,
            base: site.peer(peer),
            hours: hours.sampler(),
            short: clock.as_ref().map_or_else(Vec::new, |clock| short_days(&weights, clock)),
            kind,
            clock: clock.clone(),
            words: site.stream(key, 1),
        })
    }))
}

/// The days on which clocks pass over some seconds, ascending, with what is left of their hours; those without any weight left are
/// drawn as other days are, and what clocks pass over is moved.
fn short_days(weights: &[f64; 24], clock: &Clock) -> Vec<(i64, HourSampler)> {
    let days = clock.gaps().flat_map(|(from, to)| from.div_euclid(DAY)..=(to - 1).div_euclid(DAY));
    let hours = |day: i64| {
        let gaps: Vec<(i64, i64)> =
            clock.gaps().map(|(from, to)| (from - day * DAY, to - day * DAY)).collect();
        let hours = Hours::without(weights, 0, DAY, &gaps);
        (hours.weight() > 0.0).then(|| (day, hours.sampler()))
    };
    days.filter_map(hours).collect()
}

struct TimeOfDay {
    peer: Peer,
    base: Arc<dyn Values>,
    hours: HourSampler,
    /// Those of days on which clocks pass over some seconds.
    short: Vec<(i64, HourSampler)>,
    kind: ColumnType,
    clock: Option<Clock>,
    words: Stream,
}

impl Values for TimeOfDay {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let days = midnights(&self.base.array(items), self.clock.as_ref());
        let seconds: Vec<i64> = match days.as_primitive_opt::<Date32Type>() {
            Some(days) if !self.short.is_empty() => {
                let pairs = days.values().iter().zip(&words);
                pairs.map(|(day, word)| self.hours_of((*day).into()).second(*word)).collect()
            }
            _ => words.into_iter().map(|word| self.hours.second(word)).collect(),
        };
        shown(later_by(&days, &seconds), self.kind, self.clock.as_ref())
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        explain_base(self.peer, &self.base, item, steps);
        let words = self.words.item(item);
        steps.words(&words, "of this row and column");
        for word in words {
            let detail = "of the base's day, that the word chooses by the weights of the hours";
            let days = midnights(&self.base.array(Items::List(&[item])), self.clock.as_ref());
            let day = days.as_primitive_opt::<Date32Type>().and_then(|days| days.values().first().copied());
            let hours = day.map_or(&self.hours, |day| self.hours_of(day.into()));
            steps.number("second", hours.second(word) as f64, detail);
        }
    }
}

impl TimeOfDay {
    fn hours_of(&self, day: i64) -> &HourSampler {
        match self.short.binary_search_by_key(&day, |(own, _)| *own) {
            Ok(own) => &self.short[own].1,
            Err(_) => &self.hours,
        }
    }
}

/// What clocks show, as instants; what has a zone already stays as it is.
fn shown(moments: ArrayRef, kind: ColumnType, clock: Option<&Clock>) -> ArrayRef {
    match (clock, moments.as_primitive_opt::<TimestampMicrosecondType>()) {
        (Some(clock), Some(micros)) if micros.timezone().is_none() => {
            let instant =
                |micros: i64| clock.instant(micros.div_euclid(MICROS)) * MICROS + micros.rem_euclid(MICROS);
            timestamps(kind, micros.unary(instant))
        }
        _ => moments,
    }
}

/// The days of dates and timestamps, of instants as clocks show them; null stays null.
fn midnights(moments: &ArrayRef, clock: Option<&Clock>) -> ArrayRef {
    match (moments.as_primitive_opt::<TimestampMicrosecondType>(), clock) {
        (Some(micros), Some(clock)) if micros.timezone().is_some() => {
            Arc::new(micros.unary::<_, Date32Type>(|micros| {
                clock.clock(micros.div_euclid(MICROS)).div_euclid(DAY) as i32
            }))
        }
        (Some(micros), _) => {
            Arc::new(micros.unary::<_, Date32Type>(|micros| micros.div_euclid(DAY * MICROS) as i32))
        }
        (None, _) => Arc::clone(moments),
    }
}

/// The extent of a moment some time after another.
pub fn later(base: &Facts, delay: &Facts) -> Extent {
    base.extent.or(delay.extent).inside().with_bytes(Extent::NUMBER.bytes)
}

/// What a moment some time after another has in common with other columns.
pub fn ties(base: Peer, delay: &Facts) -> Vec<Tie> {
    let mut ties = delay.ties.clone();
    ties.extend(tie(base));
    ties
}

/// The base, where it is a column of the row's own.
fn tie(base: Peer) -> Option<Tie> {
    match base {
        Peer::Column(column) => Some(Tie::Column(column)),
        Peer::Entity(_) | Peer::Day => None,
    }
}

struct TimestampOffset {
    peer: Peer,
    base: Arc<dyn Values>,
    seconds: Arc<dyn Values>,
    kind: ColumnType,
    /// Of the zone in which the base is read, if it has none itself.
    clock: Option<Clock>,
}

impl Values for TimestampOffset {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let seconds = whole_numbers(&self.seconds.array(items));
        shown(later_by(&self.base.array(items), &seconds), self.kind, self.clock.as_ref())
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
    let moved = TimestampMicrosecondArray::new(moved.collect(), base.nulls().cloned());
    Arc::new(moved.with_timezone_opt(base.timezone()))
}

/// Numbers, or texts that were checked to be numbers, as whole ones; fractions round half away from zero.
pub fn whole_numbers(array: &ArrayRef) -> Vec<i64> {
    if let DataType::Decimal128(..) = array.data_type()
        && let Ok(floats) = cast(array, &DataType::Float64)
    {
        return whole_numbers(&floats);
    }
    if let Some(floats) = array.as_primitive_opt::<Float64Type>() {
        return floats.values().iter().map(|value| libm::round(*value) as i64).collect();
    }
    let parse = |text: Option<&str>| text.and_then(|text| text.trim().parse().ok()).unwrap_or(0);
    match array.data_type() {
        DataType::Dictionary(_, _) | DataType::Utf8 => {
            crate::tables::text::decoded(Arc::clone(array)).as_string::<i32>().iter().map(parse).collect()
        }
        _ => match cast(array, &DataType::Int64) {
            Ok(whole) => whole.as_primitive::<Int64Type>().values().to_vec(),
            Err(_) => vec![0; array.len()],
        },
    }
}
