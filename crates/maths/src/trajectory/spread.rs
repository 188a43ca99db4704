//! Variation between the entities of one archetype, which would otherwise be copies of one curve.
//!
//! Three independent standard-normal numbers per entity bend its curve `p` (periods `0 … n−1` from its own
//! start):
//!
//! 1. **Timing** delays or advances: `q(i) = p(i − timing·z₁·(n−1))`, read between periods by straight
//!    lines and beyond either end as the end value.
//! 2. **Amplitude and level** act on softened log-odds, `x = ln(s/(1−s))` with `s = 0.02 + 0.96·q`, around
//!    their mean `x̄` over the entity's periods: `y = x̄ + exp(amplitude·z₂)·(x − x̄) + 4·level·z₃`. The new
//!    position is `(σ(y) − 0.02)/0.96`, clipped to `[0, 1]`.
//!
//! Log-odds flatten changes near the ends, so positions bend towards 0 and 1 instead of being cut there; the
//! softening by 2 % is what lets a curve that touches 0 or 1 move at all. The factor 4 is the inverse slope
//! of `σ` at its middle: a level of 0.1 moves a position near 0.5 by about 0.1 per standard deviation, and
//! less towards the ends. The amplitude factor is log-normal with median 1, so a curve is never turned upside
//! down. A component that is 0 is not computed, so without spread the positions keep every bit.

use super::logit::logistic;
use crate::maths::{LEAST, exp_below_zero, log};
use crate::vectors::{Kernel, run};

/// Share of the scale given away at each end before taking log-odds.
const MARGIN: f64 = 0.02;

/// Standard deviations of the three components; 0 switches a component off.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    /// In positions at the middle of the scale, 0 to 1.
    pub level: f64,
    /// In fractions of the entity's periods, 0 to 1.
    pub timing: f64,
    /// Of the logarithm of the factor, 0 to 2.
    pub amplitude: f64,
}

/// A standard-normal number per component, drawn once per entity.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SpreadDraws {
    /// Of [`Spread::level`].
    pub level: f64,
    /// Of [`Spread::timing`].
    pub timing: f64,
    /// Of [`Spread::amplitude`].
    pub amplitude: f64,
}

/// A standard deviation outside its bounds.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the spread's {component} is {value}; it must be between 0 and {max}")]
pub struct SpreadProblem {
    /// The component, as a config calls it.
    pub component: &'static str,
    /// The value it has.
    pub value: f64,
    /// The largest it may have.
    pub max: f64,
}

impl Spread {
    /// Every component outside its bounds.
    pub fn problems(&self) -> Vec<SpreadProblem> {
        [("level", self.level, 1.0), ("timing", self.timing, 1.0), ("amplitude", self.amplitude, 2.0)]
            .into_iter()
            .filter(|(_, value, max)| !(0.0..=*max).contains(value))
            .map(|(component, value, max)| SpreadProblem { component, value, max })
            .collect()
    }

    /// Whether entities do not vary at all.
    pub fn is_none(&self) -> bool {
        *self == Spread::default()
    }

    /// Writes one entity's positions into `out`, whose memory is reused. Missing positions (NaN) at the start
    /// of `curve` stay missing and play no part.
    pub fn vary(&self, draws: &SpreadDraws, curve: &[f64], out: &mut Vec<f64>) {
        out.clear();
        let start = curve.iter().take_while(|p| p.is_nan()).count();
        let (missing, active) = curve.split_at(start);
        out.extend_from_slice(missing);
        if self.timing == 0.0 {
            out.extend_from_slice(active);
        } else {
            let last = active.len().saturating_sub(1) as f64;
            let delay = self.delay(draws, active.len());
            out.extend((0..active.len()).map(|i| read_between(active, (i as f64 - delay).clamp(0.0, last))));
        }
        self.bend(draws, active.len(), &mut out[start..]);
    }

    /// By how many of `periods` periods an entity trails its curve; negative if it is early.
    pub(super) fn delay(&self, draws: &SpreadDraws, periods: usize) -> f64 {
        self.timing * draws.timing * periods.saturating_sub(1) as f64
    }

    /// Bends positions from an entity's own start on, about the mean of the first `own` of them.
    pub(super) fn bend(&self, draws: &SpreadDraws, own: usize, positions: &mut [f64]) {
        if self.level != 0.0 || self.amplitude != 0.0 {
            let factor =
                if self.amplitude == 0.0 { 1.0 } else { libm::exp(self.amplitude * draws.amplitude) };
            bend(positions, own, factor, 4.0 * self.level * draws.level);
        }
    }
}

