//! Moments of spans of days that follow one another, as the periods of a window do.

use super::{Days, Rhythm};
use crate::random::Key;

/// Microseconds in a day and in an hour.
const DAY: i64 = 86_400_000_000;
const HOUR: i64 = 3_600_000_000;

/// Number of words.
const WORDS: f64 = (1u128 << 64) as f64;

/// Draws moments of spans of days by inversion: a moment takes one word, and the greater the word, the later the moment.
pub struct SpanSampler {
    spans: Vec<Span>,
    days: Vec<Part>,
    /// Hours of a day that weigh anything, and which they are.
    hours: Vec<Part>,
    names: Vec<i64>,
}

/// A span: its first day, since 1970-01-01, and the place and number of its days among all.
struct Span {
    first: i64,
    place: usize,
    days: usize,
}

/// The words that stand for a day of a span, or for an hour of a day.
#[derive(Clone, Copy)]
struct Part {
    begin: u64,
    /// The first word after them, which may be 2⁶⁴.
    end: u128,
    /// What stretches them over all words.
    stretch: f64,
}

impl Rhythm {
    /// Draws from spans of days, first and last day included, each beginning the day after the one before ends; noise hangs on
    /// the key. In a span whose days all weigh nothing, days weigh what their days of the week do, or else alike.
    pub fn spans(&self, spans: &[(i32, i32)], key: Key) -> SpanSampler {
        let (first, last) = ends(spans);
        let days = Days::new(self, first, days_of((first, last)) as u64).with_noise(self.noise, key);
        let mut sampler =
            SpanSampler { spans: Vec::new(), days: Vec::new(), hours: Vec::new(), names: Vec::new() };
        for span in spans {
            let from = (span.0 - first) as usize;
            let mut weights = days.weights.get(from..from + days_of(*span)).unwrap_or_default().to_vec();
            if total(&weights) <= 0.0 {
                weights =
                    (span.0..=span.1).map(|day| self.weekdays[super::days::weekday(day.into())]).collect();
            }
            if total(&weights) <= 0.0 {
                weights.fill(1.0);
            }
            sampler.spans.push(Span { first: span.0.into(), place: sampler.days.len(), days: weights.len() });
            parts(&weights, &mut sampler.days);
        }
        let heavy = self.hours.iter().enumerate().filter(|(_, weight)| **weight > 0.0);
        let (names, weights): (Vec<i64>, Vec<f64>) =
            heavy.map(|(hour, weight)| (hour as i64, *weight)).unzip();
        parts(&weights, &mut sampler.hours);
        sampler.names = names;
        sampler
    }

    /// The places of the spans whose days all weigh nothing.
    pub fn idle_spans(&self, spans: &[(i32, i32)]) -> Vec<usize> {
        let (first, last) = ends(spans);
        let days = Days::new(self, first, days_of((first, last)) as u64);
        let weight = |span: &(i32, i32)| {
            let from = (span.0 - first) as usize;
            days.weights.get(from..from + days_of(*span)).map_or(0.0, total)
        };
        (0..spans.len()).filter(|place| weight(&spans[*place]) <= 0.0).collect()
    }
}

fn total(weights: &[f64]) -> f64 {
    weights.iter().sum()
}

/// First and last day of all spans.
fn ends(spans: &[(i32, i32)]) -> (i32, i32) {
    (spans.first().map_or(0, |span| span.0), spans.last().map_or(-1, |span| span.1))
}

fn days_of((first, last): (i32, i32)) -> usize {
    usize::try_from(i64::from(last) - i64::from(first) + 1).unwrap_or(0)
}

/// The words of each weight, in proportion to it; together they are all words.
fn parts(weights: &[f64], out: &mut Vec<Part>) {
    let total = total(weights);
    let (mut sum, mut begin) = (0.0, 0u128);
    for weight in weights {
        sum += weight;
        // The last sum is the total, bit by bit, so its share is exactly 1.
        let end = (sum / total * WORDS) as u128;
        let stretch = WORDS / ((end - begin) as f64).max(1.0);
        out.push(Part { begin: u64::try_from(begin).unwrap_or(u64::MAX), end, stretch });
        begin = end;
    }
}

/// The part that a word stands for, and where the word lies in it, as a word.
#[inline(always)]
fn inverted(parts: &[Part], word: u64) -> (usize, u64) {
    let place = parts.partition_point(|part| part.end <= u128::from(word)).min(parts.len().saturating_sub(1));
    let within =
        parts.get(place).map_or(0, |part| ((word - part.begin.min(word)) as f64 * part.stretch) as u64);
    (place, within)
}

