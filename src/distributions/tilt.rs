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

use super::chart::Chart;
use super::line::{LineQuantile, extent};
use super::special;

/// A family without its location or scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Base {
    Normal { sigma: f64 },
    Lognorm { s: f64 },
    Gamma { shape: f64 },
    Weibull { shape: f64 },
}

/// Base log-density and statistic with their derivatives in x.
struct Terms {
    log: f64,
    log_slope: f64,
    statistic: f64,
    statistic_slope: f64,
}

impl Base {
    fn terms(&self, x: f64, m: f64) -> Terms {
        match *self {
            Self::Normal { sigma } => {
                let u = (x - m) / sigma;
                Terms { log: -0.5 * u * u, log_slope: -u / sigma, statistic: u, statistic_slope: 1.0 / sigma }
            }
            Self::Lognorm { s } => {
                let log = libm::log(x / m);
                let t = log / s;
                Terms {
                    log: -log - 0.5 * t * t,
                    log_slope: -(1.0 + t / s) / x,
                    statistic: t,
                    statistic_slope: 1.0 / (s * x),
                }
            }
            Self::Gamma { shape } => Terms {
                log: (shape - 1.0) * libm::log(x / m),
                log_slope: (shape - 1.0) / x,
                statistic: x / m,
                statistic_slope: 1.0 / m,
            },
            Self::Weibull { shape } => {
                let log = libm::log(x / m);
                // The cap keeps θ·T a number where the density has long vanished.
                let power = libm::exp((shape * log).min(600.0));
                Terms {
                    log: (shape - 1.0) * log,
                    log_slope: (shape - 1.0) / x,
                    statistic: power,
                    statistic_slope: shape * power / x,
                }
            }
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

/// One solved law: base, centre and the θ that gives it this mean.
#[derive(Debug, Clone, Copy)]
pub struct Tilted {
    base: Base,
    chart: Chart,
    centre: f64,
    theta: f64,
}

impl Tilted {
    /// Solves for the mean `centre`, strictly inside the chart's support; `near` is θ of a nearby centre if known.
    pub fn solve(base: Base, chart: Chart, centre: f64, near: Option<f64>) -> Self {
        let goal = chart.coordinate(centre);
        let slope = chart.slope(centre);
        let mut law = Self { base, chart, centre, theta: near.unwrap_or_else(|| base.uncut()) };
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        for _ in 0..60 {
            let (mean, covariance) = law.mean_and_slope();
            // Compared in the chart's coordinate, where the mean is close to a straight function of θ.
            let miss = chart.coordinate(mean) - goal;
            if !(miss.abs() > 1e-11 * (1.0 + goal.abs())) {
                break;
            }
            if miss > 0.0 {
                high = law.theta;
            } else {
                low = law.theta;
            }
            let limit = 2.0 * (1.0 + law.theta.abs());
            let mut next = law.theta - (miss / (covariance * slope.max(chart.slope(mean)))).clamp(-limit, limit);
            if !(next > low && next < high) {
                next = if low.is_finite() && high.is_finite() {
                    0.5 * (low + high)
                } else {
                    law.theta - limit.copysign(miss)
                };
            }
            if next == law.theta {
                break;
            }
            law.theta = next;
        }
        law
    }

    /// The solved parameter.
    pub fn theta(&self) -> f64 {
        self.theta
    }

    /// The quantile function in the chart's coordinate.
    pub fn line(&self) -> LineQuantile {
        LineQuantile::new(self.chart.coordinate(self.centre), |y| self.log_density(y))
    }

    /// The variance.
    pub fn variance(&self) -> f64 {
        let [mass, _, _, square] = self.integrals(|x| (x - self.centre) * (x - self.centre));
        square / mass
    }

    fn mean_and_slope(&self) -> (f64, f64) {
        let [mass, mean, statistic, product] =
            self.integrals(|x| (x - self.centre) * self.base.terms(x, self.centre).statistic);
        let (mean, statistic, product) = (mean / mass, statistic / mass, product / mass);
        (self.centre + mean, product - mean * statistic)
    }

    /// ∫g, ∫(x − m)g, ∫T·g and ∫f·g by the trapezoid rule, which converges exponentially for densities like these.
    fn integrals(&self, f: impl Fn(f64) -> f64) -> [f64; 4] {
        let extent = extent(36.0, self.chart.coordinate(self.centre), &|y| self.log_density(y));
        let width = extent.high - extent.low;
        let cells = ((width / 0.5) as usize).clamp(96, 1 << 14);
        let step = width / cells as f64;
        let mut sums = [0.0; 4];
        for i in 0..=cells {
            let y = extent.low + i as f64 * step;
            let g = libm::exp(self.log_density(y).0 - extent.peak);
            let x = self.chart.point(y).x;
            let statistic = self.base.terms(x, self.centre).statistic;
            for (sum, term) in sums.iter_mut().zip([1.0, x - self.centre, statistic, f(x)]) {
                *sum += g * term;
            }
        }
        sums
    }

    /// ln of the density in the chart's coordinate, up to a constant, and its derivative.
    fn log_density(&self, y: f64) -> (f64, f64) {
        let point = self.chart.point(y);
        let terms = self.base.terms(point.x, self.centre);
        let log = terms.log + self.theta * terms.statistic + point.log_rate;
        let slope = (terms.log_slope + self.theta * terms.statistic_slope) * point.rate;
        (log, slope + point.log_rate_slope)
    }
}
