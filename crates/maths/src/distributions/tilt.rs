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

use super::build::Params;
use super::chart::{Point, Support};
use super::line::LineQuantile;
use crate::maths::exp;

/// Densities are summed down to e⁻³⁶ of their peak.
const DEPTH: f64 = 36.0;

/// A family without its location or scale, as a tilt.
pub trait Tilt {
    /// About the least standard deviation the law can have in the coordinate of an interval of this width.
    fn narrowest(&self, span: f64) -> f64;
    /// ln of the base density and its derivative in x, and the statistic T and its, around the centre m.
    fn terms(&self, point: &Point, m: f64, ln_m: f64) -> [f64; 4];
    /// θ of the uncut family with mean m: where the search starts.
    fn uncut(&self) -> f64;
}

/// Makes a family's tilt of its parameters.
pub(super) type MakeTilt = fn(&Params) -> Box<dyn Tilt>;

/// A family that can be cut, with its parameters.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    params: Params,
    make: MakeTilt,
}

impl Cut {
    /// The cut family of these parameters, if it is one.
    pub(super) fn of(params: Params) -> Option<Self> {
        Some(Self::new(params, params.family.info().tilt?))
    }

    pub(super) fn new(params: Params, make: MakeTilt) -> Self {
        Self { params, make }
    }

    /// The family's own arithmetic.
    pub(super) fn get(&self) -> Box<dyn Tilt> {
        (self.make)(&self.params)
    }
}

impl PartialEq for Cut {
    fn eq(&self, other: &Self) -> bool {
        self.params == other.params
    }
}

/// Base log-density and statistic, and their derivatives in the chart's coordinate.
#[derive(Debug, Clone, Copy)]
struct Terms {
    log: f64,
    log_slope: f64,
    statistic: f64,
    statistic_slope: f64,
}

impl Terms {
    fn of(base: &dyn Tilt, point: &Point, m: f64, ln_m: f64) -> Self {
        let [log, log_slope, statistic, statistic_slope] = base.terms(point, m, ln_m);
        Self {
            log: log + point.log_rate,
            log_slope: log_slope * point.rate + point.log_rate_slope,
            statistic,
            statistic_slope: statistic_slope * point.rate,
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
    pub fn solve(base: &dyn Tilt, support: &'a Support, centre: f64, near: Option<f64>) -> Self {
        let chart = support.chart;
        let goal = chart.coordinate(centre);
        let ln_centre = libm::log(centre);
        let terms = support.points.iter().map(|point| Terms::of(base, point, centre, ln_centre)).collect();
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
