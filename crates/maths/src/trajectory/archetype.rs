//! Archetypes: segments of curves that together cover the window.

use super::curves::Curve;

/// Segments whose ends differ by no more than this touch each other.
const TOUCHING: f64 = 1e-9;

/// One part of the window and the curve it follows. Ends are fractions of the window, `0 ≤ start < end ≤ 1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// What it follows.
    pub curve: Curve,
    /// Where it begins.
    pub start: f64,
    /// Where the next one begins.
    pub end: f64,
}

/// Segments in time order, without gaps or overlaps, from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Archetype {
    segments: Vec<Segment>,
}

/// How one entity departs from its archetype's timing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// The period, counted from the entity's own start, in which the first segment should end; the later
    /// boundaries move by the same amount. Values outside the window empty the segments that fall off its
    /// end.
    pub inflection: Option<i64>,
    /// The entity's first period. Earlier periods are missing, and the whole curve plays over the rest.
    pub start_period: usize,
}

/// Something wrong with a list of segments. Indices are places in the list as given.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what each field is")]
pub enum SegmentProblem {
    #[error("an archetype needs at least one segment")]
    Empty,
    /// An end outside `[0, 1]`, or not after its start.
    #[error(
        "segment {segment} runs from {start} to {end}; it must start before it ends, both between 0 and 1"
    )]
    BadRange { segment: usize, start: f64, end: f64 },
    #[error("the first segment starts at {start}; it must start at 0")]
    LateStart { segment: usize, start: f64 },
    #[error("the last segment ends at {end}; it must end at 1")]
    EarlyEnd { segment: usize, end: f64 },
    /// A stretch of the window that no segment covers.
    #[error("nothing covers the window from {from} to {to}, before segment {segment}")]
    Gap { segment: usize, from: f64, to: f64 },
    /// A stretch of the window that two segments cover.
    #[error("segment {segment} starts at {start}, before the previous one ends at {previous_end}")]
    Overlap { segment: usize, start: f64, previous_end: f64 },
}

impl Archetype {
    /// An archetype of segments in any order; they are sorted by their start.
    ///
    /// # Errors
    ///
    /// Every problem found. Ranges are checked first; whether segments touch is judged only once all ranges
    /// make sense.
    pub fn new(segments: Vec<Segment>) -> Result<Self, Vec<SegmentProblem>> {
        if segments.is_empty() {
            return Err(vec![SegmentProblem::Empty]);
        }
        let mut problems: Vec<SegmentProblem> = segments
            .iter()
            .enumerate()
            .filter(|(_, s)| !(s.start >= 0.0 && s.start < s.end && s.end <= 1.0))
            .map(|(segment, s)| SegmentProblem::BadRange { segment, start: s.start, end: s.end })
            .collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut sorted: Vec<(usize, Segment)> = segments.into_iter().enumerate().collect();
        sorted.sort_by(|(_, a), (_, b)| a.start.total_cmp(&b.start));
        let mut covered = 0.0;
        for (i, &(segment, Segment { start, end, .. })) in sorted.iter().enumerate() {
            let gap = start - covered;
            if i == 0 && gap > TOUCHING {
                problems.push(SegmentProblem::LateStart { segment, start });
            } else if gap > TOUCHING {
                problems.push(SegmentProblem::Gap { segment, from: covered, to: start });
            } else if gap < -TOUCHING {
                problems.push(SegmentProblem::Overlap { segment, start, previous_end: covered });
            }
            covered = f64::max(covered, end);
        }
        if let Some(&(segment, Segment { end, .. })) = sorted.last()
            && 1.0 - covered > TOUCHING
        {
            problems.push(SegmentProblem::EarlyEnd { segment, end });
        }
        if problems.is_empty() {
            Ok(Self { segments: sorted.into_iter().map(|(_, segment)| segment).collect() })
        } else {
            Err(problems)
        }
    }

