//! Building text columns, and showing UUIDs, dates and timestamps as text.

use std::fmt::Write;
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Date32Type, Int32Type, TimestampMicrosecondType};

use crate::config::calendar::DAY;
use crate::config::zone::Zone;
use crate::expressions;

/// Days since 1970-01-01 within the years 0 to 9999.
const DAYS: std::ops::RangeInclusive<i64> = -719_528..=2_932_896;

/// Texts one after the other in one buffer.
pub struct Texts {
    text: String,
    ends: Vec<i32>,
}

impl Texts {
    /// Room for `n` texts of about `length` bytes.
    pub fn with_capacity(n: usize, length: usize) -> Texts {
        let mut ends = Vec::with_capacity(n + 1);
        ends.push(0);
        Texts { text: String::with_capacity(n * length), ends }
    }

    /// Adds to the text at hand.
    #[inline(always)]
    pub fn push(&mut self, part: &str) {
        self.text.push_str(part);
    }

    /// The buffer, to add to the text at hand.
    pub fn buffer(&mut self) -> &mut String {
        &mut self.text
    }

    /// Ends the text at hand. A block's texts must fit 2 GiB together, as Arrow's 32-bit offsets do.
    #[inline(always)]
    pub fn end(&mut self) {
        self.ends.push(self.text.len() as i32);
    }

    /// The texts as an array.
    pub fn finish(self) -> ArrayRef {
        Arc::new(StringArray::new(OffsetBuffer::new(self.ends.into()), self.text.into_bytes().into(), None))
    }
}

/// Values as they are shown where dates and UUIDs are text; others stay as they are.
pub fn rendered(array: ArrayRef) -> ArrayRef {
    let text = match array.data_type() {
        DataType::FixedSizeBinary(16) => {
            fixed_width(array.as_fixed_size_binary().values().as_chunks().0, uuid_text)
        }
        DataType::Date32 => {
            let known = known_dates();
            let days = array.as_primitive::<Date32Type>().values();
            if !days.iter().all(|day| DAYS.contains(&i64::from(*day))) {
                return expressions::written(&array);
            }
            fixed_width(days, |day| date_text(known, i64::from(*day)))
        }
        DataType::Timestamp(_, Some(zone)) => {
            let micros = array.as_primitive::<TimestampMicrosecondType>().values();
            instants(micros, Zone::named(zone).unwrap_or(Zone::UTC))
        }
        DataType::Timestamp(_, None) => {
            let known = known_dates();
            let micros = array.as_primitive::<TimestampMicrosecondType>().values();
            // Only expressions make fractions of seconds, and years of more or fewer digits than four.
            let plain =
                |micros: &i64| micros % 1_000_000 == 0 && DAYS.contains(&micros.div_euclid(1_000_000 * DAY));
            if !micros.iter().all(plain) {
                return expressions::written(&array);
            }
            fixed_width(micros, |micros| timestamp_text(known, micros.div_euclid(1_000_000)))
        }
        _ => return array,
    };
    match array.nulls() {
        Some(nulls) => super::with_nulls(text, nulls.clone()),
        None => text,
    }
}

/// Instants as ISO 8601 writes them: what clocks of the zone show, and how far they are ahead of UTC.
fn instants(micros: &[i64], zone: Zone) -> ArrayRef {
    let known = known_dates();
    let mut texts = Texts::with_capacity(micros.len(), 25);
    for micros in micros {
        let instant = micros.div_euclid(1_000_000);
        let ahead = zone.ahead(instant);
        // What is under a null may be any number.
        let clock = (instant.saturating_add(ahead)).clamp(DAYS.start() * DAY, DAYS.end() * DAY);
        texts.push(std::str::from_utf8(&timestamp_text(known, clock)).unwrap_or_default());
        let (sign, seconds) = (if ahead < 0 { '-' } else { '+' }, ahead.unsigned_abs());
        // Writing to a String does not fail.
        let _ = write!(texts.buffer(), "{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
        if seconds % 60 != 0 {
            let _ = write!(texts.buffer(), ":{:02}", seconds % 60);
        }
        texts.end();
    }
    texts.finish()
}

/// Texts of one width each.
fn fixed_width<T, const WIDTH: usize>(
    values: impl IntoIterator<Item = T>,
    text: impl Fn(T) -> [u8; WIDTH],
) -> ArrayRef {
    let texts: Vec<[u8; WIDTH]> = values.into_iter().map(text).collect();
    let offsets = OffsetBuffer::from_repeated_length(WIDTH, texts.len());
    Arc::new(StringArray::new(offsets, texts.into_flattened().into(), None))
}

/// Text without a dictionary.
pub fn decoded(array: ArrayRef) -> ArrayRef {
    let DataType::Dictionary(_, _) = array.data_type() else { return array };
    let dictionary = array.as_dictionary::<Int32Type>();
    let values = dictionary.values().as_string::<i32>();
    Arc::new(
        dictionary
            .keys()
            .iter()
            .map(|key| key.map(|key| values.value(key as usize)))
            .collect::<StringArray>(),
    )
}

/// Adds a UUID's text.
pub fn push_uuid(texts: &mut Texts, bytes: &[u8; 16]) {
    texts.push(std::str::from_utf8(&uuid_text(bytes)).unwrap_or_default());
}

/// The two lower-case hexadecimal digits of every byte: looking up pairs takes three fifths of the instructions that making
/// digits takes, and two thirds of the time. (For the digits of a time it takes longer.)
static HEXADECIMAL: [[u8; 2]; 256] = {
    const DIGITS: &[u8] = b"0123456789abcdef";
    let mut pairs = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        pairs[byte] = [DIGITS[byte >> 4], DIGITS[byte & 15]];
        byte += 1;
    }
    pairs
};

