//! The laws of days and moments under a rhythm.

use std::sync::Arc;

use super::days::{Days, weekday};
use super::hours::{HourSampler, Hours};
use super::{MOST_DAYS, Rhythm};
use crate::config::calendar::{DAY, format_date};
use crate::config::zone::Clock;
use crate::facts::{Bins, CalendarShares, Law};
use crate::random::{Choices, Key};

/// Days drawn by their weights.
#[derive(Clone, Debug)]
pub struct DayLaw {
    first: i32,
    /// Share of the days before each, from the first on; one more than there are days.
    below: Arc<[f64]>,
    clumping: f64,
}

impl DayLaw {
    /// The law of days; `noise` is what their weights vary by beyond that.
    pub fn new(days: &Days, noise: f64) -> DayLaw {
        DayLaw { first: days.first, below: cumulated(days), clumping: noise * noise * days.greatest() }
    }
}

/// Shares of the days before each.
fn cumulated(days: &Days) -> Arc<[f64]> {
    let total = days.total();
    let mut sum = 0.0;
    let after = days.weights.iter().map(|weight| {
        sum += weight;
        sum / total
    });
    std::iter::once(0.0).chain(after).collect()
}

impl Law for DayLaw {
    fn below(&self, x: f64) -> f64 {
        let place = (x - f64::from(self.first)).ceil().clamp(0.0, (self.below.len() - 1) as f64);
        self.below[place as usize]
    }

    fn bins(&self) -> Bins {
        let first = f64::from(self.first);
        Bins::whole(first, first + (self.below.len() - 2) as f64)
    }

    fn in_words(&self) -> String {
        let last = self.first + self.below.len() as i32 - 2;
        format!("the rhythm's days from {} to {}", format_date(self.first), format_date(last))
    }

    fn clumping(&self) -> f64 {
        self.clumping
    }
}

/// The seconds of a range under a rhythm: whole days, and a part of the first and the last one.
#[derive(Clone, Debug)]
pub struct Moments {
    /// Each weighs what its day does times what its hours do.
    days: Days,
    first: Hours,
    whole: Hours,
    last: Hours,
    /// Days on which clocks pass over some seconds, by their places, ascending.
    short: Vec<(u32, Hours)>,
    noise: f64,
}

impl Moments {
    /// The seconds from `start` up to, but not including, `end`, which lies after it; none if that is too many days.
    /// `gaps` are seconds among them that clocks pass over.
    pub fn new(rhythm: &Rhythm, start: i64, end: i64, gaps: &[(i64, i64)]) -> Option<Moments> {
        let (first_day, last_day) = (start.div_euclid(DAY), (end - 1).div_euclid(DAY));
        let count = (last_day - first_day + 1) as u64;
        if count > MOST_DAYS {
            return None;
        }
        let mut days = Days::new(rhythm, i32::try_from(first_day).ok()?, count);
        let whole = Hours::day(&rhythm.hours);
        let until = |day: i64| (end - day * DAY).min(DAY);
        let first = Hours::part(&rhythm.hours, start - first_day * DAY, until(first_day));
        let last = if count == 1 { first.clone() } else { Hours::part(&rhythm.hours, 0, until(last_day)) };
        let place = days.weights.len() - 1;
        let mut short: Vec<(u32, Hours)> = Vec::new();
        for day in gaps.iter().flat_map(|(from, to)| from.div_euclid(DAY)..=(to - 1).div_euclid(DAY)) {
            let own = (day - first_day) as u32;
            if (first_day..=last_day).contains(&day) && short.last().is_none_or(|(known, _)| *known != own) {
                let from = if own == 0 { start - first_day * DAY } else { 0 };
                let gaps: Vec<_> = gaps.iter().map(|(from, to)| (from - day * DAY, to - day * DAY)).collect();
                short.push((own, Hours::without(&rhythm.hours, from, until(day), &gaps)));
            }
        }
        for (day, weight) in days.weights.iter_mut().enumerate() {
            let hours = if let Ok(own) = short.binary_search_by_key(&(day as u32), |(own, _)| *own) {
                &short[own].1
            } else if day == 0 {
                &first
            } else if day == place {
                &last
            } else {
                &whole
            };
            *weight *= hours.weight();
        }
        Some(Moments { days, first, whole, last, short, noise: rhythm.noise })
    }

    /// What all seconds weigh together.
    pub fn total(&self) -> f64 {
        self.days.total()
    }

    fn hours(&self, day: usize) -> &Hours {
        if let Ok(own) = self.short.binary_search_by_key(&(day as u32), |(own, _)| *own) {
            &self.short[own].1
        } else if day == 0 {
            &self.first
        } else if day + 1 == self.days.weights.len() {
            &self.last
        } else {
            &self.whole
        }
    }

