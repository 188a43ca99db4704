//! Elementary functions in plain IEEE arithmetic, the standard normal, and moments of samples.
//!
//! All have the same bits on every platform, and loops over the elementary functions vectorise. `libm` is as portable, but each of its calls is a jump through branches; these cost a quarter of it in a column. Where a
//! single value is wanted, `libm` remains the choice.

mod exp;
mod ln;
mod moments;
mod nearest_even;
pub mod normal;

pub use exp::exp;
pub(crate) use exp::{LEAST, exp_below_zero};
pub use ln::ln;
pub(crate) use ln::log;
pub use moments::Moments;
pub use nearest_even::nearest_even;

/// Adding and subtracting 1.5·2⁵² rounds a double of magnitude below 2⁵¹ to a whole number, half to even; in between, the low
/// bits of the sum hold that number in two's complement.
pub(crate) const ROUND: f64 = 6_755_399_441_055_744.0;

/// ln 2 in two parts; the first has zeros at its end, so whole multiples of it below 2¹¹ are exact (Cody & Waite 1980).
const LN2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