    /// The segments in time order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The first period of each segment and, last, the end of the window: one number more than there are
    /// segments, never falling. Segment `i` owns the periods from number `i` up to number `i + 1`.
    ///
    /// An inner boundary is `floor(clip(end + shift, 0, 1)·n)`, where `shift` moves the end of the first
    /// segment to the inflection. A product a rounding error short of a whole number counts as that number,
    /// so that the fraction 1/49 of 49 periods is one period.
    pub fn boundaries(&self, periods: usize, inflection: Option<i64>) -> Vec<usize> {
        let n = periods as f64;
        let shift = match (inflection, self.segments.first()) {
            (Some(at), Some(first)) if periods > 0 => at as f64 / n - first.end,
            _ => 0.0,
        };
        let mut bounds = Vec::with_capacity(self.segments.len() + 1);
        let mut previous = 0;
        bounds.push(previous);
        for segment in &self.segments[..self.segments.len().saturating_sub(1)] {
            let at = ((segment.end + shift).clamp(0.0, 1.0) * n + 1e-9).floor() as usize;
            previous = at.clamp(previous, periods);
            bounds.push(previous);
        }
        bounds.push(periods);
        bounds
    }

    /// Positions of an entity in all `periods`: NaN before its start, else in `[0, 1]`.
    ///
    /// Every segment plays its whole curve over the periods it owns; a segment that owns none vanishes. Jumps
    /// between segments are kept.
    pub fn positions(&self, periods: usize, timing: Timing) -> Vec<f64> {
        let start = timing.start_period.min(periods);
        let mut positions = vec![f64::NAN; periods];
        let active = &mut positions[start..];
        let bounds = self.boundaries(active.len(), timing.inflection);
        for (segment, range) in self.segments.iter().zip(bounds.windows(2)) {
            segment.curve.sample(&mut active[range[0]..range[1]]);
        }
        positions
    }

