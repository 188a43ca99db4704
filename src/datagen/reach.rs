//! How far the dates and timestamps of a column can lie apart, so that sums with them stay within the calendar.

use super::generators::{Base, Generator, ParentColumn};
use super::model::{Column, Partition};
use super::scope::{Place, Scope};
use crate::config::calendar::DAY;
use crate::config::types::ColumnType;

/// First and last moment of dates or timestamps, in seconds since 1970-01-01T00:00:00; a date is its midnight.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    pub first: f64,
    pub last: f64,
}

/// First and last second that four-digit years can show.
const SECONDS: std::ops::RangeInclusive<f64> = -62_167_219_200.0..=253_402_300_799.0;

impl Reach {
    /// The days of a partition.
    pub fn of_days(partition: &Partition) -> Reach {
        days(partition.start, partition.days.into())
    }

    /// The reach after moves of at least `least` and at most `greatest` seconds.
    pub fn moved(self, least: f64, greatest: f64) -> Reach {
        Reach { first: self.first + least, last: self.last + greatest }
    }

    /// The reach of both.
    pub fn or(self, other: Reach) -> Reach {
        Reach { first: self.first.min(other.first), last: self.last.max(other.last) }
    }

    pub fn has_four_digit_years(self) -> bool {
        SECONDS.contains(&self.first) && SECONDS.contains(&self.last)
    }
}

impl Column {
    /// The reach of a column of timestamps.
    pub fn timestamps(&self) -> Option<Reach> {
        self.reach.filter(|_| self.generator.kind() == ColumnType::Timestamp)
    }
}

fn days(start: i32, days: u64) -> Reach {
    let first = (i64::from(start) * DAY) as f64;
    Reach { first, last: first + (days - 1) as f64 * DAY as f64 }
}

/// The reach of a generator read in this scope, if it makes dates or timestamps.
pub fn of(generator: &Generator, scope: &Scope<'_>) -> Option<Reach> {
    match generator {
        Generator::Date { start, days: size, .. } => Some(days(*start, *size)),
        Generator::Timestamp { start, seconds, .. } => {
            Some(Reach { first: *start as f64, last: *start as f64 + (*seconds - 1) as f64 })
        }
        Generator::Optional(optional) => of(&optional.inner, scope),
        Generator::TimestampOffset(offset) => {
            let (least, greatest) = offset.seconds.bounds()?;
            Some(of_base(offset.base, scope)?.moved(least, greatest))
        }
        Generator::After(after) => {
            let (least, greatest) = after.seconds()?;
            Some(of_base(after.base, scope)?.moved(least, greatest))
        }
        Generator::ForeignKey(key) | Generator::ParentValue(key) => {
            let parent = scope.done.get(key.parent)?;
            match key.column? {
                ParentColumn::Own(index) => parent.columns.get(index)?.reach,
                ParentColumn::Entity(index) => parent.entity.as_ref()?.columns.get(index)?.reach,
                ParentColumn::Day => parent.partition.as_ref().map(Reach::of_days),
            }
        }
        Generator::LinkedChoice(choice) => match scope.place {
            Place::Row(row) => row.pools?.get(choice.pool)?.fields.get(choice.field)?.reach,
            _ => None,
        },
        _ => None,
    }
}

fn of_base(base: Base, scope: &Scope<'_>) -> Option<Reach> {
    match (base, scope.place) {
        (Base::Column(index), _) => scope.peers.earlier.get(index)?.reach,
        (Base::Entity(index), Place::Row(row)) => row.entity?.columns.get(index)?.reach,
        (Base::Partition, Place::Row(row)) => row.partition.map(Reach::of_days),
        _ => None,
    }
}
