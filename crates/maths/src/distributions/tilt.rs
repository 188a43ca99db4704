//! Families cut to an interval, with their location or scale chosen so that the mean stays at the centre.
//!
//! On a bounded interval each family is an exponential tilt exp(θ·T(x)) of a base density, and its free parameter is θ:
//!
//! | family | T(x), with m the centre | θ in the usual parameters |
//! |---|---|---|
//! | normal | (x − m)/σ | (μ − m)/σ |
//! | log-normal | ln(x/m)/s | (ln median − ln m)/s |
//! | gamma | x/m | −m/scale |
//! | Weibull | (x/m)^k | −(m/scale)^k |
//!
//! T increases, so the mean increases with θ through the whole open interval: every centre inside is attainable and the
//! solution is unique. Gamma and Weibull means in the upper part need θ ≥ 0, which no uncut member of those families
//! has; on an interval the tilt simply continues there.

use super::chart::{Point, Support};
use super::line::LineQuantile;
use super::special;
use crate::maths::exp;

/// Densities are summed down to e⁻³⁶ of their peak.
const DEPTH: f64 = 36.0;

/// A family without its location or scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Base {
    Normal { sigma: f64 },
    Lognorm { s: f64 },
    Gamma { shape: f64 },
    Weibull { shape: f64 },
}

/// Base log-density and statistic, and their derivatives in the chart's coordinate.
#[derive(Debug, Clone, Copy)]
struct Terms {
    log: f64,
    log_slope: f64,
    statistic: f64,
    statistic_slope: f64,
}

impl Base {
    /// About the least standard deviation the law can have in the coordinate of an interval of this width.
    pub fn narrowest(&self, span: f64) -> f64 {
        match *self {
            Self::Normal { sigma } => 4.0 * sigma / span,
            Self::Lognorm { s } => s,
            Self::Gamma { shape } => 1.0 / shape.sqrt(),
            Self::Weibull { shape } => 1.0 / shape,
        }
    }

    fn terms(&self, point: &Point, m: f64, ln_m: f64) -> Terms {
        let Point { x, ln_x, rate, .. } = *point;
        let (log, log_slope, statistic, statistic_slope) = match *self {
            Self::Normal { sigma } => {
                let u = (x - m) / sigma;
                (-0.5 * u * u, -u / sigma, u, 1.0 / sigma)
            }
            Self::Lognorm { s } => {
                let t = (ln_x - ln_m) / s;
                (-ln_x - 0.5 * t * t, -(1.0 + t / s) / x, t, 1.0 / (s * x))
            }
            Self::Gamma { shape } => ((shape - 1.0) * ln_x, (shape - 1.0) / x, x / m, 1.0 / m),
            Self::Weibull { shape } => {
                // The cap keeps θ·T a number where the density has long vanished.
                let power = exp((shape * (ln_x - ln_m)).min(600.0));
                ((shape - 1.0) * ln_x, (shape - 1.0) / x, power, shape * power / x)
            }
        };
        Terms {
            log: log + point.log_rate,
            log_slope: log_slope * rate + point.log_rate_slope,
            statistic,
            statistic_slope: statistic_slope * rate,
        }
    }

    /// θ of the uncut family with mean m: where the search starts.
    fn uncut(&self) -> f64 {
        match *self {
            Self::Normal { .. } => 0.0,
            Self::Lognorm { s } => -0.5 * s,
            Self::Gamma { shape } => -shape,
            Self::Weibull { shape } => -libm::exp(shape * special::ln_gamma(1.0 + 1.0 / shape)),
        }
    }
}

/// A family on a support with its mean at a centre.
#[derive(Debug)]
pub struct Tilted<'a> {
    support: &'a Support,
    terms: Vec<Terms>,
    centre: f64,
    theta: f64,
    start: usize,
}

impl<'a> Tilted<'a> {
    /// Solves for the mean `centre`, strictly inside the support; `near` is θ of a nearby centre if known.
    pub fn solve(base: Base, support: &'a Support, centre: f64, near: Option<f64>) -> Self {
        let chart = support.chart;
        let goal = chart.coordinate(centre);
        let ln_centre = libm::log(centre);
        let terms = support.points.iter().map(|point| base.terms(point, centre, ln_centre)).collect();
        let theta = near.unwrap_or_else(|| base.uncut());
        let mut law = Self { support, terms, centre, theta, start: support.grid.index(goal) };
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        for _ in 0..60 {
            let sums = law.sums();
            let mean = centre + sums.deviation;
            // Compared in the chart's coordinate, where the mean is close to a straight function of θ.
            let miss = chart.coordinate(mean) - goal;
            if miss.is_nan() || miss == 0.0 {
                break;
            }
            if miss > 0.0 {
                high = law.theta;
            } else {
                low = law.theta;
            }
            let limit = 2.0 * (1.0 + law.theta.abs());
            let slope = sums.covariance * chart.slope(mean);
            let mut next = law.theta - (miss / slope).clamp(-limit, limit);
            if !(next > low && next < high) {
                next = if low.is_finite() && high.is_finite() {
                    0.5 * (low + high)
                } else {
                    law.theta - limit.copysign(miss)
                };
            }
            let done = next == law.theta || miss.abs() < 1e-5;
            law.theta = next;
            // Steps square the error, so the one just taken leaves some 1e-10.
            if done {
                break;
            }
        }
        law
    }

    /// The solved parameter.
    pub fn theta(&self) -> f64 {
        self.theta
    }

    /// The quantile function in the chart's coordinate.
    pub fn line(&self) -> LineQuantile {
        let slope = |i: usize| self.terms[i].log_slope + self.theta * self.terms[i].statistic_slope;
        LineQuantile::on_grid(&self.support.grid, self.start, |i| self.log_density(i), slope)
    }

    /// The variance.
    pub fn variance(&self) -> f64 {
        self.sums().variance
    }

    #[inline(always)]
    fn log_density(&self, i: usize) -> f64 {
        self.terms[i].log + self.theta * self.terms[i].statistic
    }

    /// Moments by the trapezoid rule, which converges exponentially for densities like these.
    fn sums(&self) -> Sums {
        let grid = &self.support.grid;
        let (first, last, peak) = grid.window(self.start, DEPTH, |i| self.log_density(i));
        let [mut mass, mut x, mut square, mut t, mut product] = [0.0; 5];
        for i in first..=last {
            let g = exp(grid.per_step(i, self.log_density(i)) - peak);
            let deviation = self.support.points[i].x - self.centre;
            let statistic = self.terms[i].statistic;
            mass += g;
            x += g * deviation;
            square += g * deviation * deviation;
            t += g * statistic;
            product += g * deviation * statistic;
        }
        let deviation = x / mass;
        Sums {
            deviation,
            variance: square / mass - deviation * deviation,
            covariance: product / mass - deviation * t / mass,
        }
    }
}

/// E\[X\] − centre, Var X and Cov(X, T).
struct Sums {
    deviation: f64,
    variance: f64,
    covariance: f64,
}
