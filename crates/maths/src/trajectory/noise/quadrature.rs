//! Noise as a few points that stand for all of it.

use super::{Noise, NoiseFamily};
use crate::maths::normal;

/// Points over additive noise of one number each: of ordinary values, and of outliers for each of their sizes.
const DEVIATES: usize = 33;
const OF_OUTLIERS: usize = 11;
/// Points over the size of outliers.
const SIZES: usize = 16;
/// Points in each of the two numbers that a deviate of Student's t is made of, likewise.
const PAIRS: usize = 24;
const PAIRS_OF_OUTLIERS: usize = 8;

/// A point of quadrature over noise: what a value is multiplied by and what is added, what 0 becomes, and its weight.
#[derive(Clone, Copy, Debug)]
pub struct NoisePoint {
    factor: f64,
    added: f64,
    zero: f64,
    /// Its share of all; they sum to 1.
    pub weight: f64,
}

impl NoisePoint {
    /// What becomes of a value.
    #[inline(always)]
    pub fn applied(&self, value: f64) -> f64 {
        if value == 0.0 { self.zero } else { value * self.factor + self.added }
    }
}

impl Noise {
    /// The noise on values that are not missing, as points whose weights sum to 1. `position` is read only if the noise scales
    /// with the trajectory.
    pub fn points(&self, position: f64) -> Vec<NoisePoint> {
        let deviates = self.deviates(DEVIATES, PAIRS);
        let weight = 1.0 / deviates.len() as f64;
        // What the error makes of a value: relative noise multiplies it, but moves 0 as if it were 1.
        let disturbed = |deviate: f64| {
            let moved = self.sigma * deviate;
            match self.scale_with_trajectory {
                true => (1.0, moved * position, moved * position),
                false => (1.0 + moved, 0.0, moved),
            }
        };
        let mut all = Vec::new();
        for deviate in &deviates {
            let (factor, added, zero) = disturbed(*deviate);
            all.push(NoisePoint { factor, added, zero, weight: weight * (1.0 - self.outlier_rate) });
        }
        if self.outlier_rate > 0.0 {
            let deviates = self.deviates(OF_OUTLIERS, PAIRS_OF_OUTLIERS);
            let weight = self.outlier_rate / (deviates.len() * SIZES) as f64;
            for size in (0..SIZES).map(|at| 3.0 + 7.0 * middle(at, SIZES)) {
                for deviate in &deviates {
                    let (factor, added, zero) = disturbed(*deviate);
                    // An outlier is of the disturbed value; only without additive noise is 0 still 0, and counts as 1.
                    let zero = if self.sigma == 0.0 { size } else { size * zero };
                    all.push(NoisePoint { factor: size * factor, added: size * added, zero, weight });
                }
            }
        }
        all
    }

    /// Deviates that are alike in weight; one of 0 if there is no additive noise.
    fn deviates(&self, points: usize, pairs: usize) -> Vec<f64> {
        if self.sigma == 0.0 {
            return vec![0.0];
        }
        match self.family {
            NoiseFamily::Gaussian => {
                standardised((0..points).map(|at| normal::quantile(middle(at, points))), 1.0)
            }
            NoiseFamily::Laplace => {
                let quantile =
                    |u: f64| if u < 0.5 { libm::log(2.0 * u) } else { -libm::log(2.0 * (1.0 - u)) };
                standardised((0..points).map(|at| quantile(middle(at, points))), 2.0)
            }
            family @ NoiseFamily::StudentT { df } => {
                let pair = |at: usize| family.deviate(middle(at / pairs, pairs), middle(at % pairs, pairs));
                let all = (0..pairs * pairs).map(pair);
                // With few degrees of freedom the variance lies in tails that no points show.
                if df > 4.0 { standardised(all, df / (df - 2.0)) } else { all.collect() }
            }
        }
    }
}

/// The middle of one of so many equal parts of [0, 1].
fn middle(at: usize, of: usize) -> f64 {
    (at as f64 + 0.5) / of as f64
}

/// Points scaled to a variance they fall short of, because they leave out the tails.
fn standardised(points: impl Iterator<Item = f64>, variance: f64) -> Vec<f64> {
    let points: Vec<f64> = points.collect();
    let own = points.iter().map(|point| point * point).sum::<f64>() / points.len() as f64;
    let factor = (variance / own).sqrt();
    points.into_iter().map(|point| point * factor).collect()
}

#[cfg(test)]
mod tests {
    use super::super::NoiseDraws;
    use super::super::tests::Uniforms;
    use super::*;

    #[test]
    fn points_have_the_moments_of_the_noise() {
        const N: usize = 400_000;
        let families = [NoiseFamily::Gaussian, NoiseFamily::Laplace, NoiseFamily::StudentT { df: 12.0 }];
        for (family, sigma, outlier_rate, scale_with_trajectory) in [
            (families[0], 0.0, 0.1, false),
            (families[0], 0.1, 0.1, false),
            (families[1], 0.2, 0.05, false),
            (families[2], 0.1, 0.1, false),
            (families[0], 0.4, 0.1, true),
        ] {
            let noise = Noise { sigma, family, scale_with_trajectory, outlier_rate, mcar_rate: 0.0 };
            let points = noise.points(0.6);
            assert!((points.iter().map(|point| point.weight).sum::<f64>() - 1.0).abs() < 1e-12);
            for value in [0.0, 2.5] {
                let mut uniforms = Uniforms(3);
                let (mut mean, mut square) = (0.0, 0.0);
                for _ in 0..N {
                    let draws = NoiseDraws {
                        deviate: family.deviate(uniforms.draw(), uniforms.draw()),
                        outlier_coin: uniforms.draw(),
                        outlier_size: uniforms.draw(),
                        missing_coin: 1.0,
                    };
                    let shown = noise.apply(value, 0.6, &draws).expect("nothing is missing");
                    (mean, square) = (mean + shown / N as f64, square + shown * shown / N as f64);
                }
                let sum = |power: i32| {
                    points.iter().map(|one| one.weight * one.applied(value).powi(power)).sum::<f64>()
                };
                let scale = square.sqrt().max(1e-3);
                assert!((sum(1) - mean).abs() < 0.01 * scale, "{noise:?} {value}: {} {mean}", sum(1));
                assert!((sum(2) / square - 1.0).abs() < 0.03, "{noise:?} {value}: {} {square}", sum(2));
            }
        }
    }
}
