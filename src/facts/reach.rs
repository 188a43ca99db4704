//! How far dates and timestamps can lie apart, so that sums with them stay within the calendar.

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
    /// The reach of a range of days or seconds.
    pub fn of(kind: ColumnType, (first, last): (f64, f64)) -> Option<Reach> {
        let unit = unit(kind)?;
        Some(Reach { first: first * unit, last: last * unit })
    }

    /// The reach after moves of at least `least` and at most `greatest` seconds.
    pub fn moved(self, least: f64, greatest: f64) -> Reach {
        Reach { first: self.first + least, last: self.last + greatest }
    }

    /// The range in days of dates, or in seconds of timestamps; none for other kinds.
    pub fn range(self, kind: ColumnType) -> Option<(f64, f64)> {
        let unit = unit(kind)?;
        Some((self.first / unit, self.last / unit))
    }

    pub fn has_four_digit_years(self) -> bool {
        SECONDS.contains(&self.first) && SECONDS.contains(&self.last)
    }
}

/// Seconds that one of the range stands for.
fn unit(kind: ColumnType) -> Option<f64> {
    match kind {
        ColumnType::Date => Some(DAY as f64),
        ColumnType::Timestamp | ColumnType::TimestampTz(_) => Some(1.0),
        ColumnType::Bool
        | ColumnType::Int32
        | ColumnType::Int64
        | ColumnType::Float64
        | ColumnType::Decimal { .. }
        | ColumnType::Text
        | ColumnType::Time
        | ColumnType::Uuid
        | ColumnType::List(_)
        | ColumnType::Struct(_) => None,
    }
}
