//! Laws that live strictly inside their bounds, with the mean at the centre (`bounds: reshape`).

use super::Z_MAX;
use super::chart::{Chart, FINEST_SPACING, Support};
use super::line::LineQuantile;
use super::special;
use super::tilt::{Cut, Tilted};
use crate::maths::normal as kernel;

/// A normal further than this many sigmas above its only bound is left as it is: less than 1e-15 lies beyond the bound.
const FREE_OF_BOUND: f64 = 8.0;

/// The law around each centre of a bounded support.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reshape {
    /// Beta(μφ, (1−μ)φ) stretched over the interval, φ raised where a shape would fall below 1.
    Precision { phi: f64 },
    /// A family cut to the support.
    Cut(Cut),
}

/// A reshaped law: what it is, and on which support.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounded {
    pub chart: Chart,
    pub reshape: Reshape,
    /// Whether the law is that of −X: an upper bound alone is a lower bound of the mirror image.
    pub mirrored: bool,
}

impl Bounded {
    /// The value at score z.
    pub fn quantile(&self, centre: f64, z: f64) -> f64 {
        let z = z.clamp(-Z_MAX, Z_MAX);
        if self.mirrored { -self.inner_quantile(-centre, -z) } else { self.inner_quantile(centre, z) }
    }

    /// P(X ≤ x).
    pub fn cdf(&self, centre: f64, x: f64) -> f64 {
        if self.mirrored {
            kernel::cdf(-self.inner_score(-centre, -x))
        } else {
            kernel::cdf(self.inner_score(centre, x))
        }
    }

    /// The mean, which is the centre, and the variance.
    pub fn moments(&self, centre: f64) -> (f64, f64) {
        let inner = if self.mirrored { -centre } else { centre };
        let variance = match (self.free(inner), self.reshape, self.chart) {
            (Some(sigma), _, _) => sigma * sigma,
            (None, Reshape::Precision { phi }, Chart::Between { span, low }) => {
                let (a, b) = shapes((inner - low) / span, phi);
                span * span * a * b / ((a + b) * (a + b) * (a + b + 1.0))
            }
            (None, Reshape::Cut(cut), _) => {
                Tilted::solve(cut.get().as_ref(), &self.support(), inner, None).variance()
            }
            (None, Reshape::Precision { .. }, Chart::Above { .. }) => 0.0,
        };
        (centre, variance)
    }

    /// Sigma, where a bound on one side is too far away to matter.
    #[inline(always)]
    pub(super) fn free(&self, centre: f64) -> Option<f64> {
        match (self.chart, self.reshape) {
            // One bound cuts a normal alone, and its unit is sigma.
            (Chart::Above { low, unit }, Reshape::Cut(_)) => {
                (centre - low > FREE_OF_BOUND * unit).then_some(unit)
            }
            _ => None,
        }
    }

    /// The centres between which the law depends smoothly on its centre, from `lowest` to `highest` in order.
    pub(super) fn smooth_pieces(&self, lowest: f64, highest: f64) -> Vec<f64> {
        let mut cuts = vec![lowest];
        let mut end = highest;
        match (self.chart, self.reshape) {
            (Chart::Between { low, span }, Reshape::Precision { phi }) => {
                // φ starts to be raised where the smaller shape reaches 1; a wide law is raised everywhere.
                let edge = if phi > 2.0 { 1.0 / phi } else { 0.5 };
                for share in [edge, 1.0 - edge] {
                    let (cut, apart) = (low + share * span, 1e-6 * span);
                    if cut > cuts[cuts.len() - 1] + apart && cut < end - apart {
                        cuts.push(cut);
                    }
                }
            }
            (Chart::Above { low, unit }, _) => end = low + FREE_OF_BOUND * unit,
            _ => {}
        }
        cuts.push(end);
        cuts
    }

    /// The support with a grid fine enough for this law.
    pub(super) fn support(&self) -> Support {
        let narrowest = match (self.reshape, self.chart) {
            (Reshape::Precision { phi }, _) => 2.0 / phi.sqrt(),
            (Reshape::Cut(cut), Chart::Between { low, span }) => {
                let narrowest = cut.get().narrowest(span);
                // Far from 0 a relative spread is wider in the coordinate; counted only where the grid would be too fine.
                let fine = narrowest < 16.0 * FINEST_SPACING;
                if fine { narrowest * (4.0 * low.abs() / span).max(1.0) } else { narrowest }
            }
            (Reshape::Cut(_), Chart::Above { .. }) => 1.0 / FREE_OF_BOUND,
        };
        Support::new(self.chart, narrowest)
    }

    /// The quantile function around a centre, and θ to start the next one from.
    pub(super) fn line(
        &self,
        support: &Support,
        centre: f64,
        near: Option<f64>,
    ) -> (LineQuantile, Option<f64>) {
        match self.reshape {
            Reshape::Cut(cut) => {
                let law = Tilted::solve(cut.get().as_ref(), support, centre, near);
                (law.line(), Some(law.theta()))
            }
            Reshape::Precision { phi } => {
                let coordinate = self.chart.coordinate(centre);
                let (a, b) = shapes(1.0 / (1.0 + libm::exp(-coordinate)), phi);
                let points = &support.points;
                let log = |i: usize| a * points[i].ln_below + b * points[i].ln_above;
                let slope = |i: usize| a * points[i].above - b * points[i].below;
                (LineQuantile::on_grid(&support.grid, support.grid.index(coordinate), log, slope), None)
            }
        }
    }

    fn inner_quantile(&self, centre: f64, z: f64) -> f64 {
        if let Some(sigma) = self.free(centre) {
            return centre + sigma * z;
        }
        let y = match (self.reshape, self.chart) {
            (Reshape::Precision { phi }, Chart::Between { low, span }) => {
                let (a, b) = shapes((centre - low) / span, phi);
                special::beta::logit_quantile(a, b, z)
            }
            _ => self.line(&self.support(), centre, None).0.at(z),
        };
        self.chart.value(y)
    }

    fn inner_score(&self, centre: f64, x: f64) -> f64 {
        match self.chart {
            Chart::Between { low, .. } | Chart::Above { low, .. } if x <= low => return f64::NEG_INFINITY,
            Chart::Between { low, span } if x >= low + span => return f64::INFINITY,
            _ => {}
        }
        if let Some(sigma) = self.free(centre) {
            return (x - centre) / sigma;
        }
        self.line(&self.support(), centre, None).0.score(self.chart.coordinate(x))
    }
}

/// The two shapes of a beta with mean μ and precision at least φ, both at least 1.
pub(super) fn shapes(mu: f64, phi: f64) -> (f64, f64) {
    let phi = phi.max(1.0 / mu.min(1.0 - mu));
    (mu * phi, (1.0 - mu) * phi)
}
