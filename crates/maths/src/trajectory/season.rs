//! Seasonality: days of the calendar that lift or lower every metric.

use super::time_axis::{TimeAxis, day_number};
use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

/// The most days over which the edges of an effect can be smoothed.
pub const LONGEST_RAMP: u32 = 366;

/// A strength that holds on certain days: on those that are in all of its lists. An empty list holds every day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeasonalEffect {
    /// Months 1 to 12.
    pub months: Vec<u32>,
    /// Days of the week.
    pub weekdays: Vec<Weekday>,
    /// Days of the month, 1 to 31.
    pub days: Vec<u32>,
    /// Change of a centre, in the unit of a [`SeasonStep`]: 0.3 is 30 % more.
    pub strength: f64,
    /// Days over which the strength rises before its months and days of the month, and falls after them, half of them on
    /// either side of the edge: the centred moving average of so many days. Weekdays are not smoothed.
    pub ramp: u32,
}

/// Something wrong with a list of effects.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what each field is")]
pub enum SeasonProblem {
    #[error("effect {effect} names month {month}; months are numbered 1 to 12")]
    NoSuchMonth { effect: usize, month: u32 },
    #[error("effect {effect} names day {day}; days of the month are numbered 1 to 31")]
    NoSuchDay { effect: usize, day: u32 },
    #[error("the strength of effect {effect} is {strength}; it must be a finite number")]
    BadStrength { effect: usize, strength: f64 },
    #[error("the ramp of effect {effect} is {ramp} days; it must be at most 366")]
    LongRamp { effect: usize, ramp: u32 },
}

/// All effects together; where they overlap, strengths add.
///
/// ```
/// use chrono::Weekday::{Sat, Sun};
/// use plotsim_maths::trajectory::season::{Season, SeasonalEffect};
/// use plotsim_maths::trajectory::time_axis::{Granularity, TimeAxis};
///
/// let december = SeasonalEffect { months: vec![12], strength: 0.3, ..SeasonalEffect::default() };
/// let weekends = SeasonalEffect { weekdays: vec![Sat, Sun], strength: 0.5, ..SeasonalEffect::default() };
/// let season = Season::new(&[december, weekends]).unwrap();
///
/// let days = TimeAxis::parse("2023-11-30", "2023-12-03", Granularity::Daily).unwrap();
/// assert_eq!(season.strengths(&days), [0.0, 0.3, 0.8, 0.8]);
/// // A longer period has the mean of its days: 8 of November's 30 are weekends.
/// let november = TimeAxis::parse("2023-11", "2023-11", Granularity::Monthly).unwrap();
/// assert_eq!(season.strengths(&november), [0.5 * 8.0 / 30.0]);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Season {
    effects: Vec<SeasonalEffect>,
}

impl Season {
    /// The season of some effects.
    ///
    /// # Errors
    ///
    /// Every problem found.
    pub fn new(effects: &[SeasonalEffect]) -> Result<Self, Vec<SeasonProblem>> {
        let mut problems = Vec::new();
        for (effect, own) in effects.iter().enumerate() {
            let SeasonalEffect { months, days, strength, ramp, .. } = own;
            if !strength.is_finite() {
                problems.push(SeasonProblem::BadStrength { effect, strength: *strength });
            }
            if *ramp > LONGEST_RAMP {
                problems.push(SeasonProblem::LongRamp { effect, ramp: *ramp });
            }
            let wrong = |number: &&u32, last: u32| !(1..=last).contains(*number);
            problems.extend(
                months
                    .iter()
                    .filter(|month| wrong(month, 12))
                    .map(|month| SeasonProblem::NoSuchMonth { effect, month: *month }),
            );
            problems.extend(
                days.iter()
                    .filter(|day| wrong(day, 31))
                    .map(|day| SeasonProblem::NoSuchDay { effect, day: *day }),
            );
        }
        if problems.is_empty() { Ok(Season { effects: effects.to_vec() }) } else { Err(problems) }
    }

    /// The effects, as they were given.
    pub fn effects(&self) -> &[SeasonalEffect] {
        &self.effects
    }

    /// The summed strength in each period of a window.
    ///
    /// An effect of whole months counts for the month a period belongs to ([`Period::month`](super::time_axis::Period)); one with
    /// weekdays, days of the month or a ramp counts with its mean over the days of the period inside the window.
    pub fn strengths(&self, axis: &TimeAxis) -> Vec<f64> {
        let mut sums = vec![0.0; axis.len()];
        for effect in &self.effects {
            effect.add(axis, &mut sums);
        }
        sums
    }

    /// The summed strength of the effects of whole months, from January to December.
    pub fn by_month(&self) -> [f64; 12] {
        let mut sums = [0.0; 12];
        for effect in self.effects.iter().filter(|effect| effect.whole_months()) {
            for (month, sum) in (1..).zip(&mut sums) {
                if effect.months.is_empty() || effect.months.contains(&month) {
                    *sum += effect.strength;
                }
            }
        }
        sums
    }