/// The curve at a place between two periods, not before the first.
pub(super) fn read_between(curve: &[f64], at: f64) -> f64 {
    let i = at as usize;
    let part = at - i as f64;
    match (curve.get(i), curve.get(i + 1)) {
        (Some(a), Some(b)) if part > 0.0 => a * (1.0 - part) + b * part,
        (Some(a), _) => *a,
        (None, _) => f64::NAN,
    }
}

/// Stretches positions about the mean of the first `own` and shifts them, in softened log-odds.
fn bend(positions: &mut [f64], own: usize, factor: f64, shift: f64) {
    run(Bend { positions, own, factor, shift });
}

struct Bend<'a> {
    positions: &'a mut [f64],
    own: usize,
    factor: f64,
    shift: f64,
}

impl Kernel for Bend<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Bend { positions, own, factor, shift } = self;
        let width = 1.0 - 2.0 * MARGIN;
        for p in positions.iter_mut() {
            // The log-odds; what is logarithmised is positive wherever it is a number.
            let softened = MARGIN + width * *p;
            let odds = softened / (1.0 - softened);
            *p = if odds > 0.0 { log(odds) } else { f64::NAN };
        }
        let mean = positions.iter().take(own).sum::<f64>() / own as f64;
        let mut is_usual = true;
        for x in positions.iter_mut() {
            *x = mean + factor * (*x - mean) + shift;
            is_usual &= x.abs() <= -LEAST;
        }
        if is_usual {
            for x in positions.iter_mut() {
                let e = exp_below_zero(-x.abs());
                *x = (if *x >= 0.0 { 1.0 } else { e }) / (1.0 + e);
            }
        } else {
            positions.iter_mut().for_each(|x| *x = logistic(*x));
        }
        for x in positions {
            *x = ((*x - MARGIN) / width).clamp(0.0, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growth() -> Vec<f64> {
        (0..25).map(|i| i as f64 / 24.0).collect()
    }

    fn vary(spread: Spread, draws: SpreadDraws, curve: &[f64]) -> Vec<f64> {
        let mut out = vec![9.0; 3];
        spread.vary(&draws, curve, &mut out);
        out
    }

    const ALL: SpreadDraws = SpreadDraws { level: 1.3, timing: -0.7, amplitude: 2.1 };

    #[test]
    fn no_spread_keeps_every_bit() {
        let curve: Vec<f64> = (0..50).map(|i| (i as f64 * 0.37).sin().abs()).collect();
        let same = vary(Spread::default(), ALL, &curve);
        assert!(same.iter().zip(&curve).all(|(a, b)| a.to_bits() == b.to_bits()));
        assert!(Spread::default().is_none());
    }

    #[test]
    fn the_middle_draw_changes_nothing_visible() {
        let spread = Spread { level: 0.3, timing: 0.2, amplitude: 0.5 };
        let curve = growth();
        let same = vary(spread, SpreadDraws::default(), &curve);
        assert!(same.iter().zip(&curve).all(|(a, b)| (a - b).abs() < 1e-12));
    }

    #[test]
    fn timing_shifts_along_the_curve_and_holds_the_ends() {
        let spread = Spread { timing: 0.25, ..Spread::default() };
        let late = vary(spread, SpreadDraws { timing: 1.0, ..SpreadDraws::default() }, &growth());
        assert_eq!(late[..7], [0.0; 7]);
        assert_eq!(late[7..], growth()[1..19]);
        let early = vary(spread, SpreadDraws { timing: -1.0, ..SpreadDraws::default() }, &growth());
        assert_eq!(early[..19], growth()[6..]);
        assert_eq!(early[19..], [1.0; 6]);
        // Half a period late is half way between two periods.
        let half = SpreadDraws { timing: 0.5 / 6.0, ..SpreadDraws::default() };
        assert!((vary(spread, half, &growth())[10] - 9.5 / 24.0).abs() < 1e-12);
    }

    #[test]
    fn level_moves_the_middle_by_its_own_measure_and_the_ends_less() {
        let spread = Spread { level: 0.05, ..Spread::default() };
        let up = vary(spread, SpreadDraws { level: 1.0, ..SpreadDraws::default() }, &[0.5, 0.95, 0.05]);
        assert!((up[0] - 0.55).abs() < 0.003, "{up:?}");
        assert!(up[1] > 0.95 && up[1] - 0.95 < 0.02);
        assert!(up[2] > 0.05 && up[2] - 0.05 < 0.02);
    }

    #[test]
    fn amplitude_stretches_about_the_mean() {
        let spread = Spread { amplitude: 0.5, ..Spread::default() };
        let curve = [0.3, 0.5, 0.7];
        let wide = vary(spread, SpreadDraws { amplitude: 1.0, ..SpreadDraws::default() }, &curve);
        let narrow = vary(spread, SpreadDraws { amplitude: -1.0, ..SpreadDraws::default() }, &curve);
        assert!((wide[1] - 0.5).abs() < 1e-12 && (narrow[1] - 0.5).abs() < 1e-12);
        assert!(wide[0] < 0.25 && wide[2] > 0.75, "{wide:?}");
        assert!(narrow[0] > 0.35 && narrow[2] < 0.65, "{narrow:?}");
        assert!((wide[0] + wide[2] - 1.0).abs() < 1e-12, "symmetric curves stay symmetric");
        let flat = vary(spread, ALL, &[0.15; 6]);
        assert!(flat.iter().all(|p| (p - 0.15).abs() < 1e-12), "a flat curve has no amplitude");
    }

    #[test]
    fn positions_stay_in_range_and_keep_their_order() {
        let spread = Spread { level: 1.0, timing: 0.0, amplitude: 2.0 };
        for z in [-4.0, -1.0, 0.5, 4.0] {
            for w in [-4.0, 0.3, 4.0] {
                let out = vary(spread, SpreadDraws { level: z, timing: 0.0, amplitude: w }, &growth());
                assert!(out.iter().all(|p| (0.0..=1.0).contains(p)), "{out:?}");
                assert!(out.is_sorted(), "a climbing curve still climbs");
            }
        }
    }

    #[test]
    fn missing_periods_stay_missing() {
        let spread = Spread { level: 0.2, timing: 0.1, amplitude: 0.3 };
        let mut cold = vec![f64::NAN; 4];
        cold.extend(growth());
        let out = vary(spread, ALL, &cold);
        assert_eq!(out.len(), 29);
        assert!(out[..4].iter().all(|p| p.is_nan()));
        assert_eq!(out[4..], vary(spread, ALL, &growth()));
        assert!(vary(spread, ALL, &[f64::NAN; 3]).iter().all(|p| p.is_nan()));
        assert!(vary(spread, ALL, &[]).is_empty());
        assert_eq!(vary(spread, ALL, &[0.4]).len(), 1);
    }

    #[test]
    fn bent_positions_have_the_bits_of_the_formula_on_every_level() {
        use crate::trajectory::logit::logit;
        use crate::vectors::Level;
        let width = 1.0 - 2.0 * MARGIN;
        let curves = [growth(), vec![0.0, 1.0, 0.5], vec![0.5; 9], vec![f64::NAN, 0.3], Vec::new()];
        for (factor, shift) in
            [(1.0, 0.0), (1.7, -0.4), (0.2, 3.0), (300.0, 1.0), (1.0, -2000.0), (0.0, 1e-9)]
        {
            for curve in &curves {
                let odds: Vec<f64> = curve.iter().map(|p| logit(MARGIN + width * p)).collect();
                // All of them, or fewer where the curve goes on past the window.
                let own = odds.len() - odds.len() / 5;
                let mean = odds.iter().take(own).sum::<f64>() / own as f64;
                let bent = odds.iter().map(|x| {
                    ((logistic(mean + factor * (x - mean) + shift) - MARGIN) / width).clamp(0.0, 1.0)
                });
                let expected: Vec<u64> = bent.map(f64::to_bits).collect();
                for level in Level::all() {
                    let mut positions = curve.clone();
                    level.run(Bend { positions: &mut positions, own, factor, shift });
                    let found: Vec<u64> = positions.iter().map(|position| position.to_bits()).collect();
                    let same = |(a, b): (&u64, &u64)| {
                        a == b || f64::from_bits(*a).is_nan() && f64::from_bits(*b).is_nan()
                    };
                    assert!(
                        found.len() == expected.len() && found.iter().zip(&expected).all(same),
                        "{factor} {shift} {level:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn bad_deviations_are_named() {
        let spread = Spread { level: -0.1, timing: 1.5, amplitude: f64::NAN };
        let names: Vec<&str> = spread.problems().iter().map(|problem| problem.component).collect();
        assert_eq!(names, ["level", "timing", "amplitude"]);
        assert!(Spread { level: 1.0, timing: 1.0, amplitude: 2.0 }.problems().is_empty());
    }
}