    /// First and last second that can be drawn, since 1970-01-01T00:00:00.
    pub fn range(&self) -> Option<(i64, i64)> {
        let heavy = |day: &usize| self.days.weights[*day] > 0.0;
        let ends = |day: usize| {
            let (first, last) = self.hours(day).range()?;
            let midnight = (i64::from(self.days.first) + day as i64) * DAY;
            Some((midnight + i64::from(first), midnight + i64::from(last)))
        };
        let places = 0..self.days.weights.len();
        Some((ends(places.clone().find(heavy)?)?.0, ends(places.rev().find(heavy)?)?.1))
    }

    /// What hours and weekdays get.
    pub fn shares(&self) -> CalendarShares {
        let total = self.total();
        let mut hours = [0.0; 24];
        for (day, weight) in self.days.weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            for (own, share) in hours.iter_mut().zip(self.hours(day).shares()) {
                *own += weight / total * share;
            }
        }
        CalendarShares { hours: Some(hours), weekdays: Some(self.days.weekdays()), clumping: self.clumping() }
    }

    fn clumping(&self) -> f64 {
        self.noise * self.noise * self.days.greatest()
    }

    /// Draws from them, with the noise of a key.
    pub fn sampler(&self, key: Key) -> MomentSampler {
        let days = self.days.clone().with_noise(self.noise, key);
        // No word leads to a part without weight, so it may draw as another does.
        let parts = [&self.first, &self.whole, &self.last];
        let some = parts.into_iter().find(|hours| hours.weight() > 0.0).unwrap_or(&self.whole);
        let sampler = |hours: &Hours| if hours.weight() > 0.0 { hours.sampler() } else { some.sampler() };
        let last = (days.weights.len() - 1) as u32;
        let part = |place: usize| {
            let place = place as u32;
            let part = match self.short.binary_search_by_key(&place, |(own, _)| *own) {
                Ok(short) => parts.len() + short,
                Err(_) if place == 0 => 0,
                Err(_) => 1 + usize::from(place == last),
            };
            (place, part as u32)
        };
        let short = self.short.iter().map(|(_, hours)| hours);
        MomentSampler {
            days: Choices::new(&days.weights, part),
            first_day: i64::from(days.first),
            parts: parts.into_iter().chain(short).map(sampler).collect(),
        }
    }

    /// Their law, noise aside.
    pub fn law(&self) -> MomentLaw {
        MomentLaw { below: cumulated(&self.days), clumping: self.clumping(), moments: self.clone() }
    }
}

/// Draws moments.
pub struct MomentSampler {
    /// The place of a day, and of its times among the parts.
    days: Choices<(u32, u32)>,
    first_day: i64,
    /// Times of the first day, of those between, of the last one, and of each on which clocks pass over some seconds.
    parts: Vec<HourSampler>,
}

impl MomentSampler {
    /// The day of a word, since 1970-01-01, and the second of it of another.
    #[inline(always)]
    pub fn moment(&self, [day, time]: [u64; 2]) -> (i64, i64) {
        let (place, part) = self.days.choose(day);
        (self.first_day + i64::from(place), self.parts[part as usize].second(time))
    }
}

/// A law of what clocks show, as one of instants.
#[derive(Clone, Debug)]
pub struct ClockLaw {
    pub law: MomentLaw,
    pub clock: Clock,
    /// First and last instant.
    pub range: (f64, f64),
}

impl Law for ClockLaw {
    fn below(&self, x: f64) -> f64 {
        self.law.below(self.clock.reached(x))
    }

    fn bins(&self) -> Bins {
        Bins::whole(self.range.0, self.range.1)
    }

    fn in_words(&self) -> String {
        self.law.in_words()
    }

    fn clumping(&self) -> f64 {
        self.law.clumping()
    }
}

/// Moments drawn by the weights of their days and hours.
#[derive(Clone, Debug)]
pub struct MomentLaw {
    moments: Moments,
    below: Arc<[f64]>,
    clumping: f64,
}

impl Law for MomentLaw {
    fn below(&self, x: f64) -> f64 {
        let day = (x / DAY as f64).floor();
        let place = day - f64::from(self.moments.days.first);
        if place < 0.0 {
            return 0.0;
        }
        let place = place as usize;
        let (Some(before), Some(after)) = (self.below.get(place), self.below.get(place + 1)) else {
            return 1.0;
        };
        if after <= before {
            return *before;
        }
        before + (after - before) * self.moments.hours(place).below(x - day * DAY as f64)
    }

    fn bins(&self) -> Bins {
        let (first, last) = self.moments.range().unwrap_or((0, 0));
        Bins::whole(first as f64, last as f64)
    }

    fn in_words(&self) -> String {
        let days = &self.moments.days;
        let last = days.first + days.weights.len() as i32 - 1;
        format!("the rhythm from {} to {}", format_date(days.first), format_date(last))
    }

    fn clumping(&self) -> f64 {
        self.clumping
    }
}

/// The day of the week, from 0 for Monday, and the hour of a moment in seconds since 1970-01-01T00:00:00.
pub fn weekday_and_hour(second: f64) -> (usize, usize) {
    let second = second.floor() as i64;
    (weekday(second.div_euclid(DAY)), (second.rem_euclid(DAY) / 3600) as usize)
}
