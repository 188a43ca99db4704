//! Laws of single columns, free of any trajectory.

use std::fmt;

use super::Bins;

/// The law of a column of numbers, dates (in days) or timestamps (in seconds).
pub trait Law: fmt::Debug + Send + Sync {
    /// P(X < x), for x between two possible values.
    fn below(&self, x: f64) -> f64;

    /// Bins that hold nearly all values.
    fn bins(&self) -> Bins;

    /// The law in words.
    fn in_words(&self) -> String;

    /// Whether its variance is finite.
    fn has_variance(&self) -> bool {
        true
    }

    /// How much more the number of values in a set varies than if values were independent: the variance is multiplied by 1 + `clumping`
    /// for each value there is. 0 of independent values.
    fn clumping(&self) -> f64 {
        0.0
    }

    /// Of whole numbers: the least k with P(X ≤ k) ≥ `level`, among those from `least` to `greatest`.
    fn quantile(&self, level: f64, (least, greatest): (f64, f64)) -> f64 {
        let (mut low, mut high) = (least, greatest);
        while low < high {
            let middle = libm::floor(low + (high - low) / 2.0);
            if self.below(middle + 0.5) >= level {
                high = middle;
            } else if middle + 1.0 > low {
                low = middle + 1.0;
            } else {
                // Whole numbers lie further apart than 1 here.
                return high;
            }
        }
        high
    }

    /// The shares of bins, those outside included.
    fn shares(&self, bins: &Bins) -> Vec<f64> {
        let below: Vec<f64> = bins.edges().iter().map(|edge| self.below(*edge)).collect();
        let mut shares = vec![below[0]];
        shares.extend(below.windows(2).map(|pair| pair[1] - pair[0]));
        shares.push(1.0 - below[below.len() - 1]);
        shares
    }
}

/// Whole numbers from `min`, `size` of them, all as likely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UniformWhole {
    pub min: i64,
    pub size: u64,
}

impl Law for UniformWhole {
    fn below(&self, x: f64) -> f64 {
        // Numbers from min on that are below x.
        ((x - self.min as f64).ceil() / self.size as f64).clamp(0.0, 1.0)
    }

    fn bins(&self) -> Bins {
        Bins::whole(self.min as f64, self.min as f64 + (self.size - 1) as f64)
    }

    fn in_words(&self) -> String {
        format!("uniform over {} to {}", self.min, i128::from(self.min) + i128::from(self.size) - 1)
    }
}

/// All numbers of [min, max) alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UniformReal {
    pub min: f64,
    pub max: f64,
}

impl Law for UniformReal {
    fn below(&self, x: f64) -> f64 {
        ((x - self.min) / (self.max - self.min)).clamp(0.0, 1.0)
    }

    fn bins(&self) -> Bins {
        Bins::continuous(self.min, self.max)
    }

    fn in_words(&self) -> String {
        format!("uniform over [{}, {})", self.min, self.max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_die_is_a_die() {
        let die = UniformWhole { min: 1, size: 6 };
        assert_eq!((die.below(0.5), die.below(3.5), die.below(6.5)), (0.0, 0.5, 1.0));
        let throws: Vec<f64> = [0.01, 0.5, 0.51, 0.99].map(|level| die.quantile(level, (1.0, 6.0))).to_vec();
        assert_eq!(throws, [1.0, 3.0, 4.0, 6.0]);
    }

    #[test]
    fn shares_sum_to_one() {
        let laws: [&dyn Law; 2] =
            [&UniformWhole { min: -5, size: 1000 }, &UniformReal { min: 0.5, max: 2.5 }];
        for law in laws {
            let shares = law.shares(&law.bins());
            let sum: f64 = shares.iter().sum();
            assert!((sum - 1.0).abs() < 1e-12 && shares.iter().all(|share| *share >= 0.0), "{law:?}");
        }
    }
}