/// `8-4-4-4-12` lower-case hexadecimal digits of sixteen bytes.
#[inline(always)]
pub fn uuid_text(bytes: &[u8; 16]) -> [u8; 36] {
    const PLACES: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
    let mut text = [b'-'; 36];
    for (place, byte) in PLACES.into_iter().zip(bytes) {
        let [high, low] = HEXADECIMAL[usize::from(*byte)];
        text[place] = high;
        text[place + 1] = low;
    }
    text
}

/// `YYYY-MM-DDTHH:MM:SS` of a second since 1970-01-01T00:00:00 within the years 0 to 9999.
#[inline(always)]
fn timestamp_text(known: &[[u8; 10]], second: i64) -> [u8; 19] {
    let of_day = second.rem_euclid(DAY) as u32;
    let mut text = *b"0000-00-00T00:00:00";
    text[..10].copy_from_slice(&date_text(known, second.div_euclid(DAY)));
    two_digits(&mut text, 11, of_day / 3600);
    two_digits(&mut text, 14, of_day / 60 % 60);
    two_digits(&mut text, 17, of_day % 60);
    text
}

/// The days of 1970 to 2099, which data mostly has, made at the first use.
fn known_dates() -> &'static [[u8; 10]] {
    static KNOWN: OnceLock<Vec<[u8; 10]>> = OnceLock::new();
    KNOWN.get_or_init(|| (0..47_482).map(new_date_text).collect())
}

/// `YYYY-MM-DD` of a day since 1970-01-01 within the years 0 to 9999, given those of [`known_dates`].
#[inline(always)]
fn date_text(known: &[[u8; 10]], day: i64) -> [u8; 10] {
    match usize::try_from(day).ok().and_then(|day| known.get(day)) {
        Some(text) => *text,
        None => new_date_text(day),
    }
}

fn new_date_text(day: i64) -> [u8; 10] {
    let (year, month, day) = civil(day);
    let mut text = *b"0000-00-00";
    two_digits(&mut text, 0, year / 100);
    two_digits(&mut text, 2, year % 100);
    two_digits(&mut text, 5, month);
    two_digits(&mut text, 8, day);
    text
}

#[inline(always)]
fn two_digits(text: &mut [u8], at: usize, value: u32) {
    text[at] = b'0' + (value / 10) as u8;
    text[at + 1] = b'0' + (value % 10) as u8;
}

/// Year, month and day of a day since 1970-01-01 in the proleptic Gregorian calendar, years 0 to 9999 (Hinnant,
/// "chrono-compatible low-level date algorithms", 2021). Small unsigned numbers only, so cheap enough for every cell.
fn civil(day: i64) -> (u32, u32, u32) {
    // Day 0 of the year 0's own era, 1 March 0000, is 719,468 days before 1970; one era earlier keeps January 0000 positive.
    let day = (day + 719_468 + 146_097) as u32;
    let era = day / 146_097;
    let of_era = day % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u32::from(month <= 2) - 400;
    (year, month, of_year - (153 * shifted_month + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::calendar;

    #[test]
    fn every_day_of_four_digit_years_reads_back() {
        let first = i64::from(calendar::parse_date("0000-01-01").unwrap());
        let last = i64::from(calendar::parse_date("9999-12-31").unwrap());
        for day in (first..=last).step_by(17).chain([last]) {
            let text = String::from_utf8(date_text(known_dates(), day).to_vec()).unwrap();
            assert_eq!(calendar::parse_date(&text).map(i64::from), Some(day), "{text}");
        }
    }

    #[test]
    fn timestamps_and_uuids_look_as_they_should() {
        let known = known_dates();
        assert_eq!(&timestamp_text(known, -1), b"1969-12-31T23:59:59");
        assert_eq!(&timestamp_text(known, 86_399), b"1970-01-01T23:59:59");
        assert_eq!(&timestamp_text(known, -62_167_219_200), b"0000-01-01T00:00:00");
        assert_eq!(&timestamp_text(known, 253_402_300_799), b"9999-12-31T23:59:59");
        let bytes: [u8; 16] = std::array::from_fn(|index| index as u8 * 17);
        assert_eq!(&uuid_text(&bytes), b"00112233-4455-6677-8899-aabbccddeeff");
    }
}
