//! Days and moments of the proleptic Gregorian calendar, in all years there are, and intervals.

use std::fmt::Write;

use arrow::datatypes::IntervalMonthDayNano;

pub const SECOND: i64 = 1_000_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// A day by year, month and day of the month; the year 0 is 1 BC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    pub year: i64,
    pub month: i64,
    pub day: i64,
}

impl Civil {
    /// Of a day since 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms", 2021).
    pub fn of(day: i32) -> Civil {
        let day = i64::from(day) + 719_468;
        let era = day.div_euclid(146_097);
        let of_era = day.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        Civil {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: of_year - (153 * shifted + 2) / 5 + 1,
        }
    }

    /// The day since 1970-01-01; of a day that its month has.
    pub fn days(self) -> Option<i32> {
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted = if self.month > 2 { self.month - 3 } else { self.month + 9 };
        let of_year = (153 * shifted + 2) / 5 + self.day - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        i32::try_from(era.checked_mul(146_097)? + of_era - 719_468).ok()
    }

    /// Whether there is such a day.
    pub fn is_valid(self) -> bool {
        (1..=12).contains(&self.month) && (1..=month_days(self.year, self.month)).contains(&self.day)
    }

    /// The same day so many months later, or the last one of a shorter month.
    pub fn plus_months(self, months: i64) -> Civil {
        let all = self.year * 12 + self.month - 1 + months;
        let (year, month) = (all.div_euclid(12), all.rem_euclid(12) + 1);
        Civil { year, month, day: self.day.min(month_days(year, month)) }
    }
}

pub fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub fn month_days(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// From 0 for Sunday.
pub fn weekday(day: i32) -> i64 {
    (i64::from(day) + 4).rem_euclid(7)
}

/// The Monday of the day's week.
pub fn monday(day: i32) -> i64 {
    i64::from(day) - (weekday(day) + 6) % 7
}

/// Year and number of the ISO week that a day lies in.
pub fn iso_week(day: i32) -> (i64, i64) {
    // The week is that of its Thursday.
    let thursday = monday(day) + 3;
    let year = Civil::of(thursday as i32).year;
    let first = Civil { year, month: 1, day: 1 }.days().map_or(thursday, i64::from);
    (year, (thursday - first) / 7 + 1)
}

/// Number of the day in its year, from 1.
pub fn day_of_year(day: i32) -> i64 {
    let first = Civil { month: 1, day: 1, ..Civil::of(day) }.days();
    i64::from(day) - first.map_or(0, i64::from) + 1
}

/// The day of a moment, and the microseconds since its midnight.
pub fn split(micros: i64) -> (i32, i64) {
    (micros.div_euclid(DAY) as i32, micros.rem_euclid(DAY))
}

/// The moment so many microseconds after a day's midnight.
pub fn moment(day: i64, micros: i64) -> Result<i64, String> {
    let whole = day.checked_mul(DAY).and_then(|start| start.checked_add(micros));
    whole.ok_or_else(|| "Date and time not in timestamp range".to_owned())
}

/// `YYYY-MM-DD`, years before 1 with ` (BC)`.
pub fn write_date(day: i32, out: &mut String) {
    let Civil { year, month, day } = Civil::of(day);
    let (shown, before) = if year > 0 { (year, "") } else { (1 - year, " (BC)") };
    // Writing to a string cannot fail.
    let _ = write!(out, "{shown:04}-{month:02}-{day:02}{before}");
}

/// `HH:MM:SS`, with as many digits of the second as there are.
pub fn write_time(micros: i64, out: &mut String) {
    let _ = write!(out, "{:02}:{:02}:{:02}", micros / HOUR, micros / MINUTE % 60, micros / SECOND % 60);
    write_fraction(micros % SECOND, out);
}

fn write_fraction(micros: i64, out: &mut String) {
    if micros != 0 {
        let digits = format!(".{micros:06}");
        out.push_str(digits.trim_end_matches('0'));
    }
}

/// `YYYY-MM-DD HH:MM:SS`.
pub fn write_timestamp(micros: i64, out: &mut String) {
    let (day, micros) = split(micros);
    let mut date = String::new();
    write_date(day, &mut date);
    let (date, before) = date.strip_suffix(" (BC)").map_or((&*date, ""), |date| (date, " (BC)"));
    out.push_str(date);
    out.push(' ');
    write_time(micros, out);
    out.push_str(before);
}

/// Months, days and microseconds; the array's third number is microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub months: i32,
    pub days: i32,
    pub micros: i64,
}

