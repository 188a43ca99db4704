//! `between`: a date or timestamp between two others of the row.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Date32Array, TimestampMicrosecondArray};
use arrow::datatypes::{Date32Type, TimestampMicrosecondType};

use super::literal::{Literal, Scalar};
use super::scope::Scope;
use super::timestamp::{MICROS, of_zone, timestamps};
use super::{Entry, Values, cell};
use crate::config::calendar::{DAY, parse_date, parse_timestamp};
use crate::config::key::Key;
use crate::config::param::Section;
use crate::config::reader::Field;
use crate::config::types::ColumnType;
use crate::config::zone::{Clock, ZONE, Zone};
use crate::facts::{Duty, Ends, Extent, Facts, Nulls, Order, Peer, Relation, Tie, Window};
use crate::random::{Items, Stream, below};
use crate::steps::Steps;

const LOW: Key<&str> = Key::text("low").doc(
    "Where it begins, itself included: an earlier date or timestamp column, the partition column, or a date",
);
const HIGH: Key<&str> =
    Key::text("high").doc("Where it ends, itself not included: a column or a date, as low");
const END: Key<Option<&str>> = Key::text("end")
    .otherwise("none: null")
    .doc("What a high that is null stands for, as a date or timestamp")
    .example("2025-12-31");

pub static ENTRY: Entry = Entry {
    name: "between",
    section: Section::new(
        "datagen.generator.between",
        "docs/datagen.md#between",
        "A date or timestamp from low up to, but not including, high, all equally likely; low itself if both are equal, \
         and null where low is null or after high",
        &[LOW.param, HIGH.param, END.param, ZONE.param],
    ),
    example: "{ type: between, low: ordered_at, high: 2024-03-01T00:00:00 }",
    read: |fields, scope| {
        let end = fields.at(&END).map(|field| moment(field));
        let (low, high) = (
            fields.at(&LOW).map(|field| bound(field, scope)),
            fields.at(&HIGH).map(|field| bound(field, scope)),
        );
        let zone = Zone::read(fields);
        let (low, high, zone) = (low??, high??, zone?);
        let end = match end {
            Some(end) => Some(end?),
            None => None,
        };
        // What has no zone is read in that of the other end.
        let zone = zone.or(low.kind.zone()).or(high.kind.zone());
        let all = || [Some(&low), Some(&high), end.as_ref()].into_iter().flatten();
        let (first, last) = all().fold((f64::INFINITY, f64::NEG_INFINITY), |(first, last), bound| {
            (first.min(bound.first), last.max(bound.last))
        });
        let clock = zone.map(|zone| Clock::new(zone, first, last));
        let (low, high) = (low.read_in(clock.as_ref()), high.read_in(clock.as_ref()));
        let end = end.map(|end| end.read_in(clock.as_ref()));
        let may_be_null = high.nulls.possible();
        if let (Some(field), false) = (fields.at(&END), may_be_null) {
            field.warn("no-effect", "'end' is never taken: high is never null", None);
        }
        let dates = [Some(&low), Some(&high), end.as_ref()];
        let dates = dates.into_iter().flatten().all(|bound| bound.kind == ColumnType::Date) && zone.is_none();
        let kind = if dates { ColumnType::Date } else { of_zone(zone) };
        let last = end.as_ref().filter(|_| may_be_null).map_or(high.last, |end| high.last.max(end.last));
        let first_end =
            end.as_ref().filter(|_| may_be_null).map_or(high.first, |end| high.first.min(end.first));
        if last < low.first {
            fields.whole.error("inverted-range", "high always comes before low", None);
            return None;
        }
        let whole = may_be_null && end.is_none() || first_end < low.last;
        let nulls = if whole || low.nulls.possible() { Nulls::Possible } else { Nulls::Never };
        let unit = if dates { DAY as f64 } else { 1.0 };
        let peers = [low.peer, high.peer];
        let ties = peers.iter().filter_map(|peer| match peer {
            Some(Peer::Column(column)) => Some(Tie::Column(*column)),
            _ => None,
        });
        let ends = Ends {
            low: low.peer,
            high: high.peer,
            // What holds where there is no column, or it is null.
            least: low.first,
            greatest: end
                .as_ref()
                .map_or(high.last, |end| if high.peer.is_some() { end.last } else { high.last }),
        };
        let facts = Facts {
            kind,
            nulls,
            range: Some((low.first / unit, last / unit)),
            extent: low.extent.or(high.extent).inside(),
            categories: None,
            law: None,
            rhythm: None,
            json: None,
            reference: None,
            relation: Relation::Between(ends),
            ties: ties.collect(),
            unique: false,
            order: Order::Any,
            language: None,
            window: Window::Any,
            description: None,
            duty: Duty::Judge,
        };
        let fixed = [low.second, high.second];
        let end = end.and_then(|end| end.second);
        Some(ENTRY.generator(facts, move |key, site| {
            let end_of = |place: usize| match (peers[place], fixed[place]) {
                (Some(peer), _) => End::Of(site.peer(peer), clock.clone()),
                (None, second) => End::At(second.unwrap_or_default()),
            };
            Arc::new(Between { low: end_of(0), high: end_of(1), end, kind, words: site.stream(key, 1) })
        }))
    },
};

