//! Numbers and intervals that are written out.

use super::calendar::{DAY, HOUR, MINUTE, SECOND, Span};
use super::functions::{Unit, unit};

/// A number as its digits say: whole ones in the smallest of the two types, with a point as DECIMAL, with an exponent as
/// DOUBLE.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Integer(i32),
    BigInt(i64),
    Decimal { digits: i128, width: u8, scale: u8 },
    Double(f64),
}

/// The number of a literal; none for whole numbers that are too large.
pub fn number(text: &str) -> Option<Number> {
    let text = text.replace('_', "");
    if text.contains(['e', 'E']) {
        return text.parse().ok().map(Number::Double);
    }
    let Some((before, after)) = text.split_once('.') else {
        return match text.parse::<i32>() {
            Ok(value) => Some(Number::Integer(value)),
            Err(_) => text.parse().ok().map(Number::BigInt),
        };
    };
    let width = before.len() + after.len();
    if width > 38 {
        return text.parse().ok().map(Number::Double);
    }
    let digits: i128 = format!("{before}{after}").parse().ok()?;
    Some(Number::Decimal { digits, width: width as u8, scale: after.len() as u8 })
}

/// An interval: numbers with units, and a time at the end.
pub fn interval(text: &str) -> Option<Span> {
    let mut span = Span { months: 0, days: 0, micros: 0 };
    let mut words = text.split_whitespace().peekable();
    words.peek()?;
    while let Some(word) = words.next() {
        let part = if word.contains(':') {
            clock(word)?
        } else {
            counted(word.parse().ok()?, unit(words.next()?)?)?
        };
        span = span.plus(part)?;
    }
    Some(span)
}

fn clock(word: &str) -> Option<Span> {
    let (sign, word) = match word.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, word),
    };
    let micros = super::read_text::time(word)?;
    Some(Span { months: 0, days: 0, micros: sign * micros })
}

fn counted(many: i64, unit: Unit) -> Option<Span> {
    let one = match unit {
        Unit::Millennium => (12_000, 0, 0),
        Unit::Century => (1200, 0, 0),
        Unit::Decade => (120, 0, 0),
        Unit::Year => (12, 0, 0),
        Unit::Quarter => (3, 0, 0),
        Unit::Month => (1, 0, 0),
        Unit::Week => (0, 7, 0),
        Unit::Day => (0, 1, 0),
        Unit::Hour => (0, 0, HOUR),
        Unit::Minute => (0, 0, MINUTE),
        Unit::Second => (0, 0, SECOND),
        Unit::Millisecond => (0, 0, 1000),
        Unit::Microsecond => (0, 0, 1),
        Unit::DayOfWeek | Unit::IsoDayOfWeek | Unit::DayOfYear | Unit::IsoYear | Unit::Epoch => return None,
    };
    debug_assert!(one.2 < DAY);
    Span { months: one.0, days: one.1, micros: one.2 }.times(many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_the_type_that_duckdb_gives_them() {
        assert_eq!(number("00012"), Some(Number::Integer(12)));
        assert_eq!(number("2147483648"), Some(Number::BigInt(2_147_483_648)));
        assert_eq!(number("9223372036854775808"), None);
        assert_eq!(number("0.50"), Some(Number::Decimal { digits: 50, width: 3, scale: 2 }));
        assert_eq!(number(".5"), Some(Number::Decimal { digits: 5, width: 1, scale: 1 }));
        assert_eq!(number("1e3"), Some(Number::Double(1000.0)));
    }

    #[test]
    fn intervals_are_sums_of_units() {
        let span = |months, days, micros| Some(Span { months, days, micros });
        assert_eq!(interval("1 year 2 mons"), span(14, 0, 0));
        assert_eq!(interval("3 days -4 hours"), span(0, 3, -4 * HOUR));
        assert_eq!(interval("2 weeks 01:02:03"), span(0, 14, 3_723 * SECOND));
        assert_eq!(interval("1.5 days"), None);
        assert_eq!(interval(""), None);
    }
}
