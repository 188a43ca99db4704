//! What the days of a range weigh, and how rows are shared out among them.

use chrono::Datelike;

use super::Rhythm;
use crate::config::calendar::date_from_days;
use crate::random::{Items, Key, Stream, normal_from_word};

/// Days of a range at most.
pub const MOST_DAYS: u64 = 100_000;

/// Days from 0000-01-01, the first that can be written, to 1970-01-01.
const BEFORE_EPOCH: i64 = 719_528;

/// The days of a range and what each weighs.
#[derive(Clone, Debug, PartialEq)]
pub struct Days {
    /// The first, in days since 1970-01-01.
    pub first: i32,
    pub weights: Vec<f64>,
}

impl Rhythm {
    /// The holidays of the years of two days, ascending.
    fn free_days(&self, first: i32, last: i32) -> Vec<i32> {
        let mut all: Vec<i32> =
            self.holidays.iter().flat_map(|country| country.between(first, last)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Rhythm {
    /// What an average day of a year of 365 days weighs, without holidays, growth and noise.
    pub fn average_day(&self) -> f64 {
        const LENGTHS: [f64; 12] = [31.0, 28.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];
        let weekdays: f64 = self.weekdays.iter().sum();
        let months: f64 = self.months.iter().zip(LENGTHS).map(|(weight, days)| weight * days).sum();
        weekdays / 7.0 * (months / 365.0)
    }
}

impl Days {
    /// The weights of `count` days from `first` on, without noise.
    pub fn new(rhythm: &Rhythm, first: i32, count: u64) -> Days {
        let start = date_from_days(first.into());
        let last = i64::from(first) + count.min(MOST_DAYS) as i64 - 1;
        let free = i32::try_from(last).map_or_else(|_| Vec::new(), |last| rhythm.free_days(first, last));
        let holiday = rhythm.holiday_weight.unwrap_or(rhythm.weekdays[6]);
        let weight = |place: u64| {
            let day = i64::from(first) + place as i64;
            let (Some(start), Some(date)) = (start, date_from_days(day)) else { return 0.0 };
            let is_free = i32::try_from(day).is_ok_and(|day| free.binary_search(&day).is_ok());
            let weekday = rhythm.weekdays[date.weekday().num_days_from_monday() as usize];
            let weekday = if is_free { holiday } else { weekday };
            let month = rhythm.months[date.month0() as usize];
            weekday * month * rhythm.growth.map_or(1.0, |growth| growth.at(start, date))
        };
        Days { first, weights: (0..count.min(MOST_DAYS)).map(weight).collect() }
    }

    /// The same days with noise: each weight is multiplied by a log-normal number of mean 1 and the standard deviation `noise`, which
    /// hangs on the key and the day alone.
    pub fn with_noise(mut self, noise: f64, key: Key) -> Days {
        if noise <= 0.0 {
            return self;
        }
        let variance = libm::log1p(noise * noise);
        let sigma = variance.sqrt();
        let first = (i64::from(self.first) + BEFORE_EPOCH).max(0) as u64;
        let mut words = Vec::new();
        Stream::new(key, 1).words(Items::Range { first, len: self.weights.len() }, &mut words);
        for (weight, word) in self.weights.iter_mut().zip(words) {
            *weight *= libm::exp(sigma * normal_from_word(word) - variance / 2.0);
        }
        self
    }

    /// What all days weigh together; infinite or NaN where the weights are too large.
    pub fn total(&self) -> f64 {
        self.weights.iter().sum()
    }

    /// The share of each day of the week, from Monday on.
    pub fn weekdays(&self) -> [f64; 7] {
        let total = self.total();
        let mut shares = [0.0; 7];
        for (place, weight) in self.weights.iter().enumerate() {
            shares[weekday(i64::from(self.first) + place as i64)] += weight / total;
        }
        shares
    }

    /// First and last day that weigh anything, since 1970-01-01.
    pub fn range(&self) -> Option<(i32, i32)> {
        let heavy = |weight: &f64| *weight > 0.0;
        let first = self.weights.iter().position(heavy)?;
        let last = self.weights.iter().rposition(heavy)?;
        Some((self.first + first as i32, self.first + last as i32))
    }

    /// The greatest share of a day.
    pub fn greatest(&self) -> f64 {
        self.weights.iter().copied().fold(0.0, f64::max) / self.total()
    }
}

/// The day of the week, from 0 for Monday, of a day since 1970-01-01, which was a Thursday.
pub fn weekday(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

/// Shares `rows` out in proportion to weights, by largest remainder (Hamilton): each gets the whole part of its quota, and the
/// rows that are left go to the largest fractions, of equal ones to the first. Their sum is `rows`; a weight of 0 gets none.
pub fn apportion(rows: u64, weights: &[f64]) -> Vec<u64> {
    let total: f64 = weights.iter().sum();
    // Whole numbers make quotas exact; 2⁻⁶⁰ of all is as good as nothing.
    let whole: Vec<u64> =
        weights.iter().map(|weight| (weight / total * (1u64 << 60) as f64) as u64).collect();
    let sum: u128 = whole.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let quota = |weight: &u64| u128::from(rows) * u128::from(*weight);
    let mut counts: Vec<u64> = whole.iter().map(|weight| (quota(weight) / sum) as u64).collect();
    let left = rows - counts.iter().sum::<u64>();
    let mut order: Vec<usize> = (0..whole.len()).filter(|place| whole[*place] > 0).collect();
    order.sort_by_key(|place| std::cmp::Reverse(quota(&whole[*place]) % sum));
    for place in order.into_iter().take(left as usize) {
        counts[place] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remainders_go_to_the_largest_fractions() {
        // Hamilton's method by hand: quotas 4.5, 3.0, 1.5 and 0.
        assert_eq!(apportion(9, &[3.0, 2.0, 1.0, 0.0]), [5, 3, 1, 0]);
        assert_eq!(apportion(0, &[1.0, 1.0]), [0, 0]);
        assert_eq!(apportion(3, &[1.0; 7]), [1, 1, 1, 0, 0, 0, 0]);
        for rows in [1, 10, 999, 1_000_003, i64::MAX as u64] {
            let weights: Vec<f64> = (1..400).map(|place| f64::from(place % 13) * 0.37).collect();
            let total: f64 = weights.iter().sum();
            let counts = apportion(rows, &weights);
            assert_eq!(counts.iter().sum::<u64>(), rows);
            for (count, weight) in counts.iter().zip(&weights) {
                let quota = rows as f64 * weight / total;
                assert!((*count as f64 - quota).abs() <= 1.0 + quota * 1e-12, "{count} {quota}");
                assert!(*weight > 0.0 || *count == 0);
            }
        }
    }

    #[test]
    fn noise_has_its_deviation_and_knows_only_its_day() {
        let days = |first, count| {
            let days = Days { first, weights: vec![2.0; count] };
            days.with_noise(0.3, Key::root(5)).weights
        };
        let all = days(19_000, 20_000);
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        let deviation = (all.iter().map(|w| (w - mean) * (w - mean)).sum::<f64>() / all.len() as f64).sqrt();
        assert!((mean - 2.0).abs() < 0.02 && (deviation - 0.6).abs() < 0.02, "{mean} {deviation}");
        assert_eq!(days(19_500, 3), all[500..503]);
    }

    #[test]
    fn weeks_begin_on_monday() {
        // 2024-01-01 was a Monday.
        assert_eq!((weekday(19_723), weekday(0), weekday(-1)), (0, 3, 2));
    }
}
