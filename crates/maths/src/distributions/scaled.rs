//! Laws of the form clip(a(c) + b(c)·Q): a standard shape, placed by a centre and cut at bounds.

use super::Z_MAX;
use super::standard::{Shape, Standard};

/// How a centre c places a standard shape: a = a0 + a1·c and b = b0 + b1·max(c − origin, floor).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Placement {
    pub a0: f64,
    pub a1: f64,
    pub b0: f64,
    pub b1: f64,
    pub origin: f64,
    pub floor: f64,
}

impl Placement {
    /// The offset a and the factor b ≥ 0.
    #[inline(always)]
    pub fn at(&self, centre: f64) -> (f64, f64) {
        let above = centre - self.origin;
        let above = if above > self.floor { above } else { self.floor };
        (self.a0 + self.a1 * centre, self.b0 + self.b1 * above)
    }
}

/// A placed shape with bounds; infinite where there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scaled {
    pub shape: Shape,
    pub placement: Placement,
    pub low: f64,
    pub high: f64,
}

impl Scaled {
    /// The value at score z.
    pub fn quantile(&self, centre: f64, z: f64) -> f64 {
        let (a, b) = self.placement.at(centre);
        let z = z.clamp(-Z_MAX, Z_MAX);
        (a + b * self.shape.get().quantile(z)).clamp(self.low, self.high)
    }

    /// P(X ≤ x).
    pub fn cdf(&self, centre: f64, x: f64) -> f64 {
        if x < self.low {
            return 0.0;
        }
        if x >= self.high {
            return 1.0;
        }
        let (a, b) = self.placement.at(centre);
        if b == 0.0 {
            return if x < a { 0.0 } else { 1.0 };
        }
        self.shape.get().tails((x - a) / b).0
    }

    /// Mean and variance, with the mass beyond each bound put on the bound.
    pub fn moments(&self, centre: f64) -> (f64, f64) {
        let (a, b) = self.placement.at(centre);
        if b == 0.0 {
            return (a.clamp(self.low, self.high), 0.0);
        }
        let shape = self.shape.get();
        let below = Cut::new(shape.as_ref(), (self.low - a) / b);
        let above = Cut::new(shape.as_ref(), (self.high - a) / b);
        let mut first = above.first - below.first;
        let mut second = above.second - below.second;
        for (q, mass) in [(below.q, below.under), (above.q, above.over)] {
            if q.is_finite() {
                first += q * mass;
                second += q * q * mass;
            }
        }
        let mean = (a + b * first).clamp(self.low, self.high);
        (mean, b * b * (second - first * first).max(0.0))
    }
}

/// What lies on either side of a cut at q.
struct Cut {
    q: f64,
    under: f64,
    over: f64,
    first: f64,
    second: f64,
}

impl Cut {
    fn new(shape: &dyn Standard, q: f64) -> Self {
        if q == f64::NEG_INFINITY {
            return Self { q, under: 0.0, over: 1.0, first: 0.0, second: 0.0 };
        }
        if q == f64::INFINITY {
            return Self { q, under: 1.0, over: 0.0, first: shape.mean(), second: shape.second_moment() };
        }
        let (under, over) = shape.tails(q);
        let [first, second] = shape.moments_below(q);
        Self { q, under, over, first, second }
    }
}
