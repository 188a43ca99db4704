//! Where a curve's formula leaves the positions there are.

use super::Curve;
use std::fmt;

/// Points of the local axis that are looked at.
const POINTS: usize = 1001;
/// Rounding may carry a curve that ends at a bound this far past it.
const SLACK: f64 = 1e-9;

/// The parts of a segment where a curve's formula lies below 0 or above 1 and the curve is clipped: the first and last
/// point of each kind on the local axis, on a grid of thousandths.
///
/// ```
/// use plotsim_maths::trajectory::curves::{LINEAR, ParamValue};
///
/// let high = LINEAR.with_params(&[("end", ParamValue::Number(2.0))]).unwrap();
/// assert_eq!(high.departure().unwrap().above, Some((0.501, 1.0)));
/// assert_eq!(high.departure().unwrap().to_string(), "above 1 from 50 % to 100 % of the segment");
/// assert!(LINEAR.with_defaults().departure().is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Departure {
    /// Where the formula lies below 0.
    pub below: Option<(f64, f64)>,
    /// Where the formula lies above 1.
    pub above: Option<(f64, f64)>,
}

impl Curve {
    /// Where the formula leaves 0 to 1, if it does.
    pub fn departure(&self) -> Option<Departure> {
        let mut values = [0.0; POINTS];
        self.unclipped(&mut values, POINTS);
        let range = |outside: fn(f64) -> bool| {
            let first = values.iter().position(|value| outside(*value))?;
            let last = values.iter().rposition(|value| outside(*value))?;
            let at = |point: usize| point as f64 / (POINTS - 1) as f64;
            Some((at(first), at(last)))
        };
        let below = range(|value| value < -SLACK);
        let above = range(|value| value > 1.0 + SLACK);
        (below.is_some() || above.is_some()).then_some(Departure { below, above })
    }
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [("below 0", self.below), ("above 1", self.above)];
        let parts: Vec<String> = parts
            .into_iter()
            .filter_map(|(what, range)| {
                let (first, last) = range?;
                let (first, last) = (100.0 * first, 100.0 * last);
                Some(format!("{what} from {first:.0} % to {last:.0} % of the segment"))
            })
            .collect();
        f.write_str(&parts.join(" and "))
    }
}
