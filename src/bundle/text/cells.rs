//! A column's values as text files have them.

use std::io::Write;

use crate::bundle::format::Floats;
use crate::config::calendar::format_date;
use crate::config::zone::Zone;
use crate::tables::text::uuid_text;
use crate::tables::{Values, View};

/// A value.
pub enum Cell<'a> {
    Null,
    /// Written in the format's own way, without quotes.
    Bare,
    /// Written without quotes in CSV, with quotes in JSON: dates, times, timestamps, UUIDs, and decimal fractions of more digits
    /// than a double holds.
    Plain,
    Text(&'a str),
    /// The items of a list.
    List(&'a View, std::ops::Range<usize>),
    /// The members of a structure, with their names.
    Struct(&'a View),
}

/// Digits that every reader of JSON reads exactly.
const DOUBLE_DIGITS: u8 = 15;

/// The value of a row. What is bare or plain is appended to `out`.
pub fn cell<'a>(column: &'a View, row: usize, floats: Floats, out: &mut Vec<u8>) -> Cell<'a> {
    if !column.is_valid(row) {
        return Cell::Null;
    }
    match &column.values {
        Values::Int32(values) => integer(values[row], out),
        Values::Int64(values) => integer(values[row], out),
        Values::Float64(values) => match values[row] {
            value if value.is_finite() => {
                floats.write(value, out);
                Cell::Bare
            }
            _ => Cell::Null,
        },
        Values::Decimal { digits, precision, scale } => {
            decimal(digits[row], *scale, out);
            if *precision <= DOUBLE_DIGITS { Cell::Bare } else { Cell::Plain }
        }
        Values::Bool(values) => {
            out.extend_from_slice(if values.value(row) { b"true" } else { b"false" });
            Cell::Bare
        }
        Values::Date(days) => {
            out.extend_from_slice(format_date(days[row]).as_bytes());
            Cell::Plain
        }
        Values::Time(micros) => {
            time(micros[row], out);
            Cell::Plain
        }
        Values::Timestamp(micros) => {
            timestamp(micros[row], out);
            Cell::Plain
        }
        Values::TimestampTz(micros, zone) => {
            instant(micros[row], *zone, out);
            Cell::Plain
        }
        Values::Uuid(uuids) => {
            out.extend_from_slice(&uuid_text(&uuids.all()[row]));
            Cell::Plain
        }
        Values::Text(texts) => Cell::Text(texts.value(row)),
        Values::Dictionary { keys, texts } => Cell::Text(texts.value(keys[row] as usize)),
        Values::List { offsets, items } => {
            Cell::List(items, offsets[row] as usize..offsets[row + 1] as usize)
        }
        Values::Struct { .. } => Cell::Struct(column),
    }
}

fn integer<'a>(value: impl itoa::Integer, out: &mut Vec<u8>) -> Cell<'a> {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
    Cell::Bare
}

/// All digits after the point, and at least one before it.
fn decimal(digits: i128, scale: u8, out: &mut Vec<u8>) {
    let text = format!("{:0width$}", digits.unsigned_abs(), width = usize::from(scale) + 1);
    let (whole, fraction) = text.split_at(text.len() - usize::from(scale));
    let sign = if digits < 0 { "-" } else { "" };
    let point = if scale > 0 { "." } else { "" };
    // Writing to memory does not fail.
    let _ = write!(out, "{sign}{whole}{point}{fraction}");
}

/// `HH:MM:SS`, and `.ffffff` if there is a fraction.
fn time(micros: i64, out: &mut Vec<u8>) {
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if fraction != 0 {
        let _ = write!(out, ".{fraction:06}");
    }
}

/// What clocks of the zone show, and how far they are ahead of UTC: `+02`, or `+05:30`. Where that is no whole number of minutes,
/// as before there were zones, what clocks of UTC show.
fn instant(micros: i64, zone: Zone, out: &mut Vec<u8>) {
    let ahead = match zone.ahead(micros.div_euclid(1_000_000)) {
        ahead if ahead % 60 == 0 => ahead,
        _ => 0,
    };
    timestamp(micros + ahead * 1_000_000, out);
    let (sign, minutes) = (if ahead < 0 { '-' } else { '+' }, ahead.unsigned_abs() / 60);
    let _ = write!(out, "{sign}{:02}", minutes / 60);
    if minutes % 60 != 0 {
        let _ = write!(out, ":{:02}", minutes % 60);
    }
}

/// `YYYY-MM-DD` and the time.
pub fn timestamp(micros: i64, out: &mut Vec<u8>) {
    const DAY: i64 = 86_400_000_000;
    let date = format_date(i32::try_from(micros.div_euclid(DAY)).unwrap_or(i32::MAX));
    out.extend_from_slice(date.as_bytes());
    out.push(b' ');
    time(micros.rem_euclid(DAY), out);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn instants_are_written_as_iso_says() {
        let instant = |micros| text(|out| timestamp(micros, out));
        assert_eq!(instant(0), "1970-01-01 00:00:00");
        assert_eq!(instant(-1), "1969-12-31 23:59:59.999999");
        assert_eq!(instant(1_705_842_959_115_690), "2024-01-21 13:15:59.115690");
        assert_eq!(text(|out| time(86_399_999_999, out)), "23:59:59.999999");
        let zoned =
            |name: &str, micros| text(|out| self::instant(micros, Zone::named(name).expect("a zone"), out));
        assert_eq!(zoned("UTC", 0), "1970-01-01 00:00:00+00");
        assert_eq!(zoned("Europe/Berlin", 1_720_000_000_000_000), "2024-07-03 11:46:40+02");
        assert_eq!(zoned("Asia/Kolkata", 0), "1970-01-01 05:30:00+05:30");
        assert_eq!(zoned("America/St_Johns", 0), "1969-12-31 20:30:00-03:30");
        assert_eq!(zoned("Europe/Amsterdam", -3_000_000_000_000_000), "1874-12-07 18:40:00+00");
    }

    #[test]
    fn decimal_fractions_have_all_their_digits() {
        for (digits, scale, expected) in [
            (0, 2, "0.00"),
            (-5, 2, "-0.05"),
            (12_345, 2, "123.45"),
            (7, 0, "7"),
            (i128::MAX, 38, "1.70141183460469231731687303715884105727"),
        ] {
            assert_eq!(text(|out| decimal(digits, scale, out)), expected);
        }
    }
}
