//! Noise as a few points that stand for all of it.

use super::{Noise, NoiseFamily};
use crate::maths::normal;

/// Points over additive noise of one number each, and over the size of outliers.
const DEVIATES: usize = 33;
const SIZES: usize = 16;
/// Points in each of the two numbers that a deviate of Student's t is made of.
const PAIRS: usize = 24;

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
        let deviates: Vec<f64> = if self.sigma == 0.0 {
            vec![0.0]
        } else {
            let middle = |at: usize, of: usize| (at as f64 + 0.5) / of as f64;
            match self.family {
                NoiseFamily::Gaussian => {
                    standardised((0..DEVIATES).map(|at| normal::quantile(middle(at, DEVIATES))), 1.0)
                }
                NoiseFamily::Laplace => {
                    let quantile =
                        |u: f64| if u < 0.5 { libm::log(2.0 * u) } else { -libm::log(2.0 * (1.0 - u)) };
                    standardised((0..DEVIATES).map(|at| quantile(middle(at, DEVIATES))), 2.0)
                }
                family @ NoiseFamily::StudentT { .. } => {
                    let pair =
                        |at: usize| family.deviate(middle(at / PAIRS, PAIRS), middle(at % PAIRS, PAIRS));
                    (0..PAIRS * PAIRS).map(pair).collect()
                }
            }
        };
        let weight = 1.0 / deviates.len() as f64;
        let mut all = Vec::new();
        for deviate in deviates {
            let moved = self.sigma * deviate;
            // Relative noise multiplies a value, but moves 0 as if it were 1.
            let (factor, added, zero) = match self.scale_with_trajectory {
                true => (1.0, moved * position, moved * position),
                false => (1.0 + moved, 0.0, moved),
            };
            all.push(NoisePoint { factor, added, zero, weight: weight * (1.0 - self.outlier_rate) });
        }
        // Outliers differ so much in size that what is added before matters little.
        if self.outlier_rate > 0.0 {
            let weight = self.outlier_rate / SIZES as f64;
            let sizes = (0..SIZES).map(|at| 3.0 + 7.0 * (at as f64 + 0.5) / SIZES as f64);
            all.extend(sizes.map(|size| NoisePoint { factor: size, added: 0.0, zero: size, weight }));
        }
        all
    }
}

/// Points scaled to a variance they fall short of, because they leave out the tails.
fn standardised(points: impl Iterator<Item = f64>, variance: f64) -> Vec<f64> {
    let points: Vec<f64> = points.collect();
    let own = points.iter().map(|point| point * point).sum::<f64>() / points.len() as f64;
    let factor = (variance / own).sqrt();
    points.into_iter().map(|point| point * factor).collect()
}
