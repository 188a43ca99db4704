//! Intervals of numbers, for bounds.

use std::fmt;

/// An interval of numbers, each end open or closed. An infinite end is no bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end, which may be −∞.
    pub low: f64,
    /// Upper end, which may be ∞.
    pub high: f64,
    /// Whether the lower end is left out.
    pub low_open: bool,
    /// Whether the upper end is left out.
    pub high_open: bool,
}

impl Interval {
    /// All finite numbers.
    pub const EVERYTHING: Interval = Interval::closed(f64::NEG_INFINITY, f64::INFINITY);
    /// Above 0.
    pub const POSITIVE: Interval =
        Interval { low: 0.0, high: f64::INFINITY, low_open: true, high_open: false };
    /// 0 and above.
    pub const NOT_NEGATIVE: Interval = Interval::closed(0.0, f64::INFINITY);
    /// From 0 to 1, both included.
    pub const UNIT: Interval = Interval::closed(0.0, 1.0);

    /// `[low, high]`.
    pub const fn closed(low: f64, high: f64) -> Interval {
        Interval { low, high, low_open: false, high_open: false }
    }

    /// `(low, high]`.
    pub const fn above(low: f64, high: f64) -> Interval {
        Interval { low, high, low_open: true, high_open: false }
    }

    /// `(low, high)`.
    pub const fn open(low: f64, high: f64) -> Interval {
        Interval { low, high, low_open: true, high_open: true }
    }

    /// True if a finite `x` lies inside.
    pub fn contains(&self, x: f64) -> bool {
        let above = if self.low_open { x > self.low } else { x >= self.low };
        let below = if self.high_open { x < self.high } else { x <= self.high };
        x.is_finite() && above && below
    }

    /// True if every finite number lies inside.
    pub fn is_everything(&self) -> bool {
        self.low.is_infinite() && self.high.is_infinite()
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.low.is_finite(), self.high.is_finite()) {
            (false, false) => write!(out, "finite"),
            (true, false) => write!(out, "{} {}", if self.low_open { ">" } else { "≥" }, bound(self.low)),
            (false, true) => write!(out, "{} {}", if self.high_open { "<" } else { "≤" }, bound(self.high)),
            (true, true) => {
                let open = if self.low_open { '(' } else { '[' };
                let close = if self.high_open { ')' } else { ']' };
                write!(out, "in {open}{}, {}{close}", bound(self.low), bound(self.high))
            }
        }
    }
}

/// A number as one would write it: without a fraction of zero, and very small or large ones with an exponent.
fn bound(x: f64) -> String {
    let text = format!("{x:?}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
