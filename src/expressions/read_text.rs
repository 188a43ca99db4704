//! What a text says as a number, a truth, a date or a time, by DuckDB's rules.

use super::calendar::{Civil, DAY, HOUR, MINUTE, SECOND};

/// A decimal number: digits, and the power of ten they are multiplied by.
struct Number<'a> {
    negative: bool,
    before: &'a [u8],
    after: &'a [u8],
    exponent: i32,
}

fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\x0b' | '\x0c' | '\r')
}

pub fn trimmed(text: &str) -> &str {
    text.trim_matches(is_space)
}

fn number(text: &str) -> Option<Number<'_>> {
    let text = trimmed(text);
    let (negative, text) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(place) => (&text[..place], text[place + 1..].parse().ok()?),
        None => (text, 0),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let valid = digits(before) && digits(after) && !(before.is_empty() && after.is_empty());
    valid.then_some(Number { negative, before: before.as_bytes(), after: after.as_bytes(), exponent })
}

/// The number times 10^`scale`, rounded half away from zero; none if it has more than 38 digits.
fn scaled(number: &Number<'_>, scale: i32) -> Option<i128> {
    let point = i64::try_from(number.before.len()).ok()? + i64::from(number.exponent) + i64::from(scale);
    let mut value: i128 = 0;
    let all = number.before.iter().chain(number.after);
    let mut place: i64 = 0;
    for digit in all {
        let digit = i128::from(digit - b'0');
        if place == point {
            // The first digit that is left out rounds.
            value += i128::from(digit >= 5);
            break;
        }
        if place > point {
            break;
        }
        value = value.checked_mul(10)?.checked_add(digit)?;
        place += 1;
    }
    while place < point && value != 0 {
        value = value.checked_mul(10)?;
        place += 1;
    }
    Some(if number.negative { -value } else { value })
}

/// A whole number; fractions are rounded half away from zero.
pub fn whole(text: &str) -> Option<i128> {
    scaled(&number(text)?, 0)
}

/// A decimal number times 10^`scale`.
pub fn decimal(text: &str, scale: u8) -> Option<i128> {
    scaled(&number(text)?, i32::from(scale))
}

pub fn double(text: &str) -> Option<f64> {
    let text = trimmed(text);
    // Rust's and DuckDB's readers both give the nearest double, and know infinity and NaN by the same names.
    text.parse().ok()
}

pub fn boolean(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["true", "t", "yes", "y", "1"]) {
        Some(true)
    } else if is(&["false", "f", "no", "n", "0"]) {
        Some(false)
    } else {
        None
    }
}

/// Digits at the start of a text as a number, and what follows them.
fn digits(text: &str, most: usize) -> Option<(i64, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text[..length].parse().ok()?;
    (1..=most).contains(&length).then(|| (number, &text[length..]))
}

/// `YYYY-MM-DD` at the start of a text: days since 1970-01-01, and what follows.
fn date_part(text: &str) -> Option<(i32, &str)> {
    let (year, rest) = digits(text, 6)?;
    let separator = rest.chars().next().filter(|letter| matches!(letter, '-' | '/' | ' ' | '\\'))?;
    let (month, rest) = digits(&rest[1..], 2)?;
    let (day, rest) = digits(rest.strip_prefix(separator)?, 2)?;
    let (year, rest) = match rest.strip_prefix(" (BC)") {
        Some(rest) => (1 - year, rest),
        None => (year, rest),
    };
    let civil = Civil { year, month, day };
    Some((civil.is_valid().then(|| civil.days())??, rest))
}

/// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.ffffff` at the start of a text: microseconds, and what follows.
fn time_part(text: &str) -> Option<(i64, &str)> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let mut micros = hour * HOUR + minute * MINUTE;
    let (mut second, mut rest) = (0, rest);
    if let Some(seconds) = rest.strip_prefix(':') {
        (second, rest) = digits(seconds, 2)?;
        if let Some(fraction) = rest.strip_prefix('.') {
            let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
            let mut unit = SECOND / 10;
            for digit in fraction[..length].bytes() {
                micros += i64::from(digit - b'0') * unit;
                unit /= 10;
            }
            rest = &fraction[length..];
        }
    }
    micros += second * SECOND;
    let valid = minute < 60 && second < 60 && (hour < 24 || micros == DAY);
    valid.then_some((micros, rest))
}

/// A date; a time after it is dropped.
pub fn date(text: &str) -> Option<i32> {
    let (day, rest) = date_part(trimmed(text))?;
    if rest.is_empty() {
        return Some(day);
    }
    timestamp(text).map(|_| day)
}

pub fn time(text: &str) -> Option<i64> {
    let (micros, rest) = time_part(trimmed(text))?;
    rest.is_empty().then_some(micros)
}

/// A date, and a time after a space or `T`.
pub fn timestamp(text: &str) -> Option<i64> {
    let (day, rest) = date_part(trimmed(text))?;
    let (micros, rest) = match rest.strip_prefix(['T', ' ']) {
        Some(time) => time_part(time.trim_start_matches(is_space))?,
        None => (0, rest),
    };
    rest.is_empty().then_some(())?;
    i64::from(day).checked_mul(DAY)?.checked_add(micros)
}

pub fn uuid(text: &str) -> Option<[u8; 16]> {
    let digits: Vec<u32> = text
        .chars()
        .filter(|letter| *letter != '-')
        .map(|letter| letter.to_digit(16))
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks(2).map(|pair| pair.iter().fold(0, |all, one| all * 16 + *one as u8)).collect();
    // Dashes stand in their places or nowhere.
    let dashes: Vec<usize> = text.match_indices('-').map(|(place, _)| place).collect();
    let placed = dashes.is_empty() || dashes == [8, 13, 18, 23];
    (placed && digits.len() == 32).then(|| bytes.try_into().ok())?
}
