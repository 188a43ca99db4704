//! Laws of single columns, free of any trajectory: where their distribution functions stand at the edges of bins.

use super::Bins;
use crate::maths::normal;

/// The law of a column of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueLaw {
    /// Whole numbers from `min`, `size` of them, all as likely.
    UniformInt { min: i64, size: u64 },
    /// All numbers of [min, max) alike.
    UniformFloat { min: f64, max: f64 },
    /// Failures before the first success, raised to `min`.
    Geometric { p: f64, min: i64 },
    /// ⌊exp(ln median + sigma·Z)⌋, at most `max`.
    LogNormal { median: f64, sigma: f64, max: i64 },
}

impl ValueLaw {
    /// Bins that hold nearly all values.
    pub fn bins(&self) -> Bins {
        match *self {
            ValueLaw::UniformInt { min, size } => Bins::whole(min as f64, min as f64 + (size - 1) as f64),
            ValueLaw::UniformFloat { min, max } => Bins::continuous(min, max),
            ValueLaw::Geometric { p, min } => {
                // All but a ten-thousandth.
                let most = if p >= 1.0 { 0.0 } else { (libm::log(1e-4) / libm::log1p(-p)).ceil() };
                Bins::whole(min.max(0) as f64, most.max(min as f64))
            }
            ValueLaw::LogNormal { median, sigma, max } => {
                let at = |z: f64| (median * libm::exp(sigma * z)).floor().clamp(0.0, max as f64);
                Bins::whole(at(-3.0), at(3.0))
            }
        }
    }

    /// P(X < x), for x between two possible values.
    pub fn below(&self, x: f64) -> f64 {
        match *self {
            ValueLaw::UniformInt { min, size } => {
                // Numbers from min on that are below x.
                ((x - min as f64).ceil() / size as f64).clamp(0.0, 1.0)
            }
            ValueLaw::UniformFloat { min, max } => ((x - min) / (max - min)).clamp(0.0, 1.0),
            ValueLaw::Geometric { p, min } => {
                if x <= min as f64 || x <= 0.0 {
                    0.0
                } else if p >= 1.0 {
                    1.0
                } else {
                    // P(K < x) = 1 − (1−p)^⌈x⌉
                    -libm::expm1(x.ceil() * libm::log1p(-p))
                }
            }
            ValueLaw::LogNormal { median, sigma, max } => {
                if x > max as f64 {
                    1.0
                } else if x <= 0.0 {
                    0.0
                } else if sigma == 0.0 {
                    if median.floor() < x { 1.0 } else { 0.0 }
                } else {
                    // ⌊Y⌋ < x where Y < ⌈x⌉
                    normal::cdf((libm::log(x.ceil()) - libm::log(median)) / sigma)
                }
            }
        }
    }

    /// The shares of bins, those outside included.
    pub fn shares(&self, bins: &Bins) -> Vec<f64> {
        let below: Vec<f64> = bins.edges().iter().map(|edge| self.below(*edge)).collect();
        let mut shares = vec![below[0]];
        shares.extend(below.windows(2).map(|pair| pair[1] - pair[0]));
        shares.push(1.0 - below[below.len() - 1]);
        shares
    }

    /// The law in words.
    pub fn words(&self) -> String {
        match self {
            ValueLaw::UniformInt { min, size } => {
                format!("uniform over {} to {}", min, i128::from(*min) + i128::from(*size) - 1)
            }
            ValueLaw::UniformFloat { min, max } => format!("uniform over [{min}, {max})"),
            ValueLaw::Geometric { p, min } => format!("geometric, p {p}, at least {min}"),
            ValueLaw::LogNormal { median, sigma, max } => {
                format!("log-normal, median {median}, sigma {sigma}, at most {max}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, DiscreteCDF, Geometric, LogNormal};

    #[test]
    fn distribution_functions_agree_with_statrs() {
        let geometric = ValueLaw::Geometric { p: 0.34, min: 0 };
        // statrs counts trials, one more than failures.
        let oracle = Geometric::new(0.34).unwrap();
        for k in 0..12u64 {
            assert!((geometric.below(k as f64 + 0.5) - oracle.cdf(k + 1)).abs() < 1e-12, "{k}");
        }
        let law = ValueLaw::LogNormal { median: 140.0, sigma: 1.1, max: 14_400 };
        let oracle = LogNormal::new(140f64.ln(), 1.1).unwrap();
        for k in [0, 3, 100, 5000] {
            assert!((law.below(f64::from(k) + 0.5) - oracle.cdf(f64::from(k) + 1.0)).abs() < 1e-9, "{k}");
        }
        assert_eq!(law.below(14_400.5), 1.0);
        let die = ValueLaw::UniformInt { min: 1, size: 6 };
        assert_eq!((die.below(0.5), die.below(3.5), die.below(6.5)), (0.0, 0.5, 1.0));
    }

    #[test]
    fn shares_sum_to_one() {
        for law in [
            ValueLaw::UniformInt { min: -5, size: 1000 },
            ValueLaw::UniformFloat { min: 0.5, max: 2.5 },
            ValueLaw::Geometric { p: 0.2, min: 1 },
            ValueLaw::LogNormal { median: 900.0, sigma: 1.4, max: 5000 },
        ] {
            let shares = law.shares(&law.bins());
            assert!(
                (shares.iter().sum::<f64>() - 1.0).abs() < 1e-12 && shares.iter().all(|share| *share >= 0.0)
            );
        }
    }
}
