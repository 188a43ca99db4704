//! Building text columns, and showing UUIDs, dates and timestamps as text.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Date32Type, Int32Type, TimestampMicrosecondType};

use crate::config::calendar::DAY;

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
    let mut texts;
    match array.data_type() {
        DataType::FixedSizeBinary(16) => {
            texts = Texts::with_capacity(array.len(), 36);
            for bytes in array.as_fixed_size_binary().values().chunks_exact(16) {
                push_uuid(&mut texts, bytes);
                texts.end();
            }
        }
        DataType::Date32 => {
            texts = Texts::with_capacity(array.len(), 10);
            for day in array.as_primitive::<Date32Type>().values() {
                push_date(&mut texts, i64::from(*day));
                texts.end();
            }
        }
        DataType::Timestamp(_, _) => {
            texts = Texts::with_capacity(array.len(), 19);
            for micros in array.as_primitive::<TimestampMicrosecondType>().values() {
                push_timestamp(&mut texts, micros.div_euclid(1_000_000));
                texts.end();
            }
        }
        _ => return array,
    }
    match array.nulls() {
        Some(nulls) => super::optional::with_nulls(texts.finish(), nulls.clone()),
        None => texts.finish(),
    }
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

const HEX: &[u8; 16] = b"0123456789abcdef";

/// `8-4-4-4-12` lower-case hexadecimal digits.
pub fn push_uuid(texts: &mut Texts, bytes: &[u8]) {
    let mut text = [b'-'; 36];
    let mut at = 0;
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            at += 1;
        }
        text[at] = HEX[usize::from(byte >> 4)];
        text[at + 1] = HEX[usize::from(byte & 15)];
        at += 2;
    }
    push_ascii(texts, &text);
}

/// `YYYY-MM-DD` of a day since 1970-01-01 within the years 0 to 9999.
pub fn push_date(texts: &mut Texts, day: i64) {
    push_ascii(texts, &date_digits(day));
}

/// `YYYY-MM-DDTHH:MM:SS` of a second since 1970-01-01T00:00:00 within the years 0 to 9999.
pub fn push_timestamp(texts: &mut Texts, second: i64) {
    let of_day = second.rem_euclid(DAY);
    let mut text = *b"0000-00-00T00:00:00";
    text[..10].copy_from_slice(&date_digits(second.div_euclid(DAY)));
    two_digits(&mut text[11..], of_day / 3600);
    two_digits(&mut text[14..], of_day / 60 % 60);
    two_digits(&mut text[17..], of_day % 60);
    push_ascii(texts, &text);
}

fn push_ascii(texts: &mut Texts, ascii: &[u8]) {
    texts.push(std::str::from_utf8(ascii).unwrap_or_default());
}

fn date_digits(day: i64) -> [u8; 10] {
    let (year, month, day) = civil(day);
    let mut text = *b"0000-00-00";
    two_digits(&mut text, year / 100);
    two_digits(&mut text[2..], year % 100);
    two_digits(&mut text[5..], month);
    two_digits(&mut text[8..], day);
    text
}

fn two_digits(text: &mut [u8], value: i64) {
    text[0] = b'0' + (value / 10) as u8;
    text[1] = b'0' + (value % 10) as u8;
}

/// Year, month and day of a day since 1970-01-01 in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level
/// date algorithms", 2021): whole numbers only, so cheap enough for every cell.
fn civil(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, of_year - (153 * shifted_month + 2) / 5 + 1)
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
            let text = String::from_utf8(date_digits(day).to_vec()).unwrap();
            assert_eq!(calendar::parse_date(&text).map(i64::from), Some(day), "{text}");
        }
    }

    #[test]
    fn timestamps_and_uuids_look_as_they_should() {
        let mut texts = Texts::with_capacity(2, 40);
        push_timestamp(&mut texts, -1);
        texts.end();
        push_uuid(&mut texts, &(0u8..16).collect::<Vec<_>>());
        texts.end();
        let array = texts.finish();
        let shown = array.as_string::<i32>();
        assert_eq!(shown.value(0), "1969-12-31T23:59:59");
        assert_eq!(shown.value(1), "00010203-0405-0607-0809-0a0b0c0d0e0f");
    }
}