impl From<IntervalMonthDayNano> for Span {
    fn from(value: IntervalMonthDayNano) -> Span {
        Span { months: value.months, days: value.days, micros: value.nanoseconds }
    }
}

impl From<Span> for IntervalMonthDayNano {
    fn from(span: Span) -> IntervalMonthDayNano {
        IntervalMonthDayNano::new(span.months, span.days, span.micros)
    }
}

impl Span {
    pub fn negated(self) -> Option<Span> {
        Some(Span {
            months: self.months.checked_neg()?,
            days: self.days.checked_neg()?,
            micros: self.micros.checked_neg()?,
        })
    }

    pub fn plus(self, other: Span) -> Option<Span> {
        Some(Span {
            months: self.months.checked_add(other.months)?,
            days: self.days.checked_add(other.days)?,
            micros: self.micros.checked_add(other.micros)?,
        })
    }

    pub fn times(self, factor: i64) -> Option<Span> {
        let small = |value: i32| i32::try_from(i64::from(value).checked_mul(factor)?).ok();
        Some(Span {
            months: small(self.months)?,
            days: small(self.days)?,
            micros: self.micros.checked_mul(factor)?,
        })
    }

    /// With months of 30 days and days of 24 hours, as comparisons take it.
    pub fn normalized(self) -> i128 {
        let days = i128::from(self.months) * 30 + i128::from(self.days);
        days * i128::from(DAY) + i128::from(self.micros)
    }

    /// The moment so long after another: months first, then days, then the rest.
    pub fn after(self, micros: i64) -> Result<i64, String> {
        let (day, time) = split(micros);
        let out = || "Date and time not in timestamp range".to_owned();
        let day = match self.months {
            0 => day,
            months => Civil::of(day).plus_months(i64::from(months)).days().ok_or_else(out)?,
        };
        let day = i64::from(day) + i64::from(self.days);
        moment(day, time)?.checked_add(self.micros).ok_or_else(out)
    }

    pub fn write(self, out: &mut String) {
        let start = out.len();
        let part = |out: &mut String, number: i32, unit: &str| {
            if number != 0 {
                if out.len() > start {
                    out.push(' ');
                }
                let plural = if number == 1 || number == -1 { "" } else { "s" };
                let _ = write!(out, "{number} {unit}{plural}");
            }
        };
        part(out, self.months / 12, "year");
        part(out, self.months % 12, "month");
        part(out, self.days, "day");
        if self.micros != 0 {
            if out.len() > start {
                out.push(' ');
            }
            if self.micros < 0 {
                out.push('-');
            }
            let size = self.micros.unsigned_abs();
            let _ = write!(
                out,
                "{:02}:{:02}:{:02}",
                size / HOUR as u64,
                size / MINUTE as u64 % 60,
                size / SECOND as u64 % 60
            );
            write_fraction((size % SECOND as u64) as i64, out);
        } else if out.len() == start {
            out.push_str("00:00:00");
        }
    }
}

/// The span from `start` to `end` in years, months, days and the rest, as PostgreSQL's `age` counts it.
pub fn age(end: i64, start: i64) -> Span {
    let flipped = end < start;
    let (high, low) = if flipped { (start, end) } else { (end, start) };
    let ((high_day, high_time), (low_day, low_time)) = (split(high), split(low));
    let (h, l) = (Civil::of(high_day), Civil::of(low_day));
    let mut micros = high_time - low_time;
    let mut days = h.day - l.day;
    let mut months = (h.year - l.year) * 12 + h.month - l.month;
    if micros < 0 {
        micros += DAY;
        days -= 1;
    }
    if days < 0 {
        // The days of the month that the count starts in.
        let from = if flipped { h.plus_months(-1) } else { l };
        let from = if flipped { Civil { month: l.month, year: l.year, ..from } } else { from };
        days += month_days(from.year, from.month);
        months -= 1;
    }
    let sign = if flipped { -1 } else { 1 };
    Span { months: (sign * months) as i32, days: (sign * days) as i32, micros: sign * micros }
}
