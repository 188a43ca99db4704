//! Growth of the weights of days, as in `0.02 per month`.

use chrono::{Datelike, NaiveDate};

use crate::config::param::Form;
use crate::config::reader::Field;

/// How a growth is written.
pub static FORM: Form = Form {
    words: "text such as 0.02 per month",
    pattern: "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+) ?%? per (day|week|month|quarter|year)$",
};

/// A growth at a constant rate: weights are multiplied by 1 + `rate` from one `unit` to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    pub rate: f64,
    pub unit: Unit,
}

crate::words! {
    /// What a rate of growth is counted by.
    pub enum Unit { Day = "day", Week = "week", Month = "month", Quarter = "quarter", Year = "year" }
}

impl Growth {
    /// What a day weighs if `first` weighs 1; within a month, quarter or year it grows by the day.
    pub fn at(&self, first: NaiveDate, day: NaiveDate) -> f64 {
        let days = day.signed_duration_since(first).num_days() as f64;
        let months = months(day) - months(first);
        let time = match self.unit {
            Unit::Day => days,
            Unit::Week => days / 7.0,
            Unit::Month => months,
            Unit::Quarter => months / 3.0,
            Unit::Year => months / 12.0,
        };
        libm::pow(1.0 + self.rate, time)
    }
}

/// Months since the year 0, the days of one being equal parts of it.
fn months(day: NaiveDate) -> f64 {
    let whole = day.year() * 12 + day.month0() as i32;
    f64::from(whole) + f64::from(day.day0()) / f64::from(day.num_days_in_month())
}

/// Reads a growth.
pub fn read(field: &Field<'_>) -> Option<Growth> {
    use crate::config::param::Word;
    let hint = || Some("write it as 0.02 per month, or 2% per year".to_owned());
    if field.node.number().is_some() {
        let message = format!("must be text such as 0.02 per month, not the number {}", field.node);
        field.broken("wrong-type", message, hint());
        return None;
    }
    let text = field.text()?;
    let read = || {
        let (rate, unit) = text.split_once(" per ")?;
        let unit = Unit::ALL.iter().copied().find(|known| known.name() == unit)?;
        let (number, hundredth) = match rate.strip_suffix('%') {
            Some(number) => (number.strip_suffix(' ').unwrap_or(number), 0.01),
            None => (rate, 1.0),
        };
        let plain = number.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte));
        let rate = number.parse::<f64>().ok().filter(|_| plain)? * hundredth;
        Some(Growth { rate, unit })
    };
    let Some(growth) = read() else {
        let message = format!("is '{text}', but must be a rate and what it is counted by");
        field.error("bad-rate", message, hint());
        return None;
    };
    if !(growth.rate > -1.0 && growth.rate <= MOST) {
        let message = format!("is '{text}', but the rate must lie above -1 and be at most {MOST}");
        field.error("out-of-range", message, None);
        return None;
    }
    Some(growth)
}

/// Greatest rate.
const MOST: f64 = 100.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_a_month_whatever_its_length() {
        let growth = Growth { rate: 0.1, unit: Unit::Month };
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let first = day(2024, 1, 1);
        assert_eq!(growth.at(first, first), 1.0);
        assert!((growth.at(first, day(2024, 2, 1)) - 1.1).abs() < 1e-12);
        assert!((growth.at(first, day(2024, 3, 1)) - 1.21).abs() < 1e-12);
        let yearly = Growth { rate: -0.5, unit: Unit::Year };
        assert!((yearly.at(first, day(2026, 1, 1)) - 0.25).abs() < 1e-12);
        let weekly = Growth { rate: 1.0, unit: Unit::Week };
        assert!((weekly.at(first, day(2024, 1, 15)) - 4.0).abs() < 1e-12);
    }
}
