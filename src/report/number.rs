//! Numbers as people read them. Only exact arithmetic decides what is shown, so a page has the same bytes everywhere.

/// Whole numbers with commas: `1,234,567`.
pub fn whole(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// About three significant digits, with k, M, G or T for large numbers: `0.25`, `37.4`, `1.2k`, `5M`.
pub fn short(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let size = value.abs();
    let (scaled, suffix) = match size {
        _ if size >= 1e15 => return format!("{value:.1e}"),
        _ if size >= 999.5e9 => (value / 1e12, "T"),
        _ if size >= 999.5e6 => (value / 1e9, "G"),
        _ if size >= 999.5e3 => (value / 1e6, "M"),
        _ if size >= 9_999.5 => (value / 1e3, "k"),
        _ => (value, ""),
    };
    let size = scaled.abs();
    let text = match size {
        _ if size >= 99.95 => format!("{scaled:.0}"),
        _ if size >= 9.995 => format!("{scaled:.1}"),
        _ if size >= 0.9995 || size == 0.0 => format!("{scaled:.2}"),
        _ if size >= 0.0995 => format!("{scaled:.3}"),
        _ if size >= 0.000_995 => format!("{scaled:.4}"),
        _ if size >= 0.000_099_5 => format!("{scaled:.5}"),
        _ => format!("{scaled:.1e}"),
    };
    negative_zero(trimmed(text)) + suffix
}

/// A number out of a range, in as many digits as tell its numbers apart: as [`short`] where the range is wide beside them, else
/// with hundredths of its width, `1,000,000,000.25`.
pub fn within(value: f64, least: f64, greatest: f64) -> String {
    let (width, size) = (greatest - least, least.abs().max(greatest.abs()));
    if !(value.is_finite() && width.is_finite() && width > 0.0 && width < 0.05 * size && size < 1e15) {
        return short(value);
    }
    let decimals = usize::try_from(2 - libm::floor(libm::log10(width)) as i32).unwrap_or(0).min(12);
    let text = format!("{:.decimals$}", value.abs());
    let (before, after) = text.split_at(text.find('.').unwrap_or(text.len()));
    let sign = if value < 0.0 { "-" } else { "" };
    negative_zero(format!("{sign}{}{after}", whole(before.parse().unwrap_or(0))))
}

/// A share as a percentage: `0.4 %`, `12 %`, with a space that does not break.
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    match value.abs() {
        size if !size.is_finite() => "–".to_owned(),
        size if size > 0.0 && size < 0.05 => "< 0.1\u{a0}%".to_owned(),
        size if size < 9.95 => format!("{value:.1}\u{a0}%"),
        _ => format!("{value:.0}\u{a0}%"),
    }
}

