//! The story: the periods over which curves play, whatever part of them, or how much more, is shown.
//!
//! What an entity does in a period depends on the story and on that period alone. So periods can be added behind those that
//! are shown, or taken away, and no position before changes.

use super::archetype::{Archetype, Timing};
use super::spread::{Spread, SpreadDraws, read_between};

/// What comes behind the story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Beyond {
    /// The last position stays.
    #[default]
    Hold,
    /// The story begins again: every entity plays its own once more, from its first period on.
    Repeat,
    /// The last segment goes on by its formula.
    Continue,
}

/// How long curves play, and what comes then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Story {
    /// Periods of the story.
    pub periods: usize,
    /// What comes behind them.
    pub beyond: Beyond,
}

impl Story {
    /// A story of so many periods whose last position holds.
    pub fn of(periods: usize) -> Story {
        Story { periods, beyond: Beyond::Hold }
    }

    /// Positions in the first `shown` periods of an entity that keeps to its curve: NaN before its start, and in all of them if it starts behind the story.
    ///
    /// ```
    /// use plotsim_maths::trajectory::archetype::{Archetype, Segment, Timing};
    /// use plotsim_maths::trajectory::curves::LINEAR;
    /// use plotsim_maths::trajectory::story::{Beyond, Story};
    ///
    /// let rise = Segment { curve: LINEAR.with_defaults(), start: 0.0, end: 1.0 };
    /// let rise = Archetype::new(vec![rise]).unwrap();
    /// let story = Story { periods: 3, beyond: Beyond::Repeat };
    /// assert_eq!(story.positions(&rise, Timing::default(), 5), [0.0, 0.5, 1.0, 0.0, 0.5]);
    /// assert_eq!(story.positions(&rise, Timing::default(), 2), [0.0, 0.5]);
    /// ```
    pub fn positions(&self, archetype: &Archetype, timing: Timing, shown: usize) -> Vec<f64> {
        let more = shown.saturating_sub(self.periods);
        let start = timing.start_period.min(self.periods);
        let mut positions = match self.beyond {
            Beyond::Hold => {
                let mut positions = archetype.positions(self.periods, timing);
                let last = positions.last().copied().unwrap_or(f64::NAN);
                positions.resize(self.periods + more, last);
                positions
            }
            Beyond::Repeat => repeated(archetype.positions(self.periods, timing), start, more),
            Beyond::Continue => archetype.continued(self.periods, more, timing),
        };
        positions.truncate(shown);
        positions
    }

    /// The same of an entity that differs from its curve. Its delay is a share of the story, and it stretches about its mean
    /// over the story.
    pub fn varied(
        &self,
        archetype: &Archetype,
        timing: Timing,
        (spread, draws): (&Spread, &SpreadDraws),
        shown: usize,
    ) -> Vec<f64> {
        let start = timing.start_period.min(self.periods);
        let own = self.periods - start;
        if own == 0 {
            return vec![f64::NAN; shown];
        }
        let all = shown.max(self.periods);
        let delay = spread.delay(draws, own);
        let plain = match (self.beyond, delay < 0.0) {
            // Who is early is in the part that goes on before the others.
            (Beyond::Continue, true) => {
                let more = all - self.periods + libm::ceil(-delay) as usize + 1;
                archetype.continued(self.periods, more, timing)
            }
            (Beyond::Continue, false) => archetype.continued(self.periods, all - self.periods, timing),
            (Beyond::Hold | Beyond::Repeat, _) => archetype.positions(self.periods, timing),
        };
        let active = plain.get(start..).unwrap_or(&[]);
        let last = active.len().saturating_sub(1) as f64;
        let mut positions = vec![f64::NAN; start];
        let told = if self.beyond == Beyond::Repeat { own } else { all - start };
        let at = |period: usize| (period as f64 - delay).clamp(0.0, last);
        positions.extend((0..told).map(|period| read_between(active, at(period))));
        spread.bend(draws, own, positions.get_mut(start..).unwrap_or(&mut []));
        if self.beyond == Beyond::Repeat {
            positions = repeated(positions, start, all - self.periods);
        }
        positions.truncate(shown);
        positions
    }
}