    /// Whether nothing is affected.
    pub fn is_none(&self) -> bool {
        self.effects.iter().all(|effect| effect.strength == 0.0)
    }
}

impl SeasonalEffect {
    /// Whether it is nothing but a list of months.
    pub fn whole_months(&self) -> bool {
        self.weekdays.is_empty() && self.days.is_empty() && self.ramp <= 1
    }

    /// Whether it holds in some period of a window.
    pub fn reaches(&self, axis: &TimeAxis) -> bool {
        let mut sums = vec![0.0; axis.len()];
        SeasonalEffect { strength: 1.0, ..self.clone() }.add(axis, &mut sums);
        sums.iter().any(|sum| *sum != 0.0)
    }

    fn add(&self, axis: &TimeAxis, sums: &mut [f64]) {
        let periods = || (0..axis.len()).filter_map(|index| axis.period(index));
        if self.whole_months() {
            for (period, sum) in periods().zip(sums) {
                if self.months.is_empty() || self.months.contains(&period.month) {
                    *sum += self.strength;
                }
            }
            return;
        }
        let shares = self.shares(axis.first_day(), axis.last_day());
        let origin = day_number(axis.first_day());
        for (period, sum) in periods().zip(sums) {
            let (first, last) = period.inside;
            let days = &shares[(first - origin) as usize..=(last - origin) as usize];
            *sum += self.strength * (days.iter().sum::<f64>() / days.len() as f64);
        }
    }

    /// What part of the strength each day from `first` to `last` has.
    fn shares(&self, first: NaiveDate, last: NaiveDate) -> Vec<f64> {
        let width = i64::from(self.ramp.max(1));
        let reach = width / 2;
        let length = (last - first).num_days() + 1;
        // Days that match from `first − reach` on, counted up.
        let mut counts = Vec::with_capacity((length + 2 * reach + 1) as usize);
        let mut count = 0i64;
        counts.push(count);
        for day in -reach..length + reach {
            count += i64::from(self.matches(first + TimeDelta::days(day)));
            counts.push(count);
        }
        let between = |from: i64, to: i64| counts[(to + reach) as usize] - counts[(from + reach) as usize];
        (0..length)
            .map(|day| {
                let weekday = (first + TimeDelta::days(day)).weekday();
                if !self.weekdays.is_empty() && !self.weekdays.contains(&weekday) {
                    return 0.0;
                }
                // An even width takes half of the day at each end.
                let doubled = if width % 2 == 1 {
                    2 * between(day - reach, day + reach + 1)
                } else {
                    between(day - reach, day + reach) + between(day - reach + 1, day + reach + 1)
                };
                doubled as f64 / (2 * width) as f64
            })
            .collect()
    }

    fn matches(&self, day: NaiveDate) -> bool {
        (self.months.is_empty() || self.months.contains(&day.month()))
            && (self.days.is_empty() || self.days.contains(&day.day()))
    }
}

/// How a season moves the centre of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SeasonStep {
    /// By a share of the centre: c·(1 + k). For metrics that are never negative, where a share of 0 is 0.
    Share,
    /// By a share of a width: c + k·width. For metrics that can be negative, where a share of the centre would move it the
    /// other way.
    Width(f64),
}

impl SeasonStep {
    /// The centre moved by k, the strength times the sensitivities of metric and entity.
    ///
    /// ```
    /// use plotsim_maths::trajectory::season::SeasonStep;
    ///
    /// assert_eq!(SeasonStep::Share.apply(50.0, 0.2), 60.0);
    /// // A freezer between −24 and 8 degrees gets warmer by a quarter of its range.
    /// assert_eq!(SeasonStep::Width(32.0).apply(-16.0, 0.25), -8.0);
    /// ```
    pub fn apply(self, centre: f64, k: f64) -> f64 {
        match self {
            _ if k == 0.0 => centre,
            SeasonStep::Share => centre * (1.0 + k),
            SeasonStep::Width(width) => centre + k * width,
        }
    }

