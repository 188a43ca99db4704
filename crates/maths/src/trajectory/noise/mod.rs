//! Noise on finished values: additive error, outliers, missing cells, in this order.
//!
//! 1. **Additive.** With `sigma > 0`: `v += scale·d`, where `d` is a deviate of the family and `scale` is
//!    `sigma·|v|` (`sigma` itself where `v` is 0), or `sigma·position` if the noise follows the trajectory.
//! 2. **Outliers.** With probability `outlier_rate` the value becomes `±U(3, 10)·|v|`, of its own sign; 0
//!    becomes `U(3, 10)`.
//! 3. **Missing.** With probability `mcar_rate` there is no value, whatever it was (missing completely at
//!    random).
//!
//! Every cell has its random numbers in fixed places, used or not: two uniforms for the deviate, one each for
//! the outlier's coin, the outlier's size and the missing coin.

mod presets;
mod quadrature;
#[cfg(test)]
pub(super) mod tests;

pub use presets::{NOISE_PRESETS, NoisePreset};
pub use quadrature::NoisePoint;

use std::f64::consts::PI;

/// The shape of additive error, with scale 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NoiseFamily {
    /// Standard normal.
    Gaussian,
    /// Student's t with `df > 0` degrees of freedom, not rescaled: its variance is `df/(df−2)` where that
    /// exists.
    StudentT {
        /// Degrees of freedom.
        df: f64,
    },
    /// Laplace with scale 1: variance 2.
    Laplace,
}

impl NoiseFamily {
    /// A deviate from two uniforms in `[0, 1)`, for every family and every value of them.
    ///
    /// * Gaussian: Box and Muller, `√(−2 ln w)·cos 2πv` with `w = 1 − u`.
    /// * Student's t: Bailey (1994), `√(df·(w^(−2/df) − 1))·cos 2πv`. It is the same construction with
    ///   another radius, exact for any degrees of freedom, and unlike rejection or a ratio with χ² it always
    ///   costs two uniforms.
    /// * Laplace: an exponential `−ln w` with the sign of `½ − v`.
    ///
    /// Source of the second: R. W. Bailey, "Polar generation of random variates with the t-distribution",
    /// Mathematics of Computation 62 (1994), 779–781.
    pub fn deviate(self, u: f64, v: f64) -> f64 {
        let exponential = -libm::log1p(-u);
        match self {
            NoiseFamily::Gaussian => (2.0 * exponential).sqrt() * libm::cos(2.0 * PI * v),
            NoiseFamily::StudentT { df } => {
                (df * libm::expm1(2.0 * exponential / df)).sqrt() * libm::cos(2.0 * PI * v)
            }
            NoiseFamily::Laplace if v < 0.5 => exponential,
            NoiseFamily::Laplace => -exponential,
        }
    }
}

/// What is done to the values of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// Scale of the additive error relative to the value, 0 to 5.
    pub sigma: f64,
    /// Shape of the additive error.
    pub family: NoiseFamily,
    /// Scale the error with the entity's position instead of the value.
    pub scale_with_trajectory: bool,
    /// Share of outliers, 0 to 1.
    pub outlier_rate: f64,
    /// Share of missing cells, 0 to 1.
    pub mcar_rate: f64,
}

impl Default for Noise {
    /// No noise.
    fn default() -> Self {
        let family = NoiseFamily::Gaussian;
        Noise { sigma: 0.0, family, scale_with_trajectory: false, outlier_rate: 0.0, mcar_rate: 0.0 }
    }
}

/// The random numbers of one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct NoiseDraws {
    /// From [`NoiseFamily::deviate`], or for Gaussian noise any standard-normal number.
    pub deviate: f64,
    /// Uniform in `[0, 1)`: an outlier if below the rate.
    pub outlier_coin: f64,
    /// Uniform in `[0, 1)`: the outlier's place between 3 and 10 times the value.
    pub outlier_size: f64,
    /// Uniform in `[0, 1)`: missing if below the rate.
    pub missing_coin: f64,
}

/// A setting outside its bounds.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{field} is {value}; it must be {rule}")]
pub struct NoiseProblem {
    /// Name of the setting in a config.
    pub field: &'static str,
    /// The value it has.
    pub value: f64,
    /// What it must be, in words.
    pub rule: &'static str,
}

impl Noise {
    /// Every setting outside its bounds.
    pub fn problems(&self) -> Vec<NoiseProblem> {
        let df = match self.family {
            NoiseFamily::StudentT { df } => df,
            NoiseFamily::Gaussian | NoiseFamily::Laplace => 1.0,
        };
        let rate = "between 0 and 1";
        let rules = [
            ("gaussian_sigma", self.sigma, (0.0..=5.0).contains(&self.sigma), "between 0 and 5"),
            ("outlier_rate", self.outlier_rate, (0.0..=1.0).contains(&self.outlier_rate), rate),
            ("mcar_rate", self.mcar_rate, (0.0..=1.0).contains(&self.mcar_rate), rate),
            ("degrees_of_freedom", df, df >= 1.0 && df.is_finite(), "a finite number of at least 1"),
        ];
        let broken = rules.into_iter().filter(|(_, _, holds, _)| !holds);
        broken.map(|(field, value, _, rule)| NoiseProblem { field, value, rule }).collect()
    }

    /// Whether values pass unchanged.
    pub fn is_none(&self) -> bool {
        self.sigma == 0.0 && self.outlier_rate == 0.0 && self.mcar_rate == 0.0
    }

    /// A value after noise, or nothing if it went missing.
    ///
    /// `position` is the entity's own position in the period, neither lagged nor flipped by polarity; it is
    /// read only if the noise scales with the trajectory.
    pub fn apply(&self, value: f64, position: f64, draws: &NoiseDraws) -> Option<f64> {
        if self.is_missing(draws) {
            return None;
        }
        Some(self.outlier(self.added(value, position, draws), draws))
    }

    /// The value with the additive error.
    pub fn added(&self, value: f64, position: f64, draws: &NoiseDraws) -> f64 {
        if self.sigma > 0.0 {
            let scale = if self.scale_with_trajectory { position } else { magnitude(value) };
            return value + self.sigma * scale * draws.deviate;
        }
        value
    }

    /// The value, or the outlier in its place.
    pub fn outlier(&self, value: f64, draws: &NoiseDraws) -> f64 {
        match self.outlier_factor(draws) {
            Some(factor) if value >= 0.0 => magnitude(value) * factor,
            Some(factor) => -(magnitude(value) * factor),
            None => value,
        }
    }

    /// How many times its size an outlier is, 3 to 10; nothing for a cell that is none.
    pub fn outlier_factor(&self, draws: &NoiseDraws) -> Option<f64> {
        (draws.outlier_coin < self.outlier_rate).then_some(3.0 + 7.0 * draws.outlier_size)
    }

    /// Whether there is no value.
    pub fn is_missing(&self, draws: &NoiseDraws) -> bool {
        draws.missing_coin < self.mcar_rate
    }
}

/// How large a value is for the purpose of noise: 0 counts as 1, so that it can be disturbed too.
fn magnitude(value: f64) -> f64 {
    if value == 0.0 { 1.0 } else { value.abs() }
}
