//! Times of day.

use crate::config::calendar::DAY;
use crate::random::Choices;

/// Seconds in an hour.
const HOUR: i64 = 3600;

/// The seconds of a day, or of a part of one, by what their hours weigh; within an hour all are alike.
#[derive(Clone, Debug)]
pub struct Hours {
    pieces: Vec<Piece>,
    /// What all pieces weigh together.
    weight: f64,
}

/// The seconds of an hour that belong to the part of the day.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// The first of them, from midnight.
    start: u32,
    seconds: u32,
    weight: f64,
}

impl Hours {
    /// The part of a day from second `from` up to, but not including, `to`; an hour of which only a part lies inside weighs that
    /// much less.
    pub fn part(weights: &[f64; 24], from: i64, to: i64) -> Hours {
        Hours::without(weights, from, to, &[])
    }

    /// The same without the seconds of some gaps, ascending, that no clock shows on the day: from the first of a gap up to, but
    /// not including, its end.
    pub fn without(weights: &[f64; 24], from: i64, to: i64, gaps: &[(i64, i64)]) -> Hours {
        let mut pieces = Vec::new();
        let mut at = from;
        for (start, end) in gaps {
            pieces.extend(Hours::pieces(weights, at, (*start).clamp(at, to)));
            at = (*end).clamp(at, to);
        }
        pieces.extend(Hours::pieces(weights, at, to));
        Hours { weight: pieces.iter().map(|piece| piece.weight).sum(), pieces }
    }

    fn pieces(weights: &[f64; 24], from: i64, to: i64) -> Vec<Piece> {
        let piece = |(hour, weight): (usize, &f64)| {
            let start = (hour as i64 * HOUR).clamp(from, to);
            let end = ((hour as i64 + 1) * HOUR).clamp(from, to);
            let seconds = end - start;
            (seconds > 0 && *weight > 0.0).then(|| Piece {
                start: start as u32,
                seconds: seconds as u32,
                weight: weight * (seconds as f64 / HOUR as f64),
            })
        };
        weights.iter().enumerate().filter_map(piece).collect()
    }

    /// A whole day.
    pub fn day(weights: &[f64; 24]) -> Hours {
        Hours::part(weights, 0, DAY)
    }

    /// What they weigh together: 0 if there is nothing to draw.
    pub fn weight(&self) -> f64 {
        self.weight
    }

    /// The share of each hour of the day.
    pub fn shares(&self) -> [f64; 24] {
        let mut shares = [0.0; 24];
        for piece in &self.pieces {
            if let Some(share) = shares.get_mut(piece.start as usize / HOUR as usize) {
                *share += piece.weight / self.weight;
            }
        }
        shares
    }

    /// The share of the seconds before second `x`, which lies between two of them.
    pub fn below(&self, x: f64) -> f64 {
        let part = |piece: &Piece| {
            let before = (x - f64::from(piece.start)).ceil().clamp(0.0, f64::from(piece.seconds));
            piece.weight * before / f64::from(piece.seconds)
        };
        self.pieces.iter().map(part).sum::<f64>() / self.weight
    }

    /// First and last second that can be drawn; none if there is nothing to draw.
    pub fn range(&self) -> Option<(u32, u32)> {
        let (first, last) = (self.pieces.first()?, self.pieces.last()?);
        Some((first.start, last.start + last.seconds - 1))
    }

    /// Draws from them; there must be something to draw.
    pub fn sampler(&self) -> HourSampler {
        let weights: Vec<f64> = self.pieces.iter().map(|piece| piece.weight).collect();
        HourSampler(Choices::new(&weights, |place| {
            let piece = self.pieces[place];
            (piece.start, piece.seconds)
        }))
    }
}

/// Draws times of day.
pub struct HourSampler(
    /// The first second of an hour, and how many it has.
    Choices<(u32, u32)>,
);

impl HourSampler {
    /// The second that a word stands for: the hour by the word as a whole, the second within the hour by its lower half, which the
    /// choice of the hour hardly looks at (a share of 2⁻²⁷).
    #[inline(always)]
    pub fn second(&self, word: u64) -> i64 {
        let (start, seconds) = self.0.choose(word);
        let within = (u64::from(word as u32) * u64::from(seconds)) >> 32;
        i64::from(start) + within as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::split_mix;

    #[test]
    fn seconds_come_as_their_hours_weigh() {
        let mut weights = [0.0; 24];
        (weights[9], weights[10], weights[17]) = (3.0, 5.0, 2.0);
        // From half past nine on, nine o'clock weighs half.
        let hours = Hours::part(&weights, 9 * 3600 + 1800, DAY);
        assert_eq!((hours.weight(), hours.range()), (8.5, Some((9 * 3600 + 1800, 18 * 3600 - 1))));
        assert!((hours.below(10.0 * 3600.0 - 0.5) - 1.5 / 8.5).abs() < 1e-12);
        assert!((hours.below(10.5 * 3600.0 - 0.5) - 4.0 / 8.5).abs() < 1e-12);
        let sampler = hours.sampler();
        let n = 200_000;
        let mut seen = [0u32; 24];
        let mut halves = 0;
        for place in 1..=n {
            let second = sampler.second(split_mix(3, place));
            assert!(second >= 9 * 3600 + 1800, "{second}");
            seen[second as usize / 3600] += 1;
            halves += u32::from((10 * 3600 + 1800..11 * 3600).contains(&second));
        }
        for (hour, share) in hours.shares().into_iter().enumerate() {
            assert!((f64::from(seen[hour]) / n as f64 - share).abs() < 0.005, "{hour}: {seen:?}");
        }
        assert!((f64::from(halves) / n as f64 - 2.5 / 8.5).abs() < 0.005);
    }

    #[test]
    fn seconds_that_no_clock_shows_weigh_nothing() {
        let gap = [(7200, 9000)];
        let hours = Hours::without(&[1.0; 24], 0, DAY, &gap);
        assert_eq!(hours.weight(), 23.5);
        let sampler = hours.sampler();
        for place in 1..=20_000 {
            let second = sampler.second(split_mix(3, place));
            assert!(!(7200..9000).contains(&second), "{second}");
        }
        assert_eq!(Hours::without(&[1.0; 24], 0, DAY, &[(0, DAY)]).weight(), 0.0);
    }

    #[test]
    fn nothing_weighs_nothing() {
        assert_eq!(Hours::day(&[0.0; 24]).weight(), 0.0);
        assert_eq!(Hours::part(&[1.0; 24], 7200, 7200).weight(), 0.0);
        assert_eq!(Hours::part(&[1.0; 24], 7205, 7206).range(), Some((7205, 7205)));
    }
}