impl SpanSampler {
    /// The moment of a span, by its place, that a word stands for, in microseconds since 1970-01-01T00:00:00.
    #[inline(always)]
    pub fn moment(&self, span: usize, word: u64) -> i64 {
        let Some(span) = self.spans.get(span) else { return 0 };
        let (day, rest) = inverted(&self.days[span.place..span.place + span.days], word);
        let (hour, rest) = inverted(&self.hours, rest);
        let hour = self.names.get(hour).copied().unwrap_or_default();
        let within = (u128::from(rest) * HOUR as u128) >> 64;
        (span.first + day as i64) * DAY + hour * HOUR + within as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::split_mix;
    use crate::rhythm::holidays::countries;

    fn even() -> Rhythm {
        Rhythm {
            hours: [1.0; 24],
            weekdays: [1.0; 7],
            months: [1.0; 12],
            holidays: Vec::new(),
            holiday_weight: None,
            growth: None,
            noise: 0.0,
        }
    }

    /// Monday 2024-01-01.
    const MONDAY: i32 = 19_723;

    #[test]
    fn an_even_rhythm_is_even_over_each_span() {
        let sampler = even().spans(&[(MONDAY, MONDAY + 6), (MONDAY + 7, MONDAY + 7)], Key::root(1));
        let start = i64::from(MONDAY) * DAY;
        assert_eq!(sampler.moment(0, 0), start);
        assert_eq!(sampler.moment(1, 0), start + 7 * DAY);
        for (span, days) in [(0, 7i64), (1, 1)] {
            let from = start + if span == 0 { 0 } else { 7 * DAY };
            assert_eq!(sampler.moment(span, u64::MAX), from + days * DAY - 1);
            for place in 1..=1_000u64 {
                let word = split_mix(9, place);
                let exact = from + ((u128::from(word) * (days * DAY) as u128) >> 64) as i64;
                assert!((sampler.moment(span, word) - exact).abs() <= 1, "{word}");
            }
        }
    }

    #[test]
    fn moments_follow_weights_and_rise_with_their_words() {
        let mut rhythm = even();
        rhythm.weekdays = [1.0, 0.0, 2.0, 0.0, 0.0, 5.0, 0.0];
        rhythm.hours = [0.0; 24];
        (rhythm.hours[9], rhythm.hours[17]) = (3.0, 1.0);
        let sampler = rhythm.spans(&[(MONDAY, MONDAY + 6)], Key::root(1));
        let mut words: Vec<u64> = (1..=80_000).map(|place| split_mix(5, place)).collect();
        words.sort_unstable();
        let moments: Vec<i64> = words.iter().map(|word| sampler.moment(0, *word)).collect();
        assert!(moments.is_sorted());
        let (mut days, mut hours) = ([0u32; 7], [0u32; 24]);
        for moment in moments {
            days[(moment.div_euclid(DAY) - i64::from(MONDAY)) as usize] += 1;
            hours[(moment.rem_euclid(DAY) / HOUR) as usize] += 1;
        }
        // Shares 1/8, 2/8 and 5/8, and 3/4 and 1/4, each within five standard deviations.
        for (seen, share) in
            [(days[0], 0.125), (days[2], 0.25), (days[5], 0.625), (hours[9], 0.75), (hours[17], 0.25)]
        {
            let expected: f64 = 80_000.0 * share;
            assert!(
                (f64::from(seen) - expected).abs() < 5.0 * (expected * (1.0 - share)).sqrt(),
                "{seen} {share}"
            );
        }
        assert_eq!(days[0] + days[2] + days[5], 80_000);
        assert_eq!(hours[9] + hours[17], 80_000);
    }

    #[test]
    fn a_span_that_weighs_nothing_keeps_its_weekdays_or_else_is_even() {
        let mut rhythm = even();
        rhythm.weekdays = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        rhythm.holidays = countries().filter(|country| country.code == "DE").collect();
        // New Year's Day of 2024 is that Monday; the span after it is a Tuesday alone.
        let spans = [(MONDAY, MONDAY + 6), (MONDAY + 7, MONDAY + 7), (MONDAY + 8, MONDAY + 8)];
        assert_eq!(rhythm.idle_spans(&spans), [0, 2]);
        let sampler = rhythm.spans(&spans, Key::root(1));
        let day = |span, word| (sampler.moment(span, word).div_euclid(DAY)) as i32 - MONDAY;
        for word in [0, u64::MAX / 3, u64::MAX] {
            assert_eq!((day(0, word), day(1, word), day(2, word)), (0, 7, 8));
        }
    }
}