    /// Positions of an entity in all `periods` of a story and in so many more, in which the last segment that plays goes on
    /// by its formula.
    pub(super) fn continued(&self, periods: usize, more: usize, timing: Timing) -> Vec<f64> {
        let mut positions = self.positions(periods, timing);
        let start = timing.start_period.min(periods);
        let bounds = self.boundaries(periods - start, timing.inflection);
        let mut parts = self.segments.iter().zip(bounds.windows(2));
        let Some((last, range)) = parts.rfind(|(_, range)| range[0] < range[1]) else {
            positions.resize(periods + more, f64::NAN);
            return positions;
        };
        let own = range[1] - range[0];
        let mut whole = vec![0.0; own + more];
        last.curve.continued(&mut whole, own);
        positions.extend(whole.into_iter().skip(own));
        positions
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trajectory::curves::{LINEAR, PLATEAU, ParamValue, SIGMOID, STEP};

    fn spike_then_crash() -> Archetype {
        let number = |name, value| (name, ParamValue::Number(value));
        let climb = SIGMOID.with_params(&[number("midpoint", 0.3), number("steepness", 10.0)]);
        let fall = STEP.with_params(&[number("before", 1.0), number("after", 0.2)]);
        let floor = PLATEAU.with_params(&[number("level", 0.2)]);
        // Listed out of order on purpose.
        Archetype::new(vec![
            Segment { curve: floor.expect("plateau"), start: 0.65, end: 1.0 },
            Segment { curve: climb.expect("sigmoid"), start: 0.0, end: 0.55 },
            Segment { curve: fall.expect("step"), start: 0.55, end: 0.65 },
        ])
        .expect("they touch")
    }

    fn assert_near(got: &[f64], expected: &[f64]) {
        assert_eq!(got.len(), expected.len());
        for (a, b) in got.iter().zip(expected) {
            assert!((a - b).abs() < 1e-4 || (a.is_nan() && b.is_nan()), "{got:?}");
        }
    }

    #[test]
    fn twenty_four_periods() {
        let archetype = spike_then_crash();
        assert_eq!(archetype.boundaries(24, None), [0, 13, 15, 24]);
        let mut expected = vec![
            0.0, 0.0582, 0.1694, 0.3469, 0.5623, 0.7514, 0.8757, 0.9426, 0.9748, 0.9894, 0.9959, 0.9988, 1.0,
            1.0,
        ];
        expected.extend([0.2; 10]);
        assert_near(&archetype.positions(24, Timing::default()), &expected);
    }

    #[test]
    fn an_inflection_moves_every_boundary() {
        let archetype = spike_then_crash();
        assert_eq!(archetype.boundaries(24, Some(6)), [0, 6, 8, 24]);
        let mut expected = vec![0.0, 0.2328, 0.7184, 0.9511, 0.9939, 1.0, 1.0];
        expected.extend([0.2; 17]);
        let timing = Timing { inflection: Some(6), start_period: 0 };
        assert_near(&archetype.positions(24, timing), &expected);
    }

    #[test]
    fn an_inflection_outside_the_window_empties_segments() {
        let archetype = spike_then_crash();
        assert_eq!(archetype.boundaries(24, Some(-5)), [0, 0, 0, 24]);
        assert_eq!(archetype.boundaries(24, Some(99)), [0, 24, 24, 24]);
        assert_eq!(archetype.boundaries(24, Some(i64::MIN)), [0, 0, 0, 24]);
        assert_eq!(archetype.boundaries(0, Some(3)), [0, 0, 0, 0]);
    }

    #[test]
    fn a_cold_start_plays_the_whole_curve_over_the_rest() {
        let archetype = spike_then_crash();
        let timing = Timing { inflection: None, start_period: 4 };
        let mut expected = vec![f64::NAN; 4];
        expected.extend([0.0, 0.5623, 0.9748, 1.0, 1.0, 0.2, 0.2, 0.2]);
        let cold = archetype.positions(12, timing);
        assert_near(&cold, &expected);
        assert_eq!(&cold[4..], archetype.positions(8, Timing::default()));
        let never = archetype.positions(3, Timing { inflection: None, start_period: 10 });
        assert!(never.len() == 3 && never.iter().all(|p| p.is_nan()));
    }

    #[test]
    fn an_anchor_written_as_a_fraction_lands_on_its_period() {
        let line = LINEAR.with_defaults();
        for n in 2..400usize {
            for anchor in 1..n {
                let at = anchor as f64 / n as f64;
                let halves = vec![
                    Segment { curve: line, start: 0.0, end: at },
                    Segment { curve: line, start: at, end: 1.0 },
                ];
                assert_eq!(Archetype::new(halves).expect("touching").boundaries(n, None), [0, anchor, n]);
            }
        }
    }

    #[test]
    fn segments_must_cover_the_window_once() {
        let part = |start, end| Segment { curve: LINEAR.with_defaults(), start, end };
        let problems = |parts: Vec<Segment>| Archetype::new(parts).expect_err("wrong");
        assert_eq!(problems(vec![]), [SegmentProblem::Empty]);
        assert_eq!(
            problems(vec![part(0.0, 0.5), part(0.5, 0.5), part(-0.1, 1.2)]),
            [
                SegmentProblem::BadRange { segment: 1, start: 0.5, end: 0.5 },
                SegmentProblem::BadRange { segment: 2, start: -0.1, end: 1.2 },
            ]
        );
        assert_eq!(
            problems(vec![part(0.6, 0.9), part(0.1, 0.3), part(0.2, 0.5)]),
            [
                SegmentProblem::LateStart { segment: 1, start: 0.1 },
                SegmentProblem::Overlap { segment: 2, start: 0.2, previous_end: 0.3 },
                SegmentProblem::Gap { segment: 0, from: 0.5, to: 0.6 },
                SegmentProblem::EarlyEnd { segment: 0, end: 0.9 },
            ]
        );
        assert!(Archetype::new(vec![part(0.0, 0.1 + 0.2), part(0.3, 1.0)]).is_ok(), "0.1 + 0.2 touches 0.3");
        assert!(Archetype::new(vec![part(0.0, f64::NAN)]).is_err());
    }
}
