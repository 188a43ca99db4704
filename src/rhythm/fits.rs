//! Whether a rhythm can be drawn from in some days.

use super::holidays::{FIRST_YEAR, LAST_YEAR};
use super::keys::HOLIDAYS;
use super::{Days, MOST_DAYS, Moments, Rhythm};
use crate::config::calendar::{DAY, date_from_days};
use crate::config::node::Value;
use crate::config::reader::Field;
use crate::trajectory::time_axis::Granularity;

impl Rhythm {
    /// The weights of days, of which there must be some that weigh anything; what is wrong is reported at `field`.
    pub fn days(&self, field: &Field<'_>, first: i32, count: u64) -> Option<Days> {
        few(field, count)?;
        self.check_holidays(field, i64::from(first), count);
        let days = Days::new(self, first, count);
        check_total(field, days.total(), "day")?;
        Some(days)
    }

    /// The weights of the seconds from `start` up to, but not including, `end`, as [`Rhythm::days`].
    /// `gaps` are seconds among them that clocks pass over.
    pub fn moments(&self, field: &Field<'_>, start: i64, end: i64, gaps: &[(i64, i64)]) -> Option<Moments> {
        let first = start.div_euclid(DAY);
        let count = ((end - 1).div_euclid(DAY) - first) as u64 + 1;
        few(field, count)?;
        self.check_holidays(field, first, count);
        let moments = Moments::new(self, start, end, gaps)?;
        check_total(field, moments.total(), "second")?;
        Some(moments)
    }
}

impl Rhythm {
    /// Warns where days lie in years for which not all holidays are known.
    fn check_holidays(&self, field: &Field<'_>, first: i64, count: u64) {
        let moving: Vec<&str> = self
            .holidays
            .iter()
            .filter(|country| country.has_other_calendars())
            .map(|country| country.code)
            .collect();
        let year = |day: i64| date_from_days(day).map(|date| chrono::Datelike::year(&date));
        let known = |year: Option<i32>| year.is_some_and(|year| (FIRST_YEAR..=LAST_YEAR).contains(&year));
        if moving.is_empty() || (known(year(first)) && known(year(first + count as i64 - 1))) {
            return;
        }
        let field = field.written(&HOLIDAYS).unwrap_or_else(|| field.clone());
        let message = format!(
            "the holidays of {} that follow the moon or another calendar are known from {FIRST_YEAR} to {LAST_YEAR} only",
            moving.join(" and ")
        );
        field.warn("unknown-holidays", message, None);
    }
}

impl Rhythm {
    /// Checks the rhythm of moments within each of some periods, which decide how much falls into each; `labels` names a period.
    /// What is wrong, and what has no effect, is reported at `field`.
    pub fn check_spans(
        &self,
        field: &Field<'_>,
        spans: &[(i32, i32)],
        granularity: Granularity,
        label: impl Fn(usize) -> String,
    ) -> Option<()> {
        let first = spans.first().map_or(0, |span| span.0);
        let count = spans.last().map_or(0, |span| i64::from(span.1) - i64::from(first) + 1);
        few(field, count as u64)?;
        let (period, alike): (&str, &[&str]) = match granularity {
            Granularity::Daily => {
                ("day", &["weekdays", "months", "holidays", "holiday_weight", "growth", "noise"])
            }
            Granularity::Weekly => ("week", &[]),
            Granularity::Monthly => ("month", &["months"]),
        };
        for name in alike {
            let Some(node) = field.node.get(name).filter(|node| !matches!(node.value, Value::Null)) else {
                continue;
            };
            let message = format!(
                "has no effect: metrics say how much happens in a {period}, and the rhythm only when in it"
            );
            field.child(name, node).warn("no-effect", message, None);
        }
        if granularity == Granularity::Daily {
            return Some(());
        }
        self.check_holidays(field, first.into(), count as u64);
        let idle = self.idle_spans(spans);
        if let Some(first) = idle.first() {
            let message = format!(
                "leaves no day of {} of {} {period}s a weight above 0, {} the first: what happens there falls on days as days of the week weigh, or on any",
                idle.len(),
                spans.len(),
                label(*first)
            );
            field.warn("idle-period", message, None);
        }
        Some(())
    }

    /// The shares of the hours.
    pub fn hour_shares(&self) -> [f64; 24] {
        let total: f64 = self.hours.iter().sum();
        self.hours.map(|weight| weight / total)
    }

    /// The shares of the days of the week, where they are the same in every week.
    pub fn weekday_shares(&self) -> Option<[f64; 7]> {
        let alike = self.months.iter().all(|weight| *weight == self.months[0]);
        let total: f64 = self.weekdays.iter().sum();
        (alike && self.holidays.is_empty() && self.growth.is_none())
            .then(|| self.weekdays.map(|weight| weight / total))
    }
}

fn few(field: &Field<'_>, days: u64) -> Option<()> {
    if days <= MOST_DAYS {
        return Some(());
    }
    let message = format!("is for {days} days, but can hold for {MOST_DAYS} at most");
    field.error("out-of-range", message, None);
    None
}

/// Reports where nothing between start and end weighs anything, or all together too much.
fn check_total(field: &Field<'_>, total: f64, unit: &str) -> Option<()> {
    if total > 0.0 && total.is_finite() {
        return Some(());
    }
    let message = match total <= 0.0 {
        true => format!("gives no {unit} of the range a weight above 0"),
        false => "makes weights of days that are too large to add up".to_owned(),
    };
    field.error("bad-weights", message, None);
    None
}