    /// The least and greatest k that leave some position's centre where it can be: −1 takes all of a centre away, and ±1 moves by
    /// the whole width.
    pub fn limits(self) -> (f64, f64) {
        match self {
            SeasonStep::Share => (-1.0, 1000.0),
            SeasonStep::Width(_) => (-1.0, 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::time_axis::Granularity;

    fn axis(start: &str, end: &str, granularity: Granularity) -> TimeAxis {
        TimeAxis::parse(start, end, granularity).expect("a window")
    }

    fn effect(strength: f64) -> SeasonalEffect {
        SeasonalEffect { strength, ..SeasonalEffect::default() }
    }

    fn season(effects: &[SeasonalEffect]) -> Season {
        Season::new(effects).expect("good effects")
    }

    #[test]
    fn overlapping_effects_add() {
        let season = season(&[
            SeasonalEffect { months: vec![11, 12], ..effect(0.3) },
            SeasonalEffect { months: vec![12], ..effect(0.2) },
        ]);
        let strengths = season.strengths(&axis("2023-01", "2023-12", Granularity::Monthly));
        assert_eq!(strengths[..10], [0.0; 10]);
        assert_eq!(strengths[10..], [0.3, 0.5]);
        assert_eq!(season.by_month()[..], strengths);
        assert!(!season.is_none() && Season::default().is_none());
    }

    #[test]
    fn a_week_belongs_to_the_month_of_its_first_day_inside() {
        let season = season(&[SeasonalEffect { months: vec![2], ..effect(1.0) }]);
        // The week from Monday 30 January 2023 on.
        assert_eq!(season.strengths(&axis("2023-01-30", "2023-02-05", Granularity::Weekly)), [0.0]);
        assert_eq!(season.strengths(&axis("2023-02-01", "2023-02-05", Granularity::Weekly)), [1.0]);
    }

    #[test]
    fn lists_narrow_each_other() {
        let paydays = SeasonalEffect {
            months: vec![4],
            days: vec![1, 15],
            weekdays: vec![Weekday::Sat, Weekday::Sun],
            ..effect(2.0)
        };
        let strengths = season(&[paydays]).strengths(&axis("2023-04-01", "2023-05-31", Granularity::Daily));
        let hit: Vec<usize> = (0..strengths.len()).filter(|day| strengths[*day] != 0.0).collect();
        // 1 and 15 April 2023 are Saturdays.
        assert_eq!(hit, [0, 14]);
        assert_eq!(strengths[0], 2.0);
    }

    #[test]
    fn a_ramp_rises_over_its_days_and_keeps_the_sum() {
        let days = axis("2023-05-20", "2023-07-10", Granularity::Daily);
        for ramp in [2, 3, 6, 7] {
            let june = SeasonalEffect { months: vec![6], ramp, ..effect(1.0) };
            let strengths = season(&[june]).strengths(&days);
            let sum: f64 = strengths.iter().sum();
            assert!((sum - 30.0).abs() < 1e-9, "{ramp}: {sum}");
            let rising = strengths[..25].iter().filter(|share| **share > 0.0 && **share < 1.0).count();
            assert_eq!(rising as u32, if ramp % 2 == 1 { ramp - 1 } else { ramp }, "{strengths:?}");
            assert!(strengths[..25].is_sorted() && strengths.contains(&1.0));
        }
        let june = SeasonalEffect { months: vec![6], ramp: 4, ..effect(1.0) };
        let strengths = season(&[june]).strengths(&days);
        assert_eq!(strengths[9..15], [0.0, 0.125, 0.375, 0.625, 0.875, 1.0]);
    }

    #[test]
    fn a_period_has_the_mean_of_its_days_inside() {
        let weekends = SeasonalEffect { weekdays: vec![Weekday::Sat, Weekday::Sun], ..effect(0.7) };
        let season = season(&[weekends]);
        let weeks = season.strengths(&axis("2023-01-02", "2023-01-14", Granularity::Weekly));
        assert_eq!(weeks, [0.7 * (2.0 / 7.0), 0.7 * (1.0 / 6.0)]);
    }

    #[test]
    fn an_effect_knows_whether_the_window_has_its_days() {
        let first_half = axis("2023-01", "2023-06", Granularity::Monthly);
        assert!(SeasonalEffect { months: vec![6, 7], ..effect(0.1) }.reaches(&first_half));
        assert!(!SeasonalEffect { months: vec![7], ..effect(0.1) }.reaches(&first_half));
        assert!(SeasonalEffect { months: vec![7], ramp: 7, ..effect(0.1) }.reaches(&first_half));
        assert!(!SeasonalEffect { months: vec![2], days: vec![30], ..effect(0.1) }.reaches(&first_half));
    }

    #[test]
    fn steps_move_by_a_share_or_a_width() {
        for (k, share, width) in [(0.0, 0.75, 0.75), (0.3, 0.975, 3.75), (-0.5, 0.375, -4.25)] {
            assert!((SeasonStep::Share.apply(0.75, k) - share).abs() < 1e-12);
            assert!((SeasonStep::Width(10.0).apply(0.75, k) - width).abs() < 1e-12);
        }
    }

    #[test]
    fn every_bad_effect_is_reported() {
        let problems = Season::new(&[
            SeasonalEffect { ramp: 400, ..effect(f64::NAN) },
            SeasonalEffect { months: vec![1, 13, 0], days: vec![32], ..effect(0.1) },
        ])
        .expect_err("bad effects");
        assert_eq!(problems.len(), 5);
        assert!(matches!(problems[0], SeasonProblem::BadStrength { effect: 0, .. }));
        assert_eq!(problems[1], SeasonProblem::LongRamp { effect: 0, ramp: 400 });
        assert_eq!(problems[2], SeasonProblem::NoSuchMonth { effect: 1, month: 13 });
        assert_eq!(problems[3], SeasonProblem::NoSuchMonth { effect: 1, month: 0 });
        assert_eq!(problems[4], SeasonProblem::NoSuchDay { effect: 1, day: 32 });
    }
}