/// Positions of a story and so many more, which are those from `start` on once more and so on.
fn repeated(mut positions: Vec<f64>, start: usize, more: usize) -> Vec<f64> {
    let own = positions.len().saturating_sub(start);
    for _ in 0..more {
        let before = positions.len().checked_sub(own).filter(|_| own > 0);
        positions.push(before.and_then(|before| positions.get(before).copied()).unwrap_or(f64::NAN));
    }
    positions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::archetype::Segment;
    use crate::trajectory::curves::{CURVES, LINEAR};

    fn halves(first: crate::trajectory::curves::Curve, last: crate::trajectory::curves::Curve) -> Archetype {
        let first = Segment { curve: first, start: 0.0, end: 0.4 };
        Archetype::new(vec![first, Segment { curve: last, start: 0.4, end: 1.0 }]).expect("they touch")
    }

    const BEYOND: [Beyond; 3] = [Beyond::Hold, Beyond::Repeat, Beyond::Continue];

    fn same(a: &[f64], b: &[f64]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
    }

    #[test]
    fn a_longer_window_changes_no_position() {
        let spread = Spread { level: 0.1, timing: 0.3, amplitude: 0.4 };
        for spec in CURVES {
            let archetype = halves(LINEAR.with_defaults(), spec.with_defaults());
            for (beyond, start) in BEYOND.into_iter().flat_map(|beyond| [(beyond, 0), (beyond, 5)]) {
                let story = Story { periods: 24, beyond };
                for inflection in [None, Some(4), Some(90)] {
                    let timing = Timing { inflection, start_period: start };
                    let long = story.positions(&archetype, timing, 80);
                    for z in [-1.7, 0.0, 1.3] {
                        let draws = SpreadDraws { level: z, timing: z, amplitude: -z };
                        let varied = story.varied(&archetype, timing, (&spread, &draws), 80);
                        for shown in [1, 3, 23, 24, 25, 60] {
                            assert!(same(&story.positions(&archetype, timing, shown), &long[..shown]));
                            let short = story.varied(&archetype, timing, (&spread, &draws), shown);
                            assert!(same(&short, &varied[..shown]), "{} {beyond:?} {shown}", spec.name);
                        }
                        assert!(varied[start..].iter().all(|position| (0.0..=1.0).contains(position)));
                    }
                }
            }
        }
    }

    #[test]
    fn a_story_as_long_as_the_window_is_the_window() {
        let spread = Spread { level: 0.1, timing: 0.3, amplitude: 0.4 };
        let archetype = halves(CURVES[0].with_defaults(), LINEAR.with_defaults());
        let timing = Timing { inflection: None, start_period: 3 };
        let plain = archetype.positions(24, timing);
        for beyond in [Beyond::Hold, Beyond::Repeat] {
            let story = Story { periods: 24, beyond };
            assert!(same(&story.positions(&archetype, timing, 24), &plain));
            for z in [-1.7, 0.4] {
                let draws = SpreadDraws { level: z, timing: z, amplitude: -z };
                let mut varied = Vec::new();
                spread.vary(&draws, &plain, &mut varied);
                assert!(same(&story.varied(&archetype, timing, (&spread, &draws), 24), &varied));
            }
        }
    }

    #[test]
    fn behind_the_story_it_holds_repeats_or_continues() {
        let rise = LINEAR.with_params(&[("end", crate::trajectory::curves::ParamValue::Number(0.4))]);
        let rise = Segment { curve: rise.expect("a line"), start: 0.0, end: 1.0 };
        let rise = Archetype::new(vec![rise]).expect("one");
        let timing = Timing { inflection: None, start_period: 1 };
        let told = |beyond| Story { periods: 4, beyond }.positions(&rise, timing, 8)[4..].to_vec();
        assert_eq!(told(Beyond::Hold), [0.4; 4]);
        assert_eq!(told(Beyond::Repeat), [0.0, 0.2, 0.4, 0.0]);
        let continued = told(Beyond::Continue);
        let expected = [0.6, 0.8, 1.0, 1.0];
        assert!(continued.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{continued:?}");
    }

    #[test]
    fn who_starts_behind_the_story_has_no_position() {
        let archetype = halves(LINEAR.with_defaults(), LINEAR.with_defaults());
        let timing = Timing { inflection: None, start_period: 30 };
        for beyond in BEYOND {
            let story = Story { periods: 24, beyond };
            assert!(story.positions(&archetype, timing, 40).iter().all(|position| position.is_nan()));
        }
    }
}
