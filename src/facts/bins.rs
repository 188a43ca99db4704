//! Bins for histograms, settled before a value is seen.

/// Bins of equal width between two edges, with one more on either side for what lies outside.
#[derive(Clone, Debug, PartialEq)]
pub struct Bins {
    pub low: f64,
    pub width: f64,
    /// Number of bins inside, at least 1.
    pub inside: usize,
}

impl Bins {
    /// Most bins inside.
    pub const MOST: usize = 48;

    /// Bins for continuous values from `low` to `high`, or around a single value.
    pub fn continuous(low: f64, high: f64) -> Bins {
        let width = (high - low) / Self::MOST as f64;
        let tiny = f64::EPSILON * low.abs().max(high.abs());
        if width.is_finite() && width > 64.0 * tiny {
            Bins { low, width, inside: Self::MOST }
        } else {
            let width = low.abs().max(1.0) * 1e-6;
            Bins { low: low - 1.5 * width, width, inside: 3 }
        }
    }

    /// Bins for the whole numbers from `low` to `high`: edges lie half-way between them.
    pub fn whole(low: f64, high: f64) -> Bins {
        let numbers = (high - low + 1.0).max(1.0);
        let width = (numbers / Self::MOST as f64).ceil().max(1.0);
        Bins { low: low - 0.5, width, inside: ((numbers / width).ceil() as usize).clamp(1, Self::MOST) }
    }

    /// Bins for multiples of a step from `low` to `high`: edges lie half-way between them.
    pub fn stepped(low: f64, high: f64, step: f64) -> Bins {
        let Bins { low, width, inside } = Bins::whole((low / step).round(), (high / step).round());
        Bins { low: low * step, width: width * step, inside }
    }

    /// Bins over all that some bins hold; `whole` if they are of whole numbers.
    pub fn around(all: &[Bins], whole: bool) -> Bins {
        if let [only] = all {
            return only.clone();
        }
        let low = all.iter().map(|bins| bins.low).fold(f64::INFINITY, f64::min);
        let top = |bins: &Bins| bins.low + bins.width * bins.inside as f64;
        let high = all.iter().map(top).fold(f64::NEG_INFINITY, f64::max);
        if whole { Bins::whole(low + 0.5, high - 0.5) } else { Bins::continuous(low, high) }
    }

    /// The same for multiples of a step.
    pub fn at_steps(&self, step: f64) -> Bins {
        Bins::stepped(self.low, self.low + self.width * self.inside as f64, step)
    }

    /// Number of bins with those outside.
    pub fn len(&self) -> usize {
        self.inside + 2
    }

    /// The bin of a value: 0 for what is below, 1 for the first bin inside, and so on. A value on an edge belongs above it,
    /// but for the last edge.
    #[inline(always)]
    pub fn place(&self, value: f64) -> usize {
        let at = (value - self.low) / self.width;
        if at < 0.0 {
            0
        } else if at > self.inside as f64 {
            self.inside + 1
        } else {
            (at as usize + 1).min(self.inside)
        }
    }

    /// The edges, one more than there are bins inside.
    pub fn edges(&self) -> Vec<f64> {
        (0..=self.inside).map(|edge| self.low + edge as f64 * self.width).collect()
    }

    /// Spreads a mass evenly between two values, or puts it on one.
    pub fn spread(&self, from: f64, to: f64, mass: f64, out: &mut [f64]) {
        let (first, last) = (self.place(from), self.place(to));
        if first == last || to <= from {
            out[first] += mass;
            return;
        }
        let mut done = 0.0;
        for (bin, part) in out.iter_mut().enumerate().take(last).skip(first) {
            // The upper edge of the bin.
            let share = ((self.low + bin as f64 * self.width - from) / (to - from)).clamp(done, 1.0);
            *part += mass * (share - done);
            done = share;
        }
        out[last] += mass * (1.0 - done);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fall_where_they_belong() {
        let bins = Bins { low: 0.0, width: 0.5, inside: 4 };
        let places: Vec<usize> =
            [-0.1, 0.0, 0.49, 0.5, 1.99, 2.0, 2.01, f64::INFINITY].map(|value| bins.place(value)).to_vec();
        assert_eq!(places, [0, 1, 1, 2, 4, 4, 5, 5]);
        assert_eq!(bins.edges(), [0.0, 0.5, 1.0, 1.5, 2.0]);
        let whole = Bins::whole(2.0, 9.0);
        assert_eq!((whole.inside, whole.place(2.0), whole.place(9.0), whole.place(10.0)), (8, 1, 8, 9));
        assert_eq!(Bins::continuous(3.0, 3.0).place(3.0), 2);
    }

    #[test]
    fn a_spread_mass_stays_whole() {
        let bins = Bins { low: 0.0, width: 1.0, inside: 3 };
        let mut out = vec![0.0; bins.len()];
        bins.spread(-1.0, 3.0, 8.0, &mut out);
        assert_eq!(out, [2.0, 2.0, 2.0, 2.0, 0.0]);
        bins.spread(1.5, 1.5, 1.0, &mut out);
        bins.spread(2.5, 4.5, 4.0, &mut out);
        assert_eq!(out, [2.0, 2.0, 3.0, 3.0, 3.0]);
    }
}
