//! Mean and variance in one pass.

/// Count, mean and sum of squared deviations of a sample, in one pass and in constant memory.
///
/// Each deviation is taken from the mean so far (Welford 1962, "Note on a method for calculating corrected sums of squares
/// and products"), so nothing is lost where the mean is large beside the spread, as it is in E(x²) − mean². Two parts are
/// put together by the formula of Chan, Golub & LeVeque (1979, "Updating formulae and a pairwise algorithm for computing
/// sample variances"). The bits depend on the order of values and merges; the same order gives the same bits.
///
/// ```
/// use plotsim_maths::maths::Moments;
///
/// // A spread of a thousandth on a mean of a thousand million.
/// let mut whole: Moments = [1e9, 1e9 + 0.001, 1e9 + 0.002].into_iter().collect();
/// assert_eq!((whole.count(), whole.mean()), (3, 1000000000.001));
/// assert!((whole.deviation() - 0.000816).abs() < 1e-6);
///
/// // Two halves merged are the whole.
/// let mut left: Moments = [1.0, 2.0].into_iter().collect();
/// left.merge(&[3.0, 6.0].into_iter().collect());
/// assert_eq!((left.count(), left.mean(), left.variance()), (4, 3.0, 3.5));
/// assert_eq!(left.sample_variance(), 14.0 / 3.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    /// The first value. Distances from it keep the digits that a mean far from zero would round away.
    origin: f64,
    /// The mean, from the origin.
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Takes in one value.
    #[inline]
    pub fn add(&mut self, value: f64) {
        if self.count == 0 {
            self.origin = value;
        }
        self.count += 1;
        let distance = value - self.origin;
        let deviation = distance - self.mean;
        self.mean += deviation / self.count as f64;
        self.squares += deviation * (distance - self.mean);
    }

    /// Takes in another sample.
    pub fn merge(&mut self, other: &Moments) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (own, others) = (self.count as f64, other.count as f64);
        let total = own + others;
        let apart = (other.origin - self.origin) + (other.mean - self.mean);
        self.mean += apart * (others / total);
        self.squares += other.squares + apart * apart * (own * others / total);
        self.count += other.count;
    }

    /// The number of values.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The mean in the values' unit; 0 of no values.
    pub fn mean(&self) -> f64 {
        self.origin + self.mean
    }

    /// The sum of squared deviations from the mean, in the values' unit squared.
    pub fn squared_deviations(&self) -> f64 {
        self.squares
    }

    /// The variance of the values as a whole population (divisor n); 0 of fewer than two.
    pub fn variance(&self) -> f64 {
        if self.count < 2 { 0.0 } else { self.squares / self.count as f64 }
    }

    /// The unbiased estimate of the variance of what the values are a sample of (divisor n − 1); 0 of fewer than two.
    pub fn sample_variance(&self) -> f64 {
        if self.count < 2 { 0.0 } else { self.squares / (self.count - 1) as f64 }
    }

    /// The standard deviation of the values as a whole population, in their unit.
    pub fn deviation(&self) -> f64 {
        self.variance().sqrt()
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Moments {
        let mut moments = Moments::default();
        values.into_iter().for_each(|value| moments.add(value));
        moments
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use statrs::statistics::Statistics;

    proptest! {
        #[test]
        fn any_split_gives_what_statrs_gives(
            values in prop::collection::vec(-1e6..1e6f64, 2..200), cut in 0usize..200, base in -1e9..1e9f64,
        ) {
            let values: Vec<f64> = values.iter().map(|value| base + value).collect();
            let cut = cut.min(values.len());
            let mut left: Moments = values[..cut].iter().copied().collect();
            left.merge(&values[cut..].iter().copied().collect());
            prop_assert_eq!(left.count(), values.len() as u64);
            prop_assert!((left.mean() - (&values).mean()).abs() < 1e-5);
            let variance = (&values).variance();
            prop_assert!((left.sample_variance() - variance).abs() <= 1e-9 * variance + 1e-12);
        }
    }

    #[test]
    fn a_small_spread_far_from_zero_is_kept() {
        // The uniform law on [1e9, 1e9 + 1] has the standard deviation √(1/12).
        let n = 100_000;
        let moments: Moments = (0..n).map(|i| 1e9 + (i as f64 + 0.5) / n as f64).collect();
        assert!((moments.deviation() - (1.0f64 / 12.0).sqrt()).abs() < 1e-9, "{}", moments.deviation());
    }

    #[test]
    fn nothing_and_one_value_have_no_spread() {
        let nothing = Moments::default();
        assert_eq!((nothing.count(), nothing.mean(), nothing.variance()), (0, 0.0, 0.0));
        let one: Moments = [5.0].into_iter().collect();
        assert_eq!((one.mean(), one.variance(), one.sample_variance()), (5.0, 0.0, 0.0));
        let mut merged = nothing;
        merged.merge(&one);
        merged.merge(&nothing);
        assert_eq!(merged, one);
    }
}
