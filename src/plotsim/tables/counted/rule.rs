//! How many rows the values of a metric call for.

use crate::maths::nearest_even;
use crate::plotsim::model::EventRule;

pub use crate::plotsim::tables::engine::MOST;

impl EventRule {
    /// Says how many rows an entity has in each period, given its values from its first period on.
    pub fn fill(&self, values: impl Iterator<Item = f64>, counts: &mut [u64]) {
        match self {
            EventRule::Proportional(scale) => {
                for (count, value) in counts.iter_mut().zip(values) {
                    // The conversion makes 0 of negative numbers and of NaN.
                    *count = (nearest_even(value * scale) as u64).min(MOST);
                }
            }
            EventRule::Threshold(_) => self.each(values, |period, count| {
                if let Some(own) = counts.get_mut(period) {
                    *own = count;
                }
            }),
        }
    }
}
