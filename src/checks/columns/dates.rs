//! Dates and timestamps as numbers, also where they are shown as text.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType,
};

use super::ColumnPlan;
use crate::checks::keys::Values;
use crate::config::types::ColumnType;

/// Days of dates and seconds of timestamps, also of those that are written as text; NaN where null or not readable.
pub fn dates(plan: &ColumnPlan, array: &ArrayRef, out: &mut Vec<f64>) {
    out.clear();
    let kind = plan.written.or(plan.kind);
    match array.data_type() {
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>();
            out.extend(days.iter().map(|day| day.map_or(f64::NAN, f64::from)));
        }
        DataType::Timestamp(_, _) => {
            let micros = array.as_primitive::<TimestampMicrosecondType>();
            out.extend(micros.iter().map(|micros| micros.map_or(f64::NAN, |micros| micros as f64 / 1e6)));
        }
        DataType::Int32 => {
            let values = array.as_primitive::<Int32Type>();
            out.extend(values.iter().map(|value| value.map_or(f64::NAN, f64::from)));
        }
        DataType::Int64 => {
            let values = array.as_primitive::<Int64Type>();
            out.extend(values.iter().map(|value| value.map_or(f64::NAN, |value| value as f64)));
        }
        DataType::Decimal128(_, scale) => {
            let unit = libm::pow(10.0, f64::from(*scale));
            let digits = array.as_primitive::<Decimal128Type>();
            out.extend(digits.iter().map(|digits| digits.map_or(f64::NAN, |digits| digits as f64 / unit)));
        }
        DataType::Float64 => {
            let values = array.as_primitive::<Float64Type>();
            out.extend(values.iter().map(|value| value.unwrap_or(f64::NAN)));
        }
        _ => {
            let values = Values::of(array);
            out.extend((0..array.len()).map(|row| {
                let text = if values.is_valid(row) { values.text(row) } else { None };
                text.and_then(|text| read_date(text, kind.is_some_and(ColumnType::is_timestamp)))
                    .unwrap_or(f64::NAN)
            }));
        }
    }
}

/// The days, or seconds, that a text stands for: `2024-01-31`, and with `time` `2024-01-31 13:05:00` or with a `T` between.
fn read_date(text: &str, time: bool) -> Option<f64> {
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| {
        let part = bytes.get(from..to)?;
        part.iter()
            .try_fold(0i64, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')))
    };
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let date = chrono::NaiveDate::from_ymd_opt(year as i32, month as u32, day as u32)?;
    let days = f64::from(chrono::Datelike::num_days_from_ce(&date) - 719_163);
    if !time {
        return (bytes.len() == 10).then_some(days);
    }
    let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
    // How far the clock is ahead of UTC, if that is said.
    let ahead = match bytes.get(19) {
        Some(sign @ (b'+' | b'-')) => {
            let seconds = if bytes.len() > 25 { digits(26, 28)? } else { 0 };
            let ahead = digits(20, 22)? * 3600 + digits(23, 25)? * 60 + seconds;
            if *sign == b'-' { -ahead } else { ahead }
        }
        _ => 0,
    };
    Some(days * 86_400.0 + (hour * 3600 + minute * 60 + second - ahead) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_they_are_shown() {
        assert_eq!(read_date("1970-01-02", false), Some(1.0));
        assert_eq!(read_date("1970-01-02 00:01:01", true), Some(86_461.0));
        assert_eq!(read_date("1970-01-02T00:01:01", true), Some(86_461.0));
        assert_eq!(read_date("1970-01-02T02:01:01+02:00", true), Some(86_461.0));
        assert_eq!(read_date("1970-01-01T20:31:01-03:30", true), Some(86_461.0));
        for bad in ["1970-1-02", "1970-13-02", "tomorrow", "", "1970-01-02x"] {
            assert_eq!(read_date(bad, false), None, "{bad}");
        }
    }
}