/// One end, while it is read; times in seconds since 1970.
struct Bound {
    peer: Option<Peer>,
    /// A moment of the config.
    second: Option<i64>,
    kind: ColumnType,
    nulls: Nulls,
    first: f64,
    last: f64,
    extent: Extent,
}

impl Bound {
    /// The same as instants: what has no zone is what clocks show.
    fn read_in(self, clock: Option<&Clock>) -> Bound {
        let Some(clock) = clock.filter(|_| self.kind.zone().is_none()) else { return self };
        Bound {
            second: self.second.map(|second| clock.instant(second)),
            first: clock.instant(self.first as i64) as f64,
            last: clock.instant(self.last as i64) as f64,
            ..self
        }
    }
}

fn bound(field: &Field<'_>, scope: &Scope<'_>) -> Option<Bound> {
    let text = field.text()?;
    if parse_date(text).is_some() || parse_timestamp(text).is_some() {
        return moment(field);
    }
    let base = scope.moment_base(field)?;
    Some(Bound {
        peer: Some(base.peer),
        second: None,
        kind: base.facts.kind,
        nulls: base.facts.nulls,
        first: base.reach.first,
        last: base.reach.last,
        extent: base.facts.extent,
    })
}

/// A date or timestamp of the config.
fn moment(field: &Field<'_>) -> Option<Bound> {
    let literal = Literal::read(field)?;
    let text = literal.written();
    let (kind, second) = match (parse_date(text), parse_timestamp(text), &literal.value) {
        (Some(day), _, _) => (ColumnType::Date, i64::from(day) * DAY),
        (_, Some(second), _) => (ColumnType::Timestamp, second),
        (None, None, Scalar::Text(_) | Scalar::Bool(_) | Scalar::Int(_) | Scalar::Float(_))
        | (None, None, Scalar::Date(_) | Scalar::Timestamp(_)) => {
            let hint = "write it as YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS".to_owned();
            field.error("bad-date", format!("'{text}' is neither a date nor a timestamp"), Some(hint));
            return None;
        }
    };
    Some(Bound {
        peer: None,
        second: Some(second),
        kind,
        nulls: Nulls::Never,
        first: second as f64,
        last: second as f64,
        extent: Extent::NUMBER,
    })
}

/// One end of each row.
enum End {
    /// A column, and the clocks that show it, where values have a zone: it may have none.
    Of(Arc<dyn Values>, Option<Clock>),
    /// Seconds since 1970.
    At(i64),
}

impl End {
    /// Seconds since 1970.
    fn seconds(&self, items: Items<'_>) -> Vec<Option<i64>> {
        match self {
            End::At(second) => vec![Some(*second); items.len()],
            End::Of(values, clock) => {
                let array = values.array(items);
                let (seconds, zoned): (Vec<Option<i64>>, bool) = match array.as_primitive_opt::<Date32Type>()
                {
                    Some(days) => {
                        (days.iter().map(|day| day.map(|day| i64::from(day) * DAY)).collect(), false)
                    }
                    None => {
                        let micros = array.as_primitive::<TimestampMicrosecondType>();
                        let second = |micros: Option<i64>| micros.map(|micros| micros.div_euclid(MICROS));
                        (micros.iter().map(second).collect(), micros.timezone().is_some())
                    }
                };
                match clock.as_ref().filter(|_| !zoned) {
                    Some(clock) => {
                        seconds.into_iter().map(|second| second.map(|second| clock.instant(second))).collect()
                    }
                    None => seconds,
                }
            }
        }
    }

    fn explain(&self, item: u64, what: &'static str, steps: &mut Steps) {
        if let End::Of(values, _) = self {
            values.explain(item, steps);
            let text =
                cell::text(&values.array(Items::List(&[item])), 0).unwrap_or_else(|| "NULL".to_owned());
            steps.text("bound", text, what);
        }
    }
}

struct Between {
    low: End,
    high: End,
    /// What a high that is null stands for.
    end: Option<i64>,
    kind: ColumnType,
    words: Stream,
}

impl Values for Between {
    fn array(&self, items: Items<'_>) -> ArrayRef {
        let (low, high) = (self.low.seconds(items), self.high.seconds(items));
        let mut words = Vec::new();
        self.words.words(items, &mut words);
        let dates = self.kind == ColumnType::Date;
        let unit = if dates { DAY } else { 1 };
        let value = |((low, high), word): ((&Option<i64>, &Option<i64>), &u64)| {
            let (low, high) = (low.map(|low| low.div_euclid(unit))?, high.or(self.end)?.div_euclid(unit));
            let steps = u64::try_from(high - low).ok()?;
            Some(low + below(*word, steps.max(1)) as i64)
        };
        let values = low.iter().zip(&high).zip(&words).map(value);
        if dates {
            return Arc::new(values.map(|day| day.map(|day| day as i32)).collect::<Date32Array>());
        }
        let micros = values.map(|second| second.map(|second| second * MICROS));
        timestamps(self.kind, micros.collect::<TimestampMicrosecondArray>())
    }

    fn explain(&self, item: u64, steps: &mut Steps) {
        self.low.explain(item, "low of the row", steps);
        self.high.explain(item, "high of the row", steps);
        steps.words(&self.words.item(item), "of this row and column: low + ⌊word·(high − low)/2⁶⁴⌋");
    }
}