/// A correlation: two decimals and a true minus sign.
pub fn signed(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = negative_zero(format!("{value:.2}"));
    match text.strip_prefix('-') {
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// Bytes with a unit: `640 B`, `1.2 MB`.
pub fn bytes(bytes: u64) -> String {
    let value = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", tenths(value / 1e3)),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(value / 1e6)),
        1_000_000_000..1_000_000_000_000 => format!("{} GB", tenths(value / 1e9)),
        _ => format!("{} TB", tenths(value / 1e12)),
    }
}

fn tenths(value: f64) -> String {
    if value >= 9.95 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// `1.50` is `1.5`, and `2.00` is `2`.
fn trimmed(text: String) -> String {
    if text.contains('.') && !text.contains('e') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn negative_zero(text: String) -> String {
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.to_owned(),
        _ => text,
    }
}

/// Round numbers between two ends, few enough for `most` labels, each with its label.
///
/// Steps are 1, 2 or 5 times a power of ten. At least one number is given where the ends differ.
pub fn ticks(low: f64, high: f64, most: usize) -> Vec<(f64, String)> {
    let width = high - low;
    if !(width.is_finite() && width > 0.0) {
        return Vec::new();
    }
    let wanted = width / most.max(1) as f64;
    let mut power = libm::floor(libm::log10(wanted)) as i32;
    // The logarithm may be off by one at powers of ten; that only adds a finer step to try.
    power -= 1;
    let inside = |step: f64| (libm::ceil(low / step - 1e-9) as i64, libm::floor(high / step + 1e-9) as i64);
    let (step, power) = (0..4)
        .flat_map(|up| [1.0, 2.0, 5.0].map(|factor| (factor * ten(power + up), power + up)))
        .find(|(step, _)| {
            let (first, last) = inside(*step);
            last - first < most as i64
        })
        .unwrap_or((width, power));
    let decimals = usize::try_from(-power).unwrap_or(0).min(12);
    let (first, last) = inside(step);
    (first..=last)
        .map(|number| {
            let value = number as f64 * step;
            (value, label(value, step, decimals))
        })
        .collect()
}

/// Every label of an axis has the same unit.
fn label(value: f64, step: f64, decimals: usize) -> String {
    let text = match step {
        _ if value.abs() >= 1e15 => format!("{value:.0e}"),
        _ if step >= 1e9 => format!("{}G", value / 1e9),
        _ if step >= 1e6 => format!("{}M", value / 1e6),
        _ if step >= 1e3 => format!("{}k", value / 1e3),
        _ => format!("{value:.decimals$}"),
    };
    match negative_zero(text) {
        zero if zero.trim_end_matches(['k', 'M', 'G']) == "0" => "0".to_owned(),
        text => match text.strip_prefix('-') {
            Some(rest) => format!("−{rest}"),
            None => text,
        },
    }
}

/// A power of ten, exact up to 10²² either way (correctly rounded beyond by no more than a few units in the last
/// place).
fn ten(power: i32) -> f64 {
    let mut value = 1.0;
    for _ in 0..power.unsigned_abs().min(320) {
        value *= 10.0;
    }
    if power < 0 { 1.0 / value } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(whole(0), "0");
        assert_eq!(whole(1_234_567), "1,234,567");
        let shown: Vec<String> =
            [0.0, -0.0001, 0.25, 3.0, 37.44, 999.6, 9_999.0, 12_345.0, 5e6, 2.5e9, f64::NAN]
                .map(short)
                .to_vec();
        assert_eq!(shown, ["0", "-0.0001", "0.25", "3", "37.4", "1000", "9999", "12.3k", "5M", "2.5G", "–"]);
        assert_eq!(
            [0.5, 0.004, 0.0001, 0.0].map(percent),
            ["50\u{a0}%", "0.4\u{a0}%", "< 0.1\u{a0}%", "0.0\u{a0}%"]
        );
        assert_eq!([-0.25, -0.001, 1.0].map(signed), ["−0.25", "0.00", "1.00"]);
        assert_eq!([12, 1_200, 45_000_000].map(bytes), ["12 B", "1.2 kB", "45 MB"]);
    }

    #[test]
    fn numbers_of_a_narrow_range_differ() {
        let shown = |value| within(value, 1e9, 1e9 + 1.0);
        assert_eq!(
            [1e9, 1e9 + 1.0, 1e9 + 0.4987].map(shown),
            ["1,000,000,000.00", "1,000,000,001.00", "1,000,000,000.50"]
        );
        assert_eq!(
            [-2e6, -2e6 - 40.0].map(|value| within(value, -2e6 - 40.0, -2e6)),
            ["-2,000,000.0", "-2,000,040.0"]
        );
        // A wide range, a single number and none are short.
        assert_eq!((within(5e6, 1.0, 9e6), within(5e6, 5e6, 5e6)), ("5M".to_owned(), "5M".to_owned()));
        assert_eq!(within(f64::NAN, f64::INFINITY, f64::NEG_INFINITY), "–");
    }

    #[test]
    fn ticks_are_round_and_few() {
        let labels = |low, high, most| -> Vec<String> {
            ticks(low, high, most).into_iter().map(|(_, label)| label).collect()
        };
        assert_eq!(labels(0.0, 1.0, 6), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(-3.0, 12.0, 4), ["0", "5", "10"]);
        assert_eq!(
            labels(0.0, 2400.0, 3),
            ["0k", "1k", "2k"].map(|text| if text == "0k" { "0" } else { text })
        );
        for (low, high) in [(0.0, 1e-9), (1e12, 3e12), (-5.0, 5.0), (0.1, 0.3), (0.0, 7.0)] {
            for most in 2..9 {
                let ticks = ticks(low, high, most);
                assert!((1..=most).contains(&ticks.len()), "{low} to {high}: {ticks:?}");
                assert!(ticks.iter().all(|(at, _)| low - 1e-8 * high <= *at && *at <= high + 1e-8 * high));
            }
        }
        assert!(ticks(1.0, 1.0, 5).is_empty() && ticks(f64::NAN, 1.0, 5).is_empty());
    }
}
